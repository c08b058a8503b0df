"""The letters counted by stage and reason, in one pass; what is held grows with the groups and marks alone."""

from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from workers.errors import Fatal
from workers.streaming.dead_letters.letter import Letter, letter_of
from workers.streaming.dead_letters.log import Log
from workers.streaming.dead_letters.marks import Marks, State
from workers.streaming.dead_letters.selection import Selection
from workers.streaming.ports import RECORD_OVERHEAD_BYTES, Bounds

Admits = Callable[[Letter], bool]


@dataclass(slots=True)
class Group:
    """Letters of one stage and reason; times are when they were dead-lettered, milliseconds since the epoch.

    ``gone`` counts closed letters that Kafka no longer holds and that only their marks remember; they are among the
    ``redriven`` and ``purged``, too. ``held_back`` counts open ones that the command would not close.
    """

    stage: str
    reason: str
    open: int = 0
    redriven: int = 0
    purged: int = 0
    gone: int = 0
    held_back: int = 0
    open_bytes: int = 0
    first_ms: int | None = None
    last_ms: int | None = None
    example: str | None = None  # place of the newest open letter
    example_ms: int = 0

    def count(self, state: State, timestamp_ms: int) -> None:
        """Count a letter."""
        setattr(self, state, getattr(self, state) + 1)
        self.first_ms = timestamp_ms if self.first_ms is None else min(self.first_ms, timestamp_ms)
        self.last_ms = timestamp_ms if self.last_ms is None else max(self.last_ms, timestamp_ms)


@dataclass(slots=True)
class Survey:
    """What the queue holds.

    ``bounds`` are the dead-letter topic's when the pass began: what is later is not in it. ``first_open`` is, for each
    partition, the offset of its first open letter, selected or not; a partition without one is missing.
    """

    bounds: Mapping[int, Bounds]
    groups: dict[tuple[str, str], Group] = field(default_factory=dict)
    first_open: dict[int, int] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """Open letters selected."""
        return sum(group.open for group in self.groups.values())

    @property
    def held_back(self) -> int:
        """Open letters selected that the command would not close."""
        return sum(group.held_back for group in self.groups.values())

    @property
    def open_bytes(self) -> int:
        """Bytes of the open letters selected."""
        return sum(group.open_bytes for group in self.groups.values())

    @property
    def newest_open(self) -> str | None:
        """Place of the newest open letter selected."""
        newest = max(self.groups.values(), key=lambda group: (group.open > 0, group.example_ms), default=None)
        return newest.example if newest is not None else None

    def group(self, stage: str, reason: str) -> Group:
        """Return the group, made if it is new."""
        return self.groups.setdefault((stage, reason), Group(stage, reason))


async def letters(log: Log, topic: str, ends: Mapping[int, int]) -> AsyncGenerator[Letter, None]:
    """Yield the letters before these offsets, each partition in order; a partition that is not named is left out."""
    async with aclosing(log.read(topic)) as records:
        async for record in records:
            if record.offset < ends.get(record.partition, 0):
                yield letter_of(record)


async def survey(
    log: Log, topic: str, marks: Marks, selection: Selection, *, admits: Admits = lambda _: True
) -> Survey:
    """Count the letters; ``admits`` tells those that the command would close.

    Raises:
        Retriable: Kafka does not answer.
        Fatal: there is no dead-letter topic.
    """
    bounds = await log.bounds(topic)
    if not bounds:
        raise Fatal(f"there is no topic {topic}: stringer topics create")
    found = Survey(bounds)
    async for letter in letters(log, topic, {number: each.end for number, each in bounds.items()}):
        state = marks.state(letter)
        if state == "open":
            found.first_open.setdefault(letter.partition, letter.offset)
        if not selection.holds(letter, letter.key):
            continue
        group = found.group(letter.stage, letter.reason)
        group.count(state, letter.timestamp_ms)
        if state == "open":
            group.open_bytes += letter.size_bytes - RECORD_OVERHEAD_BYTES
            if group.example is None or letter.timestamp_ms >= group.example_ms:
                group.example, group.example_ms = letter.place, letter.timestamp_ms
            group.held_back += not admits(letter)
    _count_gone(found, marks, selection)
    return found


def _count_gone(found: Survey, marks: Marks, selection: Selection) -> None:
    """Add the closed letters that only their marks remember."""
    for mark in marks:
        bounds = found.bounds.get(mark.partition)
        if (bounds is None or mark.offset < bounds.start) and selection.holds(mark, None):
            group = found.group(mark.stage, mark.reason)
            group.count(mark.state, mark.timestamp_ms)
            group.gone += 1
