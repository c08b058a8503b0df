"""One article, all extractors, in their order."""

from workers.extraction.entities import resolve_entities
from workers.extraction.entities.places import find_places
from workers.extraction.events import extract_events
from workers.extraction.five_w import answer_five_w
from workers.extraction.laps import Laps
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.text import ArticleText, Span
from workers.extraction.timex import find_times
from workers.extraction.types import Analysis, Extraction


def extract(article: ArticleText, analyzer: Analyzer, laps: Laps | None = None) -> Extraction:
    """Extract everything from one article; nothing returned refers to the parse."""
    laps = laps or Laps()
    with analyzer.memory_zone():
        analysis = analyzer.analyze(article)
        laps.lap("nlp")
        times = find_times(analysis)
        laps.lap("times")
        places = find_places(analysis)
        laps.lap("places")
        entities = resolve_entities(analysis)
        laps.lap("entities")
        quotes = extract_quotes(analysis, entities)
        laps.lap("quotes")
        events = extract_events(analysis, entities, quotes, times, places)
        laps.lap("events")
        five_w = answer_five_w(analysis, entities, quotes, events, times, places)
        laps.lap("five_w")
        return Extraction(
            sections=analysis.sections,
            entities=entities.entities,
            quotes=quotes,
            events=events,
            times=times,
            five_w=five_w,
            sentences=_sentences(analysis),
        )


def _sentences(analysis: Analysis) -> tuple[Span, ...]:
    """Return the sentences of the article, without the blanks between them."""
    spans: list[Span] = []
    for paragraph in analysis.paragraphs:
        for sentence in paragraph.doc.sents:
            text = sentence.text
            start = paragraph.start + sentence.start_char + len(text) - len(text.lstrip())
            if stripped := text.strip():
                spans.append(Span(start, start + len(stripped)))
    return tuple(spans)
