import re

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from schemas.asyncapi import asyncapi
from schemas.codec import decode, encode
from schemas.enriched_article import Article, EnrichedArticle, FiveW, Provenance
from schemas.event import Event
from schemas.json_schema import json_schema
from schemas.quote import Content, Context, Quote, Speaker
from schemas.span import LemmaSpan, Span
from schemas.topics import CONTRACTS
from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord
from workers.pipeline.encode import encode_records
from workers.pipeline.limits import Limits

SPEAKER = Speaker(mention=None, name=None, entity_id=None, role=None, kind="unnamed")
QUOTE = Quote(
    id="q-1",
    article_id="ä-1",
    type="direct",
    content=Content(text="Go", spans=(Span(start=0, end=2, text="Go"),)),
    cue=None,
    cue_class="speech",
    speaker=SPEAKER,
    attribution_chain=(),
    context=Context(before="", after=""),
    section="lead",
    confidence=1.0,
    events=(),
)


def event(identifier: str, kind: str) -> Event:
    return Event(
        id=identifier,
        article_id="ä-1",
        type=kind,  # type: ignore[arg-type] # a root
        mode=None,
        contexts=(),
        quad=None,
        trigger=LemmaSpan(start=0, end=2, text="Go", lemma="go"),
        actors=(),
        targets=(),
        places=(),
        time=None,
        modality="asserted",
        asserted_by=None,
        counts={},
        section="lead",
        confidence=1.0,
    )


ENRICHED = EnrichedArticle(
    article=Article(
        id="ä-1",
        url=None,
        title=None,
        description=None,
        publisher=None,
        authors=(),
        published_at="2023-06-10",
        language="en",
        version=None,
        text="Go.",
    ),
    sections=(),
    entities=(),
    quotes=(QUOTE,),
    events=(event("e-1", "ASSAULT"), event("e-2", "OTHER"), event("e-3", "AID")),
    times=(),
    five_w=FiveW(),
    provenance=Provenance(pipeline_version="0.1.0", model="m", input=None),
)
MESSAGE = InputMessage(b"")


def records(
    enriched: EnrichedArticle = ENRICHED, message: InputMessage = MESSAGE, limits: Limits | None = None
) -> tuple[OutputRecord, ...]:
    found = encode_records(enriched, message, limits or Limits())
    assert not isinstance(found, Rejection), found
    return found


def published(iso: str | None) -> EnrichedArticle:
    article = msgspec.structs.replace(ENRICHED.article, published_at=iso)
    return msgspec.structs.replace(ENRICHED, article=article)


def header(record: OutputRecord, name: str) -> str | None:
    found = [value.decode() for key, value in record.headers if key == name]
    assert len(found) < 2
    return found[0] if found else None


def test_the_events_topic_carries_coded_events_only() -> None:
    assert [(r.stream, header(r, "ce_id")) for r in records()[1:]] == [
        ("quotes", "q-1"),
        ("events", "e-1"),
        ("events", "e-3"),
    ]
    assert [e.id for e in decode(records()[0].value, EnrichedArticle).events] == ["e-1", "e-2", "e-3"]


def test_every_record_is_keyed_by_the_article() -> None:
    assert {r.key for r in records()} == {"ä-1".encode()}


def test_values_are_the_records() -> None:
    assert records()[0].value == encode(ENRICHED)
    assert decode(records()[1].value, Quote) == QUOTE


@pytest.mark.parametrize("message", [MESSAGE, InputMessage(b"", headers=(("traceparent", b"00-a-b-01"),))])
@pytest.mark.parametrize("time", [None, "2023-06-10", "2023-06-10T14:00:00", "2023-06-10T14:00:00.250+02:00"])
def test_headers_and_values_fit_the_published_contract(time: str | None, message: InputMessage) -> None:
    document = asyncapi("1.0.0")["components"]["schemas"]  # type: ignore[index] # a nested document
    for record in records(published(time), message):
        headers = {name: value.decode() for name, value in record.headers}
        assert len(headers) == len(record.headers)
        schema = document[f"{record.stream}-headers"]
        Draft202012Validator(schema, format_checker=FormatChecker()).validate(headers)
        assert set(headers) <= set(schema["properties"])
        contract = CONTRACTS[record.stream]
        Draft202012Validator(json_schema(contract.schema)).validate(decode(record.value, dict[str, object]))


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2023-06-10", "2023-06-10T00:00:00Z"),
        ("2023-06-10T14:00:00", "2023-06-10T14:00:00Z"),
        ("2023-06-10T14:00:00+00:00", "2023-06-10T14:00:00Z"),
        ("2023-06-10T14:00:00.250+02:00", "2023-06-10T14:00:00.250+02:00"),
        ("2023-06-10T14:00:00-05:00", "2023-06-10T14:00:00-05:00"),
        (None, None),
    ],
)
def test_time_is_the_publication_date_as_rfc_3339(iso: str | None, expected: str | None) -> None:
    found = header(records(published(iso))[0], "ce_time")
    assert found == expected
    assert found is None or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", found)


def test_without_a_date_time_is_the_messages() -> None:
    message = InputMessage(b"", timestamp_ms=1_686_405_600_123)
    assert header(records(published(None), message)[0], "ce_time") == "2023-06-10T14:00:00.123Z"


def test_trace_context_is_passed_on_and_nothing_else() -> None:
    headers = (("traceparent", b"00-a-b-01"), ("tracestate", b"k=v"), ("secret", b"s"), ("ce_id", b"raw"))
    for record in records(message=InputMessage(b"", headers=headers)):
        assert header(record, "traceparent") == "00-a-b-01"
        assert header(record, "tracestate") == "k=v"
        assert header(record, "secret") is None
        assert header(record, "ce_id") != "raw"


def test_another_version_of_the_article_is_another_event() -> None:
    other = msgspec.structs.replace(ENRICHED, article=msgspec.structs.replace(ENRICHED.article, version="2"))
    assert header(records()[0], "ce_id") != header(records(other)[0], "ce_id")
    assert header(records()[0], "ce_id") == header(records()[0], "ce_id")


def test_a_record_over_the_limit_is_rejected() -> None:
    size = len(encode(ENRICHED))
    assert records(limits=Limits(max_record_bytes=size))
    found = encode_records(ENRICHED, MESSAGE, Limits(max_record_bytes=size - 1))
    assert isinstance(found, Rejection)
    assert (found.stage, found.reason) == ("encode", "TooLarge")
    assert str(size) in found.message


def test_a_lone_surrogate_is_rejected() -> None:
    article = msgspec.structs.replace(ENRICHED.article, title="\ud800")
    found = encode_records(msgspec.structs.replace(ENRICHED, article=article), MESSAGE, Limits())
    assert isinstance(found, Rejection)
    assert (found.stage, found.reason) == ("encode", "LoneSurrogate")
