"""Where to go on in a partition that was just taken: the committed position against what the broker still holds."""

import asyncio
from dataclasses import dataclass

from workers.errors import Fatal, Retriable
from workers.ops import events, metrics
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Bounds, Committed, Consumer, Partition
from workers.streaming.transaction import PartitionTransactions

_BEYOND_END_LIMIT = 8  # attempts; a new leader's end may lag behind the committed offset for a moment


@dataclass(frozen=True, slots=True)
class Start:
    """Where to go on, and the metadata that was committed for that offset."""

    offset: int
    metadata: str
    position: Committed | None


class Takeover:
    """Takes one partition, again after each error."""

    def __init__(
        self, partition: Partition, transactions: PartitionTransactions, consumer: Consumer, options: StreamingOptions
    ) -> None:
        self._partition = partition
        self._transactions = transactions
        self._consumer = consumer
        self._options = options
        self._beyond_end = 0

    async def take(self) -> Start:
        """Fence the former holder, then read where to go on.

        Raises:
            Retriable: take again.
            Fenced: another worker has it.
            Fatal: not authorized, or the topic is not the one the group's offsets are about.
        """
        position = await self._transactions.open()
        bounds = await self._bounds()
        if position is None:
            return Start(bounds.start, "", None)
        if position.offset < bounds.start:
            self._expired(position.offset, bounds.start)
            return Start(bounds.start, "", position)
        if position.offset > bounds.end:
            raise self._beyond(position.offset, bounds.end)
        self._beyond_end = 0
        return Start(position.offset, position.metadata, position)

    async def _bounds(self) -> Bounds:
        try:
            async with asyncio.timeout(self._options.call_timeout_s):
                return await self._consumer.bounds(self._partition)
        except TimeoutError as error:
            raise Retriable(f"{self._partition}: the broker did not tell which offsets it holds") from error

    def _expired(self, expected: int, first: int) -> None:
        metrics.EXPIRED.labels(self._partition.topic, str(self._partition.number)).inc(first - expected)
        events.emit(events.RecordsExpired(*self._partition, expected_offset=expected, first_offset=first))

    def _beyond(self, committed: int, end: int) -> Fatal | Retriable:
        self._beyond_end += 1
        text = (
            f"{self._partition}: group {self._options.group_id} has committed offset {committed}, but the partition "
            f"ends at {end}: the topic was truncated or made anew. To go on by guess would lose or double records: "
            "reset the group's offsets (kafka-consumer-groups --reset-offsets), then restart"
        )
        return Fatal(text) if self._beyond_end >= _BEYOND_END_LIMIT else Retriable(text)
