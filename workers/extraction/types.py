"""What the extractors hand to each other. Offsets are half-open code points of the article's text.

The way through: ``segmentation`` cuts the text into sections, ``nlp`` parses each block of running text into a
``Paragraph``, the whole is an ``Analysis``; ``timex``, ``entities``, ``quotes`` and ``events`` each read the analysis
and what stands before them, and return the frozen values below. References between them are indices into the tuples of
``Extraction``; ``workers.pipeline.enrich`` turns them into ids.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from spacy.tokens import Doc

from schemas.enriched_article import EntityType, SectionRole, TimexType
from schemas.event import EventType, Granularity, Modality
from schemas.quote import CueClass, QuoteType, SpeakerKind
from workers.extraction.marks import Quoted
from workers.extraction.parse import Parse
from workers.extraction.text import ArticleText, Paragraph, Section, Span


@dataclass(frozen=True, slots=True)
class Analysis:
    """A segmented and parsed article.

    ``parses`` and ``quoted`` give each paragraph's parse as plain lists and its quoted stretches, read once for all.
    ``title`` and ``description`` are the parses of these fields; None when absent or when the text holds them anyway.
    """

    article: ArticleText
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    parses: tuple[Parse, ...]
    quoted: tuple[tuple[Quoted, ...], ...]
    title: Doc | None = None
    description: Doc | None = None


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """A TIMEX3 expression; ``value`` as in TimeML (``2023-06-09``, ``P2W``, ``2023-W23``, ``PRESENT_REF``, ...)."""

    span: Span
    type: TimexType
    value: str
    granularity: Granularity | None


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or something named, with every mention that was resolved to it (names, titles, pronouns, descriptions).

    ``name`` is the fullest name in the article, without title or article; ``titles`` are role texts as the article
    gives them; ``country`` is ISO 3166-1 alpha-3 (the nationality of a person, the seat of an organisation, the country
    of a place);
    ``gender`` is ``f``, ``m`` or None; ``code`` and ``sector`` are PLOVER's, where the lexicons know them.
    """

    name: str
    type: EntityType
    mentions: tuple[Span, ...]
    titles: tuple[str, ...] = ()
    country: str | None = None
    gender: str | None = None
    code: str | None = None
    sector: str | None = None


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who said a quote; ``entity`` indexes ``Extraction.entities``."""

    mention: Span | None
    name: str | None
    entity: int | None
    role: str | None
    kind: SpeakerKind


@dataclass(frozen=True, slots=True)
class Relay:
    """One outlet of an attribution chain and the wording that relays (``reported by``, ``citing``)."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A quote. ``cue`` is None after a colon or label."""

    type: QuoteType
    content: tuple[Span, ...]
    cue: Span | None
    cue_lemma: str | None
    cue_class: CueClass
    speaker: Speaker
    chain: tuple[Relay, ...]
    section: SectionRole
    confidence: float


@dataclass(frozen=True, slots=True)
class Participant:
    """An actor or target of an event."""

    mention: Span | None
    name: str | None
    entity: int | None
    code: str | None
    sector: str | None


@dataclass(frozen=True, slots=True)
class Place:
    """A place, resolved to GeoNames where possible; ``country`` is ISO 3166-1 alpha-3, degrees are WGS 84."""

    mention: Span | None
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    geonames_id: int | None = None


@dataclass(frozen=True, slots=True)
class EventTime:
    """When an event happened; ``value`` is ISO 8601, as precise as ``granularity``."""

    mention: Span | None
    value: str
    granularity: Granularity


@dataclass(frozen=True, slots=True)
class Event:
    """An event mention.

    ``quote`` indexes ``Extraction.quotes``: the smallest quote around the trigger; its speaker asserts it.

    ``group`` is equal for all mentions of one event in the article (an arbitrary small integer), None when alone.
    """

    type: EventType
    trigger: Span
    lemma: str
    actors: tuple[Participant, ...]
    targets: tuple[Participant, ...]
    places: tuple[Place, ...]
    time: EventTime | None
    modality: Modality
    quote: int | None
    section: SectionRole
    confidence: float
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to one of the five Ws; ``span`` is None for an answer that comes from the title or the date field."""

    text: str
    span: Span | None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class FiveW:
    """Best answers first."""

    who: tuple[Answer, ...] = ()
    what: tuple[Answer, ...] = ()
    when: tuple[Answer, ...] = ()
    where: tuple[Answer, ...] = ()
    why: tuple[Answer, ...] = ()
    how: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one article; ``sentences`` are those of the parsed text, in order."""

    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    times: tuple[TimeExpression, ...]
    five_w: FiveW
    sentences: tuple[Span, ...] = ()
