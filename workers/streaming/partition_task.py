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
from workers.streaming.batches import Batch, RecordQueue, submit
from workers.streaming.dead_letters import dead_letter
from workers.streaming.offsets import OffsetFrontier, Suspicion
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.ports import (
    Bounds,
    Committed,
    Consumer,
    Outcome,
    OutgoingRecord,
    Partition,
    Pool,
    ReceivedRecord,
    RecordTooLarge,
)
from workers.streaming.status import Ledger, PartitionStatus
from workers.streaming.transaction import PartitionTransactions

_REPORT_EVERY = 10  # attempts
_BEYOND_END_LIMIT = 8  # attempts; a new leader's end may lag behind the committed offset for a moment


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


@dataclass(frozen=True, slots=True)
class _Published:
    """A transaction and what it changes once it is committed."""

    position: Committed
    after: Suspicion
    marked: bool
    done: Sequence[tuple[ReceivedRecord, Outcome]]
    sent: Sequence[OutgoingRecord]


class PartitionTask:
    """Owns one partition: its queue, its transactions, its place in the topic. See the module."""

    def __init__(self, partition: Partition, transactions: PartitionTransactions, around: Surroundings) -> None:
        self.partition = partition
        self._transactions = transactions
        self._around = around
        self._options = around.options
        self._state = PartitionState.TAKING
        self._frontier = OffsetFrontier()
        self._queue = RecordQueue()
        self._in_work: deque[tuple[Batch, asyncio.Task[list[Outcome]]]] = deque()
        self._wakeup = asyncio.Event()
        self._releasing = False
        self._trouble: Retriable | None = None
        self._suspicion: Suspicion | None = None  # of the record at that offset, our own attempt left out
        self._suspected_at = -1
        self._marked = False  # our attempt at that record is committed
        self._fresh = True  # nothing committed yet by this task
        self._unknown: _Published | None = None
        self._attempt = 0
        self._beyond_end = 0
        self._progress_at = around.clock()
        self._ledger = Ledger()
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
        now = self._around.clock()
        if not self._holds_work:
            self._progress_at = now
        self._queue.put(taken, now)
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
        while self._in_work and not self._in_work[-1][0].started:
            batch, waiting = self._in_work.pop()
            batch.cancel()
            waiting.cancel()
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
                except CommitUnknown as error:
                    metrics.TRANSACTIONS.labels(outcome="unknown").inc()
                    await self._back_off(str(error))
                except Retriable as error:
                    metrics.TRANSACTIONS.labels(outcome="retriable").inc()
                    await self._back_off(str(error))
            self._state = PartitionState.RELEASED
        except Fenced:
            metrics.TRANSACTIONS.labels(outcome="fenced").inc()
            events.emit(events.PartitionFenced(topic=self.partition.topic, partition=self.partition.number))
            self._state = PartitionState.FENCED
        finally:
            self._set_back()
            self._around.budget.close(self.partition)
            await self._transactions.close()

    def status(self) -> PartitionStatus:
        """A snapshot."""
        now = self._around.clock()
        committed = self._frontier.committed
        end = self._around.consumer.end_offset(self.partition)
        working = self._state is PartitionState.WORKING and self._holds_work
        return PartitionStatus(
            topic=self.partition.topic,
            partition=self.partition.number,
            state=self._state.value,
            committed_offset=committed,
            lag=max(0, end - committed) if end is not None and committed is not None else None,
            held_messages=len(self._queue) + sum(len(batch.records) for batch, _ in self._in_work),
            held_bytes=self._around.budget.held_by(self.partition),
            paused=self._around.budget.is_paused(self.partition),
            idle_s=now - self._progress_at if working else 0.0,
            ledger=self._ledger,
        )

    @property
    def _holds_work(self) -> bool:
        return bool(self._queue) or bool(self._in_work)

    # Taking the partition

    async def _take(self) -> None:
        self._state = PartitionState.TAKING
        position = await self._transactions.open()
        bounds = await self._bounds()
        offset = self._checked(position, bounds)
        self._settle(position)
        if self._suspicion is None or offset != self._suspected_at:
            stored = position.metadata if position is not None and position.offset == offset else ""
            self._suspicion = Suspicion.decode(stored)
            self._suspected_at = offset
            self._marked = False
            if self._suspicion.deaths:
                deaths = self._suspicion.deaths
                events.emit(events.WorkerDeathSuspected(*self.partition, offset=offset, deaths=deaths))
        # In one step: from here on the consumer hands out what follows, and the frontier takes it.
        self._frontier.seek(offset)
        self._around.consumer.seek(self.partition, offset)
        self._around.consumer.resume(self.partition)
        self._trouble = None
        self._state = PartitionState.WORKING
        events.emit(events.PartitionTaken(*self.partition, offset=offset))

    async def _bounds(self) -> Bounds:
        try:
            async with asyncio.timeout(self._options.call_timeout_s):
                return await self._around.consumer.bounds(self.partition)
        except TimeoutError as error:
            raise Retriable(f"{self.partition}: the broker did not tell which offsets it holds") from error

    def _checked(self, position: Committed | None, bounds: Bounds) -> int:
        """The offset to go on from."""
        if position is None:
            return bounds.start
        if position.offset < bounds.start:
            metrics.EXPIRED.labels(*self.partition).inc(bounds.start - position.offset)
            events.emit(
                events.RecordsExpired(*self.partition, expected_offset=position.offset, first_offset=bounds.start)
            )
            return bounds.start
        if position.offset > bounds.end:
            self._beyond_end += 1
            text = (
                f"{self.partition}: group {self._options.group_id} has committed offset {position.offset}, but the "
                f"partition ends at {bounds.end}: the topic was truncated or made anew. Going on by guess would lose "
                "or double records: reset the group's offsets (kafka-consumer-groups --reset-offsets), then restart"
            )
            raise (Fatal if self._beyond_end >= _BEYOND_END_LIMIT else Retriable)(text)
        self._beyond_end = 0
        return position.offset

    def _settle(self, position: Committed | None) -> None:
        """Find out how a commit of unknown outcome ended."""
        unknown, self._unknown = self._unknown, None
        if unknown is None or position is None or position.offset != unknown.position.offset:
            return
        if unknown.done or position.metadata == unknown.position.metadata:
            self._record(unknown)

    # Working

    async def _work(self) -> None:
        while True:
            if self._trouble is not None:
                raise self._trouble
            await self._submit()
            if self._in_work:
                await self._wait(self._in_work[0][1], timeout_s=self._linger_s())
            elif self._releasing:
                await self._unmark()
                return
            else:
                await self._wait()
            if self._in_work and self._in_work[0][1].done():
                await self._publish()

    async def _submit(self) -> None:
        """Keep the pool busy with this partition."""
        while self._queue and not self._releasing and len(self._in_work) < self._in_flight_limit:
            if self._in_work and (self._linger_s() or 0.0) > 0.0:
                return
            if not await self._mark():
                return
            batch = submit(self._queue.cut(*self._batch_limits), self._around.pool, self._refuse)
            self._in_work.append((batch, asyncio.create_task(batch.outcomes())))

    def _linger_s(self) -> float | None:
        """How long to wait for the queue to fill a batch; None when nothing but its filling matters."""
        if not self._queue or len(self._in_work) >= self._in_flight_limit:
            return None
        if self._queue.fills(*self._batch_limits):
            return 0.0
        return max(0.0, self._options.batch_linger_s - self._queue.waited_s(self._around.clock()))

    async def _mark(self) -> bool:
        """Commit that an attempt begins, where that is called for; False when there will be none (release, trouble).

        Called for is it at the first work after taking the partition, so that a death then is noticed, and record by
        record while there is a suspicion. In between, the commit of one batch is the announcement of the next.
        """
        suspicion = self._suspicion or Suspicion()
        if self._marked or not (self._fresh or self._careful):
            return True
        if suspicion.deaths >= self._options.worker_deaths_to_dead_letter:
            return True  # there will be no attempt
        ready = asyncio.ensure_future(self._around.pool.wait_ready())  # a model that loads is not a record in work
        try:
            while not ready.done():
                await self._wait(ready)
                if self._releasing or self._trouble is not None:
                    return False
            ready.result()
        finally:
            ready.cancel()
        offset = self._frontier.committed or 0
        await self._transact(_Published(self._begun().at(offset), suspicion, marked=True, done=(), sent=()))
        return not self._releasing

    async def _unmark(self) -> None:
        """Take the announcement back: the attempt ends here in an orderly way."""
        if self._marked and self._suspicion is not None:
            offset = self._frontier.committed or 0
            await self._transact(
                _Published(self._suspicion.at(offset), self._suspicion, marked=False, done=(), sent=())
            )

    def _begun(self) -> Suspicion:
        return (self._suspicion or Suspicion()).begun(self._options.batch_max_records)

    @property
    def _careful(self) -> bool:
        return self._suspicion is not None and self._suspicion != Suspicion()

    @property
    def _in_flight_limit(self) -> int:
        return 1 if self._careful else self._options.batches_in_flight

    @property
    def _batch_limits(self) -> tuple[int, int]:
        return (1 if self._careful else self._options.batch_max_records), self._options.batch_max_bytes

    def _refuse(self, record: ReceivedRecord) -> Rejection | None:
        """Records that must not, or cannot, go to the pool."""
        deaths = (self._suspicion or Suspicion()).deaths  # of the first record; under suspicion there is no other
        if deaths >= self._options.worker_deaths_to_dead_letter:
            return Rejection(
                "worker", "WorkerDied", f"{deaths} workers in a row died while they worked on this message"
            )
        if record.value is None:
            return Rejection("receive", "NullValue", "the record has no value; an article was expected")
        if len(record.value) > self._options.max_message_bytes:
            size, most = len(record.value), self._options.max_message_bytes
            return Rejection("receive", "MessageTooLarge", f"the message has {size} bytes, more than {most}")
        return None

    async def _publish(self) -> None:
        """Publish the batches at the front whose results are there, in one transaction."""
        done: list[tuple[ReceivedRecord, Outcome]] = []
        size = 0
        batches = 0
        for batch, waiting in self._in_work:
            if not waiting.done():
                break
            done.extend(zip(batch.records, waiting.result(), strict=True))
            size += batch.size_bytes
            batches += 1
        try:
            await self._commit(done)
        except RecordTooLarge:
            metrics.TRANSACTIONS.labels(outcome="too_large").inc()
            await self._commit_one_by_one(done)
        for _ in range(batches):
            self._in_work.popleft()
        self._around.budget.remove(self.partition, size)
        self._attempt = 0

    async def _commit(self, done: Sequence[tuple[ReceivedRecord, Outcome]]) -> None:
        after = self._begun().passed() if self._careful else Suspicion()
        # A careful partition announces its next attempt with the commit of this one.
        marked = after != Suspicion() and bool(self._queue) and not self._releasing
        suspicion = after.begun(self._options.batch_max_records) if marked else after
        sent = [outgoing for record, outcome in done for outgoing in self._outgoing(record, outcome)]
        published = _Published(suspicion.at(done[-1][0].offset + 1), after, marked, done, sent)
        await self._transact(published)

    async def _transact(self, published: _Published) -> None:
        begun = self._around.clock()
        try:
            await self._transactions.publish(published.sent, published.position)
        except CommitUnknown:
            self._unknown = published
            raise
        metrics.TRANSACTIONS.labels(outcome="committed").inc()
        metrics.TRANSACTION_SECONDS.observe(self._around.clock() - begun)
        self._frontier.commit(published.position.offset)
        self._record(published)

    async def _commit_one_by_one(self, done: Sequence[tuple[ReceivedRecord, Outcome]]) -> None:
        """Find the message whose records are too large for the broker, and dead-letter it instead."""
        for record, outcome in done:
            await self._reopen()
            try:
                await self._commit([(record, outcome)])
            except RecordTooLarge as error:
                metrics.TRANSACTIONS.labels(outcome="too_large").inc()
                if isinstance(outcome.result, Rejection):
                    raise Fatal(_dead_letter_refused(record, self._around.topics.dead_letters, error)) from error
                await self._reopen()
                rejection = Rejection("publish", "RecordTooLarge", f"what it became is too large for Kafka: {error}")
                try:
                    await self._commit([(record, Outcome(rejection, outcome.attempts))])
                except RecordTooLarge as again:
                    raise Fatal(_dead_letter_refused(record, self._around.topics.dead_letters, again)) from again

    async def _reopen(self) -> None:
        """A new producer for records that are in work already; the position must not have moved."""
        if self._transactions.usable:
            return
        position = await self._transactions.open()
        if position is not None and position.offset != self._frontier.committed:
            raise Retriable(f"{self.partition}: the committed offset has moved to {position.offset}")

    def _outgoing(self, record: ReceivedRecord, outcome: Outcome) -> list[OutgoingRecord]:
        topics = self._around.topics
        if isinstance(outcome.result, Rejection):
            letter = dead_letter(
                record,
                outcome.result,
                topic=topics.dead_letters,
                attempts=outcome.attempts,
                pipeline_version=self._options.pipeline_version,
            )
            return [letter]
        return [
            OutgoingRecord(topics.of_stream(output.stream), output.key, output.value, output.headers)
            for output in outcome.result
        ]

    def _record(self, published: _Published) -> None:
        """The transaction is committed: count it."""
        self._suspicion = published.after
        self._suspected_at = published.position.offset
        self._marked = published.marked
        self._progress_at = self._around.clock()
        if not published.done:
            return
        self._fresh = False
        place = self.partition
        rejections = [
            (record, outcome.result) for record, outcome in published.done if isinstance(outcome.result, Rejection)
        ]
        enriched = len(published.done) - len(rejections)
        self._ledger += Ledger(len(published.done), enriched, len(rejections))
        metrics.CONSUMED.labels(*place).inc(len(published.done))
        metrics.ENRICHED.labels(*place).inc(enriched)
        for sent in published.sent:
            metrics.RECORDS_SENT.labels(sent.topic).inc()
        for record, rejection in rejections:
            metrics.DEAD_LETTERED.labels(*place, rejection.stage, rejection.reason).inc()
            events.emit(
                events.DeadLettered(
                    *place,
                    offset=record.offset,
                    stage=rejection.stage,
                    reason=rejection.reason,
                    detail=rejection.message,
                )
            )

    # Trouble

    async def _back_off(self, reason: str) -> None:
        """Forget everything uncommitted and wait, longer each time, but not when released."""
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
        for batch, waiting in self._in_work:
            batch.cancel()
            waiting.cancel()
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


def _dead_letter_refused(record: ReceivedRecord, topic: str, error: Exception) -> str:
    return (
        f"Kafka refuses the dead letter of {record.partition} offset {record.offset} as too large ({error}): raise "
        f"max.message.bytes of {topic} above that of {record.partition.topic} by 64 KiB; nothing is lost meanwhile"
    )
