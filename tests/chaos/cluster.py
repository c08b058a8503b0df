"""Topics of one test on the real broker, worker processes, and what comes out."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from chaos_count import Findings, count, read_all

from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import TopicNames

ROOT = Path(__file__).resolve().parent.parent.parent
OUT_PARTITIONS = 2
SESSION_TIMEOUT_S = 2.0
WAIT_S = 120.0  # a machine busy with other work is no failure
READER_S = 20.0
LAST_BYTES = 6_000
POISON = b"REJECT"


class Cluster:
    def __init__(self, servers: str, prefix: str, partitions: int) -> None:
        self.servers = servers
        self.prefix = prefix
        self.group = prefix + "group"
        self.partitions = partitions
        names = TopicNames()
        self.topics = TopicNames(*(prefix + getattr(names, name) for name in TopicNames.__slots__))
        self.workers: list[tuple[subprocess.Popen[bytes], BinaryIO]] = []

    async def make_topics(self) -> None:
        sizes = {"max.message.bytes": "16000000"}
        plans = [TopicPlan(self.topics.raw, self.partitions, configs=sizes)]
        outputs = (self.topics.dead_letters, self.topics.enriched, self.topics.quotes, self.topics.events)
        await create_topics(
            Connection(self.servers), plans + [TopicPlan(name, OUT_PARTITIONS, configs=sizes) for name in outputs]
        )

    async def feed(self, texts: Sequence[bytes], *, keys: int = 20) -> None:
        producer = AIOKafkaProducer(bootstrap_servers=self.servers, acks="all", max_request_size=16_000_000)
        await producer.start()
        for number, text in enumerate(texts):
            await producer.send(self.topics.raw, text, key=b"key-%d" % (number % keys))
        await producer.stop()

    @asynccontextmanager
    async def progress(self) -> AsyncIterator[Callable[[], Awaitable[int]]]:
        """A call that tells how many raw records are done: the sum of the committed offsets."""
        consumer = AIOKafkaConsumer(bootstrap_servers=self.servers, group_id=self.group, enable_auto_commit=False)
        await consumer.start()
        partitions = [TopicPartition(self.topics.raw, number) for number in range(self.partitions)]
        consumer.assign(partitions)
        consumer.pause(*partitions)  # nothing is to be fetched; a fetch under way may end `stop` by CancelledError

        async def committed() -> int:
            return sum([await consumer.committed(partition) or 0 for partition in partitions])

        try:
            yield committed
        finally:
            await consumer.stop()

    async def until_committed(self, wanted: int) -> None:
        """Wait until ``wanted`` raw records are done; after too long tell how far it came, and the workers' logs."""
        done = 0
        try:
            async with asyncio.timeout(WAIT_S):
                while done < wanted:
                    # A reader that was told of no living broker never looks further, so now and then it is a new one.
                    with contextlib.suppress(TimeoutError):
                        async with self.progress() as committed, asyncio.timeout(READER_S):
                            while (done := await committed()) < wanted:  # noqa: ASYNC110 - no events between processes
                                await asyncio.sleep(0.05)
        except TimeoutError:
            raise AssertionError(f"{done} of {wanted} committed after {WAIT_S:g} s; {self.last_words()}") from None

    def last_words(self) -> str:
        """Exit code and last lines of each worker, for the message of a failure."""
        told = []
        for worker, log in self.workers:
            log.seek(max(0, log.seek(0, os.SEEK_END) - LAST_BYTES))
            told.append(f"worker {worker.pid} (exit code {worker.poll()}):\n{log.read().decode(errors='replace')}")
        return "\n".join(told)

    async def findings(self) -> Findings:
        found = Findings()
        raw = await read_all(self.servers, self.topics.raw, self.partitions)
        await count(self.servers, self.topics, OUT_PARTITIONS, raw, POISON, found, echo=True)
        return found

    def worker(self, *options: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, str(ROOT / "benchmarks" / "chaos_worker.py")]
        command += ["--bootstrap-servers", self.servers, "--prefix", self.prefix, "--group", self.group]
        command += ["--processor", "fakes.processor:open_processor", "--session-timeout-s", str(SESSION_TIMEOUT_S)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests")}
        log = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the worker
        worker = subprocess.Popen([*command, *options], env=environment, stdout=subprocess.DEVNULL, stderr=log)
        self.workers.append((worker, log))
        return worker


@asynccontextmanager
async def cluster(servers: str, prefix: str, partitions: int) -> AsyncIterator[Cluster]:
    made = Cluster(servers, prefix, partitions)
    await made.make_topics()
    yield made


@contextlib.contextmanager
def ended(workers: list[subprocess.Popen[bytes]]):  # noqa: ANN201 - a generator
    """Kill what is left of the workers at the end of the block."""
    try:
        yield
    finally:
        for worker in workers:
            if worker.poll() is None:
                worker.send_signal(signal.SIGKILL)
            worker.wait()
