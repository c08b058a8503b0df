"""Records to Kafka messages: JSON values with CloudEvents 1.0 headers (Kafka protocol binding, binary mode).

Neither the clock nor chance enters: ``ce_time`` is the publication date, else the Kafka record's timestamp, else absent
(the attribute is optional), and ``ce_id`` derives from the article and the record.
"""

import msgspec

from schemas.codec import CodecError, encode
from schemas.enriched_article import EnrichedArticle
from schemas.topics import ENRICHED, EVENTS, QUOTES, Contract, schema_uri
from workers.errors import Rejection
from workers.messages import Headers, InputMessage, OutputRecord, Stream
from workers.pipeline.article_id import part_id
from workers.pipeline.dates import from_timestamp_ms
from workers.pipeline.limits import Limits

_SOURCE = "/stringer"
_STREAMS: dict[str, Stream] = {"enriched": "enriched", "quotes": "quotes", "events": "events"}


def encode_records(
    enriched: EnrichedArticle, message: InputMessage, limits: Limits
) -> tuple[OutputRecord, ...] | Rejection:
    """Return the enriched article, its quotes and its coded events (not OTHER), in this order."""
    article = enriched.article
    time = article.published_at or _received(message)
    passed_on = tuple(pair for pair in message.headers if pair[0].lower() in {"traceparent", "tracestate"})
    records: list[tuple[Contract, msgspec.Struct, str]] = [(ENRICHED, enriched, _enriched_id(enriched))]
    records += [(QUOTES, quote, quote.id) for quote in enriched.quotes]
    records += [(EVENTS, event, event.id) for event in enriched.events if event.type != "OTHER"]
    encoded: list[OutputRecord] = []
    try:
        for contract, record, identifier in records:
            value = encode(record)
            if len(value) > limits.max_record_bytes:
                shown = (
                    f"the record for {contract.topic} has {len(value)} bytes, the limit is {limits.max_record_bytes}"
                )
                return Rejection("encode", "TooLarge", shown)
            headers = _cloudevent(contract, identifier, article.id, time) + passed_on
            encoded.append(OutputRecord(_STREAMS[contract.stream], article.id.encode(), value, headers))
    except CodecError as error:
        return Rejection("encode", error.reason, str(error))
    return tuple(encoded)


def _received(message: InputMessage) -> str | None:
    received = None if message.timestamp_ms is None else from_timestamp_ms(message.timestamp_ms)
    return received.iso if received else None


def _enriched_id(enriched: EnrichedArticle) -> str:
    """Return an id for this enrichment of the article: another version of it, or of the pipeline, is another event."""
    article, made = enriched.article, enriched.provenance
    return part_id(article.id, "enriched", article.version or "", made.pipeline_version, article.text)


def _cloudevent(contract: Contract, identifier: str, article_id: str, time: str | None) -> Headers:
    attributes = [
        ("ce_specversion", "1.0"),
        ("ce_id", identifier),
        ("ce_source", _SOURCE),
        ("ce_type", contract.cloudevent_type),
        ("ce_subject", article_id),
        ("ce_dataschema", schema_uri(contract)),
        ("content-type", "application/json"),
    ]
    if time is not None:
        attributes.insert(4, ("ce_time", _timestamp(time)))
    return tuple((name, value.encode()) for name, value in attributes)


def _timestamp(iso: str) -> str:
    """Return an RFC 3339 date-time, which CloudEvents asks for: a bare date is its midnight in UTC."""
    if "T" not in iso:
        return f"{iso}T00:00:00Z"
    if iso.endswith("+00:00"):
        return iso.removesuffix("+00:00") + "Z"
    zone = iso[19:]
    return iso if "+" in zone or "-" in zone else f"{iso}Z"
