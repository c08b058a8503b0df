"""The text of an article and its parts. Offsets are half-open code points of the article's text."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from spacy.tokens import Doc

from schemas.enriched_article import SectionRole


class Span(NamedTuple):
    """``text[start:end]`` of the article."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ArticleText:
    """An article ready for extraction. ``text`` is never rewritten; ``published_on`` anchors relative dates."""

    text: str
    title: str | None = None
    description: str | None = None
    publisher: str | None = None
    published_on: date | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of the text with one role; sections are disjoint, in order, and hold every non-blank character.

    ``label`` spans a leading label such as ``Details:`` (also ``Quote from the minister:``); ``body`` is the running
    text after it (empty for a bare label), which is what gets parsed.
    """

    start: int
    end: int
    role: SectionRole
    body: Span
    label: Span | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One parsed block of running text (a section's body).

    Token ``t`` of ``doc`` stands at ``start + t.idx`` of the article.

    ``doc.text == article.text[start:end]``. Boilerplate is not parsed and has no paragraph.
    """

    index: int
    start: int
    end: int
    role: SectionRole
    doc: Doc
    section: int
