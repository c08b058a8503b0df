"""The entities of one article, looked up by where they are mentioned."""

from dataclasses import dataclass

from workers.extraction.types import Entity, Span


@dataclass(frozen=True, slots=True)
class EntityTable:
    """All entities of an article."""

    entities: tuple[Entity, ...]

    def at(self, span: Span) -> int | None:
        """Return the index of the entity whose mention overlaps ``span`` most, or None."""
        best: tuple[int, int] | None = None
        for index, entity in enumerate(self.entities):
            for mention in entity.mentions:
                overlap = min(mention.end, span.end) - max(mention.start, span.start)
                if overlap > 0 and (best is None or overlap > best[0]):
                    best = overlap, index
        return None if best is None else best[1]
