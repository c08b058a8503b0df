"""A child of the extraction pool: ``python -m workers.streaming.pool.child``. Only bytes come in and go out.

It never outlives the worker: the end of its input ends it, and on Linux the kernel kills it when the worker dies, so
that a child that hangs does not stay behind.
"""

import contextlib
import ctypes
import importlib
import os
import signal
import sys
from collections.abc import Sequence
from typing import BinaryIO, Protocol, runtime_checkable

from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord
from workers.streaming.pool.frames import LENGTH, Broken, Hello, Ready, Reply, decode_batch, decode_hello, encode
from workers.streaming.pool.process_memory import rss_bytes

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


class Processor(Protocol):
    """What a processor factory returns."""

    def process_many(self, messages: Sequence[InputMessage]) -> Sequence[tuple[OutputRecord, ...] | Rejection]:
        """One result per message, in order."""


@runtime_checkable
class TimedProcessor(Protocol):
    """A processor that measures itself."""

    def take_times(self) -> tuple[dict[str, float], list[float]]:
        """Seconds of each stage in sum, and of each message in order, since this was last asked."""


def main() -> None:
    """Serve batches until the input ends."""
    answers = _take_standard_output()
    _die_with_parent(os.getppid())
    # Ctrl-C and service managers signal the whole process group; when to end is the worker's decision.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    batches = sys.stdin.buffer
    first = _read(batches)
    if first is None:
        return
    try:
        processor = _open(decode_hello(first))
    except Exception as error:  # noqa: BLE001 - whatever a factory raises, the worker must hear why
        _write(answers, Broken(f"{type(error).__name__}: {error}"))
        return
    _write(answers, Ready(rss_bytes(os.getpid()), getattr(processor, "model", "")))
    while (body := _read(batches)) is not None:
        _write(answers, _process(processor, decode_batch(body)))


def _process(processor: Processor, messages: list[InputMessage]) -> Reply:
    results: list[tuple[OutputRecord, ...] | Rejection] | None = None
    error_class = error_text = ""
    try:
        results = list(processor.process_many(messages))
    except Exception as error:  # noqa: BLE001 - a message may make anything raise; the worker finds out which one
        error_class, error_text = type(error).__name__, str(error)
    if results is not None and len(results) != len(messages):
        error_class, error_text = "WrongResultCount", f"{len(results)} results for {len(messages)} messages"
        results = None
    stages, each = processor.take_times() if isinstance(processor, TimedProcessor) else ({}, [])
    return Reply(results, rss_bytes(os.getpid()), error_class, error_text, stages, each)


def _open(hello: Hello) -> Processor:
    for entry in hello.import_path:
        if entry not in sys.path:
            sys.path.append(entry)
    if hello.data_limit_bytes and sys.platform == "linux":
        import resource  # noqa: PLC0415 - not on every platform

        # Private memory, not address space: BLAS and arenas reserve far more of that than they use.
        resource.setrlimit(resource.RLIMIT_DATA, (hello.data_limit_bytes, hello.data_limit_bytes))
    module, _, name = hello.processor_factory.partition(":")
    processor: Processor = getattr(importlib.import_module(module), name)()
    return processor


def _take_standard_output() -> BinaryIO:
    """Keep standard output for frames alone; what a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _die_with_parent(parent: int) -> None:
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the call
            os._exit(1)


def _read(stream: BinaryIO) -> bytes | None:
    header = stream.read(LENGTH.size)
    if len(header) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(header)
    body = stream.read(length)
    return body if len(body) == length else None


def _write(stream: BinaryIO, answer: Ready | Broken | Reply) -> None:
    try:
        stream.write(encode(answer))
        stream.flush()
    except BrokenPipeError:
        os._exit(1)  # the worker is gone


if __name__ == "__main__":
    main()
