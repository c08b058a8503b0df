"""Records of one partition waiting to be processed, and the micro-batches cut from them."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence

from workers.streaming.ports import Outcome, Pool, ReceivedRecord


class RecordQueue:
    """First in, first out; knows its size and how long the oldest record has waited."""

    def __init__(self) -> None:
        self._records: deque[tuple[ReceivedRecord, float]] = deque()
        self._bytes = 0

    def __len__(self) -> int:
        return len(self._records)

    @property
    def size_bytes(self) -> int:
        """Bytes of all waiting records."""
        return self._bytes

    def put(self, records: Sequence[ReceivedRecord], now: float) -> None:
        """Append records that arrived at ``now`` (seconds)."""
        self._records.extend((record, now) for record in records)
        self._bytes += sum(record.size_bytes for record in records)

    @property
    def oldest(self) -> ReceivedRecord | None:
        """The record at the front."""
        return self._records[0][0] if self._records else None

    def waited_s(self, now: float) -> float:
        """How long the oldest record has waited; 0 when there is none."""
        return now - self._records[0][1] if self._records else 0.0

    def cut(self, max_records: int, max_bytes: int) -> list[ReceivedRecord]:
        """Take a batch from the front: within both limits, but at least one record when there is one."""
        batch: list[ReceivedRecord] = []
        size = 0
        while self._records and len(batch) < max_records:
            record = self._records[0][0]
            if batch and size + record.size_bytes > max_bytes:
                break
            self._records.popleft()
            batch.append(record)
            size += record.size_bytes
        self._bytes -= size
        return batch

    def fills(self, max_records: int, max_bytes: int) -> bool:
        """Whether a batch cut now would reach one of the limits."""
        return len(self._records) >= max_records or self._bytes >= max_bytes

    def clear(self) -> None:
        """Forget all records."""
        self._records.clear()
        self._bytes = 0


class Batch:
    """Records in work, in order. Those refused by the worker itself never reach the pool.

    ``on_held`` given, the batch begins only after :meth:`go`; it is called when a slot is ready for it.
    """

    def __init__(
        self,
        records: Sequence[ReceivedRecord],
        pool: Pool,
        refuse: Callable[[ReceivedRecord], Outcome | None],
        on_held: Callable[[], None] | None = None,
    ) -> None:
        self.records = records
        self.cut_ns = self.extracted_ns = time.time_ns()
        self.size_bytes = sum(record.size_bytes for record in records)
        self._refused = {
            index: outcome for index, record in enumerate(records) if (outcome := refuse(record)) is not None
        }
        messages = [record.as_message() for index, record in enumerate(records) if index not in self._refused]
        self._job = pool.submit(messages, on_held) if messages else None
        self._held = on_held is not None and self._job is not None
        self._outcomes = asyncio.create_task(self._gather())

    @property
    def outcomes(self) -> "asyncio.Task[list[Outcome]]":
        """One outcome per record, in order."""
        return self._outcomes

    @property
    def answers(self) -> int:
        """How often the pool has answered about it."""
        return self._job.answers if self._job is not None else 0

    @property
    def queued(self) -> bool:
        """Whether it waits for a slot."""
        return self._job is not None and not self._job.started

    @property
    def awaits_go(self) -> bool:
        """Whether a slot is ready for it and waits for :meth:`go`."""
        return self._held and self._job is not None and self._job.started

    @property
    def begun(self) -> bool:
        """Whether there is work in it that is worth waiting for."""
        return self._job is None or (self._job.started and not self._held)

    def go(self) -> None:
        """Begin."""
        self._held = False
        if self._job is not None:
            self._job.go()

    def cancel(self) -> None:
        """Give it up."""
        if self._job is not None:
            self._job.cancel()
        self._outcomes.cancel()

    async def _gather(self) -> list[Outcome]:
        processed = iter(await self._job.outcomes() if self._job is not None else ())
        self.extracted_ns = time.time_ns()
        return [
            self._refused[index] if index in self._refused else next(processed) for index in range(len(self.records))
        ]
