"""A worker as a child process, for the demo."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from workers.broker.process import spawn
from workers.errors import Fatal

KILL_DEADLINE_S = 10.0


class WorkerProcess:
    """``stringer worker`` with the given settings; its log goes to a file."""

    def __init__(self, settings: Mapping[str, str], log_file: Path) -> None:
        self._log_file = log_file
        with log_file.open("wb") as log:
            command = [sys.executable, "-m", "workers.app", "worker"]
            self._process = spawn(command, output=log, environment={**os.environ, **settings})

    def check(self) -> None:
        """Raise Fatal when the worker has ended, with the last line that it wrote."""
        code = self._process.poll()
        if code is not None:
            raise Fatal(f"the worker ended with status {code}: {self._last_line()}")

    def stop(self, deadline_s: float) -> None:
        """Ask the worker to stop and wait for it.

        Raises:
            Fatal: it did not stop in order within the deadline; it is killed then.
        """
        self.check()
        self._process.send_signal(signal.SIGTERM)
        try:
            code = self._process.wait(deadline_s)
        except subprocess.TimeoutExpired:
            self.kill()
            raise Fatal(f"the worker did not stop within {deadline_s:.0f} s: {self._last_line()}") from None
        if code != 0:
            raise Fatal(f"the worker stopped with status {code}: {self._last_line()}")

    def kill(self) -> None:
        """End the worker at once; nothing happens when it has ended."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(KILL_DEADLINE_S)

    def _last_line(self) -> str:
        lines = self._log_file.read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line.strip() for line in reversed(lines) if line.strip()), "it wrote nothing")
