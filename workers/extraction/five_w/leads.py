"""The sentences that tell the main event: headline, description, the first ones of the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from spacy.tokens import Span as DocSpan

from workers.extraction.types import Analysis, Answer, Span

_SENTENCES = 8  # of the text
_SHORTEST = 4  # words: what is shorter is a crumb of the page
_READ_ROLES = frozenset({"lead", "body", "details", "headline"})


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence; ``offset`` is where its document starts in the text, None for title and description."""

    origin: Literal["title", "description", "text"]
    sentence: DocSpan
    offset: int | None

    def answer(self, span: DocSpan, value: str | None = None) -> Answer:
        """Return some of its words as an answer."""
        if self.offset is None:
            return Answer(span.text, None, value)
        return Answer(span.text, Span(self.offset + span.start_char, self.offset + span.end_char), value)


def lead_sentences(analysis: Analysis) -> list[Lead]:
    """Return the headline's, the description's and the first sentences, in this order."""
    leads: list[Lead] = []
    if analysis.title is not None:
        leads += [Lead("title", sentence, None) for sentence in analysis.title.sents]
    elif analysis.article.title:
        leads += _headline_in_text(analysis)
    if analysis.description is not None:
        leads += [Lead("description", sentence, None) for sentence in analysis.description.sents]
    leads += islice(_text_sentences(analysis), _SENTENCES)
    return leads


def _headline_in_text(analysis: Analysis) -> list[Lead]:
    title = (analysis.article.title or "").strip()
    at = analysis.article.text.find(title)
    for paragraph in analysis.paragraphs:
        if at >= 0 and paragraph.start <= at < paragraph.end:
            span = paragraph.doc.char_span(
                at - paragraph.start, min(at + len(title), paragraph.end) - paragraph.start, alignment_mode="expand"
            )
            return [] if span is None else [Lead("title", span, paragraph.start)]
    return []


def _text_sentences(analysis: Analysis) -> Iterator[Lead]:
    for paragraph in analysis.paragraphs:
        if paragraph.role in _READ_ROLES:
            for sentence in paragraph.doc.sents:
                if len(sentence) >= _SHORTEST and sentence.text != (analysis.article.title or ""):
                    yield Lead("text", sentence, paragraph.start)
