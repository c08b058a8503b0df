"""Records of one partition waiting to be processed, and the micro-batches cut from them."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from workers.errors import Rejection
from workers.streaming.ports import Job, Outcome, Pool, ReceivedRecord


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


@dataclass(slots=True)
class Batch:
    """Records in work, in order. Those refused here never reach the pool."""

    records: list[ReceivedRecord]
    refused: dict[int, Rejection] = field(default_factory=dict)  # index in records -> why
    job: Job | None = None

    @property
    def size_bytes(self) -> int:
        """Bytes of its records."""
        return sum(record.size_bytes for record in self.records)

    @property
    def next_offset(self) -> int:
        """The position to commit with it."""
        return self.records[-1].offset + 1

    @property
    def started(self) -> bool:
        """Whether there is work in it that is worth waiting for."""
        return self.job is None or self.job.started

    def cancel(self) -> None:
        """Give it up."""
        if self.job is not None:
            self.job.cancel()

    async def outcomes(self) -> list[Outcome]:
        """One outcome per record, in order."""
        processed = iter(await self.job.outcomes() if self.job is not None else ())
        return [
            Outcome(self.refused[index]) if index in self.refused else next(processed)
            for index in range(len(self.records))
        ]


def submit(records: list[ReceivedRecord], pool: Pool, refuse: Callable[[ReceivedRecord], Rejection | None]) -> Batch:
    """Hand the records that are not refused to the pool, as one batch."""
    batch = Batch(records)
    messages = []
    for index, record in enumerate(records):
        rejection = refuse(record)
        if rejection is None:
            messages.append(record.as_message())
        else:
            batch.refused[index] = rejection
    if messages:
        batch.job = pool.submit(messages)
    return batch
