"""One quote: who said what, by which cue, relayed by whom."""

from typing import Literal

import msgspec

from schemas.span import LemmaSpan, Span

QuoteType = Literal["direct", "indirect", "mixed"]
CueClass = Literal["speech", "thought", "evidence", "performative", "relay"]
SpeakerKind = Literal["person", "organisation", "group", "unnamed"]


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """What was said: ``text`` joins the spans by one space; a split quote has several spans."""

    text: str
    spans: tuple[Span, ...]


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Who said it.

    ``mention`` is the local mention (a name, pronoun or description), ``name`` the fullest name in the
    article; both are null when the article does not tell. ``role`` is the role text as the article gives it.
    """

    mention: Span | None
    name: str | None
    entity_id: str | None
    role: str | None
    kind: SpeakerKind


class Relay(msgspec.Struct, frozen=True, kw_only=True):
    """One outlet between the speaker and this article, with the wording that says so (``citing``)."""

    name: str
    relation: str


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """The sentence before and after the quote; empty at the article's edges."""

    before: str
    after: str


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A quote; ``attribution_chain`` is nearest outlet first, ``confidence`` lies in [0, 1]."""

    id: str
    article_id: str
    type: QuoteType
    content: Content
    cue: LemmaSpan | None
    cue_class: CueClass
    speaker: Speaker
    attribution_chain: tuple[Relay, ...]
    context: Context
    section: str
    confidence: float
    events: tuple[str, ...]
