"""One assigned partition, from taking it to giving it back.

::

    TAKING ──► WORKING ──► RELEASED           released: rebalance or stop
      ▲  │        │
      │  └────────┤ Retriable, CommitUnknown
      │           ▼
      └────── BACKING_OFF
                  Fenced ──► FENCED           another worker has it; only the next assignment brings it back

Each record is processed in the pool first; then a short transaction publishes what a batch became together with its
offset. Batches of one partition may be in the pool at once, but they are published in order, so records of one key
leave in the order they came.
"""

import asyncio
import random
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workers.errors import CommitUnknown, Fatal, Fenced, Rejection, Retriable
from workers.ops import events, metrics
from workers.streaming.backpressure import ByteBudget
from workers.streaming.batches import Batch, RecordQueue
from workers.streaming.breaker import Breaker
from workers.streaming.dead_letters.sent import refused_letter
from workers.streaming.message_trace import MessageTrace
from workers.streaming.offsets import OffsetFrontier
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.outgoing import outgoing_records
from workers.streaming.ports import (
    Committed,
    Consumer,
    Outcome,
    OutgoingRecord,
    Partition,
    Pool,
    ReceivedRecord,
    RecordTooLarge,
)
from workers.streaming.refusal import refusal
from workers.streaming.status import PartitionStatus
from workers.streaming.suspicion import DeathWatch
from workers.streaming.takeover import Takeover
from workers.streaming.tally import Tally
from workers.streaming.transaction import PartitionTransactions

_REPORT_EVERY = 10  # attempts
Done = Sequence[tuple[ReceivedRecord, Outcome]]


class PartitionState(StrEnum):
    """See the diagram above."""

    TAKING = "taking"
    WORKING = "working"
    BACKING_OFF = "backing_off"
    RELEASED = "released"
    FENCED = "fenced"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the partitions of one session share."""

    options: StreamingOptions
    topics: TopicNames
    consumer: Consumer
    pool: Pool
    budget: ByteBudget
    clock: Callable[[], float]  # monotonic, seconds
    on_trouble: Callable[[Partition, str], None]
    on_commit: Callable[[], None]
    breaker: Breaker
    trace: MessageTrace | None


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A transaction whose commit may have happened."""

    position: Committed
    on_committed: Callable[[], None]


class PartitionTask:
    """Owns one partition: its queue, its transactions, its place in the topic. See the module."""

    def __init__(self, partition: Partition, transactions: PartitionTransactions, around: Surroundings) -> None:
        self.partition = partition
        self._transactions = transactions
        self._around = around
        self._options = around.options
        self._takeover = Takeover(partition, transactions, around.consumer, around.options)
        self._deaths = DeathWatch(
            careful_records=around.options.batch_max_records, deadly=around.options.worker_deaths_to_dead_letter
        )
        self._tally = Tally(partition)
        self._state = PartitionState.TAKING
        self._frontier = OffsetFrontier()
        self._queue = RecordQueue()
        self._in_work: deque[Batch] = deque()
        self._wakeup = asyncio.Event()
        self._releasing = False
        self._trouble: Retriable | None = None
        self._unknown: _Unknown | None = None
        self._attempt = 0
        self._progress = 0
        self._answered = 0  # most answers of the pool that the batches in work have had since the last commit
        self._last_trouble = ""
        around.budget.open(partition)

    @property
    def state(self) -> PartitionState:
        """Where it stands."""
        return self._state

    def accept(self, records: Sequence[ReceivedRecord]) -> None:
        """Take over what the consumer handed out. Called in the same step of the event loop as the hand-out."""
        taken = self._frontier.accept(records)
        if not taken:
            return
        self._queue.put(taken, self._around.clock())
        self._around.budget.add(self.partition, sum(record.size_bytes for record in taken))
        self._wakeup.set()

    def interrupt(self, reason: str) -> None:
        """Start over from the committed offset: the consumer's position is not one the broker holds."""
        self._trouble = Retriable(reason)
        self._frontier.close()
        self._wakeup.set()

    def release(self) -> None:
        """Finish what a slot has begun, commit it, give the partition back: :meth:`run` returns then."""
        self._releasing = True
        self._frontier.close()
        given_up = self._queue.size_bytes
        self._queue.clear()
        while self._in_work and not self._in_work[-1].begun:
            batch = self._in_work.pop()
            batch.cancel()
            given_up += batch.size_bytes
        self._around.budget.remove(self.partition, given_up)
        self._wakeup.set()

    async def run(self) -> None:
        """Work until released or fenced.

        Raises:
            Fatal: no retry helps.
        """
        try:
            while not self._releasing:
                try:
                    await self._take()
                    await self._work()
                except (CommitUnknown, Retriable) as error:
                    await self._back_off(str(error))
            self._state = PartitionState.RELEASED
        except Fenced:
            events.emit(events.PartitionFenced(*self.partition))
            self._state = PartitionState.FENCED
        finally:
            self._set_back()
            self._around.budget.close(self.partition)
            await self._transactions.close()

    def status(self) -> PartitionStatus:
        """A snapshot."""
        committed = self._frontier.committed
        end = self._around.consumer.end_offset(self.partition)
        # Their highest number, so that a batch that is done again and again, and never committed, is no progress.
        self._answered = max(self._answered, sum(batch.answers for batch in self._in_work))
        oldest = self._in_work[0].records[0] if self._in_work else self._queue.oldest
        return PartitionStatus(
            topic=self.partition.topic,
            partition=self.partition.number,
            state=self._state.value,
            committed_offset=committed,
            lag=max(0, end - committed) if end is not None and committed is not None else None,
            held_messages=len(self._queue) + sum(len(batch.records) for batch in self._in_work),
            held_bytes=self._around.budget.held_by(self.partition),
            paused=self._around.budget.is_paused(self.partition),
            ledger=self._tally.ledger,
            progress=self._progress + self._answered,
            queued=bool(self._in_work) and all(batch.queued for batch in self._in_work),
            allowance_s=sum(batch.size_bytes for batch in self._in_work) / self._options.pool.process_min_bytes_per_s,
            oldest_ms=oldest.timestamp_ms if oldest is not None and oldest.timestamp_ms >= 0 else None,
            trouble=self._last_trouble,
        )

    async def _take(self) -> None:
        self._state = PartitionState.TAKING
        start = await self._takeover.take()
        unknown, self._unknown = self._unknown, None
        if unknown is not None and unknown.position == start.position:
            unknown.on_committed()
        if self._deaths.taken(start.offset, start.metadata):
            deaths = self._deaths.deaths
            events.emit(events.WorkerDeathSuspected(*self.partition, offset=start.offset, deaths=deaths))
        # In one step: from here on the consumer hands out what follows, and the frontier takes it.
        self._frontier.seek(start.offset)
        self._around.consumer.seek(self.partition, start.offset)
        self._around.consumer.resume(self.partition)
        self._trouble = None
        self._state = PartitionState.WORKING
        events.emit(events.PartitionTaken(*self.partition, offset=start.offset))

    # Working

    async def _work(self) -> None:
        while True:
            if self._trouble is not None:
                raise self._trouble
            self._submit()
            if not self._in_work:
                if self._releasing:
                    await self._unmark()
                    return
                await self._wait()
                continue
            first = self._in_work[0]
            await self._wait(first.outcomes, timeout_s=self._linger_s())
            if self._in_work and self._in_work[0].awaits_go:
                await self._mark()
            elif self._in_work and self._in_work[0].outcomes.done():
                await self._publish()

    def _submit(self) -> None:
        """Keep the pool busy with this partition."""
        while self._queue and not self._releasing and len(self._in_work) < self._in_flight_limit:
            if self._in_work and (self._linger_s() or 0.0) > 0.0:
                return
            records = self._queue.cut(*self._batch_limits)
            on_held = self._wakeup.set if self._deaths.calls_for_mark else None
            self._in_work.append(Batch(records, self._around.pool, self._refuse, on_held))

    def _linger_s(self) -> float | None:
        """How long to wait for the queue to fill a batch; None when nothing but its filling matters."""
        if not self._queue or len(self._in_work) >= self._in_flight_limit:
            return None
        if self._queue.fills(*self._batch_limits):
            return 0.0
        return max(0.0, self._options.batch_linger_s - self._queue.waited_s(self._around.clock()))

    @property
    def _in_flight_limit(self) -> int:
        alone = self._deaths.careful or self._deaths.calls_for_mark or self._deaths.calls_for_unmark
        return 1 if alone else self._options.batches_in_flight

    @property
    def _batch_limits(self) -> tuple[int, int]:
        return (1 if self._deaths.careful else self._options.batch_max_records), self._options.batch_max_bytes

    def _refuse(self, record: ReceivedRecord) -> Outcome | None:
        """What becomes of a record that must not, or cannot, go to the pool."""
        if self._deaths.condemned:  # a careful partition has one record in work: this one
            deaths = self._deaths.deaths
            text = f"{deaths} workers in a row died while they worked on this message"
            return Outcome(Rejection("worker", "WorkerDied", text), attempts=deaths)
        rejection = refusal(record, self._options.max_message_bytes)
        return None if rejection is None else Outcome(rejection)

    async def _mark(self) -> None:
        """Put on record that the attempt at the first batch begins, and let it begin."""
        position = self._deaths.mark(self._frontier.committed or 0)
        await self._transact((), position, self._deaths.marked)
        if self._in_work:  # not released meanwhile
            self._in_work[0].go()

    async def _unmark(self) -> None:
        """Take the mark back: the attempt ends here in an orderly way."""
        if self._deaths.calls_for_unmark:
            await self._transact((), self._deaths.unmark(self._frontier.committed or 0), self._deaths.unmarked)

    async def _publish(self) -> None:
        """Publish the batches at the front whose results are there, in one transaction."""
        ready: list[Batch] = []
        for batch in self._in_work:
            if not batch.outcomes.done():
                break
            ready.append(batch)
        done = [pair for batch in ready for pair in zip(batch.records, batch.outcomes.result(), strict=True)]
        try:
            await self._commit(done)
        except RecordTooLarge:
            await self._commit_one_by_one(done)
        for batch in ready:
            self._in_work.popleft()
            self._around.budget.remove(self.partition, batch.size_bytes)
        self._attempt = 0
        self._progress += 1 + self._answered
        self._answered = 0
        self._last_trouble = ""

    async def _commit(self, done: Done) -> None:
        rejections = [outcome.result if isinstance(outcome.result, Rejection) else None for _, outcome in done]
        offset = done[-1][0].offset + 1
        batches = tuple(self._in_work)
        topics, version = self._around.topics, self._options.pipeline_version
        sent = [each for record, outcome in done for each in outgoing_records(record, outcome, topics, version)]

        def on_committed() -> None:
            self._deaths.completed(offset)
            self._tally.count(done, sent)
            self._around.breaker.committed(rejections)
            if self._around.trace is not None:
                self._around.trace.all_committed(done, batches)
            self._around.on_commit()

        try:
            with self._around.breaker.admitting(rejections):
                await self._transact(sent, self._deaths.completion(offset), on_committed)
        except Fatal:
            if self._transactions.usable:  # the breaker; nobody died over the record, and the next worker must know
                await self._unmark()
            raise

    async def _commit_one_by_one(self, done: Done) -> None:
        """Find the message whose records are too large for the broker, and dead-letter it instead."""
        for record, outcome in done:
            try:
                await self._reopen()
                await self._commit([(record, outcome)])
            except RecordTooLarge as error:
                if isinstance(outcome.result, Rejection):
                    raise Fatal(refused_letter(record, self._around.topics.dead_letters, error)) from error
                await self._reopen()
                rejection = Rejection("publish", "RecordTooLarge", f"what it became is too large for Kafka: {error}")
                try:
                    await self._commit([(record, Outcome(rejection, outcome.attempts))])
                except RecordTooLarge as again:
                    raise Fatal(refused_letter(record, self._around.topics.dead_letters, again)) from again

    async def _reopen(self) -> None:
        """A new producer for records that are in work already; the position must not have moved."""
        if self._transactions.usable:
            return
        position = await self._transactions.open()
        if position is not None and position.offset != self._frontier.committed:
            raise Retriable(f"{self.partition}: the committed offset has moved to {position.offset}")

    async def _transact(
        self, sent: Sequence[OutgoingRecord], position: Committed, on_committed: Callable[[], None]
    ) -> None:
        begun = self._around.clock()
        try:
            await self._transactions.publish(sent, position)
        except CommitUnknown:
            self._unknown = _Unknown(position, on_committed)
            raise
        metrics.TRANSACTION_SECONDS.observe(self._around.clock() - begun)
        self._frontier.commit(position.offset)
        on_committed()

    # Trouble

    async def _back_off(self, reason: str) -> None:
        """Forget everything uncommitted and wait, longer each time, but not when released."""
        self._last_trouble = reason
        self._set_back()
        if self._releasing:
            return
        self._state = PartitionState.BACKING_OFF
        if self._attempt % _REPORT_EVERY == 0:
            self._around.on_trouble(self.partition, reason)
        longest = min(self._options.backoff_max_s, self._options.backoff_first_s * 2**self._attempt)
        self._attempt += 1
        until = self._around.clock() + random.uniform(0.0, longest)  # noqa: S311 - spreads load, guards nothing
        while not self._releasing and (left := until - self._around.clock()) > 0:
            await self._wait(timeout_s=left)

    def _set_back(self) -> None:
        """Nothing is held, nothing is accepted, until the partition is taken again."""
        self._frontier.close()
        self._around.consumer.pause(self.partition)
        self._queue.clear()
        for batch in self._in_work:
            batch.cancel()
        self._in_work.clear()
        self._around.budget.remove(self.partition, self._around.budget.held_by(self.partition))

    async def _wait(self, *tasks: "asyncio.Future[Any]", timeout_s: float | None = None) -> None:
        """Return when something has happened: a wake-up, the end of one of ``tasks``, the timeout."""
        woken = asyncio.create_task(self._wakeup.wait())
        try:
            await asyncio.wait([woken, *tasks], timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
        finally:
            woken.cancel()
        self._wakeup.clear()
