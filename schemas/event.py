"""One event: who did what to whom, where, when, and whether it happened."""

from typing import Literal

import msgspec

from schemas.span import LemmaSpan, Span

EventType = Literal[
    "AGREE",
    "CONSULT",
    "SUPPORT",
    "COOPERATE",
    "AID",
    "YIELD",
    "REQUEST",
    "ACCUSE",
    "REJECT",
    "THREATEN",
    "PROTEST",
    "SANCTION",
    "MOBILIZE",
    "COERCE",
    "ASSAULT",
    "OTHER",
]
Modality = Literal["asserted", "negated", "possible", "planned"]
Granularity = Literal[
    "second", "minute", "hour", "part_of_day", "day", "week", "month", "season", "quarter", "year", "decade", "century"
]


class Participant(msgspec.Struct, frozen=True, kw_only=True):
    """An actor or target.

    ``code`` is ISO 3166-1 alpha-3, or an IGO or NGO code; ``sector`` is PLOVER's (GOV, MIL, ...).
    """

    mention: Span | None
    name: str | None
    entity_id: str | None
    code: str | None
    sector: str | None


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where it happened; ``country`` is ISO 3166-1 alpha-3, coordinates WGS 84 degrees."""

    mention: Span | None
    name: str
    country: str | None
    lat: float | None
    lon: float | None
    geonames_id: int | None


class EventTime(msgspec.Struct, frozen=True, kw_only=True):
    """When it happened: an ISO 8601 ``value`` as precise as its ``granularity``."""

    mention: Span | None
    value: str
    granularity: Granularity


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """Who asserts the event; null instead of this record means that the article itself does."""

    name: str | None
    quote_id: str | None


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """An event mention; ``type`` is a PLOVER root or OTHER, ``quad`` PLOVER's quad class (1 to 4, null for OTHER).

    ``counts`` maps what was counted (killed, injured, arrested, ...) to a number; ``coref`` is the same for all
    mentions of one event in the article.
    """

    id: str
    article_id: str
    type: EventType
    mode: str | None
    contexts: tuple[str, ...]
    quad: int | None
    trigger: LemmaSpan
    actors: tuple[Participant, ...]
    targets: tuple[Participant, ...]
    places: tuple[Place, ...]
    time: EventTime | None
    modality: Modality
    asserted_by: Assertion | None
    counts: dict[str, int]
    section: str
    confidence: float
    coref: str | None = None
