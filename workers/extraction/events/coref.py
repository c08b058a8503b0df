"""Which mentions speak of one event: same root, compatible trigger, parties, time and modality."""

from collections.abc import Sequence
from dataclasses import replace

from workers.extraction.types import Event, Participant

_WINDOW = 40  # earlier mentions looked at for one mention: keeps a long article linear
_STEM = 5


def _keys(participants: tuple[Participant, ...]) -> set[str]:
    found = set()
    for p in participants:
        if p.entity is not None:
            found.add(f"entity {p.entity}")
        if p.code:
            found.add(p.code)
    return found


def _stem(lemma: str) -> str:
    return lemma[:_STEM]


def _compatible(a: Event, b: Event) -> bool:
    if a.time is not None and b.time is not None:
        shorter = min(len(a.time.value), len(b.time.value))
        if a.time.value[:shorter] != b.time.value[:shorter]:
            return False
    same_trigger = _stem(a.lemma) == _stem(b.lemma)
    overlap = 0
    for left, right in ((_keys(a.actors), _keys(b.actors)), (_keys(a.targets), _keys(b.targets))):
        if left and right:
            if not left & right:
                return False
            overlap += 1
    return (same_trigger and (overlap > 0 or not (a.actors and b.actors))) or overlap == 2  # noqa: PLR2004 - actor and target


def link(events: Sequence[Event]) -> tuple[Event, ...]:
    """Number the groups of coded events that are one event; events that stand alone keep ``group`` None."""
    groups: list[int | None] = [None] * len(events)
    by_root: dict[str, list[int]] = {}
    fresh = 0
    for i, event in enumerate(events):
        if event.type == "OTHER":
            continue
        earlier = by_root.setdefault(event.type, [])
        for j in reversed(earlier[-_WINDOW:]):
            if _compatible(events[j], event):
                held = groups[j]
                if held is None:
                    held, fresh = fresh, fresh + 1
                    groups[j] = held
                groups[i] = held
                break
        earlier.append(i)
    return tuple(e if g is None else replace(e, group=g) for e, g in zip(events, groups, strict=True))
