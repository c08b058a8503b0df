"""The first moments of the process: signals are answered before anything that takes time is loaded.

Until a command runs there is nothing to put in order, so the process ends at once, with one line and the status that
shells give to a signal. From then on `main` and the commands have handlers of their own; the worker's finish its work.
"""

import os
import signal
import sys
from types import FrameType

from workers.app.ending_signals import answer_ending_signals


def run() -> None:
    """Answer signals, then load and run the command line."""
    answer_ending_signals(_end_at_once)
    from workers.app.main import run as run_command_line  # noqa: PLC0415 - a third of a second, several under load

    run_command_line()


def _end_at_once(number: int, frame: FrameType | None) -> None:
    """End without unwinding: an exception raised in the midst of an import may be swallowed by what it interrupts."""
    del frame
    sys.stderr.write(f"ended by {signal.Signals(number).name} before it had begun\n")
    sys.stderr.flush()
    os._exit(128 + number)
