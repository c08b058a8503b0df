"""Soak: many articles that are all different through one real worker, its memory sampled all the while.

    python benchmarks/soak.py [--articles 100000] [--hours 2] [--words 40] [--slots 1] [--output FILE.json]

A local broker, ``stringer worker`` with the real pipeline, and articles of ``soak_articles.py`` fed as fast as the
worker takes them, with a bounded backlog. Every ten seconds the resident memory of the worker and of each of its
extraction processes is read from the kernel, and ``/metrics`` is scraped as Prometheus would. Memory is flat when over
the last half of the articles the highest sample of a process lies within 5 % of the lowest, with no extraction process
replaced. At the end a ``read_committed`` reader counts the enriched articles. Exits 1 when memory is not flat, a count
is off or the worker does not stop in order. ``benchmarks/soak_report.py`` makes the page and the plot. SIGINT ends the
feeding early; what was fed is still finished and counted.
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from soak_articles import article

from workers.broker import LocalBroker
from workers.streaming.pool.process_memory import rss_bytes

ROOT = Path(__file__).resolve().parent.parent
ENRICHED = "news.articles.enriched.v1"
RAW = "news.articles.raw.v1"
SAMPLE_EVERY_S = 10.0
BACKLOG = 2000  # articles; more than a worker does between two samples
PARTITIONS = 4
FLAT = 0.05
STALLED_S = 600.0
_SAMPLE = re.compile(r"^(stringer_\w+?)(?:\{[^}]*\})? (\S+)$", re.MULTILINE)


@dataclass(frozen=True)
class Sample:
    """One look at the processes; memory in bytes."""

    at_s: float
    consumed: int
    worker: int
    slots: dict[str, int]  # by process id
    broker: int


@dataclass
class Run:
    """What the run was, and what was seen."""

    articles: int
    hours: float
    words: int
    samples: list[Sample] = field(default_factory=list)
    fed: int = 0
    mean_words: float = 0.0
    longest_words: int = 0
    consumed: int = 0
    enriched: int = 0
    doubled: int = 0
    dead_letters: int = 0
    recycled: int = 0
    pool_failures: int = 0
    exit_status: int | None = None
    seconds: float = 0.0


class Worker:
    """``stringer worker`` as a child, and what it tells."""

    def __init__(self, servers: str, slots: int, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        outer = {name: value for name, value in os.environ.items() if not name.startswith("STRINGER_")}
        settings = {
            "STRINGER_BOOTSTRAP_SERVERS": servers,
            "STRINGER_TOPICS_AT_START": "create",
            "STRINGER_TOPIC_PARTITIONS": str(PARTITIONS),
            "STRINGER_SLOTS": str(slots),
            "STRINGER_WEB_PORT": str(self.port),
            # On a machine that is short of processor time nothing is to be replaced or given up for being slow.
            "STRINGER_PROCESS_TIMEOUT_S": "1800",
            "STRINGER_STALL_S": "3600",
            "STRINGER_SESSION_TIMEOUT_S": "60",
        }
        with (folder / "worker.log").open("wb") as log:
            command = [sys.executable, "-m", "workers.app", "worker"]
            self.process = subprocess.Popen(command, cwd=ROOT, env={**outer, **settings}, stdout=log, stderr=log)

    def metrics(self) -> dict[str, float]:
        """Sums of the metrics over their labels."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=30) as answer:
            text = answer.read().decode()
        sums: Counter[str] = Counter()
        for name, value in _SAMPLE.findall(text):
            sums[name] += float(value)
        return dict(sums)

    def slot_pids(self) -> list[int]:
        """The worker's child processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text(encoding="ascii").split()]

    def sample(self, at_s: float, broker: int) -> Sample:
        """Look at the processes."""
        consumed = int(self.metrics().get("stringer_messages_consumed_total", 0))
        slots = {str(pid): rss_bytes(pid) for pid in self.slot_pids()}
        return Sample(round(at_s, 1), consumed, rss_bytes(self.process.pid), slots, rss_bytes(broker))


async def run(plan: Run, slots: int, folder: Path) -> None:
    started = time.monotonic()
    # Short of processor time, a broker that misses its own heartbeats fences itself; that is not what this measures.
    with LocalBroker(config={"broker.session.timeout.ms": "60000"}) as broker:
        worker = Worker(broker.bootstrap_servers, slots, folder)
        try:
            await _until_ready(worker)
            enough = asyncio.Event()
            asyncio.get_running_loop().add_signal_handler(signal.SIGINT, enough.set)
            feeding = asyncio.create_task(_feed(broker.bootstrap_servers, plan, enough))
            await _watch(worker, plan, broker.pid or 0, started, folder / "samples.jsonl", feeding)
            totals = worker.metrics()
            plan.dead_letters = int(totals.get("stringer_messages_dead_lettered_total", 0))
            plan.recycled = int(totals.get("stringer_pool_recycled_total", 0))
            plan.pool_failures = int(totals.get("stringer_pool_failures_total", 0))
            worker.process.send_signal(signal.SIGTERM)
            plan.exit_status = await asyncio.to_thread(worker.process.wait, 120)
        finally:
            if worker.process.poll() is None:
                worker.process.kill()
        plan.seconds = round(time.monotonic() - started, 1)
        await _count(broker.bootstrap_servers, plan)


async def _until_ready(worker: Worker) -> None:
    async with asyncio.timeout(120):
        while True:
            if worker.process.poll() is not None:
                raise RuntimeError(f"the worker ended with status {worker.process.returncode}")
            try:
                if (await asyncio.to_thread(worker.metrics)).get("stringer_pool_ready_slots", 0):
                    return
            except OSError:
                pass
            await asyncio.sleep(0.5)


async def _feed(servers: str, plan: Run, enough: asyncio.Event) -> None:
    """Publish while fewer than ``BACKLOG`` articles wait, until there are ``plan.articles`` or it is enough."""
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True)
    await producer.start()
    words = 0
    until = time.monotonic() + plan.hours * 3600

    def ends() -> bool:
        return enough.is_set() or time.monotonic() > until

    for number in range(plan.articles):
        while number - plan.consumed > BACKLOG and not ends():  # noqa: ASYNC110 - another process consumes
            await asyncio.sleep(0.5)
        if ends():
            break
        value = article(number, plan.words)
        count = len(json.loads(value)["text"].split())
        words += count
        await producer.send(RAW, value, key=b"soak-%d" % number)
        plan.fed = number + 1
        plan.longest_words = max(plan.longest_words, count)
        plan.mean_words = round(words / plan.fed, 1)
    await producer.stop()


async def _watch(
    worker: Worker, plan: Run, broker: int, started: float, log: Path, feeding: "asyncio.Task[None]"
) -> None:
    """Sample until all that is fed is consumed; each sample is kept in the log as well."""
    progress_at = time.monotonic()
    while not feeding.done() or plan.consumed < plan.fed:
        if feeding.done():
            feeding.result()
        sample = await asyncio.to_thread(worker.sample, time.monotonic() - started, broker)
        if sample.consumed > plan.consumed:
            progress_at = time.monotonic()
        plan.consumed = sample.consumed
        plan.samples.append(sample)
        with log.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(asdict(sample)) + "\n")
        if time.monotonic() - progress_at > STALLED_S:
            raise TimeoutError(f"nothing was consumed for {STALLED_S:g} s, after {sample.consumed} articles")
        await asyncio.sleep(SAMPLE_EVERY_S)


async def _count(servers: str, plan: Run) -> None:
    """Count the enriched articles as a consumer sees them."""
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, isolation_level="read_committed", auto_offset_reset="none")
    await consumer.start()
    partitions = [TopicPartition(ENRICHED, number) for number in range(PARTITIONS)]
    consumer.assign(partitions)
    ends = await consumer.end_offsets(partitions)
    await consumer.seek_to_beginning(*partitions)
    times: Counter[bytes] = Counter()
    while any([await consumer.position(partition) < ends[partition] for partition in partitions]):
        for records in (await consumer.getmany(timeout_ms=1000)).values():
            times.update(record.key for record in records)
    await consumer.stop()
    plan.enriched = len(times)
    plan.doubled = sum(times.values()) - len(times)


def verdict(run_: Run) -> dict[str, Any]:
    """How far each process's samples lie apart over the last half of the articles, and whether all is well."""
    half = [sample for sample in run_.samples if sample.consumed >= run_.consumed / 2]
    worker = spread([sample.worker for sample in half])
    pids = sorted({pid for sample in run_.samples for pid in sample.slots})
    slots = {pid: spread([sample.slots[pid] for sample in half if pid in sample.slots]) for pid in pids}
    flat = len(half) > 1 and worker <= FLAT and all(found <= FLAT for found in slots.values())
    counts = run_.consumed == run_.fed == run_.enriched + run_.dead_letters and not run_.doubled
    same = not run_.recycled and not run_.pool_failures
    return {
        "samples_in_last_half": len(half),
        "worker_spread": round(worker, 4),
        "slot_spread": {pid: round(found, 4) for pid, found in slots.items()},
        "flat": flat and same,
        "counts_right": counts,
        "stopped_in_order": run_.exit_status == 0,
        "as_meant": flat and same and counts and run_.exit_status == 0,
    }


def spread(values: list[int]) -> float:
    """The highest over the lowest value, less one."""
    return max(values) / min(values) - 1 if values and min(values) else float("inf")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=100_000)
    parser.add_argument("--hours", type=float, default=2.0, help="feed no longer than this")
    parser.add_argument("--words", type=int, default=40, help="mean length, roughly")
    parser.add_argument("--slots", type=int, default=1)
    parser.add_argument("--output", type=Path, help="JSON file to write; soak_report.py makes the page and the plot")
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="stringer-soak-"))
    print("worker log and samples:", folder, flush=True)
    plan = Run(given.articles, given.hours, given.words)
    asyncio.run(run(plan, given.slots, folder))
    found = verdict(plan)
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    options = f"--articles {given.articles} --hours {given.hours:g} --words {given.words} --slots {given.slots}"
    result = {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit.stdout.strip(),
        "machine": machine,
        "command": f"python benchmarks/soak.py {options}",
        "verdict": found,
        "run": asdict(plan),
    }
    print(json.dumps({**found, **{key: value for key, value in asdict(plan).items() if key != "samples"}}, indent=2))
    if given.output:
        given.output.write_text(json.dumps(result) + "\n", encoding="utf-8")
    return 0 if found["as_meant"] else 1


if __name__ == "__main__":
    sys.exit(main())
