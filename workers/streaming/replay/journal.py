"""Plan and progress of a replay, kept in Kafka alone: the committed positions of its group, and their metadata.

The plan is written once, for all partitions in one transaction, before the first message is read. From then on each
partition's position moves in the transactions of its output, and carries its range with it. A replay whose positions
all have reached their ends is finished.

Two processes that begin the same replay at once cannot both write the plan: each takes the transactional id of the plan
first, which fences the other, and then looks whether there is one already.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from workers.errors import CommitUnknown, Fatal, Fenced, Retriable
from workers.streaming.ports import Committed, GrouplessBroker, Partition, TransactionalProducer
from workers.streaming.replay.ranges import Range

T = TypeVar("T")

_FORMAT = "replay/1"
_SEPARATOR = "|"  # what follows is the runtime's own metadata
_PATIENCE_S = 30.0
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Entry:
    """What a replay's committed position says besides the offset.

    Attributes:
        start, end: the range, end excluded.
        scope: digest of the scope and the pipeline version.
        begun_ms: when the replay was planned, milliseconds since the epoch.
        version: of the pipeline.
    """

    start: int
    end: int
    scope: str
    begun_ms: int
    version: str

    def wrap(self, position: Committed) -> Committed:
        """Return the position with this entry in front of its metadata."""
        fields = f"start={self.start} end={self.end} scope={self.scope} begun={self.begun_ms} version={self.version}"
        return Committed(position.offset, f"{_FORMAT} {fields}{_SEPARATOR}{position.metadata}")


def unwrap(position: Committed) -> tuple[Entry | None, Committed]:
    """Return the entry of a position, None if it has none, and the position as the runtime wrote it."""
    head, found, rest = position.metadata.partition(_SEPARATOR)
    words = head.split(" ")
    fields = dict(word.partition("=")[::2] for word in words[1:])
    if not found or words[0] != _FORMAT:
        return None, position
    try:
        entry = Entry(
            int(fields["start"]), int(fields["end"]), fields["scope"], int(fields["begun"]), fields["version"]
        )
    except (KeyError, ValueError):
        return None, position
    return entry, Committed(position.offset, rest)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A replay as Kafka has it: for each partition its entry, and the offset of the next message to replay."""

    entries: Mapping[Partition, Entry]
    offsets: Mapping[Partition, int]

    @property
    def ranges(self) -> list[Range]:
        """The ranges as planned, by partition."""
        return [Range(partition, entry.start, entry.end) for partition, entry in sorted(self.entries.items())]

    @property
    def finished(self) -> bool:
        """Whether nothing is left."""
        return all(self.offsets[partition] >= entry.end for partition, entry in self.entries.items())

    @property
    def scope(self) -> str:
        """Digest of the scope."""
        return next(iter(self.entries.values())).scope

    @property
    def begun_ms(self) -> int:
        """When it was planned."""
        return next(iter(self.entries.values())).begun_ms

    @property
    def version(self) -> str:
        """The pipeline version it was begun with."""
        return next(iter(self.entries.values())).version


def recorded(positions: Mapping[Partition, Committed | None]) -> Recorded | None:
    """Return what the positions of a replay's group say, None when it was never begun."""
    entries: dict[Partition, Entry] = {}
    offsets: dict[Partition, int] = {}
    for partition, position in positions.items():
        entry, _ = unwrap(position) if position is not None else (None, None)
        if position is not None and entry is not None:
            entries[partition], offsets[partition] = entry, position.offset
    return Recorded(entries, offsets) if entries else None


class Journal:
    """Writes the plan and the end of one replay."""

    def __init__(self, broker: GrouplessBroker, group: str, call_timeout_s: float) -> None:
        self._broker = broker
        self._transactional_id = f"{group}-plan"
        self._call_timeout_s = call_timeout_s

    async def begin(self, entries: Mapping[Partition, Entry], partitions: Sequence[Partition]) -> None:
        """Write the plan, unless it is there already.

        Args:
            entries: the plan.
            partitions: all of the topic, so that another plan for others of them is seen.

        Raises:
            Fatal: another process has begun the replay otherwise, or right now.
            Retriable: Kafka could not do it for half a minute.
        """

        async def attempt(producer: TransactionalProducer) -> None:
            there = recorded({each: await self._within(producer.committed(each)) for each in partitions})
            if there is None:
                starts = {partition: entry.wrap(Committed(entry.start)) for partition, entry in entries.items()}
                await self._write(producer, starts)
            elif there.entries != entries:
                raise Fatal("another process has begun this replay meanwhile: run the command again to see its plan")

        await self._persist(attempt)

    async def finish(self, entries: Mapping[Partition, Entry]) -> None:
        """Put every position at the end of its range: what follows the last message there is nothing to replay.

        Raises:
            Fatal: another process has taken the replay over.
            Retriable: Kafka could not do it for half a minute; the messages themselves are replayed.
        """
        ends = {partition: entry.wrap(Committed(entry.end)) for partition, entry in entries.items()}
        await self._persist(lambda producer: self._write(producer, ends))

    async def _write(self, producer: TransactionalProducer, positions: Mapping[Partition, Committed]) -> None:
        await self._within(producer.begin())
        for partition, position in positions.items():
            await self._within(producer.send_position(partition, position))
        await self._within(producer.commit())

    async def _persist(self, attempt: Callable[[TransactionalProducer], Awaitable[None]]) -> None:
        """Try with a new producer each time; what was committed after all is found, or written again alike."""
        loop = asyncio.get_running_loop()
        give_up_at = loop.time() + _PATIENCE_S
        while True:
            producer = self._broker.producer(self._transactional_id)
            try:
                await self._within(producer.start())
                await attempt(producer)
            except Fenced as error:
                raise Fatal("another process works on this replay") from error
            except (Retriable, CommitUnknown):
                if loop.time() > give_up_at:
                    raise
                await asyncio.sleep(_PAUSE_S)
            else:
                return
            finally:
                await producer.close()

    async def _within(self, call: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._call_timeout_s):
                return await call
        except TimeoutError as error:
            raise Retriable(f"the replay's plan: no answer within {self._call_timeout_s:g} s") from error
