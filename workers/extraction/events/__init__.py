"""Who did what to whom: PLOVER-coded and other events with roles, modality, asserter, place and time."""

from workers.extraction.entities.table import EntityTable
from workers.extraction.events.coder import code
from workers.extraction.types import Analysis, Event, Place, Quote, TimeExpression


def extract_events(
    analysis: Analysis,
    entities: EntityTable,
    quotes: tuple[Quote, ...],
    times: tuple[TimeExpression, ...],
    places: tuple[Place, ...],
) -> tuple[Event, ...]:
    """Return the events of the article: sentences in text order, within a sentence the main event first."""
    return code(analysis, entities, quotes, times, places)
