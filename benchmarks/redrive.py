"""300 mixed failures among good articles, the cause mended, redriven: does each article arrive once?

    python benchmarks/redrive.py [--good 300] [--output benchmarks/results/redrive.json]

On a local broker of its own, or on STRINGER_BOOTSTRAP_SERVERS. Broken workers (``redrive_worker.py --broken``)
dead-letter the 300; they are stopped, whole ones started, and ``stringer dlq redrive --all --yes`` is run: killed by
kill -9 once before its first commit, twice after one, then left to finish. Counted by a read_committed reader, by
``stringer dlq list`` and by ``stringer status``. Exit status 1 when a message was lost or doubled, a letter is open at
the end, or a kill did not hit when it should.
"""

import argparse
import asyncio
import json
import os
import platform
import random
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from chaos_articles import article
from redrive_report import page
from redrive_worker import FAULT

from schemas.topics import topic_name
from workers.broker import LocalBroker
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import Record, read

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
PREFIX = f"redrive-{uuid.uuid4().hex[:6]}."
PARTITIONS = 4
WORKERS = 2
KILLS = (0, 1, 1)  # after how many commits of its own each redrive is killed; a commit closes up to 100 letters
STEP_S = 0.002  # between looks at a redrive that is to be killed after a commit
DEADLINE_S = 800.0
# What goes wrong, how often; and the reason that the dead letter must name.
FAILURES = (
    ("message larger than the limit", 60, "receive/MessageTooLarge"),
    ("text longer than the limit", 110, "validate/TooLarge"),
    ("record larger than the limit", 90, "encode/TooLarge"),
    ("extraction raises", 28, "process/ArithmeticError"),
    ("extraction process dies", 8, "process/ProcessDied"),
    ("extraction hangs", 4, "process/ProcessTimeout"),
)
PIECES = {"receive/MessageTooLarge": 20, "validate/TooLarge": 6, "encode/TooLarge": 3}
FAULTS = {"process/ArithmeticError": b"raise", "process/ProcessDied": b"die", "process/ProcessTimeout": b"hang"}


def stream(name: str) -> str:
    return topic_name(name, PREFIX)


def messages(good: int) -> list[tuple[str, bytes, bytes | None]]:
    """Id, value and fault of each message, in the order they are sent."""
    chance = random.Random(6)
    made: list[tuple[str, bytes, bytes | None]] = [
        (f"good-{n}", article(f"good-{n}", 1, chance), None) for n in range(good)
    ]
    for _, count, reason in FAILURES:
        for number in range(count):
            name = f"{reason.replace('/', '-')}-{number}"
            parts = [json.loads(article(name, 1, chance)) for _ in range(PIECES.get(reason, 1))]
            whole = parts[0] | {"text": "\n\n".join(part["text"] for part in parts)}
            made.append((name, json.dumps(whole, ensure_ascii=False).encode(), FAULTS.get(reason)))
    chance.shuffle(made)
    return made


async def feed(servers: str, made: list[tuple[str, bytes, bytes | None]]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", enable_idempotence=True, linger_ms=5)
    await producer.start()
    for name, value, fault in made:
        headers = [] if fault is None else [(FAULT, fault)]
        await producer.send(stream("raw"), value, key=name.encode(), headers=headers)
    await producer.stop()


def stringer(servers: str, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(command(servers, *arguments), capture_output=True, text=True, timeout=DEADLINE_S, check=False)


def command(servers: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "workers.app", *arguments, "-b", servers, "--topic-prefix", PREFIX]


def status(servers: str) -> dict[str, Any]:
    done = stringer(servers, "status", "--group", f"{PREFIX}group", "--json")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def letters(servers: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stringer(servers, "dlq", "list", "--json").stdout)
    return found


@contextmanager
def fleet(servers: str, *options: str) -> Iterator[None]:
    script = str(ROOT / "benchmarks" / "redrive_worker.py")
    arguments = ["--bootstrap-servers", servers, "--prefix", PREFIX, "--group", f"{PREFIX}group", *options]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "benchmarks"), "OPENBLAS_NUM_THREADS": "1"}
    workers = [
        subprocess.Popen([sys.executable, script, *arguments], env=environment, stderr=subprocess.DEVNULL)
        for _ in range(WORKERS)
    ]
    try:
        yield
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        codes = [worker.wait(60) for worker in workers]
        if any(codes):
            raise SystemExit(f"workers ended with {codes}")
    finally:
        for worker in workers:
            worker.kill()
            worker.wait()


def wait_until(condition: Callable[[], bool], what: str) -> float:
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > DEADLINE_S:
            raise SystemExit(f"not within {DEADLINE_S:.0f} s: {what}")
        time.sleep(0.5)
    return round(time.monotonic() - begun, 1)


def consumed(servers: str) -> Callable[[], bool]:
    def all_done() -> bool:
        quick = json.loads(stringer(servers, "status", "--group", f"{PREFIX}group", "--no-check", "--json").stdout)
        return all(each["lag"] == 0 for each in quick["partitions"])

    return all_done


async def written(consumer: AIOKafkaConsumer) -> int:
    """Records and markers of the raw topic, committed or not."""
    ends = await consumer.end_offsets([TopicPartition(stream("raw"), number) for number in range(PARTITIONS)])
    return sum(ends.values())


async def closed(servers: str) -> int:
    """Marks that are committed."""
    return len(await everything(servers, "marks"))


async def kill_in_the_midst(servers: str, commits: int) -> None:
    """Run the redrive and kill -9 it after so many of its commits, in the midst of what comes next.

    Before its first commit: as soon as it has sent something. After one: it is frozen and looked at, again and again,
    so that it cannot run on while Kafka is asked what it has committed.
    """
    before = await closed(servers)
    arguments = command(servers, "dlq", "redrive", "--all", "--yes")
    async with AIOKafkaConsumer(bootstrap_servers=servers) as consumer:
        sent = await written(consumer)
        silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        process = await asyncio.create_subprocess_exec(*arguments, **silent)
        with suppress(ProcessLookupError):  # it has ended: too late, as the count of open letters will show
            while process.returncode is None and await written(consumer) == sent:
                pass
            while commits and process.returncode is None:
                process.send_signal(signal.SIGSTOP)
                if await closed(servers) > before:
                    break
                process.send_signal(signal.SIGCONT)
                await asyncio.sleep(STEP_S)
            process.kill()
        await process.wait()


def kills_hit(open_letters: list[int], all_letters: int) -> bool:
    """Whether each kill was when it should be: letters were closed after the planned ones alone, and some were left."""
    before = [all_letters, *open_letters]
    return all(
        0 < now < was if commits else now == was for commits, was, now in zip(KILLS, before, open_letters, strict=False)
    )


async def everything(servers: str, name: str) -> list[Record]:
    return [record async for record in read(Connection(servers), [stream(name)], follow=False)]


def run(servers: str, good: int) -> dict[str, Any]:
    failures = sum(count for _, count, _ in FAILURES)
    made = messages(good)
    if stringer(servers, "topics", "create", "-p", str(PARTITIONS)).returncode:
        raise SystemExit("the topics cannot be created")
    wait_until(lambda: stringer(servers, "topics", "describe").returncode == 0, "the topics are there")
    asyncio.run(feed(servers, made))
    with fleet(servers, "--broken"):
        broken_s = wait_until(consumed(servers), "the broken workers have consumed everything")
    broken, queue = status(servers), letters(servers)
    open_after_kills: list[int] = []
    with fleet(servers):
        for commits in KILLS:
            asyncio.run(kill_in_the_midst(servers, commits))
            open_after_kills.append(letters(servers)["open"])
        redriven = stringer(servers, "dlq", "redrive", "--all", "--yes", "--json")
        mended_s = wait_until(consumed(servers), "the mended workers have consumed everything")
    mended, left = status(servers), letters(servers)
    arrived = Counter((record.key or b"").decode() for record in asyncio.run(everything(servers, "enriched")))
    raw = Counter((record.key or b"").decode() for record in asyncio.run(everything(servers, "raw")))
    names = {name for name, _, _ in made}
    failed = {name for name, _, _ in made if not name.startswith("good-")}
    return {
        "good": good,
        "failures": {
            title: {
                "injected": count,
                "reason": reason,
                "dead_letters": sum(
                    group["open"] for group in queue["groups"] if f"{group['stage']}/{group['reason']}" == reason
                ),
            }
            for title, count, reason in FAILURES
        },
        "dead_letters": queue["open"],
        "balanced_before": broken["balanced"],
        "kills_after_commits": KILLS,
        "open_after_kills": open_after_kills,
        "closed_by_last_run": json.loads(redriven.stdout)["result"]["closed"] if redriven.stdout else None,
        "sent_again_once": sum(raw[name] == 2 for name in failed),
        "sent_again_otherwise": sum(raw[name] != (2 if name in failed else 1) for name in names),
        "arrived_once": sum(arrived[name] == 1 for name in names),
        "lost": sum(arrived[name] == 0 for name in names),
        "doubled": sum(arrived[name] > 1 for name in names),
        "open_at_the_end": left["open"],
        "redriven": sum(group["redriven"] for group in left["groups"]),
        "balanced_at_the_end": mended["balanced"],
        "as_meant": queue["open"] == failures and kills_hit(open_after_kills, failures),
        "seconds": {"broken": broken_s, "mended": mended_s},
    }


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--good", type=int, default=300)
    parser.add_argument("--output", type=Path, default=RESULTS / "redrive.json")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # so that no worker is left behind
    servers = os.environ.get("STRINGER_BOOTSTRAP_SERVERS")
    if servers:
        found = run(servers, given.good)
    else:
        with LocalBroker() as broker:
            found = run(broker.bootstrap_servers, given.good)
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    result = {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit.stdout.strip(),
        "machine": f"{os.cpu_count()} cores, {system}",
        "command": "python benchmarks/redrive.py",
        "workers": WORKERS,
        "partitions": PARTITIONS,
        "found": found,
    }
    given.output.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    given.output.with_suffix(".md").write_text(page(result), encoding="utf-8")
    print(json.dumps(found, indent=2))
    wrong = found["lost"] or found["doubled"] or found["open_at_the_end"] or found["sent_again_otherwise"]
    return 1 if wrong or not (found["as_meant"] and found["balanced_at_the_end"]) else 0


if __name__ == "__main__":
    sys.exit(main())
