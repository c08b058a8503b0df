"""``stringer broker``: a local Kafka in the foreground."""

import signal
import sys
import threading
import time
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from workers.app.invocation import error_console
from workers.errors import Fatal

if TYPE_CHECKING:
    from workers.broker import LocalBroker, LocalCluster

POLL_S = 0.2
MOST_NODES = 9


def broker(
    nodes: Annotated[
        int, typer.Option(min=1, max=MOST_NODES, help="Kafka nodes; of three, any one can be lost (kill it by its pid)")
    ] = 1,
) -> None:
    """Run a local Kafka until Ctrl-C; its data goes with it.

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
    with start_local_broker(nodes) as running:
        if not stopping.is_set():
            sys.stdout.write(f"{running.bootstrap_servers}\n")
            sys.stdout.flush()
            seconds = time.monotonic() - started
            console.print(f"Kafka is ready after {seconds:.1f} s; Ctrl-C stops it and removes its data.")
            if len(running.nodes) > 1:
                console.print("\n".join(f"node {node.node_id}: pid {node.pid}" for node in running.nodes))
        up = {node.node_id: node for node in running.nodes}
        while not stopping.wait(POLL_S):
            for node in [node for node in up.values() if node.pid is None]:
                del up[node.node_id]
                if not up:
                    raise Fatal(f"the broker ended by itself:\n{node.log_file.read_text(errors='replace')[-2000:]}")
                console.print(f"node {node.node_id} has ended; {len(up)} left")
        running.stop()


def start_local_broker(nodes: int = 1) -> "LocalBroker | LocalCluster":
    """Start a local broker, or a cluster of several, with a progress bar while its jars are downloaded.

    Raises:
        BrokerUnavailable: it cannot be had; the message says what to do.
    """
    from workers.broker import LocalBroker, LocalCluster  # noqa: PLC0415 - loads nothing unless a broker is wanted

    console = error_console()
    bar = Progress(
        TextColumn("downloading Kafka"), BarColumn(), MofNCompleteColumn(), TextColumn("jars"),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    task = bar.add_task("jars", total=None, visible=False)

    def show(ready: int, total: int) -> None:
        bar.update(task, completed=ready, total=total, visible=ready < total)

    local = LocalBroker(progress=show) if nodes == 1 else LocalCluster(nodes, progress=show)
    with bar:
        local.start()
    return local
