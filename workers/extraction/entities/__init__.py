"""Who and what an article talks about: people, organisations, places, and every mention of them."""

from workers.extraction.entities.build import build_table
from workers.extraction.entities.table import EntityTable
from workers.extraction.types import Analysis

__all__ = ["EntityTable", "resolve_entities"]


def resolve_entities(analysis: Analysis) -> EntityTable:
    """Resolve every mention of the article to an entity."""
    return build_table(analysis)
