"""The breaker for real: ``stringer worker`` on a broker, fed with what it cannot read."""

import asyncio
import json
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from letters import read_topic
from worker_harness import running_worker, stringer, wait_for

from schemas.topics import topic_name

pytestmark = [pytest.mark.broker, pytest.mark.slow]

GOOD, BAD = 6, 40


async def feed(servers: str, topic: str) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=servers)
    await producer.start()
    for number in range(GOOD):
        value = json.dumps({"id": f"good-{number}", "text": "The bridge is open again."}).encode()
        await producer.send_and_wait(topic, value, key=b"k")
    for _ in range(BAD):
        await producer.send_and_wait(topic, b'{"text": 5}', key=b"k")
    await producer.stop()


def test_the_worker_stops_and_the_data_does_not(bootstrap_servers: str, topic_prefix: str, tmp_path: Path) -> None:
    place = {"bootstrap_servers": bootstrap_servers, "topic_prefix": topic_prefix, "group": f"{topic_prefix}g"}
    assert stringer("topics", "create", "-p", "1", **place).returncode == 0
    asyncio.run(feed(bootstrap_servers, topic_name("raw", topic_prefix)))
    trip = {"breaker_share": 0.5, "breaker_window": 20, "breaker_minimum": 10, "batch_max_records": 4}
    with running_worker(tmp_path, **place, **trip) as worker:
        wait_for(lambda: worker.process.poll() is not None, "the worker stops by itself")
        assert worker.process.returncode == 1
        *_, last = worker.log.read_text().splitlines()
    assert last.startswith("error: the breaker stops the worker: ")
    assert "for validate/WrongType" in last
    assert "`stringer dlq list`" in last
    assert "Traceback" not in worker.log.read_text()

    letters = len(read_topic(bootstrap_servers, topic_prefix, "dlq"))
    assert 0 < letters < 15
    seen = json.loads(stringer("status", "--json", **place).stdout)
    (partition,) = seen["partitions"]
    assert seen["balanced"]
    assert partition["committed"] == GOOD + letters
    assert partition["lag"] == BAD - letters
