"""``stringer broker``: a local Kafka in the foreground."""

import signal
import sys
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from workers.app.invocation import error_console
from workers.errors import Fatal

if TYPE_CHECKING:
    from workers.broker import LocalBroker

POLL_S = 0.2


def broker() -> None:
    """Run a local single-node Kafka until Ctrl-C; its data goes with it.

    The first run downloads Kafka (55 MB) into the cache directory. Standard output has one line: the address.
    """
    # Standard output is for scripts: it must have the address alone.
    console = error_console()
    stopping = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        stopping.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, stop)
    started = time.monotonic()
    with start_local_broker() as running:
        if not stopping.is_set():
            sys.stdout.write(f"{running.bootstrap_servers}\n")
            sys.stdout.flush()
            seconds = time.monotonic() - started
            console.print(f"Kafka is ready after {seconds:.1f} s; Ctrl-C stops it and removes its data.")
        while not stopping.wait(POLL_S):
            if running.pid is None:
                raise Fatal(f"the broker ended by itself:\n{running.log_file.read_text(errors='replace')[-2000:]}")
        running.stop()


def start_local_broker() -> "LocalBroker":
    """Start a local broker, with a progress bar while its jars are downloaded.

    Raises:
        BrokerUnavailable: it cannot be had; the message says what to do.
    """
    from workers.broker import LocalBroker  # noqa: PLC0415 - loads nothing unless a broker is wanted

    console = error_console()
    bar = Progress(
        TextColumn("downloading Kafka"), BarColumn(), MofNCompleteColumn(), TextColumn("jars"),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    task = bar.add_task("jars", total=None, visible=False)

    def show(ready: int, total: int) -> None:
        bar.update(task, completed=ready, total=total, visible=ready < total)

    local = LocalBroker(progress=show)
    with bar:
        local.start()
    return local
