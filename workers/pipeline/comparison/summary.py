"""Counts over many compared articles."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from schemas.enriched_article import EnrichedArticle
from workers.pipeline.comparison.changes import Change, Kind, What


@dataclass
class Counts:
    """Quotes, events or articles: how many each side has, and what differs."""

    before: int = 0
    after: int = 0
    added: int = 0
    removed: int = 0
    changed: int = 0


@dataclass
class Summary:
    """Grows with each article.

    Attributes:
        identical: articles whose records are the same byte for byte.
        fields: how often each field changed: ``event.targets.code``, ``quote.speaker.name``, ``article.entities``, ...
    """

    articles: Counts = field(default_factory=Counts)
    quotes: Counts = field(default_factory=Counts)
    events: Counts = field(default_factory=Counts)
    identical: int = 0
    fields: Counter[str] = field(default_factory=Counter)

    @property
    def differs(self) -> bool:
        """Whether anything does, besides provenance."""
        return any(
            counts.added or counts.removed or counts.changed for counts in (self.articles, self.quotes, self.events)
        )

    def count(
        self,
        before: EnrichedArticle | None,
        after: EnrichedArticle | None,
        changes: Sequence[Change],
        *,
        identical: bool = False,
    ) -> None:
        """Add an article that was compared."""
        self.identical += identical
        for side, name in ((before, "before"), (after, "after")):
            if side is not None:
                sizes = ((self.articles, 1), (self.quotes, len(side.quotes)), (self.events, len(side.events)))
                for counts, number in sizes:
                    setattr(counts, name, getattr(counts, name) + number)
        for change in changes:
            self._counts(change.kind, change.what)
            self.fields.update({f"{change.kind}.{_counted(change.kind, each.field)}" for each in change.fields})

    def _counts(self, kind: Kind, what: What) -> None:
        counts = {"article": self.articles, "quote": self.quotes, "event": self.events}[kind]
        setattr(counts, what, getattr(counts, what) + 1)


def _counted(kind: Kind, path: str) -> str:
    """Parts of an article are counted as such; fields of quotes and events each."""
    return path.partition(".")[0] if kind == "article" and not path.startswith("article.") else path
