"""One article, all extractors, in their order."""

from workers.extraction.entities import resolve_entities
from workers.extraction.entities.places import find_places
from workers.extraction.events import extract_events
from workers.extraction.five_w import answer_five_w
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.timex import find_times
from workers.extraction.types import Analysis, ArticleText, Extraction, Span


def extract(article: ArticleText, analyzer: Analyzer) -> Extraction:
    """Extract everything from one article; nothing returned refers to the parse."""
    with analyzer.memory_zone():
        analysis = analyzer.analyze(article)
        times = find_times(analysis)
        places = find_places(analysis)
        entities = resolve_entities(analysis)
        quotes = extract_quotes(analysis, entities)
        events = extract_events(analysis, entities, quotes, times, places)
        five_w = answer_five_w(analysis, entities, quotes, events, times, places)
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
