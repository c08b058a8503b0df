"""A replay as it is shown before it runs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from workers.messages import InputMessage
from workers.streaming.ports import Partition
from workers.streaming.replay.journal import Entry, Recorded
from workers.streaming.replay.ranges import Range

PlanState = Literal["new", "resumed", "finished"]


@dataclass(frozen=True, slots=True)
class Step:
    """One partition of the plan.

    Attributes:
        range: as planned at first.
        next: offset of the next message to replay.
        bytes: raw bytes left, estimated from a sample; None: nothing was sampled.
        seconds: time left, had this partition the slots that one partition can keep busy; None: not measured.
    """

    range: Range
    next: int
    bytes: int | None
    seconds: float | None

    @property
    def left(self) -> int:
        """Messages left at most."""
        return max(0, self.range.end - self.next)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a replay will do.

    Attributes:
        replay_id, state, begun_ms: which one, whether it was begun before, and when.
        steps: by partition.
        seconds: time left for all of it; None: not measured.
    """

    replay_id: str
    state: PlanState
    begun_ms: int
    steps: tuple[Step, ...]
    seconds: float | None
    entries: Mapping[Partition, Entry]

    @property
    def messages(self) -> int:
        """Messages left at most."""
        return sum(step.left for step in self.steps)

    @property
    def bytes(self) -> int | None:
        """Raw bytes left, where all partitions have an estimate."""
        sizes = [step.bytes for step in self.steps if step.left]
        return None if None in sizes else sum(size for size in sizes if size is not None)


def make_plan(
    replay_id: str,
    there: Recorded,
    *,
    state: PlanState,
    sample: Mapping[Partition, Sequence[InputMessage]],
    slot_bytes_per_s: float | None,
    slots: int,
    busy_per_partition: int,
    rate: float | None,
) -> Plan:
    """Put the plan together.

    Args:
        replay_id: which one.
        there: ranges and positions.
        state: whether it is new.
        sample: some messages of each range, for their size.
        slot_bytes_per_s: what one slot takes.
        slots: NLP processes at work.
        busy_per_partition: batches of one partition at work at once.
        rate: messages per second at most.
    """
    steps: list[Step] = []
    for each in there.ranges:
        offset = there.offsets[each.partition]
        left = max(0, each.end - offset)
        messages = sample.get(each.partition, ())
        size = round(fmean(len(message.value) for message in messages) * left) if messages else None
        seconds = _seconds(size, left, slot_bytes_per_s, min(slots, busy_per_partition), rate)
        steps.append(Step(each, offset, size if left else 0, seconds if left else 0.0))
    measured = [step.seconds for step in steps if step.seconds is not None]
    total = None
    if len(measured) == len(steps):
        sizes = sum(step.bytes or 0 for step in steps)
        left = sum(step.left for step in steps)
        total = max([_seconds(sizes, left, slot_bytes_per_s, slots, rate) or 0.0, *measured])
    return Plan(replay_id, state, there.begun_ms, tuple(steps), total, there.entries)


def _seconds(size: int | None, left: int, speed: float | None, slots: int, rate: float | None) -> float | None:
    if size is None or not speed:
        return None
    return max(size / speed / max(1, slots), left / rate if rate else 0.0)
