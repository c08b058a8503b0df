"""The signals that end a command, besides Ctrl-C; loads nothing, as `launch` answers them before anything else."""

import signal
from collections.abc import Callable
from types import FrameType

ENDING_SIGNALS = (signal.SIGTERM, signal.SIGHUP)


def answer_ending_signals(handler: Callable[[int, FrameType | None], None]) -> None:
    """Let ``handler`` have each of them from now on; it gets the signal's number and the frame that was interrupted."""
    for number in ENDING_SIGNALS:
        signal.signal(number, handler)
