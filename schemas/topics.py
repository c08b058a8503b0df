"""Streams, their topics, keys and schemas.

A topic's name is the stream's with an optional prefix in front (``staging.`` gives ``staging.news.quotes.v1``).
"""

from typing import NamedTuple

import msgspec

from schemas.enriched_article import EnrichedArticle
from schemas.event import Event
from schemas.quote import Quote
from schemas.raw_article import RawArticle


class Contract(NamedTuple):
    """What a topic carries.

    ``schema`` is the name of the JSON Schema (``schemas/json/<schema>.json``), ``cloudevent_type`` the ``ce_type``;
    ``cleanup_policy`` is Kafka's. Every topic is keyed by the article's id.
    """

    stream: str
    topic: str
    record: type[msgspec.Struct]
    schema: str
    cloudevent_type: str
    cleanup_policy: str


RAW = Contract("raw", "news.articles.raw.v1", RawArticle, "raw-article.v1", "news.article.raw.v1", "delete")
ENRICHED = Contract(
    "enriched",
    "news.articles.enriched.v1",
    EnrichedArticle,
    "enriched-article.v1",
    "news.article.enriched.v1",
    "compact",
)
QUOTES = Contract("quotes", "news.quotes.v1", Quote, "quote.v1", "news.quote.v1", "delete")
EVENTS = Contract("events", "news.events.v1", Event, "event.v1", "news.event.v1", "delete")

CONTRACTS = {contract.stream: contract for contract in (RAW, ENRICHED, QUOTES, EVENTS)}
OUTPUTS = (ENRICHED, QUOTES, EVENTS)

SCHEMA_BASE = "https://stringer.invalid/schemas/"  # names a schema, need not resolve (RFC 2606 keeps .invalid free)


def topic_name(stream: str, prefix: str = "") -> str:
    """Return the topic of a stream: ``raw``, ``enriched``, ``quotes``, ``events``, ``dlq`` (dead letters) or ``marks``.

    Raises:
        KeyError: there is no such stream.
    """
    if stream == "dlq":
        return dead_letter_topic(topic_name("raw", prefix))
    if stream == "marks":
        return marks_topic(topic_name("dlq", prefix))
    return prefix + CONTRACTS[stream].topic


def dead_letter_topic(source: str) -> str:
    """Return the topic for dead letters of the topic ``source``."""
    return source + ".dlq"


def marks_topic(dead_letters: str) -> str:
    """Return the topic that says which dead letters of the topic ``dead_letters`` are closed."""
    return dead_letters + ".marks"


def schema_uri(contract: Contract) -> str:
    """Return the ``$id`` of the contract's JSON Schema, which records carry as ``ce_dataschema``."""
    return f"{SCHEMA_BASE}{contract.schema}.json"
