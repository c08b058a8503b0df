"""The worker processes of the cluster run, and what their logs tell."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from workers.broker.process import spawn

ROOT = Path(__file__).resolve().parent.parent
JOIN_DEADLINE_S = 120.0
STOP_DEADLINE_S = 60.0
STATIC_SESSION_TIMEOUT_S = 60  # longer than a worker takes to stop and start again


class Worker:
    """One ``stringer worker``; ``name`` is its instance id when it is a static member."""

    def __init__(self, name: str, servers: str, log: Path, *, prefix: str, group: str, static: bool) -> None:
        self.name, self.servers, self.static = name, servers, static
        self._log = log
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("STRINGER_")},
            "PYTHONPATH": str(ROOT),
            "OPENBLAS_NUM_THREADS": "1",
            "STRINGER_BOOTSTRAP_SERVERS": servers,
            "STRINGER_TOPIC_PREFIX": prefix,
            "STRINGER_GROUP": group,
            "STRINGER_SLOTS": "1",
            "STRINGER_WEB_PORT": "0",
            "STRINGER_LOG_FORMAT": "json",
            "STRINGER_TOPICS_AT_START": "ignore",
        }
        if static:
            environment["STRINGER_SESSION_TIMEOUT_S"] = str(STATIC_SESSION_TIMEOUT_S)
            environment["STRINGER_GROUP_INSTANCE_ID"] = name
        with log.open("wb") as output:
            self.process = spawn(
                [sys.executable, "-m", "workers.app", "worker"], cwd=ROOT, output=output, environment=environment
            )

    def said(self, sentence: str) -> int:
        """How often it said this."""
        count = 0
        for line in self._log.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                count += json.loads(line).get("event") == sentence
            except (ValueError, AttributeError):
                continue  # the last line, half written
        return count

    def last_words(self) -> str:
        """The end of its log."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-500:]


class Fleet:
    """All workers that run; each start is a process and a log of its own."""

    def __init__(self, folder: Path, prefix: str, group: str) -> None:
        self._folder, self._prefix, self._group = folder, prefix, group
        self._starts: Counter[str] = Counter()
        self.running: list[Worker] = []
        self.unclean: list[str] = []

    def start(self, name: str, servers: str, *, static: bool = False) -> Worker:
        self._starts[name] += 1
        log = self._folder / f"{name}-{self._starts[name]}.log"
        worker = Worker(name, servers, log, prefix=self._prefix, group=self._group, static=static)
        self.running.append(worker)
        return worker

    async def joined(self, *workers: Worker) -> None:
        """Wait until each has been given its partitions."""
        deadline = time.monotonic() + JOIN_DEADLINE_S
        for worker in workers:
            while not worker.said("partitions assigned"):
                if worker.process.poll() is not None or time.monotonic() > deadline:
                    raise TimeoutError(f"{worker.name} does not join: {worker.last_words()}")
                await asyncio.sleep(0.1)

    async def stop(self, *workers: Worker) -> None:
        """Tell them to end, and look at how they did."""
        for worker in workers:
            self.running.remove(worker)
            worker.process.send_signal(signal.SIGTERM)
        for worker in workers:
            try:
                code: int | None = await asyncio.to_thread(worker.process.wait, STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                worker.process.kill()
                code = None
            if code != 0:
                self.unclean.append(f"{worker.name} was told to stop and ended with {code}: {worker.last_words()}")

    async def ended(self, worker: Worker) -> int | None:
        """Wait for a worker that should end by itself; its exit code, None when it does not."""
        self.running.remove(worker)
        try:
            return await asyncio.to_thread(worker.process.wait, STOP_DEADLINE_S)
        except subprocess.TimeoutExpired:
            worker.process.kill()
            return None

    def look(self) -> None:
        """Note workers that ended by themselves."""
        for worker in [worker for worker in self.running if worker.process.poll() is not None]:
            self.running.remove(worker)
            self.unclean.append(f"{worker.name} ended with {worker.process.returncode}: {worker.last_words()}")

    def close(self) -> None:
        for worker in self.running:
            worker.process.kill()
            worker.process.wait()
