"""The enriched article: one raw article with everything found in it."""

from typing import Literal

import msgspec

from schemas.event import Event, Granularity
from schemas.quote import Quote
from schemas.span import Span

SectionRole = Literal["headline", "dateline", "lead", "body", "source", "quote", "details", "background", "boilerplate"]
EntityType = Literal["person", "organisation", "place", "group", "other"]
TimexType = Literal["DATE", "TIME", "DURATION", "SET"]


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """The article itself; every offset in the record counts code points of ``text``."""

    id: str
    url: str | None
    title: str | None
    description: str | None
    publisher: str | None
    authors: tuple[str, ...]
    published_at: str | None
    language: str
    version: str | None
    text: str


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of the article with one role; sections are disjoint and in order."""

    start: int
    end: int
    role: SectionRole


class Entity(msgspec.Struct, frozen=True, kw_only=True):
    """Someone or something named in the article, with all its mentions; ``country`` is ISO 3166-1 alpha-3."""

    id: str
    name: str
    type: EntityType
    titles: tuple[str, ...]
    country: str | None
    mentions: tuple[Span, ...]


class TimeExpression(msgspec.Struct, frozen=True, kw_only=True):
    """A TIMEX3 time expression, resolved against the publication date."""

    start: int
    end: int
    text: str
    type: TimexType
    value: str
    granularity: Granularity | None


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer to a question of the five Ws; ``value`` is the normalised form where there is one.

    ``start`` and ``end`` are left out of an answer that does not stand in the text (the publication date, a title).
    """

    text: str
    start: int | msgspec.UnsetType = msgspec.UNSET
    end: int | msgspec.UnsetType = msgspec.UNSET
    value: str | None = None


class FiveW(msgspec.Struct, frozen=True, kw_only=True):
    """Who, what, when, where, why and how of the article's main event; best answer first."""

    who: tuple[Answer, ...] = ()
    what: tuple[Answer, ...] = ()
    when: tuple[Answer, ...] = ()
    where: tuple[Answer, ...] = ()
    why: tuple[Answer, ...] = ()
    how: tuple[Answer, ...] = ()


class Input(msgspec.Struct, frozen=True, kw_only=True):
    """Where the raw message stood; ``timestamp`` is the Kafka record's, in milliseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp: int


class Provenance(msgspec.Struct, frozen=True, kw_only=True):
    """What made this record; ``input`` is null when the article came from a file."""

    pipeline_version: str
    model: str
    input: Input | None


class EnrichedArticle(msgspec.Struct, frozen=True, kw_only=True):
    """The value of ``news.articles.enriched.v1``."""

    article: Article
    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    times: tuple[TimeExpression, ...]
    five_w: FiveW
    provenance: Provenance
