"""From a scope to the offsets to replay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from workers.errors import Fatal
from workers.streaming.ports import Bounds, Partition
from workers.streaming.replay.scope import OffsetRange, Scope


@dataclass(frozen=True, slots=True)
class Range:
    """Offsets of one partition from ``start`` up to, not including, ``end``."""

    partition: Partition
    start: int
    end: int

    @property
    def messages(self) -> int:
        """How many messages it holds at most: markers, aborted and compacted records have offsets, too."""
        return max(0, self.end - self.start)


def resolve(
    scope: Scope,
    held: Mapping[int, Bounds],
    from_offsets: Mapping[int, int | None],
    to_offsets: Mapping[int, int | None],
) -> list[Range]:
    """Return the ranges that hold something, by partition.

    Args:
        scope: what was asked for.
        held: what the topic holds, by partition number.
        from_offsets: offset of the first message at or after the scope's beginning; None or missing: there is none
            (when the scope has a beginning).
        to_offsets: the same for its end.

    Raises:
        Fatal: a partition or an offset does not exist (any more), or nothing is left.
    """
    numbers = _partitions(scope, held)
    if scope.offsets:
        ranges = [_asked(scope.topic, each, held[each.partition]) for each in _disjoint(scope.offsets)]
    else:
        ranges = []
        for number in numbers:
            bounds = held[number]
            start = from_offsets.get(number, bounds.start)
            end = to_offsets.get(number, bounds.end)
            start = bounds.end if start is None else max(start, bounds.start)
            end = bounds.end if end is None else min(end, bounds.end)
            ranges.append(Range(Partition(scope.topic, number), start, end))
    found = [each for each in ranges if each.messages]
    if not found:
        total = sum(held[number].end - held[number].start for number in numbers)
        raise Fatal(f"nothing to replay: of the {total} messages that {scope.topic} holds there, none is in that range")
    return found


def _partitions(scope: Scope, held: Mapping[int, Bounds]) -> list[int]:
    asked = {each.partition for each in scope.offsets} | set(scope.partitions)
    unknown = sorted(asked - held.keys())
    if unknown:
        raise Fatal(f"{scope.topic} has no partition {unknown[0]}: it has 0 to {max(held)}")
    return sorted(asked or held)


def _disjoint(offsets: Sequence[OffsetRange]) -> list[OffsetRange]:
    ordered = sorted(offsets, key=lambda each: each.partition)
    for one, next_one in pairwise(ordered):
        if one.partition == next_one.partition:
            raise Fatal(f"partition {one.partition} has two offset ranges; replay them one after the other")
    return ordered


def _asked(topic: str, asked: OffsetRange, bounds: Bounds) -> Range:
    end = bounds.end if asked.last is None else asked.last + 1
    if asked.first < bounds.start or end > bounds.end or asked.first >= bounds.end:
        wanted = f"{asked.first}-{'' if asked.last is None else asked.last}"
        raise Fatal(f"partition {asked.partition} of {topic} holds {_shown(bounds)}, not {wanted}")
    return Range(Partition(topic, asked.partition), asked.first, end)


def _shown(bounds: Bounds) -> str:
    return f"offsets {bounds.start}-{bounds.end - 1}" if bounds.end > bounds.start else "nothing"
