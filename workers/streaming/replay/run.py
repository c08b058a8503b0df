"""Runs a planned replay to its end, or until it is stopped."""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.partition_task import PartitionState
from workers.streaming.ports import GrouplessBroker, Partition, Pool, ReceivedRecord
from workers.streaming.replay.journal import Journal
from workers.streaming.replay.pace import Pace
from workers.streaming.replay.plan import Plan
from workers.streaming.replay.replay_broker import ReplayBroker
from workers.streaming.runtime import StreamRuntime
from workers.streaming.status import Ledger, RuntimeStatus

_LOOK_EVERY_S = 0.1


def replay_group(group: str, replay_id: str) -> str:
    """Return the group of a replay: its committed positions, and the prefix of its transactional ids."""
    return f"{group}-replay-{replay_id}"


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a replay stands.

    ``done`` counts the offsets left behind in this run, ``ledger`` the messages that became something.
    """

    done: int
    ledger: Ledger
    broker_reachable: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended."""

    finished: bool
    ledger: Ledger
    seconds: float


class ReplayRun:
    """One process's part in a replay. Runs once.

    Args:
        plan: not finished.
        options: the live worker's, with the replay's group.
        connection: the cluster.
        topics: the raw topic, and the topics written to.
        partitions: all of the raw topic.
        broker: the cluster, made for ``options``.
        selects: which messages of the ranges.
        rate: messages per second at most; None: no limit.
        pool, clock: given by tests only.
    """

    def __init__(
        self,
        plan: Plan,
        options: StreamingOptions,
        connection: Connection,
        topics: TopicNames,
        partitions: Sequence[Partition],
        broker: GrouplessBroker,
        *,
        selects: Callable[[ReceivedRecord], bool],
        rate: float | None = None,
        pool: Pool | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._plan = plan
        self._partitions = partitions
        self._clock = clock
        self._left = {step.range.partition: step for step in plan.steps if step.left}
        self._journal = Journal(broker, options.group_id, options.call_timeout_s)
        self._broker = ReplayBroker(
            broker, plan.replay_id, plan.entries, [step.range for step in self._left.values()], selects,
            Pace(rate, clock),
        )  # fmt: skip
        self._runtime = StreamRuntime(options, connection, topics, broker=self._broker, pool=pool, clock=clock)
        self._stopping = asyncio.Event()

    def stop(self) -> None:
        """Finish what is in work and end; the same command goes on later."""
        self._stopping.set()

    async def run(self, on_progress: Callable[[Progress], None]) -> Ending:
        """Replay; waits for an unreachable broker as long as it takes.

        Raises:
            Fatal: no retry helps, or another process works on the same replay.
            Retriable: the plan, or that all is done, could not be recorded; run the command again.
        """
        begun = self._clock()
        await self._journal.begin(self._plan.entries, self._partitions)
        finished = not self._left or await self._work(on_progress)
        if finished:
            await self._journal.finish(self._plan.entries)
        return Ending(finished, self._runtime.status().ledger, self._clock() - begun)

    async def _work(self, on_progress: Callable[[Progress], None]) -> bool:
        running = asyncio.create_task(self._runtime.run(), name="replay runtime")
        stopping = asyncio.create_task(self._stopping.wait())
        finished = False
        try:
            while not finished and not self._stopping.is_set():
                await asyncio.wait([running, stopping], timeout=_LOOK_EVERY_S, return_when=asyncio.FIRST_COMPLETED)
                if running.done():
                    running.result()
                    raise Fatal("the runtime ended although nobody stopped it")
                status = self._runtime.status()
                on_progress(self._progress(status))
                self._check_fenced(status)
                finished = self._is_done(status)
            await self._runtime.stop()
            await running
        finally:
            for task in (running, stopping):
                task.cancel()
            await asyncio.gather(running, stopping, return_exceptions=True)
        return finished

    def _is_done(self, status: RuntimeStatus) -> bool:
        consumer = self._broker.current
        committed = {
            Partition(each.topic, each.partition): each.committed_offset
            for each in status.partitions
            if each.state == PartitionState.WORKING
        }
        return consumer is not None and all(
            (offset := committed.get(partition)) is not None and consumer.done(partition, offset)
            for partition in self._left
        )

    def _progress(self, status: RuntimeStatus) -> Progress:
        consumer = self._broker.current
        done = 0
        for each in status.partitions:
            step = self._left[Partition(each.topic, each.partition)]
            if consumer is not None and each.committed_offset is not None:
                done += max(0, consumer.reached(step.range.partition, each.committed_offset) - step.next)
        return Progress(done, status.ledger, status.broker_reachable)

    def _check_fenced(self, status: RuntimeStatus) -> None:
        for each in status.partitions:
            if each.state == PartitionState.FENCED:
                raise Fatal(
                    f"another process has taken this replay over, or Kafka ended a transaction that took too long"
                    f" (partition {each.partition}); if nobody else runs it, run the command again: it goes on"
                )
