"""Spans of an article's text."""

import msgspec


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A piece of the article: ``article.text[start:end] == text``.

    Offsets are half-open and count Unicode code points of ``article.text``.
    """

    start: int
    end: int
    text: str


class LemmaSpan(msgspec.Struct, frozen=True, kw_only=True):
    """A one-word or multi-word cue or trigger with its lemma (lower case)."""

    start: int
    end: int
    text: str
    lemma: str
