"""One article, all extractors, in their order."""

from workers.extraction.entities import resolve_entities
from workers.extraction.entities.places import find_places
from workers.extraction.events import extract_events
from workers.extraction.five_w import answer_five_w
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.timex import find_times
from workers.extraction.types import ArticleText, Extraction


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
        return Extraction(analysis.sections, entities.entities, quotes, events, times, five_w)
