"""One membership in the group, from connecting to leaving: polls, watches the broker, keeps the budget."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any

from workers.errors import Retriable
from workers.ops import metrics
from workers.ops.events import PartitionRetries, emit
from workers.streaming.assignment import Assignment
from workers.streaming.backpressure import ByteBudget
from workers.streaming.breaker import Breaker
from workers.streaming.lag import LagReport
from workers.streaming.message_trace import MessageTrace
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.outage import Outage
from workers.streaming.partition_task import PartitionTask, Surroundings
from workers.streaming.ports import Broker, OutOfRange, Partition, Pool
from workers.streaming.status import Ledger, PartitionStatus
from workers.streaming.transaction import PartitionTransactions

_POLL_S = 0.2
_POLL_RECORDS = 500
_PROBE_EVERY_S = 5.0
_PROBE_TIMEOUT_S = 5.0
_PROBE_AGAIN_S = 1.0
_NO_ANSWER = f"no answer within {_PROBE_TIMEOUT_S:g} s"
_REFUSALS = 3  # probes in a row: a broker that just came back takes connections before the consumer has found it


class GroupSession:
    """Runs once. Ends by returning (stopped), or by an error after which the caller may start the next one."""

    def __init__(
        self,
        broker: Broker,
        pool: Pool,
        options: StreamingOptions,
        topics: TopicNames,
        outage: Outage,
        clock: Callable[[], float],
        breaker: Breaker,
        accepts: Callable[[], Awaitable[bool]],
        trace: MessageTrace | None,
    ) -> None:
        self._broker = broker
        self._options = options
        self._topics = topics
        self._outage = outage
        self._clock = clock
        self._accepts = accepts
        self._consumer = broker.consumer()
        self._budget = ByteBudget(options.byte_budget)
        self._around = Surroundings(
            options, topics, self._consumer, pool, self._budget, clock, self._trouble, self._note_commit, breaker, trace
        )
        self._assignment = Assignment(self._make_task, options.drain_timeout_s, clock)
        self._troubles: dict[Partition, str] = {}
        self._refusals = 0
        self._lag = LagReport()
        self._probe_now = asyncio.Event()
        self._polled_at: float | None = None
        self._polls = 0
        self._committed_at: float | None = None

    async def run(self, stopping: asyncio.Event) -> None:
        """Connect, join, work until ``stopping``; then return at once (:meth:`close` drains).

        Raises:
            Retriable: the session is broken; close it and start another.
            Fatal: no retry helps.
        """
        stop = asyncio.create_task(stopping.wait())
        work = [asyncio.create_task(self._connect_and_poll()), asyncio.create_task(self._watch_broker())]
        waited: list[asyncio.Future[Any]] = [stop, *work, self._assignment.failed]
        try:
            done, _ = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
            for ended in done:
                ended.result()
        finally:
            for task in (stop, *work):
                task.cancel()
            await asyncio.gather(stop, *work, return_exceptions=True)

    async def close(self, deadline_s: float) -> bool:
        """Drain and leave the group; whether everything in work came to its end within the deadline."""
        drained = await self._assignment.close(deadline_s)
        await self._consumer.stop()
        return drained

    @property
    def joined(self) -> bool:
        """Whether the group has assigned this worker its share."""
        return self._assignment.joined

    @property
    def held_bytes(self) -> int:
        """Input bytes queued or in work."""
        return self._budget.held_bytes

    @property
    def polled_at(self) -> float | None:
        """When the consumer was last polled, by the clock."""
        return self._polled_at

    @property
    def polls(self) -> int:
        """How often it was."""
        return self._polls

    @property
    def committed_at(self) -> float | None:
        """When messages were last committed, by the clock."""
        return self._committed_at

    def partitions(self) -> tuple[PartitionStatus, ...]:
        """A snapshot of each partition."""
        return self._assignment.statuses()

    def ledger(self) -> Ledger:
        """Messages committed in this session."""
        return self._assignment.ledger()

    def _make_task(self, partition: Partition) -> PartitionTask:
        transactional_id = f"{self._options.group_id}-{partition}"
        transactions = PartitionTransactions(
            partition, lambda: self._broker.producer(transactional_id), self._options.call_timeout_s
        )
        return PartitionTask(partition, transactions, self._around)

    def _note_commit(self) -> None:
        self._committed_at = self._clock()
        metrics.LAST_COMMIT.set_to_current_time()

    def _trouble(self, partition: Partition, reason: str) -> None:
        """A partition had to give a transaction up: find out whether it is the broker before saying anything."""
        self._troubles[partition] = reason
        self._probe_now.set()

    async def _connect_and_poll(self) -> None:
        await self._consumer.start()
        self._outage.up()
        await self._around.pool.wait_ready()  # partitions given to us earlier would only wait, and others can work
        self._consumer.subscribe(self._topics.raw, self._assignment)
        patience_s = 2 * self._options.session_timeout_s + self._options.drain_timeout_s  # a rebalance had its chance
        while True:
            try:
                records = await self._consumer.poll(_POLL_S, _POLL_RECORDS)
            except OutOfRange as error:
                self._assignment.interrupt(error.partitions, f"position out of range: {error}")
                continue
            self._assignment.deliver(records)  # in the same step as the hand-out, see Consumer.poll
            self._polled_at = self._clock()
            self._polls += 1
            self._apply_budget()
            self._assignment.retake_fenced(self._options.session_timeout_s)
            if self._assignment.fenced_for_s() > patience_s:
                raise Retriable("a partition of ours was fenced and the group has not given it to another worker")

    def _apply_budget(self) -> None:
        pause, resume = self._budget.changes()
        for partition in pause:
            self._consumer.pause(partition)
        for partition in resume:
            self._consumer.resume(partition)

    async def _watch_broker(self) -> None:
        while True:
            await self._probe()
            self._lag.report(self._assignment.statuses(), self._clock(), time.time())
            metrics.HELD_BYTES.set(self._budget.held_bytes)
            metrics.PAUSED.set(sum(status.paused for status in self._assignment.statuses()))
            try:
                async with asyncio.timeout(_PROBE_EVERY_S if self._outage.reachable else _PROBE_AGAIN_S):
                    await self._probe_now.wait()
            except TimeoutError:
                pass
            self._probe_now.clear()

    async def _probe(self) -> None:
        if self._polled_at is None:
            return  # not connected yet; connecting reports for itself
        troubles, self._troubles = self._troubles, {}
        # Twice, since the first may fail for a reason of our own: the process was frozen, or every connection is stale.
        silence = await self._silence()
        if silence:
            await asyncio.sleep(_PROBE_AGAIN_S)
            silence = await self._silence()
        if silence:
            # Who refuses the consumer's connections is away, whatever the bootstrap servers do.
            self._outage.down(silence, accepting=await self._is_accepting() if silence == _NO_ANSWER else False)
            await self._leave_lost_brokers(silence)
            return
        self._refusals = 0
        self._outage.up()
        for partition, reason in troubles.items():
            emit(PartitionRetries(*partition, reason=reason))

    async def _leave_lost_brokers(self, silence: str) -> None:
        """Begin anew when no broker that the consumer knows of is there, but a bootstrap server is.

        aiokafka learns addresses only from brokers it knows and never asks the bootstrap servers again (its issue 459;
        for Java it is KIP-899), so when all of them are gone or have moved it would wait for ever.
        """
        bootstraps = silence != _NO_ANSWER and await self._is_accepting()
        self._refusals = self._refusals + 1 if bootstraps else 0
        if self._refusals >= _REFUSALS:
            raise Retriable("no broker known from before can be reached, but a bootstrap server can")

    async def _silence(self) -> str:
        """Why the broker does not answer; empty when it does."""
        try:
            async with asyncio.timeout(_PROBE_TIMEOUT_S):
                await self._consumer.probe()
        except Retriable as error:
            return str(error)
        except TimeoutError:
            return _NO_ANSWER
        return ""

    async def _is_accepting(self) -> bool | None:
        """Whether the bootstrap servers take connections; None when they neither take nor refuse them."""
        try:
            async with asyncio.timeout(_PROBE_TIMEOUT_S):
                return await self._accepts()
        except TimeoutError:
            return None
