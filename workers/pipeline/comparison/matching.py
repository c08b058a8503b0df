"""Which quote or event of one enrichment is which of the other: by id, then by the overlap of their spans."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from schemas.event import Event
from schemas.quote import Quote


class Identified(Protocol):
    """A quote or an event."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def type(self) -> str:
        """What decides between equal overlaps."""


T = TypeVar("T", bound=Identified)
Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Matched(Generic[T]):
    """The outcome: pairs in the order of the first side, and what is left of each side."""

    pairs: tuple[tuple[T, T], ...]
    removed: tuple[T, ...]
    added: tuple[T, ...]

    @property
    def ids(self) -> dict[str, str]:
        """From ids of the second side to ids of the first."""
        return {after.id: before.id for before, after in self.pairs}


def match_quotes(before: Sequence[Quote], after: Sequence[Quote]) -> Matched[Quote]:
    """Match quotes; those with other ids correspond when their contents overlap."""
    return _match(before, after, lambda quote: [(span.start, span.end) for span in quote.content.spans])


def match_events(before: Sequence[Event], after: Sequence[Event]) -> Matched[Event]:
    """Match events; those with other ids correspond when their triggers overlap."""
    return _match(before, after, lambda event: [(event.trigger.start, event.trigger.end)])


def _match(before: Sequence[T], after: Sequence[T], spans: Callable[[T], Spans]) -> Matched[T]:
    """The largest overlaps first; of equal ones, those of the same type, then the first in the text."""
    by_id: dict[str, deque[int]] = {}
    for place, item in enumerate(after):
        by_id.setdefault(item.id, deque()).append(place)  # ids are unique, unless somebody else wrote the records
    places = {index: by_id[item.id].popleft() for index, item in enumerate(before) if by_id.get(item.id)}
    taken = set(places.values())
    partner = {index: after[place] for index, place in places.items()}
    left = [index for index in range(len(before)) if index not in partner]
    free = [item for place, item in enumerate(after) if place not in taken]
    candidates = [
        (-overlap, before[index].type != item.type, index, place)
        for index in left
        for place, item in enumerate(free)
        if (overlap := _overlap(spans(before[index]), spans(item)))
    ]
    used: set[int] = set()
    for _, _, index, place in sorted(candidates):
        if index not in partner and place not in used:
            partner[index] = free[place]
            used.add(place)
    return Matched(
        pairs=tuple((before[index], partner[index]) for index in sorted(partner)),
        removed=tuple(item for index, item in enumerate(before) if index not in partner),
        added=tuple(item for place, item in enumerate(free) if place not in used),
    )


def _overlap(one: Spans, other: Spans) -> int:
    return sum(max(0, min(end, stop) - max(start, begin)) for start, end in one for begin, stop in other)
