"""A resolved article, asked for its entities by the words that mention them."""

from collections.abc import Callable
from dataclasses import dataclass

from workers.extraction.entities import EntityTable
from workers.extraction.text import Span
from workers.extraction.types import Entity


@dataclass(frozen=True)
class Resolved:
    """A resolved article; phrases are looked up by their text and, where that repeats, by their number."""

    text: str
    table: EntityTable

    def span(self, phrase: str, nth: int = 1) -> Span:
        at = -1
        for _ in range(nth):
            at = self.text.index(phrase, at + 1)
        return Span(at, at + len(phrase))

    def who(self, phrase: str, nth: int = 1) -> str | None:
        index = self.table.at(self.span(phrase, nth))
        return None if index is None else self.table.entities[index].name

    def entity(self, name: str) -> Entity:
        return next(e for e in self.table.entities if e.name == name)

    @property
    def names(self) -> list[str]:
        return [e.name for e in self.table.entities]


Resolve = Callable[[str], Resolved]
