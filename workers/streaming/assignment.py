"""The partitions this worker holds: one running task for each, started and ended as the group decides."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from workers.ops import events, metrics
from workers.streaming.partition_task import PartitionState, PartitionTask
from workers.streaming.ports import Partition, ReceivedRecord
from workers.streaming.status import Ledger, PartitionStatus

_CANCEL_TIMEOUT_S = 6.0  # closing a producer takes at most this long


class Assignment:
    """Implements ``RebalanceListener``.

    A listener's exceptions end in the client library's log, so nothing here lets one out: taking a partition happens
    in its task, and how a task failed is kept in :attr:`failed` for the session to raise. Both calls are bounded:
    ``assigned`` only starts tasks, ``revoked`` has one deadline for all partitions together.
    """

    def __init__(
        self,
        make_task: Callable[[Partition], PartitionTask],
        drain_timeout_s: float,
        clock: Callable[[], float],
    ) -> None:
        self._make_task = make_task
        self._drain_timeout_s = drain_timeout_s
        self._clock = clock
        self._tasks: dict[Partition, tuple[PartitionTask, asyncio.Task[None]]] = {}
        self._fenced_at: dict[Partition, float] = {}
        self._retaken: set[Partition] = set()
        self._closed = False
        self._past = Ledger()
        self.joined = False
        self.failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def assigned(self, partitions: Sequence[Partition]) -> None:
        """Start a task for each partition."""
        if self._closed:
            return
        await self._release(list(self._tasks), self._drain_timeout_s)
        self._retaken.clear()
        for partition in partitions:
            self._begin(partition)
        self.joined = True
        metrics.REBALANCES.inc()
        metrics.ASSIGNED.set(len(self._tasks))
        for topic in {partition.topic for partition in partitions} or {""}:
            numbers = sorted(partition.number for partition in partitions if partition.topic == topic)
            events.emit(events.PartitionsAssigned(topic=topic, partitions=numbers))

    async def revoked(self, partitions: Sequence[Partition]) -> None:
        """Let the partitions' batches in work end, within the drain time."""
        await self._release(partitions, self._drain_timeout_s)

    def deliver(self, records: Mapping[Partition, Sequence[ReceivedRecord]]) -> None:
        """Hand records to their partitions' tasks; those of partitions not held are another worker's by now."""
        for partition, batch in records.items():
            if partition in self._tasks:
                self._tasks[partition][0].accept(batch)

    def interrupt(self, partitions: Sequence[Partition], reason: str) -> None:
        """Have the partitions start over from their committed offsets."""
        for partition in partitions:
            if partition in self._tasks:
                self._tasks[partition][0].interrupt(reason)

    def retake_fenced(self, after_s: float) -> None:
        """Take each partition again, once, that was fenced ``after_s`` ago and is still assigned here.

        Mostly no worker has it: its coordinator had aborted a transaction of ours that took too long, and with that
        fences us. Had the group given it to another worker, the group would have told this one by then.
        """
        for partition, since in list(self._fenced_at.items()):
            if partition in self._retaken or self._clock() - since < after_s:
                continue
            del self._fenced_at[partition]
            self._retaken.add(partition)
            self._past += self._tasks[partition][0].status().ledger
            events.emit(events.PartitionRetaken(*partition))
            self._begin(partition)

    def fenced_for_s(self) -> float:
        """How long ago the first of the partitions still assigned here was fenced; 0 when none was.

        Normally a rebalance follows within moments. When none does, another worker took the id without being the
        group's choice (it woke from a freeze, say), and nobody works on the partition.
        """
        return max((self._clock() - since for since in self._fenced_at.values()), default=0.0)

    async def close(self, deadline_s: float) -> bool:
        """Release all partitions for good; whether everything in work came to its end within the deadline."""
        self._closed = True
        return await self._release(list(self._tasks), deadline_s)

    def statuses(self) -> tuple[PartitionStatus, ...]:
        """A snapshot of each partition, in order."""
        return tuple(self._tasks[partition][0].status() for partition in sorted(self._tasks))

    def ledger(self) -> Ledger:
        """Messages of all partitions held here, now or before."""
        return sum((task.status().ledger for task, _ in self._tasks.values()), self._past)

    def _begin(self, partition: Partition) -> None:
        task = self._make_task(partition)
        running = asyncio.create_task(task.run(), name=f"partition {partition}")
        self._tasks[partition] = (task, running)
        running.add_done_callback(partial(self._ended, task))

    async def _release(self, partitions: Sequence[Partition], deadline_s: float) -> bool:
        held = {partition: self._tasks[partition] for partition in partitions if partition in self._tasks}
        if not held:
            return True
        started = self._clock()
        running = [run for _, run in held.values()]
        for task, _ in held.values():
            task.release()
        _, late = await asyncio.wait(running, timeout=max(0.0, deadline_s))
        for run in late:
            run.cancel()
        if late:
            await asyncio.wait(late, timeout=_CANCEL_TIMEOUT_S)
        for partition, (task, _) in held.items():
            self._past += task.status().ledger
            if self._tasks.get(partition, (None,))[0] is task:
                del self._tasks[partition]
            self._fenced_at.pop(partition, None)
            for gauge in (metrics.LAG, metrics.LAG_SECONDS):
                with contextlib.suppress(KeyError):
                    gauge.remove(*map(str, partition))
        metrics.ASSIGNED.set(len(self._tasks))
        numbers = sorted(partition.number for partition in held)
        took_s = round(self._clock() - started, 3)
        metrics.RELEASE_SECONDS.observe(took_s)
        events.emit(events.PartitionsRevoked(partitions=numbers, drained=not late, took_s=took_s))
        return not late

    def _ended(self, task: PartitionTask, ended: "asyncio.Task[None]") -> None:
        if ended.cancelled():
            return
        error = ended.exception()
        if error is not None:
            if not self.failed.done():
                self.failed.set_exception(error)
        elif task.state is PartitionState.FENCED and self._tasks.get(task.partition, (None,))[0] is task:
            self._fenced_at[task.partition] = self._clock()
