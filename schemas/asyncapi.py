"""The AsyncAPI 3.0 document of the topics: channels, operations, messages with their CloudEvents headers."""

from schemas import dead_letter, redrive
from schemas.json_schema import DEAD_LETTER, DIALECT, LETTER_MARK, Schema
from schemas.replay import REPLAY_ID
from schemas.topics import CONTRACTS, OUTPUTS, RAW, Contract, schema_uri, topic_name

_TITLES = {
    "raw": "Raw article",
    "enriched": "Enriched article",
    "quotes": "Quote",
    "events": "Coded event",
}
_SUMMARIES = {
    "raw": "A news article as a producer sends it: a JSON object, plain UTF-8 text or an HTML page.",
    "enriched": "One article with everything found in it: sections, entities, quotes, events, times, five Ws.",
    "quotes": "One quote: who said what, by which cue, relayed by whom.",
    "events": "One event coded with a PLOVER root: who did what to whom, where, when, and whether it happened.",
}


def asyncapi(version: str) -> Schema:
    """Return the document; ``version`` is that of the contracts, which only a breaking change moves on."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Stringer",
            "version": version,
            "description": (
                "Raw news articles in; enriched articles, quotes and coded events out. Everything that belongs to one"
                " raw article becomes visible in one Kafka transaction: read with isolation.level=read_committed."
                " Every message is keyed by the article's id, and messages of one key keep their order."
                " Topic names may have a prefix."
            ),
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {c.stream: _channel(c) for c in CONTRACTS.values()}
        | {"dead-letters": _dead_letter_channel(), "dead-letter-marks": _mark_channel()},
        "operations": {
            "receive-raw": _operation("receive", "raw", "Read raw articles."),
            **{f"send-{c.stream}": _operation("send", c.stream, f"Publish to {c.topic}.") for c in OUTPUTS},
            "send-dead-letters": _operation("send", "dead-letters", "Set aside what cannot be processed."),
            "send-dead-letter-marks": _operation("send", "dead-letter-marks", "Say which dead letters are closed."),
        },
        "components": {
            "messages": {c.stream: _message(c) for c in CONTRACTS.values()}
            | {"dead-letters": _dead_letter_message(), "dead-letter-marks": _mark_message()},
            "schemas": {"key": _KEY, "dead-letter-headers": _dead_letter_headers()}
            | {f"{c.stream}-headers": _cloudevent_headers(c) for c in OUTPUTS},
        },
    }


_REPLAY: Schema = {"type": "string", "description": "Id of the replay that wrote the record; live records have none."}
_KEY: Schema = {"type": "string", "description": "The article's id, UTF-8."}


def _channel(contract: Contract) -> Schema:
    return {
        "address": contract.topic,
        "title": _TITLES[contract.stream],
        "messages": {contract.stream: {"$ref": f"#/components/messages/{contract.stream}"}},
        "bindings": {"kafka": {"topicConfiguration": {"cleanup.policy": [contract.cleanup_policy]}}},
    }


def _dead_letter_channel() -> Schema:
    return {
        "address": topic_name("dlq"),
        "title": "Dead letters",
        "messages": {"dead-letters": {"$ref": "#/components/messages/dead-letters"}},
        "bindings": {"kafka": {"topicConfiguration": {"cleanup.policy": ["delete"]}}},
    }


def _mark_channel() -> Schema:
    return {
        "address": topic_name("marks"),
        "title": "Marks of closed dead letters",
        "messages": {"dead-letter-marks": {"$ref": "#/components/messages/dead-letter-marks"}},
        "bindings": {"kafka": {"topicConfiguration": {"cleanup.policy": ["compact"]}}},
    }


def _operation(action: str, channel: str, summary: str) -> Schema:
    return {"action": action, "channel": {"$ref": f"#/channels/{channel}"}, "summary": summary}


def _message(contract: Contract) -> Schema:
    message: Schema = {
        "name": contract.cloudevent_type,
        "title": _TITLES[contract.stream],
        "summary": _SUMMARIES[contract.stream],
        "contentType": "application/json",
    }
    if contract is not RAW:
        message["headers"] = {"$ref": f"#/components/schemas/{contract.stream}-headers"}
    message["payload"] = _payload(contract.schema)
    message["bindings"] = {"kafka": {"key": {"$ref": "#/components/schemas/key"}}}
    return message


def _payload(schema: str) -> Schema:
    return {
        "schemaFormat": f"application/schema+json;version={DIALECT.rpartition('/draft/')[2].partition('/')[0]}",
        "schema": {"$ref": f"./json/{schema}.json"},
    }


def _mark_message() -> Schema:
    return {
        "name": "news.article.dead-letter-mark.v1",
        "title": "Mark of a closed dead letter",
        "summary": "That a dead letter was sent to the raw topic again, in the same transaction, or was given up.",
        "contentType": "application/json",
        "payload": _payload(LETTER_MARK),
        "bindings": {
            "kafka": {"key": {"type": "string", "description": "The letter's partition:offset in its topic."}}
        },
    }


def _dead_letter_message() -> Schema:
    return {
        "name": "news.article.dead-letter.v1",
        "title": "Dead letter",
        "summary": f"A message as received, untouched; its headers say why it is here (see json/{DEAD_LETTER}.json).",
        "headers": {"$ref": "#/components/schemas/dead-letter-headers"},
        "payload": {"description": "The bytes as received."},
    }


def _cloudevent_headers(contract: Contract) -> Schema:
    """Return the schema of the CloudEvents 1.0 attributes in Kafka's binary mode (protocol binding 1.0.2)."""
    text: Schema = {"type": "string", "minLength": 1}
    attributes: Schema = {
        "ce_specversion": {"type": "string", "const": "1.0"},
        "ce_id": text | {"description": "The record's own id; the same for the same input and pipeline version."},
        "ce_source": text | {"format": "uri-reference"},
        "ce_type": {"type": "string", "const": contract.cloudevent_type},
        "ce_time": {
            "type": "string",
            "format": "date-time",
            "description": "The publication date, else the raw record's timestamp; absent when neither is known.",
        },
        "ce_subject": text | {"description": "The article's id."},
        "ce_dataschema": {"type": "string", "const": schema_uri(contract)},
        "content-type": {"type": "string", "const": "application/json"},
        "traceparent": {"type": "string", "description": "W3C Trace Context, passed on from the raw article."},
        "tracestate": {"type": "string", "description": "As traceparent."},
        REPLAY_ID: _REPLAY,
    }
    optional = {"ce_time", "traceparent", "tracestate", REPLAY_ID}
    return {"type": "object", "properties": attributes, "required": [n for n in attributes if n not in optional]}


def _dead_letter_headers() -> Schema:
    number: Schema = {"type": "string", "pattern": "^-?[0-9]+$"}
    described: Schema = {
        dead_letter.TOPIC: {"type": "string", "description": "The topic the message was read from."},
        dead_letter.PARTITION: number,
        dead_letter.OFFSET: number,
        dead_letter.STAGE: {"type": "string", "description": "decode, validate, extract, encode or process."},
        dead_letter.REASON: {"type": "string", "description": "A stable class name such as InvalidUtf8."},
        dead_letter.MESSAGE: {"type": "string", "description": "One line for a person."},
        dead_letter.ATTEMPTS: number | {"description": "How often the message was tried."},
        dead_letter.PIPELINE_VERSION: {"type": "string"},
    }
    of_some: Schema = {
        dead_letter.TIMESTAMP: number | {"description": "The message's timestamp, milliseconds since the epoch."},
        dead_letter.NULL_VALUE: {"type": "string", "description": "true: the message had neither key nor value."},
        redrive.REDRIVES: number | {"description": "How often the message was redriven before."},
        redrive.REDRIVEN_FROM: {"type": "string", "description": "The letter it was redriven from last."},
        redrive.FIRST_PLACE: {"type": "string", "description": "Where it was received before it was redriven."},
        redrive.FIRST_TIMESTAMP: number | {"description": "Its timestamp there."},
        REPLAY_ID: _REPLAY,
    }
    return {"type": "object", "properties": described | of_some, "required": list(described)}
