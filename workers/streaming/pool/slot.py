"""One slot of the pool: at most one child process, started, watched, killed and replaced here."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from workers.errors import Rejection
from workers.messages import InputMessage
from workers.ops.metrics import MESSAGE_SECONDS, STAGE_SECONDS
from workers.streaming.options import PoolOptions
from workers.streaming.pool.frames import (
    LENGTH,
    MAX_FRAME_BYTES,
    BadFrame,
    Broken,
    Hello,
    Ready,
    Reply,
    decode_answer,
    encode,
)
from workers.streaming.pool.process_memory import rss_bytes
from workers.streaming.ports import Result

_WATCH_INTERVAL_S = 0.05
_DATA_LIMIT_MARGIN_BYTES = 512_000_000  # above the resident limit: mapped is not yet used
_END_TIMEOUT_S = 5.0
# One thread a child: the slots are the parallelism, and BLAS threads of several children fight over the cores.
_ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)


class ChildFailed(Exception):  # noqa: N818 - named for what happened
    """The batch in work was lost: the child died, hung, ate memory, or its processor raised.

    ``rejection`` says which, in the words of a dead letter.
    """

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(rejection.message)
        self.rejection = rejection


class StartFailed(Exception):  # noqa: N818 - named for what happened
    """The child did not get as far as being ready."""


class PoolSlot:
    """At most one child. One caller at a time."""

    def __init__(self, options: PoolOptions) -> None:
        self._options = options
        self._process: asyncio.subprocess.Process | None = None
        self._rss_bytes = 0
        self._model = ""

    @property
    def model(self) -> str:
        """What the last child said that it loaded."""
        return self._model

    @property
    def rss_bytes(self) -> int:
        """The child's memory after its last answer; 0 without a child."""
        return self._rss_bytes

    @property
    def ready(self) -> bool:
        """Whether a child is there to take a batch."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The child's process id."""
        return self._process.pid if self._process is not None else None

    @property
    def outgrown(self) -> bool:
        """Whether the child's memory has passed the limit for keeping it."""
        return self._rss_bytes > self._options.recycle_rss_bytes

    async def start(self) -> None:
        """Start a child and wait until its processor is open.

        Raises:
            StartFailed: with what the child said.
        """
        process = await _spawn()
        ready = False
        try:
            limit = self._options.kill_rss_bytes + _DATA_LIMIT_MARGIN_BYTES if self._options.kill_rss_bytes else 0
            hello = Hello(self._options.processor_factory, [entry or "." for entry in sys.path], limit)
            async with asyncio.timeout(self._options.start_timeout_s):
                answer = await _exchange(process, encode(hello))
            match answer:
                case Ready(rss, model):
                    self._rss_bytes = rss
                    self._model = model
                    ready = True
                case Broken(reason):
                    raise StartFailed(reason)
                case _:
                    raise StartFailed("it spoke out of turn")
        except TimeoutError as error:
            raise StartFailed(f"it was not ready within {self._options.start_timeout_s:g} s") from error
        except BadFrame as error:
            raise StartFailed(str(error)) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise StartFailed(f"it died while it started ({_how_it_died(await process.wait())})") from error
        finally:
            if not ready:
                await _kill(process)
        self._process = process

    async def run(self, messages: Sequence[InputMessage]) -> list[Result]:
        """Have the child process a micro-batch; after an error look at :attr:`ready`, the child may be gone.

        Raises:
            ChildFailed: see there.
        """
        process = self._process
        if process is None:
            raise ChildFailed(Rejection("process", "ProcessDied", "the extraction process was not running"))
        size = sum(len(message.value) for message in messages)
        limit_s = self._options.process_timeout_s + size / self._options.process_min_bytes_per_s
        watch = asyncio.create_task(self._kill_when_too_big(process))
        answered = False
        try:
            async with asyncio.timeout(limit_s):
                answer = await _exchange(process, encode(list(messages)))
            answered = True
        except TimeoutError as error:
            text = f"the extraction process did not answer within {limit_s:g} s"
            raise ChildFailed(Rejection("process", "ProcessTimeout", text)) from error
        except BadFrame as error:
            raise ChildFailed(Rejection("process", "ProcessDied", str(error))) from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ChildFailed(await self._post_mortem(process, watch)) from error
        finally:
            watch.cancel()
            if not answered:
                await self.stop()
        results = await self._results(answer)
        if len(results) != len(messages):
            await self.stop()
            text = f"the extraction process answered {len(results)} results for {len(messages)} messages"
            raise ChildFailed(Rejection("process", "ProcessDied", text))
        return results

    async def stop(self) -> None:
        """Kill the child, if there is one."""
        process, self._process = self._process, None
        self._rss_bytes = 0
        if process is not None:
            await _kill(process)

    async def _results(self, answer: Ready | Broken | Reply) -> list[Result]:
        if not isinstance(answer, Reply):
            await self.stop()
            raise ChildFailed(Rejection("process", "ProcessDied", "the extraction process spoke out of turn"))
        self._rss_bytes = answer.rss_bytes
        for stage, seconds in answer.stage_seconds.items():
            STAGE_SECONDS.labels(stage).inc(seconds)
        for seconds in answer.message_seconds:
            MESSAGE_SECONDS.observe(seconds)
        if answer.results is None:
            if (
                answer.error_class == "MemoryError"
            ):  # the limit on private memory struck; what is left is not to be used
                await self.stop()
                limit = f"{self._options.kill_rss_bytes / 1_000_000:.0f} MB"
                text = f"the extraction process grew beyond {limit}"
                raise ChildFailed(Rejection("process", "ProcessMemory", text))
            text = f"the extraction raised {answer.error_class}: {answer.error_text}"
            raise ChildFailed(Rejection("process", answer.error_class, text))
        return list(answer.results)

    async def _kill_when_too_big(self, process: asyncio.subprocess.Process) -> bool:
        """Return True after having killed the process for its size."""
        limit = self._options.kill_rss_bytes
        while limit:
            if rss_bytes(process.pid) > limit:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
                return True
            await asyncio.sleep(_WATCH_INTERVAL_S)
        return False

    async def _post_mortem(self, process: asyncio.subprocess.Process, watch: asyncio.Task[bool]) -> Rejection:
        code = await process.wait()
        if watch.done() and not watch.cancelled() and watch.result():
            limit = f"{self._options.kill_rss_bytes / 1_000_000:.0f} MB"
            return Rejection("process", "ProcessMemory", f"the extraction process grew beyond {limit}")
        return Rejection("process", "ProcessDied", f"the extraction process died ({_how_it_died(code)})")


async def _spawn() -> asyncio.subprocess.Process:
    spawning = asyncio.ensure_future(
        asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "workers.streaming.pool.child",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, **_ONE_THREAD},
        )
    )
    try:
        return await asyncio.shield(spawning)
    except OSError as error:
        raise StartFailed(f"no process can be started: {error}") from error
    except asyncio.CancelledError:
        await _kill(await spawning)  # cancelled half-way, the child would be nobody's
        raise


async def _exchange(process: asyncio.subprocess.Process, frame: bytes) -> Ready | Broken | Reply:
    if process.stdin is None or process.stdout is None:
        raise ConnectionError("the child has no pipes")
    process.stdin.write(frame)
    await process.stdin.drain()
    (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
    if length > MAX_FRAME_BYTES:
        raise BadFrame(f"the extraction process announced an answer of {length} bytes")
    return decode_answer(await process.stdout.readexactly(length))


async def _kill(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    # To the end of its pipes, so that their transports close, too.
    with contextlib.suppress(TimeoutError, ConnectionError):
        async with asyncio.timeout(_END_TIMEOUT_S):
            if process.stdin is not None:
                process.stdin.close()
                with contextlib.suppress(ConnectionError):
                    await process.stdin.wait_closed()
            await process.communicate()


def _how_it_died(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"signal {signal.Signals(-code).name}"
    except ValueError:
        return f"signal {-code}"
