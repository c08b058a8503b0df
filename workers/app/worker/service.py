"""The streaming runtime as a service of the Faust application."""

import asyncio
from collections.abc import Awaitable, Callable

import mode

from workers.streaming.runtime import StreamRuntime


class StreamService(mode.Service):  # type: ignore[misc] # mode ships no types
    """Runs a `StreamRuntime` from the service's start to its stop.

    Args:
        runtime: runs once.
        prepare: done before the runtime runs; waits for Kafka if it has to.
        on_end: called when the runtime ended although nobody stopped it, with the error if there was one.
        stop_deadline_s: time for work in flight when the service stops.
    """

    def __init__(
        self,
        runtime: StreamRuntime,
        *,
        prepare: Callable[[], Awaitable[None]],
        on_end: Callable[[BaseException | None], None],
        stop_deadline_s: float,
    ) -> None:
        super().__init__()
        self.runtime = runtime
        self._prepare = prepare
        self._on_end = on_end
        self._stop_deadline_s = stop_deadline_s
        # Not named for what they hold alone: `Service` has attributes `loop`, `tasks` and `crash_reason` of its own.
        self._preparing: asyncio.Task[None] | None = None
        self._running: asyncio.Task[None] | None = None

    async def on_start(self) -> None:
        """Begin; the service counts as started at once, so that the web views answer meanwhile."""
        self._preparing = asyncio.create_task(self._prepared(), name="stream-prepare")
        self._running = asyncio.create_task(self._run_after(self._preparing), name="stream-runtime")
        self._running.add_done_callback(self._ended)

    async def on_stop(self) -> None:
        """Let the runtime finish what it works on, within the deadline."""
        if self._preparing is not None and not self._preparing.done():
            self._preparing.cancel()
        else:
            await self.runtime.stop(self._stop_deadline_s)
        if self._running is not None:
            await asyncio.wait([self._running])

    async def _prepared(self) -> None:
        await self._prepare()

    async def _run_after(self, preparing: "asyncio.Task[None]") -> None:
        await preparing
        await self.runtime.run()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        error = None if task.cancelled() else task.exception()
        if not self.should_stop:
            self._on_end(error)
