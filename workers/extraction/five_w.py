"""Who, what, when, where, why and how of the article's main event."""

from workers.extraction.entities.table import EntityTable
from workers.extraction.types import Analysis, Event, FiveW, Place, Quote, TimeExpression


def answer_five_w(
    analysis: Analysis,
    entities: EntityTable,
    quotes: tuple[Quote, ...],
    events: tuple[Event, ...],
    times: tuple[TimeExpression, ...],
    places: tuple[Place, ...],
) -> FiveW:
    """Return the best answers first."""
    del analysis, entities, quotes, events, times, places
    return FiveW()
