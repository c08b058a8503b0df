"""The streaming runtime as its host sees it: ``run``, ``stop``, ``status``."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from functools import partial

from workers.errors import Fatal, Retriable
from workers.ops import events, metrics
from workers.streaming.accepting import accepts_connections
from workers.streaming.breaker import Breaker
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.message_trace import MessageTrace
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.outage import Outage
from workers.streaming.pool.process_pool import ProcessPool
from workers.streaming.ports import Broker, Pool
from workers.streaming.session import GroupSession
from workers.streaming.status import Ledger, RuntimeState, RuntimeStatus
from workers.streaming.watchdog import Watchdog

_LOOK_EVERY_S = 1.0
_LOOKS = 4  # at least, before a stall is one
_GROWTH_LIMIT = 10  # doublings; the backoff is capped long before


class StreamRuntime:
    """Reads the raw topic, has each message processed, and publishes the result exactly once.

    One instance runs once. The host (a ``mode.Service``) starts :meth:`run` as a task and calls :meth:`stop` on
    SIGTERM; both belong to the same event loop. ``broker``, ``pool``, ``clock`` and ``accepts`` (whether the brokers
    take connections) are given by tests only.
    """

    def __init__(
        self,
        options: StreamingOptions,
        connection: Connection,
        topics: TopicNames,
        *,
        broker: Broker | None = None,
        pool: Pool | None = None,
        clock: Callable[[], float] = time.monotonic,
        accepts: Callable[[], Awaitable[bool]] | None = None,
        trace: MessageTrace | None = None,
    ) -> None:
        self._options = options
        self._topics = topics
        self._broker = broker or Kafka(connection, options)
        self._pool = pool or ProcessPool(options.pool)
        self._clock = clock
        self._outage = Outage(connection.bootstrap_servers, clock)
        self._breaker = Breaker(options.breaker)
        self._accepts = accepts or partial(accepts_connections, connection.bootstrap_servers)
        self._trace = trace
        self._watchdog = Watchdog(options.stall_s)
        self._look_every_s = min(_LOOK_EVERY_S, options.stall_s / _LOOKS)
        self._looks = 0
        self._state = RuntimeState.NEW
        self._stopping = asyncio.Event()
        self._stop_at: float | None = None
        self._ended = asyncio.Event()
        self._session: GroupSession | None = None
        self._past = Ledger()
        self._committed_at: float | None = None  # in sessions before this one

    async def run(self) -> None:
        """Work until :meth:`stop`; waits for an unreachable broker as long as it takes.

        Raises:
            Fatal: no retry helps; the host exits non-zero with the message.
        """
        if self._state is not RuntimeState.NEW:
            raise Fatal("a StreamRuntime runs once; make another")
        self._state = RuntimeState.STARTING
        events.emit(events.WorkerStarted(group=self._options.group_id, topic=self._topics.raw, slots=self._pool.slots))
        self._pool.start()
        broken_pool = asyncio.create_task(self._pool.wait_ready())
        sessions = asyncio.create_task(self._run_sessions())
        stall = asyncio.create_task(self._watch())
        waited: set[asyncio.Task[None]] = {sessions, broken_pool, stall}
        try:
            while sessions in waited:
                done, waited = await asyncio.wait(waited, return_when=asyncio.FIRST_COMPLETED)
                for ended in done:
                    ended.result()
        except BaseException:
            self._state = RuntimeState.FAILED
            raise
        finally:
            for task in (sessions, broken_pool, stall):
                task.cancel()
            await asyncio.gather(sessions, broken_pool, stall, return_exceptions=True)
            await self._pool.stop()
            self._ended.set()
        self._state = RuntimeState.STOPPED
        events.emit(events.WorkerStopped(self._past.consumed, self._past.enriched, self._past.dead_lettered))

    async def stop(self, deadline_s: float | None = None) -> None:
        """Finish batches in work, leave the group, end the pool: about ``deadline_s`` (default: the drain time).

        What is not finished by then stays uncommitted, and another worker does it again.
        """
        deadline_s = self._options.drain_timeout_s if deadline_s is None else deadline_s
        if self._state is RuntimeState.NEW:
            self._state = RuntimeState.STOPPED
            return
        self._stop_at = self._clock() + deadline_s
        self._stopping.set()
        if self._state in (RuntimeState.STARTING, RuntimeState.RUNNING):
            self._state = RuntimeState.STOPPING
        await self._ended.wait()

    def status(self) -> RuntimeStatus:
        """What the runtime is doing now; cheap, never blocks."""
        now = self._clock()
        session = self._session
        partitions = session.partitions() if session is not None else ()
        ledger = self._past + session.ledger() if session is not None else self._past
        committed_at = session.committed_at if session is not None and session.committed_at else self._committed_at
        polled_at = session.polled_at if session is not None else None
        joined = session.joined if session is not None else False
        return RuntimeStatus(
            state=self._state if joined or self._state is not RuntimeState.RUNNING else RuntimeState.STARTING,
            broker_reachable=self._outage.reachable,
            joined=joined,
            pool_slots=self._pool.slots,
            pool_ready=self._pool.ready_slots,
            since_poll_s=now - polled_at if polled_at is not None else None,
            since_commit_s=now - committed_at if committed_at is not None else None,
            held_bytes=session.held_bytes if session is not None else 0,
            partitions=partitions,
            ledger=ledger,
            broker_silent=self._outage.silent,
            polls=session.polls if session is not None else 0,
            idle_s=self._watchdog.verdict.idle_s,
            stall=self._watchdog.verdict.stall,
        )

    async def _watch(self) -> None:
        """Raise Fatal once the runtime is stalled; nothing that it holds is waited for then."""
        while True:
            verdict = self._watchdog.observe(self.status(), self._clock())
            self._looks += 1
            metrics.IDLE_SECONDS.set(verdict.idle_s)
            if verdict.stall:
                self._stop_at = self._clock()
                raise Fatal(verdict.stall)
            await asyncio.sleep(self._look_every_s)

    async def _run_sessions(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            session = self._session = GroupSession(
                self._broker,
                self._pool,
                self._options,
                self._topics,
                self._outage,
                self._clock,
                self._breaker,
                self._accepts,
                self._trace,
            )
            if self._state is RuntimeState.STARTING:
                self._state = RuntimeState.RUNNING
            reason = ""
            try:
                await session.run(self._stopping)
            except Retriable as error:
                reason = str(error)
            finally:
                await self._close(session)
            if reason:
                if session.polled_at is None:
                    self._outage.down(reason)
                else:
                    failures = 0
                    events.emit(events.SessionRestarted(reason=reason))
                failures = min(failures + 1, _GROWTH_LIMIT)
                await self._wait_or_stop(failures)

    async def _close(self, session: GroupSession) -> None:
        stop_at = self._stop_at
        left_s = self._options.drain_timeout_s if stop_at is None else max(0.0, stop_at - self._clock())
        drained = await session.close(left_s)
        if not drained:
            events.emit(events.StopDeadlineMissed(deadline_s=round(left_s, 1)))
        self._past += session.ledger()
        self._committed_at = session.committed_at or self._committed_at
        self._session = None

    async def _wait_or_stop(self, failures: int) -> None:
        longest = min(self._options.backoff_max_s, self._options.backoff_first_s * 2**failures)
        delay_s = random.uniform(longest / 2, longest)  # noqa: S311 - spreads load, guards nothing
        try:
            async with asyncio.timeout(delay_s):
                await self._stopping.wait()
        except TimeoutError:
            return
