"""A replay killed three times against one left alone, and both against the live run: the same records, each once?

    python benchmarks/replay.py [--articles 5000] [--output benchmarks/results/replay.json]

On a local broker of its own, or on STRINGER_BOOTSTRAP_SERVERS. Short articles written for it, and some messages that
are none, are published; `stringer worker` works them off; then `stringer replay --all --to-prefix ...` runs twice, once
undisturbed and once killed by kill -9 at a quarter, a half and three quarters of the way, each time begun again by the
same command. The real pipeline in all of it. A read_committed reader compares topic by topic: the digest is sha256 over
the sorted (key, value) of all records. Exit status 1 when a digest differs, or a record is lost or doubled.
"""

import argparse
import asyncio
import hashlib
import json
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from chaos_articles import PEOPLE, PLACES, STATEMENTS

from schemas.dead_letter import OFFSET, PARTITION
from schemas.replay import REPLAY_ID
from schemas.topics import topic_name
from workers.broker import LocalBroker
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import Record, read
from workers.streaming.ports import Partition
from workers.streaming.replay.run import replay_group
from workers.streaming.replay.survey import survey

ROOT = Path(__file__).resolve().parent.parent
STREAMS = ("enriched", "quotes", "events", "dlq")
PARTITIONS = 4
KILLS = 3
REJECTED_EVERY = 250
DEADLINE_S = 900.0
NEWS = (
    "Police arrested four people in {place}.",
    "Norway sent tents to {place}.",
    "Workers began a strike in {place}.",
)


def articles(count: int) -> Iterator[bytes]:
    """Two short sentences each, one with a quote; every 250th message is no article."""
    chance = random.Random(5)
    for number in range(count):
        if number % REJECTED_EVERY == REJECTED_EVERY // 2:
            yield json.dumps({"id": f"r-{number}", "text": number}).encode()
            continue
        place = chance.choice(PLACES)
        text = f"{chance.choice(NEWS).format(place=place)} “{chance.choice(STATEMENTS)},” said {chance.choice(PEOPLE)}."
        yield json.dumps({"id": f"r-{number}", "text": text, "published_at": "2026-03-02"}, ensure_ascii=False).encode()


class Cluster:
    """The broker and the names of one run."""

    def __init__(self, servers: str) -> None:
        mark = uuid.uuid4().hex[:6]
        self.servers = servers
        self.connection = Connection(servers)
        self.group = f"replay-{mark}"
        self.prefix = f"replay-{mark}."
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OPENBLAS_NUM_THREADS": "1",
            "STRINGER_BOOTSTRAP_SERVERS": servers,
            "STRINGER_TOPIC_PREFIX": self.prefix,
            "STRINGER_GROUP": self.group,
            "STRINGER_TOPIC_PARTITIONS": str(PARTITIONS),
            "STRINGER_WEB_PORT": "0",
        }

    def start(self, *arguments: str, log: Path) -> subprocess.Popen[bytes]:
        with log.open("ab") as errors:
            return subprocess.Popen(
                [sys.executable, "-m", "workers.app", *arguments],
                env=self.environment, cwd=ROOT, stdout=errors, stderr=errors,
            )  # fmt: skip

    def run(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "workers.app", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, timeout=DEADLINE_S, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"stringer {arguments[0]}: {done.stderr[-2000:]}")
        return done.stdout

    def committed(self, group: str) -> int:
        """Sum of the group's committed offsets."""

        async def asked() -> int:
            async with survey(self.connection) as found:
                partitions = [Partition(topic_name("raw", self.prefix), number) for number in range(PARTITIONS)]
                return sum(each.offset for each in (await found.committed(group, partitions)).values() if each)

        return asyncio.run(asked())

    def records(self, stream: str, prefix: str) -> list[Record]:
        async def collected() -> list[Record]:
            return [each async for each in read(self.connection, [topic_name(stream, prefix)], follow=False)]

        return asyncio.run(collected())


def wait_until(condition: Callable[[], bool], process: subprocess.Popen[bytes], what: str) -> None:
    give_up_at = time.monotonic() + DEADLINE_S
    while not condition():
        if process.poll() is not None:
            raise RuntimeError(f"the process ended with {process.returncode} before {what}")
        if time.monotonic() > give_up_at:
            raise RuntimeError(f"not within {DEADLINE_S:g} s: {what}")
        time.sleep(0.2)


def live(cluster: Cluster, count: int, folder: Path) -> None:
    worker = cluster.start("worker", log=folder / "worker.log")
    try:
        wait_until(lambda: cluster.committed(cluster.group) >= count, worker, "the live run was at its end")
        worker.send_signal(signal.SIGTERM)
        if worker.wait(60):
            raise RuntimeError(f"the worker ended with {worker.returncode}")
    finally:
        worker.kill()
        worker.wait()


def killed(cluster: Cluster, options: list[str], count: int, log: Path) -> list[int]:
    """Begin the replay and kill it, three times; the offsets committed at each kill."""
    group = replay_group(cluster.group, options[options.index("--replay-id") + 1])
    at: list[int] = []
    for kill in range(1, KILLS + 1):
        process = cluster.start(*options, log=log)
        wanted = count * kill // (KILLS + 1)
        try:
            wait_until(lambda wanted=wanted: cluster.committed(group) >= wanted, process, "it was to be killed")
        finally:
            process.kill()
            process.wait()
        at.append(cluster.committed(group))
        print(f"kill -9 at {at[-1]} of {count}", flush=True)
    return at


def digest(records: list[Record]) -> str:
    found = hashlib.sha256()
    for key, value in sorted((each.key or b"", each.value or b"") for each in records):
        for part in (key, value):
            found.update(len(part).to_bytes(8, "big"))
            found.update(part)
    return found.hexdigest()


def identity(stream: str, record: Record) -> object:
    """What a record must be the only one of."""
    if stream == "dlq":
        headers = dict(record.headers)
        return headers[PARTITION], headers[OFFSET]
    value = json.loads(record.value or b"")
    if stream == "enriched":
        return value["provenance"]["input"]["partition"], value["provenance"]["input"]["offset"]
    return value["id"]


def compared(cluster: Cluster, targets: dict[str, str]) -> dict[str, dict[str, Any]]:
    """Per stream: records and digest of each run, what the replays lost or doubled, and whether all are marked."""
    found: dict[str, dict[str, Any]] = {}
    for stream in STREAMS:
        row: dict[str, Any] = {}
        expected: Counter[object] = Counter()
        for run, prefix in targets.items():
            records = cluster.records(stream, prefix)
            seen = Counter(identity(stream, record) for record in records)
            expected = expected or seen
            row[run] = {
                "records": len(records),
                "sha256": digest(records),
                "lost": sum((expected - seen).values()),
                "doubled": sum(times - 1 for times in seen.values()),
                "marked": sum(REPLAY_ID in dict(record.headers) for record in records),
            }
        found[stream] = row
    return found


def is_good(found: dict[str, dict[str, Any]], count: int) -> bool:
    rows = found.values()
    whole = found["enriched"]["live"]["records"] + found["dlq"]["live"]["records"] == count
    same = all(len({run["sha256"] for run in row.values()}) == 1 for row in rows)
    once = not any(run["lost"] or run["doubled"] for row in rows for run in row.values())
    marked = all(row[run]["marked"] == row[run]["records"] for row in rows for run in ("undisturbed", "killed"))
    return whole and same and once and marked and not any(row["live"]["marked"] for row in rows)


def page(result: dict[str, Any]) -> str:
    lines = []
    for stream, row in result["topics"].items():
        for run, each in row.items():
            lines.append(
                f"| {stream} | {run} | {each['records']:,} | {each['lost']} | {each['doubled']} | {each['marked']:,}"
                f" | `{each['sha256'][:16]}…` |"
            )
    seconds = ", ".join(f"{name} {value:.0f} s" for name, value in result["seconds"].items())
    table = "\n".join(lines)
    kills = ", ".join(f"{each:,}" for each in result["kills"])
    verdict = "As it should be: the same bytes in all three runs, nothing lost, nothing doubled."
    return f"""# Replay

`{result["command"]}` ({result["date"]}, commit {result["commit"][:12]}): {result["articles"]:,} messages with two
short sentences each, written for the run, one in {REJECTED_EVERY} of them no article, over {PARTITIONS} partitions; the
real pipeline throughout. `stringer worker` works them off, then `stringer replay --all --to-prefix ...` once
undisturbed, and once killed by kill -9 with {kills} messages committed, each time begun again by the same command.
`sha256` is over the sorted (key, value) of all committed records of a topic. `benchmarks/replay.py` made this page.

**{verdict if result["good"] else "NOT AS IT SHOULD BE."}**

| topic | run | records | lost | doubled | with `x-replay-id` | sha256 |
|---|---|---:|---:|---:|---:|---|
{table}

`stringer diff` of the live topics and the killed replay: exit status {result["diff_status"]} (0: no difference).
Time, on a machine shared with other work: {seconds}.
Machine: {result["machine"]}; one broker (Apache Kafka, KRaft) on it.
"""


@contextmanager
def timed(seconds: dict[str, float], name: str) -> Iterator[None]:
    begun = time.monotonic()
    print(f"{name} ...", flush=True)
    yield
    seconds[name] = round(time.monotonic() - begun, 1)
    print(f"{name}: {seconds[name]} s", flush=True)


@contextmanager
def broker() -> Iterator[str]:
    given = os.environ.get("STRINGER_BOOTSTRAP_SERVERS")
    if given:
        yield given
        return
    with LocalBroker() as local:
        yield local.bootstrap_servers


def measured(count: int, folder: Path) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    with broker() as servers:
        cluster = Cluster(servers)
        source = folder / "articles.jsonl"
        source.write_bytes(b"".join(each + b"\n" for each in articles(count)))
        cluster.run("topics", "create")
        cluster.run("publish", "--unchecked", str(source))
        with timed(seconds, "live"):
            live(cluster, count, folder)
        targets = {
            "live": cluster.prefix,
            "undisturbed": f"{cluster.prefix}undisturbed.",
            "killed": f"{cluster.prefix}killed.",
        }
        options = ["replay", "--all", "--yes", "--no-estimate", "--to-prefix"]
        with timed(seconds, "undisturbed"):
            cluster.run(*options, targets["undisturbed"])
        with timed(seconds, "killed"):
            again = [*options, targets["killed"], "--replay-id", "killed"]
            kills = killed(cluster, again, count, folder / "killed.log")
            cluster.run(*again)
        found = compared(cluster, targets)
        difference = subprocess.run(
            [sys.executable, "-m", "workers.app", "diff", targets["live"], targets["killed"]],
            env=cluster.environment, cwd=ROOT, capture_output=True, timeout=DEADLINE_S, check=False,
        )  # fmt: skip
    return {
        "articles": count,
        "kills": kills,
        "topics": found,
        "diff_status": difference.returncode,
        "good": is_good(found, count) and difference.returncode == 0,
        "seconds": seconds,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=5000)
    parser.add_argument("--output", type=Path, help="JSON file to write; a page beside it, too")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stringer-replay-") as folder:
        found = measured(given.articles, Path(folder))
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    result = {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit.stdout.strip(),
        "machine": machine,
        "command": f"python benchmarks/replay.py --articles {given.articles}",
        **found,
    }
    print(json.dumps(result, indent=1))
    if given.output:
        given.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        given.output.with_suffix(".md").write_text(page(result), encoding="utf-8")
    return 0 if result["good"] else 1


if __name__ == "__main__":
    sys.exit(main())
