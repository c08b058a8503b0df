"""Chaos: kill, freeze, add and remove workers and restart the broker under load, then count what came out.

    python benchmarks/chaos.py                       the real worker (``stringer worker``), the real pipeline
    python benchmarks/chaos.py --shared-id           one transactional id per process instead: the run must show doubles
    python benchmarks/chaos.py --processor echo ...  another processor, in benchmarks/chaos_worker.py
    python benchmarks/chaos.py --nodes 1 ...         one broker without replicas: may lose what it acknowledged (ADR 2)

Raw articles go to a topic of several partitions, keyed by article id, several versions of each article in turn. While
they are fed, workers die by SIGKILL, sleep by SIGSTOP, leave by SIGTERM and come back; brokers of a cluster of three
are killed and restarted. Afterwards a ``read_committed`` reader without a group reads all output topics from their
beginning. Each raw record must have exactly one enriched article or one dead letter, each enriched article exactly its
quotes and events, and the records of a key must stand in the order of their raw records. Exits 1 when a count is not
what the run is for.
"""

import argparse
import asyncio
import json
import logging
import os
import platform
import random
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from chaos_articles import article
from chaos_count import Findings, count, read_all

from workers.broker import LocalCluster
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import TopicNames

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "chaos."
GROUP = "chaos"
SESSION_TIMEOUT_S = 8.0
OUTPUT_PARTITIONS = 4
START_S = 15.0
STUCK_S = 120.0  # a busy machine may take long, but not rest
PROCESSORS = {
    "pipeline": "workers.pipeline.process:open_processor",
    "echo": "fakes.processor:open_processor",
}

POISON = {"pipeline": b"\xff\xfe not UTF-8", "echo": b"REJECT"}


@dataclass
class Plan:
    """What is done to the run."""

    articles: int = 10_000
    partitions: int = 8
    workers: int = 3
    kills: int = 16
    freezes: int = 3
    freeze_s: float = 30.0
    broker_restarts: int = 2
    nodes: int = 3
    scale_changes: int = 4
    poison: int = 40
    ids: int = 500
    feed_s: float = 240.0
    processor: str = "pipeline"
    shared_id: bool = False
    seed: int = 1


class Workers:
    """The worker processes of the run."""

    def __init__(self, plan: Plan, servers: str, folder: Path) -> None:
        self._plan = plan
        self._servers = servers
        self._folder = folder
        self._started = 0
        self._since: dict[int, float] = {}
        self.running: list[subprocess.Popen[bytes]] = []
        self.unclean: list[str] = []

    def start(self) -> subprocess.Popen[bytes]:
        self._started += 1
        with (self._folder / f"worker-{self._started}.log").open("wb") as log:
            process = subprocess.Popen(
                self._command(), env=self._environment(), cwd=ROOT, stdout=log, stderr=subprocess.STDOUT
            )
        self.running.append(process)
        self._since[process.pid] = time.monotonic()
        return process

    def started(self, process: subprocess.Popen[bytes]) -> bool:
        """Whether it has had time to import its code: before that, SIGTERM ends it as it ends any process."""
        return time.monotonic() - self._since[process.pid] > START_S

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """End a worker in an orderly way."""
        self.running.remove(process)
        process.send_signal(signal.SIGTERM)
        try:
            code: int | None = process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            code = None
        if code != 0:
            self.unclean.append(f"{process.pid} was told to stop and ended with {code}")

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        self.running.remove(process)
        process.kill()
        process.wait()

    def replace_dead(self) -> None:
        """Start a worker for each that ended by itself."""
        for process in [process for process in self.running if process.poll() is not None]:
            self.running.remove(process)
            self.unclean.append(f"{process.pid} ended by itself with {process.returncode}")
            self.start()

    def _command(self) -> list[str]:
        if self._plan.processor == "pipeline" and not self._plan.shared_id:
            return [sys.executable, "-m", "workers.app", "worker"]
        command = [sys.executable, str(ROOT / "benchmarks" / "chaos_worker.py")]
        command += ["--bootstrap-servers", self._servers, "--prefix", PREFIX, "--group", GROUP]
        command += ["--processor", PROCESSORS[self._plan.processor], "--session-timeout-s", str(SESSION_TIMEOUT_S)]
        return [*command, "--shared-id"] if self._plan.shared_id else command

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))),
            "OPENBLAS_NUM_THREADS": "1",
            "STRINGER_BOOTSTRAP_SERVERS": self._servers,
            "STRINGER_TOPIC_PREFIX": PREFIX,
            "STRINGER_GROUP": GROUP,
            "STRINGER_SLOTS": "1",
            "STRINGER_WEB_PORT": "0",
            "STRINGER_TOPICS_AT_START": "ignore",
            "STRINGER_SESSION_TIMEOUT_S": str(SESSION_TIMEOUT_S),
            "STRINGER_TRANSACTION_TIMEOUT_S": "10",
            "STRINGER_DRAIN_TIMEOUT_S": "10",
        }


async def run(plan: Plan, folder: Path) -> Findings:
    """Do the run and count."""
    found = Findings()
    started = time.monotonic()
    with LocalCluster(plan.nodes) as brokers:
        servers = brokers.bootstrap_servers
        topics = topic_names()
        await make_topics(servers, plan)
        workers = Workers(plan, servers, folder)
        for _ in range(plan.workers):
            workers.start()
        try:
            feeding = asyncio.create_task(feed(servers, topics.raw, plan))
            chaos = asyncio.create_task(disturb(plan, workers, brokers, found, started))
            await feeding
            await chaos
            note(found, started, "fed and disturbed; draining")
            await drained(servers, topics.raw, plan, found, started, workers)
            for process in list(workers.running):
                await asyncio.to_thread(workers.stop, process)
            for line in workers.unclean:
                note(found, started, line)
            found.unclean_exits = len(workers.unclean)
        finally:
            for process in list(workers.running):
                process.kill()
        raw = await read_all(servers, topics.raw, plan.partitions)
        await count(
            servers, topics, OUTPUT_PARTITIONS, raw, POISON[plan.processor], found, echo=plan.processor == "echo"
        )
    found.seconds = round(time.monotonic() - started, 1)
    return found


async def disturb(plan: Plan, workers: Workers, brokers: LocalCluster, found: Findings, started: float) -> None:
    """Do all the harm, spread over the time of feeding."""
    chance = random.Random(plan.seed)
    acts = ["kill"] * plan.kills + ["freeze"] * plan.freezes + ["broker"] * plan.broker_restarts
    acts += ["add", "remove"] * (plan.scale_changes // 2)
    chance.shuffle(acts)
    pause_s = max(1.0, (plan.feed_s - 10.0) / len(acts))
    frozen: list[asyncio.Task[None]] = []
    stopped: set[int] = set()

    async def thaw(process: subprocess.Popen[bytes]) -> None:
        await asyncio.sleep(plan.freeze_s)
        process.send_signal(signal.SIGCONT)
        stopped.discard(process.pid)
        note(found, started, f"SIGCONT {process.pid}")

    await asyncio.sleep(8.0)
    for act in acts:
        awake = [process for process in workers.running if process.pid not in stopped and process.poll() is None]
        ready = [process for process in awake if workers.started(process)] if act == "remove" else awake
        victim = chance.choice(ready or awake) if awake else workers.start()
        note(found, started, f"{act} {victim.pid if act in ('kill', 'freeze', 'remove') else ''}".strip())
        if act == "kill":
            workers.kill(victim)
            found.kills += 1
            await asyncio.sleep(chance.uniform(0.0, 1.0))
            workers.start()
        elif act == "freeze":
            victim.send_signal(signal.SIGSTOP)
            stopped.add(victim.pid)
            found.freezes += 1
            frozen.append(asyncio.create_task(thaw(victim)))
        elif act == "broker":
            broker = chance.choice(brokers.nodes)
            if found.broker_restarts % 2:
                await asyncio.to_thread(broker.restart)
            else:
                broker.kill()
                await asyncio.sleep(chance.uniform(2.0, 6.0))
                await asyncio.to_thread(broker.start)
            found.broker_restarts += 1
        elif act == "add":
            workers.start()
            found.workers_added += 1
        elif len(awake) > 1:
            await asyncio.to_thread(workers.stop, victim)
            found.workers_removed += 1
        workers.replace_dead()
        await asyncio.sleep(chance.uniform(0.5, 1.5) * pause_s)
    await asyncio.gather(*frozen)


async def feed(servers: str, topic: str, plan: Plan) -> None:
    """Send the articles at an even pace, through every outage.

    aiokafka gives a batch up while its leader is unknown, so what failed is sent again; should it have arrived after
    all, the raw topic holds it twice, as two records. What must come out is read from the raw topic itself.
    """
    chance = random.Random(plan.seed)
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", request_timeout_ms=10_000)
    await producer.start()
    poisoned = set(chance.sample(range(plan.articles), plan.poison))
    waiting: list[tuple[bytes, bytes, asyncio.Future[Any]]] = []
    begun = time.monotonic()
    try:
        for number in range(plan.articles):
            key = f"chaos-{chance.randrange(plan.ids):04d}"
            value = POISON[plan.processor] if number in poisoned else article(key, number, chance)
            waiting.append((key.encode(), value, await accepted(producer, topic, key.encode(), value)))
            ahead = number / plan.articles * plan.feed_s - (time.monotonic() - begun)
            if ahead > 0:
                await asyncio.sleep(ahead)
        while waiting:
            results = await asyncio.gather(*(future for _, _, future in waiting), return_exceptions=True)
            failed = [item[:2] for item, result in zip(waiting, results, strict=True) if isinstance(result, Exception)]
            waiting = [(key, value, await accepted(producer, topic, key, value)) for key, value in failed]
    finally:
        await producer.stop()


async def accepted(producer: AIOKafkaProducer, topic: str, key: bytes, value: bytes) -> asyncio.Future[Any]:
    """Hand a message to the producer, whose buffer is full while the broker is away."""
    while True:
        try:
            return await producer.send(topic, key=key, value=value)
        except KafkaError:
            await asyncio.sleep(0.5)


async def drained(servers: str, topic: str, plan: Plan, found: Findings, started: float, workers: Workers) -> None:
    """Wait until the group's offsets have reached the end of the raw topic, or stand still."""
    admin = AIOKafkaAdminClient(bootstrap_servers=servers)
    consumer = AIOKafkaConsumer(bootstrap_servers=servers)
    await admin.start()
    await consumer.start()
    try:
        partitions = [TopicPartition(topic, number) for number in range(plan.partitions)]
        consumer.assign(partitions)
        least, moved = sys.maxsize, time.monotonic()
        while True:
            workers.replace_dead()
            ends = await consumer.end_offsets(partitions)
            offsets = await admin.list_consumer_group_offsets(GROUP, partitions=partitions)
            behind = {
                partition.partition: end - max(0, offsets[partition].offset if partition in offsets else 0)
                for partition, end in ends.items()
            }
            found.unfinished_partitions = sum(1 for lag in behind.values() if lag != 0)
            if not found.unfinished_partitions:
                note(found, started, "drained")
                return
            if sum(behind.values()) < least:
                least, moved = sum(behind.values()), time.monotonic()
            elif time.monotonic() - moved > STUCK_S:
                note(found, started, f"stuck; behind by {behind}")
                return
            await asyncio.sleep(1.0)
    finally:
        await consumer.stop()
        await admin.close()


def topic_names() -> TopicNames:
    names = TopicNames()
    return TopicNames(*(PREFIX + getattr(names, name) for name in TopicNames.__slots__))


async def make_topics(servers: str, plan: Plan) -> None:
    topics = topic_names()
    sizes = {"max.message.bytes": "16000000"}
    replicas = min(3, plan.nodes)
    plans = [TopicPlan(topics.raw, plan.partitions, replicas, sizes)]
    plans += [
        TopicPlan(topic, OUTPUT_PARTITIONS, replicas, sizes)
        for topic in (topics.dead_letters, topics.enriched, topics.quotes, topics.events)
    ]
    await create_topics(Connection(servers), plans)


def note(found: Findings, started: float, text: str) -> None:
    line = f"{time.monotonic() - started:7.1f} s  {text}"
    found.log.append(line)
    print(line, flush=True)


def result_of(script: str, found: Findings, *, as_meant: bool) -> dict[str, Any]:
    """The findings with what is needed to do the run again."""
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False)
    machine = f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}"
    given = zip(sys.argv[1:], ["", *sys.argv[1:]], strict=False)
    options = " ".join(word for word, before in given if "--output" not in (word, before))
    return {
        "date": time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime()),
        "commit": commit.stdout.strip(),
        "machine": machine,
        "command": f"python benchmarks/{script} {options}".strip(),
        "found": {**asdict(found), "ledger_balanced": found.ledger_balanced, "exactly_once": found.exactly_once},
        "as_meant": as_meant,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    defaults = Plan()
    for name, value in asdict(defaults).items():
        option = "--" + name.replace("_", "-")
        if isinstance(value, bool):
            parser.add_argument(option, action="store_true")
        else:
            choices = sorted(PROCESSORS) if name == "processor" else None
            parser.add_argument(option, type=type(value), default=value, choices=choices)
    parser.add_argument("--output", type=Path, help="JSON file to write; benchmarks/chaos_report.py makes the page")
    given = vars(parser.parse_args())
    output = given.pop("output")
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the broker is down on purpose
    plan = Plan(**given)
    folder = Path(tempfile.mkdtemp(prefix="stringer-chaos-"))
    found = asyncio.run(run(plan, folder))
    as_meant = found.doubled > 0 if plan.shared_id else found.exactly_once and not found.unclean_exits
    result = result_of("chaos.py", found, as_meant=as_meant) | {"plan": asdict(plan)}
    print(json.dumps({key: value for key, value in result["found"].items() if key != "log"}, indent=2))
    print("worker logs:", folder)
    if output:
        output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if as_meant else 1


if __name__ == "__main__":
    sys.exit(main())
