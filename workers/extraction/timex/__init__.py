"""TIMEX3 time expressions, resolved against the publication date.

Text is cut into words with word classes (``tokens``); rules are regular expressions over the classes (``dates``,
``relative``, ``durations``, ``clock``); of the matches, the leftmost and longest are read in text order, because a
reading may depend on the day told of before (``anchors``). Extents and values follow TimeML (Saurí et al. 2006) as
applied in TempEval-3: no leading preposition, determiners and modifiers included.
"""

from datetime import date

from workers.extraction.text import Span
from workers.extraction.timex.anchors import Anchors, document_date
from workers.extraction.timex.grammar import read
from workers.extraction.types import Analysis, TimeExpression

__all__ = ["document_date", "find_times", "times_in"]


def find_times(analysis: Analysis) -> tuple[TimeExpression, ...]:
    """Return the time expressions of the article in text order; boilerplate is not read."""
    anchors = Anchors(document_date(analysis), analysis.paragraphs)
    times: list[TimeExpression] = []
    for section in analysis.sections:
        if section.role == "boilerplate":
            continue
        anchors.new_section()
        text = analysis.article.text[section.start : section.end]
        times.extend(
            TimeExpression(Span(start, end), value.type, value.value, value.granularity)
            for start, end, value in read(text, section.start, anchors)
        )
    return tuple(times)


def times_in(text: str, published_on: date | None) -> tuple[TimeExpression, ...]:
    """Return the time expressions of an unparsed line such as a title; without a parse the tense is not known."""
    anchors = Anchors(published_on)
    return tuple(
        TimeExpression(Span(start, end), value.type, value.value, value.granularity)
        for start, end, value in read(text, 0, anchors)
    )
