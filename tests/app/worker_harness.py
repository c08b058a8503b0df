"""A real ``stringer`` on the tests' broker."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEADLINE_S = 90.0
POLL_S = 0.1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(**settings: object) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("STRINGER_")}
    return {**outer, **{f"STRINGER_{name.upper()}": str(value) for name, value in settings.items()}}


def stringer(
    *arguments: str, stdin: bytes = b"", deadline_s: float = DEADLINE_S, **settings: object
) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "workers.app", *arguments],
        env=environment(**settings),
        input=stdin,
        capture_output=True,
        timeout=deadline_s,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def wait_for(condition: Callable[[], bool], what: str, deadline_s: float = DEADLINE_S) -> None:
    end = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < end, f"not within {deadline_s:.0f} s: {what}"
        time.sleep(POLL_S)


@dataclass
class Worker:
    """A running worker and its web views."""

    process: "subprocess.Popen[bytes]"
    port: int
    log: Path

    def get(self, path: str) -> tuple[int, str]:
        """Return status and body; 0 while nothing listens."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def status(self, path: str = "/readyz") -> dict[str, Any]:
        return json.loads(self.get(path)[1])

    def wait_until_ready(self) -> None:
        wait_for(lambda: self.get("/readyz")[0] == 200 or self.process.poll() is not None, "the worker is ready")
        assert self.process.poll() is None, self.log.read_text()


@contextmanager
def running_worker(folder: Path, **settings: object) -> Iterator[Worker]:
    port, log = free_port(), folder / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "workers.app", "worker"],
            env=environment(web_port=port, slots=1, **settings),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Worker(process, port, log)
    finally:
        process.kill()
        process.wait()
