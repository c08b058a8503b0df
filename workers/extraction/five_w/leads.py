"""The sentences that tell the main event: headline, description, the first ones of the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from spacy.tokens import Span as DocSpan

from workers.extraction.text import Paragraph, Span
from workers.extraction.types import Analysis, Answer

_REACH = 2500  # characters of text in which the main event is told
_SHORTEST = 4  # words: what is shorter is a crumb of the page
_READ_ROLES = frozenset({"lead", "body", "details", "headline"})


@dataclass(frozen=True, slots=True)
class Lead:
    """A sentence; ``offset`` is where its document starts in the text, None for title and description.

    ``source`` is the original of a title or description, which the parse may have in other capitals. ``weight`` tells
    from 0 to 1 how much of the headline the sentence repeats, and how early.
    """

    origin: Literal["title", "description", "text"]
    sentence: DocSpan
    offset: int | None
    source: str = ""
    weight: float = 1.0

    def answer(self, span: DocSpan, value: str | None = None) -> Answer:
        """Return some of its words as an answer."""
        if self.offset is None:
            return Answer(self.source[span.start_char : span.end_char], None, value)
        return Answer(span.text, Span(self.offset + span.start_char, self.offset + span.end_char), value)


def lead_sentences(analysis: Analysis) -> list[Lead]:
    """Return the headline's, the description's and the first sentences of the text, in this order."""
    leads: list[Lead] = []
    if analysis.title is not None:
        source = (analysis.article.title or "").strip()
        leads.append(Lead("title", analysis.title[:], None, source))
    elif analysis.article.title:
        leads += _headline_in_text(analysis)
    topic = _content(leads)
    if analysis.description is not None:
        source = (analysis.article.description or "").strip()
        leads += [Lead("description", sentence, None, source, 0.8) for sentence in analysis.description.sents]
    leads += _text_leads(analysis, topic)
    return leads


def _content(leads: list[Lead]) -> frozenset[str]:
    """Return the lemmas of the headline's content words."""
    return frozenset(t.lemma_.lower() for lead in leads for t in lead.sentence if t.is_alpha and not t.is_stop)


def _text_leads(analysis: Analysis, topic: frozenset[str]) -> Iterator[Lead]:
    begin = None
    for paragraph, sentence in _text_sentences(analysis):
        at = paragraph.start + sentence.start_char
        begin = at if begin is None else begin
        if at - begin > _REACH:
            return
        repeated = len({t.lemma_.lower() for t in sentence if t.is_alpha} & topic) / len(topic) if topic else 0.0
        yield Lead("text", sentence, paragraph.start, "", (1 - (at - begin) / _REACH) * 0.5 + repeated * 0.5)


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


def _text_sentences(analysis: Analysis) -> Iterator[tuple[Paragraph, DocSpan]]:
    for paragraph in analysis.paragraphs:
        if paragraph.role in _READ_ROLES:
            for sentence in paragraph.doc.sents:
                if len(sentence) >= _SHORTEST and sentence.text != (analysis.article.title or ""):
                    yield paragraph, sentence
