"""The runtime's consumer for a replay: fixed ranges of fixed partitions, then nothing."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from workers.streaming.ports import Bounds, Partition, Reader, RebalanceListener, ReceivedRecord
from workers.streaming.replay.pace import Pace
from workers.streaming.replay.ranges import Range


@dataclass(slots=True)
class _Reading:
    """Where one partition's reading stands, since the last seek."""

    end: int
    passed: int | None = None  # offset fetched next; None before the first seek
    handed_out: int = 0  # offset after the last message handed out
    exhausted: bool = False
    seeks: int = 0


class RangeConsumer:
    """``Consumer`` over a reader: no group, hence no rebalance, and nothing to wait for after a crash.

    Messages outside of the ranges, or not selected, are left out; a partition whose range is read to its end is
    paused. Whoever else works on the same replay is kept out by the transactional ids, as with live workers.
    """

    def __init__(
        self, inner: Reader, ranges: Sequence[Range], selects: Callable[[ReceivedRecord], bool], pace: Pace
    ) -> None:
        self._inner = inner
        self._selects = selects
        self._pace = pace
        self._readings = {each.partition: _Reading(each.end) for each in ranges}
        self._telling: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """See ``Consumer``."""
        await self._inner.start()

    def subscribe(self, topic: str, listener: RebalanceListener) -> None:
        """Assign the partitions of the ranges, all of them ``topic``'s, for good."""
        partitions = [partition for partition in self._readings if partition.topic == topic]
        self._inner.assign(partitions)
        self._telling = asyncio.create_task(listener.assigned(partitions), name="replay assignment")

    async def poll(self, timeout_s: float, max_records: int) -> Mapping[Partition, Sequence[ReceivedRecord]]:
        """See ``Consumer``; all waiting of its own is done before the records leave the inner position."""
        await self._note_positions()
        admitted = self._pace.admits(max_records)
        if not admitted:
            await asyncio.sleep(min(timeout_s, self._pace.wait_s()))
            return {}
        batches = await self._inner.poll(timeout_s, admitted)
        found: dict[Partition, list[ReceivedRecord]] = {}
        for partition, records in batches.items():
            reading = self._readings[partition]
            wanted = [record for record in records if record.offset < reading.end and self._selects(record)]
            if wanted:
                found[partition] = wanted
                reading.handed_out = wanted[-1].offset + 1
                self._pace.took(len(wanted))
        return found

    async def _note_positions(self) -> None:
        for partition, reading in self._readings.items():
            if reading.passed is None or reading.exhausted:
                continue
            seeks = reading.seeks
            position = await self._inner.position(partition)
            if reading.seeks == seeks:
                reading.passed = position
                if position >= reading.end:
                    reading.exhausted = True
                    self._inner.pause(partition)

    def seek(self, partition: Partition, offset: int) -> None:
        """See ``Consumer``."""
        reading = self._readings[partition]
        reading.passed = reading.handed_out = offset
        reading.exhausted = False
        reading.seeks += 1
        self._inner.seek(partition, offset)

    def pause(self, partition: Partition) -> None:
        """See ``Consumer``."""
        self._inner.pause(partition)

    def resume(self, partition: Partition) -> None:
        """See ``Consumer``; a partition read to its end stays paused."""
        if not self._readings[partition].exhausted:
            self._inner.resume(partition)

    async def bounds(self, partition: Partition) -> Bounds:
        """See ``Consumer``."""
        return await self._inner.bounds(partition)

    def end_offset(self, partition: Partition) -> int | None:
        """End of the range, or what was handed out of it once it is read: what lies between is no lag."""
        reading = self._readings.get(partition)
        if reading is None or reading.passed is None:
            return None
        return reading.handed_out if reading.exhausted else reading.end

    async def probe(self) -> None:
        """See ``Consumer``."""
        await self._inner.probe()

    async def stop(self) -> None:
        """See ``Consumer``."""
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)
        await self._inner.stop()

    def done(self, partition: Partition, committed: int) -> bool:
        """Whether the range is read and, with this committed offset, all of it published."""
        reading = self._readings[partition]
        return reading.exhausted and committed >= reading.handed_out

    def reached(self, partition: Partition, committed: int) -> int:
        """Return the offset that the replay has come to, with this committed offset."""
        reading = self._readings[partition]
        if reading.passed is None or committed < reading.handed_out:
            return committed
        return min(reading.end, max(committed, reading.passed))
