"""A redrive is killed by kill -9 in one transaction after the other; each letter's message is sent again once."""

import asyncio
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from chaos_count import read_all
from cluster import OUT_PARTITIONS, ROOT, Cluster
from redrive_process import MOMENTS

from schemas.redrive import REDRIVEN_FROM
from workers.errors import Rejection
from workers.streaming.dead_letters.log import KafkaLog
from workers.streaming.dead_letters.marks import read_marks
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Partition, ReceivedRecord

pytestmark = [pytest.mark.broker, pytest.mark.slow]

LETTERS, BATCH = 90, 10


@pytest.fixture
async def queue(bootstrap_servers: str, topic_prefix: str) -> Cluster:
    """A dead-letter topic with ``LETTERS`` letters."""
    kafka = Cluster(bootstrap_servers, topic_prefix, 2)
    await kafka.make_topics()
    await create_topics(Connection(bootstrap_servers), [TopicPlan(kafka.topics.marks, 1)])
    async with AIOKafkaProducer(bootstrap_servers=bootstrap_servers) as producer:
        for number in range(LETTERS):
            record = ReceivedRecord(Partition(kafka.topics.raw, number % 2), number, number, b"k", b"%d" % number, ())
            letter = dead_letter(
                record, Rejection("decode", "InvalidJson", "why"), topic="dlq", attempts=1, pipeline_version="1"
            )
            await producer.send_and_wait(
                kafka.topics.dead_letters, letter.value, key=letter.key, headers=list(letter.headers), partition=0
            )
    return kafka


def redrive(kafka: Cluster, *options: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(Path(__file__).with_name("redrive_process.py"))]
    command += ["--bootstrap-servers", kafka.servers, "--prefix", kafka.prefix, "--batch", str(BATCH), *options]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)


async def closed(kafka: Cluster) -> int:
    """How many letters are; to take the transactional id first settles what a killed redrive has left open."""
    connection = Connection(kafka.servers)
    options = StreamingOptions(group_id=kafka.group, pipeline_version="0")
    producer = Kafka(connection, options).producer(f"{kafka.topics.dead_letters}-closing")
    await producer.start()
    await producer.close()
    marks = await read_marks(KafkaLog(connection), kafka.topics.marks)
    return sum(1 for _ in marks)


async def test_killed_in_the_first_and_in_later_transactions(queue: Cluster) -> None:
    before = 0
    for transaction in (1, 2):
        for moment in MOMENTS:
            died = await asyncio.to_thread(redrive, queue, "--moment", moment, "--transaction", str(transaction))
            assert died.returncode == -9, died.stderr
            more = await closed(queue) - before
            before += more
            least, most = transaction - (moment != "committed"), transaction - (moment == "sent")
            assert more in {least * BATCH, most * BATCH}, (moment, transaction)
    left = LETTERS - before
    assert left > BATCH
    last = await asyncio.to_thread(redrive, queue)
    assert (last.returncode, last.stdout.split()[-1]) == (0, str(left)), last.stderr
    assert (await asyncio.to_thread(redrive, queue)).stdout.split()[-1] == "0"
    sent = await read_all(queue.servers, queue.topics.raw, 2)
    assert Counter(int(record.value) for record in sent) == Counter(range(LETTERS))
    assert len({dict(record.headers)[REDRIVEN_FROM] for record in sent}) == LETTERS
    assert await closed(queue) == LETTERS
    assert len(await read_all(queue.servers, queue.topics.dead_letters, OUT_PARTITIONS)) == LETTERS
