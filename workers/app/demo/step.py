"""A step of the demo on the screen: what is being done, then what was done and how long it took."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.status import Status
from rich.text import Text


class Step:
    """Lets the work inside a step tell what is going on."""

    def __init__(self, status: Status | None, done: str) -> None:
        self._status = status
        self.done = done

    def update(self, doing: str) -> None:
        """Show what is being done now; without a terminal only the end of the step is shown."""
        if self._status is not None:
            self._status.update(f"{doing} …")


@contextmanager
def step(console: Console, doing: str) -> Iterator[Step]:
    """Show ``doing`` while the block runs, and then ``Step.done`` with the time it took."""
    started = time.monotonic()
    if console.is_terminal:
        with console.status(f"{doing} …") as status:
            current = Step(status, doing)
            yield current
    else:
        current = Step(None, doing)
        yield current
    seconds = time.monotonic() - started
    console.print(Text.assemble(("✓ ", "green"), current.done, (f" {seconds:.1f} s", "dim")), soft_wrap=True)
