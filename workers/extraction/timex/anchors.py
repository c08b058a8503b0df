"""What a relative time expression is relative to: the document's date, the date told of before, the tense around it."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from spacy.tokens import Token

from workers.extraction.lexicons.classes import word_class
from workers.extraction.text import Paragraph
from workers.extraction.timex.tokens import tokenize
from workers.extraction.timex.values import calendar_day
from workers.extraction.types import Analysis

Tense = Literal["past", "present", "future"]

_EARLY = 400  # characters: a document's own date stands at its top
_LINE = 80  # characters: a line that is a date, perhaps with a place, is short
_LONG_AGO = 400  # days
_FEW = 3  # words beside the date: a place, an agency
_DASHES = ("-", "–", "—", ":")
_YEAR_LINE = re.compile(r"\b(?:1[89]|20)\d{2}\b")


@dataclass(slots=True)
class Anchors:
    """The state of reading one article.

    ``document`` is its date, ``reference`` the day told of last, ``period`` the first day of the month or year told of
    since then.
    """

    document: date | None
    paragraphs: tuple[Paragraph, ...] = ()
    reference: date | None = None
    period: date | None = None
    _starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reference = self.document
        self._starts = [p.start for p in self.paragraphs]

    def new_section(self) -> None:
        """Leave the past behind: what is told of next is not the day after something years ago."""
        self.period = None
        if self.document and self.reference and abs((self.document - self.reference).days) > _LONG_AGO:
            self.reference = self.document

    def base(self, unit: str) -> date | None:
        """Return what ``a year later`` and ``the next day`` count from."""
        return self.period or self.reference if unit in {"Y", "M", "Q", "DE"} else self.reference

    def tell(self, day: date, unit: str) -> None:
        """Take ``day`` for the one told of last, as exactly as the unit tells."""
        if unit == "D":
            self.reference = day
        elif unit in {"Y", "M", "Q"}:
            self.period = day

    def token_at(self, start: int, end: int) -> Token | None:
        """Return the syntactic head of the words at ``text[start:end]``, None outside parsed text."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or start >= self.paragraphs[index].end:
            return None
        paragraph = self.paragraphs[index]
        span = paragraph.doc.char_span(
            start - paragraph.start, min(end, paragraph.end) - paragraph.start, alignment_mode="expand"
        )
        return span.root if span is not None and len(span) else None

    def tense(self, start: int, end: int) -> Tense | None:
        """Return the tense of the clause around ``text[start:end]``, None when there is no verb to tell."""
        token = self.token_at(start, end)
        tense = None if token is None else _tense_around(token)
        if tense == "present" and token is not None:
            # "the visit ends on Sunday"; headlines and chronicles ("May 4 - Chile closes ...") tell the past so.
            return "past" if self.opens_entry(start, end) else tense if self._in_headline(start) else "future"
        return tense

    def opens_entry(self, start: int, end: int) -> bool:
        """Tell whether a date at the start of a paragraph is followed by a dash or colon."""
        index = bisect_right(self._starts, start) - 1
        if index < 0 or self._starts[index] != start:
            return False
        paragraph = self.paragraphs[index]
        return paragraph.doc.text[end - start :].lstrip()[:1] in _DASHES

    def _in_headline(self, start: int) -> bool:
        index = bisect_right(self._starts, start) - 1
        return index >= 0 and self.paragraphs[index].role == "headline"


def document_date(analysis: Analysis) -> date | None:
    """Return the publication date, else the date that a short line at the top of the text gives."""
    if analysis.article.published_on is not None:
        return analysis.article.published_on
    for line in analysis.article.text[:_EARLY].splitlines():
        if 0 < len(line.strip()) <= _LINE and _YEAR_LINE.search(line):
            found = _full_date(line)
            if found is not None:
                return found
    return None


def _full_date(line: str) -> date | None:
    tokens = tokenize(line)
    kinds = [t.kind for t in tokens]
    words = sum(t.kind == "other" and t.text.isalpha() for t in tokens)
    if words > _FEW or (words and line.rstrip().endswith(".")):
        return None  # a sentence with a date in it
    for i, token in enumerate(tokens):
        if token.kind == "iso":
            return _iso(token.value)
        if token.kind == "month":
            around = [t for t in tokens[max(i - 1, 0) : i + 4] if t.kind in {"int", "ordinal"}]
            years = [t for t, kind in zip(tokens[i + 1 : i + 4], kinds[i + 1 : i + 4], strict=True) if kind == "year"]
            if around and years:
                return calendar_day(int(years[0].value), int(token.value), int(around[0].value))
    return None


def _iso(text: str) -> date | None:
    year, month, day = text[:10].split("-")
    return calendar_day(int(year), int(month), int(day))


def _tense_around(token: Token) -> Tense | None:
    """Climb from a word to the verb that governs it and read its tense."""
    for _ in range(len(token.doc)):
        if token.pos_ in {"VERB", "AUX"}:
            return _tense_of(token)
        if token.head.i == token.i:
            return None
        token = token.head
    return None


def _tense_of(verb: Token) -> Tense | None:
    auxiliaries = [child for child in verb.children if child.dep_ in {"aux", "auxpass"}]
    words = {child.lower_ for child in auxiliaries}
    tense: Tense | None = "present"
    modal = verb.tag_ == "MD" or (words & _in("future-modals") and "have" not in words)
    if modal or (verb.lemma_ in _in("arranging") and any(child.dep_ == "auxpass" for child in auxiliaries)):
        tense = "future"
    elif any(child.tag_ == "VBD" or child.lower_ in {"has", "have", "had", "'ve"} for child in auxiliaries):
        tense = "past"
    elif verb.tag_ in {"VBD", "VBN"}:
        ahead = "be" in words or (words & {"is", "are"} and verb.lemma_ in _in("forward"))
        tense = "future" if ahead else "past"
    elif verb.tag_ == "VBG":
        tense = "future" if words & {"is", "are", "am", "'re", "'s"} else _tense_of_head(verb) or "past"
    elif verb.tag_ == "VB":
        ahead = "to" in words or verb.head.lemma_.lower() in _in("forward")
        tense = "future" if ahead else _tense_of_head(verb) or "future"
    return tense


def _tense_of_head(verb: Token) -> Tense | None:
    """Read the tense of the verb that a participle or infinitive hangs on; a root has none."""
    head = verb.head
    return _tense_of(head) if head.i != verb.i and head.pos_ in {"VERB", "AUX"} else None


def _in(name: str) -> frozenset[str]:
    return word_class("time_context.tsv", name)
