"""How far a replay is, on standard error: a bar on a terminal, else a line now and then."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from workers.app.replay.tables import duration_text
from workers.ops.events import configure_logging
from workers.streaming.replay.run import Progress as ReplayState

_LINE_EVERY_S = 10.0


class ReplayProgress:
    """Fed by the run with :meth:`update`. ``total`` counts offsets, as the plan does."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._total = total
        self._done = 0
        self._begun = self._line_at = time.monotonic()
        self._bar = Progress(
            TextColumn("replaying"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
            TextColumn("left"), TimeRemainingColumn(), TextColumn("[red]{task.fields[trouble]}"),
            console=console, transient=True, disable=not console.is_terminal, redirect_stdout=False,
        )  # fmt: skip
        self._task = self._bar.add_task("replaying", total=total, rate="", trouble="")

    @contextmanager
    def shown(self, log_level: str) -> Iterator[None]:
        """Show the bar while the block runs; log lines, warnings and worse, go above it."""
        with self._bar:
            level = "warning" if log_level == "info" else log_level
            configure_logging(cast("Literal['debug', 'info', 'warning', 'error']", level))
            try:
                yield
            finally:
                logging.getLogger().handlers.clear()  # they write through the bar, which is at its end

    def update(self, state: ReplayState) -> None:
        """Show where the replay stands."""
        now = time.monotonic()
        self._done = max(self._done, state.done)  # a session that starts anew knows no positions for a moment
        rate = self._done / max(0.001, now - self._begun)
        trouble = "" if state.broker_reachable or not self._done else "waiting for Kafka"
        self._bar.update(self._task, completed=self._done, rate=f"{rate:,.0f}/s", trouble=trouble)
        if self._bar.disable or not self._console.is_terminal:
            self._line(now, rate)

    def _line(self, now: float, rate: float) -> None:
        if now - self._line_at < _LINE_EVERY_S:
            return
        self._line_at = now
        left = duration_text((self._total - self._done) / rate if rate else None)
        self._console.print(f"{self._done:,} of {self._total:,}, {rate:,.0f}/s, {left} left", soft_wrap=True)
