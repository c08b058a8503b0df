"""A processor for tests: echoes each message, and does the damage that a message's text asks for.

Text (first word)      what happens
``ABORT``              the process aborts (SIGABRT)
``HANG``               it never answers
``EAT``                it takes memory until something stops it
``RAISE``              it raises
``REJECT``             a rejection
``BABBLE x``           it writes x (escaped) where its answers go, as native code in the wrong hands may
``BIG n``              the output record has n bytes
``SLOW s``             it takes s seconds
``KILLPARENT``         it kills the whole worker (SIGKILL), as an out-of-memory killer may
anything else          echoed: one enriched record, and one quote for each further word
"""

import contextlib
import os
import signal
import stat
import time
from collections.abc import Sequence

from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord


class EchoProcessor:
    def process_many(self, messages: Sequence[InputMessage]) -> list[tuple[OutputRecord, ...] | Rejection]:
        return [self._process(message) for message in messages]

    def _process(self, message: InputMessage) -> tuple[OutputRecord, ...] | Rejection:
        words = message.value.split()
        first = words[0] if words else b""
        if first == b"ABORT":
            os.abort()
        if first == b"HANG":
            signal.pause()
        if first == b"EAT":
            hoard = []
            while True:
                hoard.append(bytearray(b"x" * 10_000_000))
                time.sleep(0.005)
        if first == b"RAISE":
            raise ZeroDivisionError("asked to")
        if first == b"KILLPARENT":
            os.kill(os.getppid(), signal.SIGKILL)
            signal.pause()
        if first == b"BABBLE":
            os.write(_answers(), words[1].decode("unicode_escape").encode("latin-1"))
            signal.pause()
        if first == b"REJECT":
            return Rejection("decode", "AskedTo", "the text asked for a rejection")
        if first == b"SLOW":
            time.sleep(float(words[1]))
        value = b"x" * int(words[1]) if first == b"BIG" else message.value
        key = message.key or b""
        headers = (("x-offset", str(message.offset).encode()), ("x-partition", str(message.partition).encode()))
        quotes = tuple(OutputRecord("quotes", key, word, headers) for word in words[1:3])
        return (OutputRecord("enriched", key, value, headers), *quotes)


def _answers() -> int:
    """Return the pipe to the worker that standard output was before the child took it."""
    for number in range(3, 64):
        with contextlib.suppress(OSError):
            if stat.S_ISFIFO(os.fstat(number).st_mode):
                return number
    raise AssertionError("there is no pipe")


def open_processor() -> EchoProcessor:
    return EchoProcessor()


def open_nothing() -> EchoProcessor:
    raise FileNotFoundError("no model here")


class Chatterbox(EchoProcessor):
    def process_many(self, messages: Sequence[InputMessage]) -> list[tuple[OutputRecord, ...] | Rejection]:
        print("Hello from a library", flush=True)  # noqa: T201 - that is the point
        os.write(1, b"and from C\n")
        return super().process_many(messages)


def open_chatterbox() -> EchoProcessor:
    return Chatterbox()
