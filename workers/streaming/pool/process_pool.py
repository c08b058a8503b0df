"""The extraction pool: micro-batches in, one outcome per message out, whatever the messages do to the children.

Each slot is one child process of its own (started fresh, not forked; BLAS pinned to one thread), so a crash or a hang
takes one slot down and leaves no doubt about which batch did it. The batch is then tried again message by message, each
alone in a child: those that fail a second time become rejections, the others come out.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

from workers.errors import Fatal
from workers.messages import InputMessage
from workers.ops import events, metrics
from workers.streaming.options import PoolOptions
from workers.streaming.pool.slot import ChildFailed, PoolSlot, StartFailed
from workers.streaming.ports import Outcome


class PoolJob:
    """A micro-batch in the pool; implements ``Job``."""

    def __init__(
        self,
        messages: Sequence[InputMessage],
        result: "asyncio.Future[list[Outcome]]",
        on_held: Callable[[], None] | None,
    ) -> None:
        self.messages = messages
        self.result = result
        self.on_held = on_held
        self.started = False
        self.answers = 0
        self._submitted_at = time.monotonic()
        self._may_go = asyncio.Event()

    def go(self) -> None:
        """See ``Job``."""
        self._may_go.set()

    def cancel(self) -> None:
        """See ``Job``."""
        self.result.cancel()
        self._may_go.set()

    async def outcomes(self) -> Sequence[Outcome]:
        """See ``Job``."""
        return await asyncio.shield(self.result)

    async def taken(self) -> bool:
        """A slot has it; whether there still is something to do once it may begin."""
        self.started = True
        metrics.QUEUE_SECONDS.observe(time.monotonic() - self._submitted_at)
        if self.on_held is not None:
            self.on_held()
            await self._may_go.wait()
        return not self.result.done()


class ProcessPool:
    """See the module; implements ``Pool``."""

    def __init__(
        self, options: PoolOptions, *, make_slot: Callable[[PoolOptions], PoolSlot] = PoolSlot, backoff_s: float = 0.5
    ) -> None:
        self._options = options
        self._backoff_s = backoff_s
        self._slots = [make_slot(options) for _ in range(options.slot_count)]
        self._servers: list[asyncio.Task[None]] = []
        self._queue: asyncio.Queue[PoolJob] = asyncio.Queue()
        self._ready = asyncio.Event()  # set for good once a child was ready, or none can be
        self._broken: Fatal | None = None
        self._failed_starts = 0
        self._failures_in_a_row = 0

    @property
    def slots(self) -> int:
        """Child processes at full strength."""
        return len(self._slots)

    @property
    def ready_slots(self) -> int:
        """Child processes that have loaded."""
        return sum(slot.ready for slot in self._slots)

    @property
    def child_pids(self) -> list[int]:
        """Process ids of the children, for status and tests."""
        return [slot.pid for slot in self._slots if slot.pid is not None]

    def start(self) -> None:
        """Begin to start the children."""
        self._servers = [asyncio.create_task(self._serve(slot), name="pool slot") for slot in self._slots]

    async def wait_ready(self) -> None:
        """Return when a child is, or was, ready. Raises Fatal when none can be started."""
        await self._ready.wait()
        if self._broken is not None:
            raise self._broken

    def submit(self, messages: Sequence[InputMessage], on_held: Callable[[], None] | None = None) -> PoolJob:
        """See ``Pool``."""
        job = PoolJob(messages, asyncio.get_running_loop().create_future(), on_held)
        if self._broken is not None:
            job.result.set_exception(self._broken)
        else:
            self._queue.put_nowait(job)
        return job

    async def stop(self) -> None:
        """End the children now; jobs in work or queued are given up."""
        for server in self._servers:
            server.cancel()
        await asyncio.gather(*self._servers, return_exceptions=True)
        await asyncio.gather(*(slot.stop() for slot in self._slots))
        while not self._queue.empty():
            self._queue.get_nowait().result.cancel()
        metrics.POOL_READY.set(0)

    async def _serve(self, slot: PoolSlot) -> None:
        while not self._is_broken():
            await self._ensure_started(slot)
            if self._is_broken():
                return
            job = await self._queue.get()
            if job.result.done():  # given up meanwhile
                continue
            await self._ensure_started(slot)  # it may have died while it was idle
            try:
                if not await job.taken():
                    continue
                begun = time.monotonic()
                outcomes = await self._run(slot, job)
            except asyncio.CancelledError:
                job.result.cancel()
                raise
            metrics.BATCH_SECONDS.observe(time.monotonic() - begun)
            metrics.POOL_RSS.labels(str(self._slots.index(slot))).set(slot.rss_bytes)
            if not job.result.done():
                self._settle(job, outcomes)
            if slot.outgrown:
                metrics.POOL_RECYCLED.inc()
                await slot.stop()

    async def _run(self, slot: PoolSlot, job: PoolJob) -> list[Outcome]:
        try:
            results = await slot.run(job.messages)
        except ChildFailed as failure:
            job.answers += 1
            self._report(failure, job.messages)
        else:
            job.answers += 1
            self._failures_in_a_row = 0
            return [Outcome(result) for result in results]
        outcomes: list[Outcome] = []
        for message in job.messages:
            outcomes.append(await self._run_alone(slot, message))
            job.answers += 1
        return outcomes

    async def _run_alone(self, slot: PoolSlot, message: InputMessage) -> Outcome:
        await self._ensure_started(slot)
        try:
            (result,) = await slot.run([message])
        except ChildFailed as failure:
            self._report(failure, [message])
            self._failures_in_a_row += 1
            if self._failures_in_a_row >= self._options.max_process_failures:
                count = self._failures_in_a_row
                self._break(f"the extraction failed on {count} messages in a row, the last time: {failure}")
            return Outcome(failure.rejection, attempts=2)
        self._failures_in_a_row = 0
        return Outcome(result, attempts=2)

    async def _ensure_started(self, slot: PoolSlot) -> None:
        while not slot.ready and not self._is_broken():
            await slot.stop()
            try:
                await slot.start()
            except StartFailed as error:
                self._failed_starts += 1
                events.emit(events.PoolStartFailed(reason=str(error), attempt=self._failed_starts))
                if self._failed_starts >= self._options.max_failed_starts:
                    self._break(f"the extraction process cannot be started: {error}")
                else:
                    await asyncio.sleep(self._backoff_s * 2**self._failed_starts)
            else:
                self._failed_starts = 0
                metrics.POOL_STARTS.inc()
                metrics.BUILD.info({"version": version("stringer"), "model": slot.model})
                self._ready.set()
        metrics.POOL_READY.set(self.ready_slots)

    def _is_broken(self) -> bool:  # a call, since awaits change it behind a type checker's back
        return self._broken is not None

    def _settle(self, job: PoolJob, outcomes: list[Outcome]) -> None:
        if self._broken is not None:
            job.result.set_exception(self._broken)
        else:
            job.result.set_result(outcomes)

    def _break(self, why: str) -> None:
        if self._broken is None:
            self._broken = Fatal(why)
        while not self._queue.empty():
            job = self._queue.get_nowait()
            if not job.result.done():
                job.result.set_exception(self._broken)
        self._ready.set()

    def _report(self, failure: ChildFailed, messages: Sequence[InputMessage]) -> None:
        rejection = failure.rejection
        metrics.POOL_FAILURES.labels(reason=rejection.reason).inc()
        metrics.POOL_READY.set(self.ready_slots)
        first = messages[0]
        events.emit(
            events.PoolBatchFailed(
                reason=rejection.reason,
                detail=rejection.message,
                messages=len(messages),
                topic=first.topic,
                partition=first.partition,
                offset=first.offset,
            )
        )
