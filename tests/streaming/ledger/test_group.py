"""Who works on what, from a real coordinator; and what waits, from the log."""

import asyncio

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from fakes.broker import FakeBroker
from fakes.log import FakeLog

from workers.broker import LocalBroker
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.ledger.group import GroupState, group_state, oldest_waiting
from workers.streaming.ports import OutgoingRecord


@pytest.mark.broker
async def test_a_new_cluster_is_asked_until_it_has_a_coordinator() -> None:
    with LocalBroker() as broker:
        connection = Connection(broker.bootstrap_servers)
        await create_topics(connection, [TopicPlan("raw", 1, 1)])
        assert await group_state(connection, "g", "raw", 1) == GroupState("none", 0, {}, {})


@pytest.mark.broker
async def test_owners_and_offsets_of_a_real_group(bootstrap_servers: str, topic_prefix: str) -> None:
    connection, topic, group = Connection(bootstrap_servers), f"{topic_prefix}raw", f"{topic_prefix}g"
    await create_topics(connection, [TopicPlan(topic, 3, 1)])
    assert await group_state(connection, group, topic, 3) == GroupState("none", 0, {}, {})
    member = AIOKafkaConsumer(
        topic, bootstrap_servers=bootstrap_servers, group_id=group, client_id="one", enable_auto_commit=False
    )
    await member.start()
    try:
        async with asyncio.timeout(60):
            while not member.assignment():
                await member.getmany(timeout_ms=50)
        await member.commit({TopicPartition(topic, 1): 0})
        found = await group_state(connection, group, topic, 3)
    finally:
        await member.stop()
    assert (found.state, found.members, found.committed) == ("Stable", 1, {1: 0})
    assert found.owners == dict.fromkeys(range(3), "one @ 127.0.0.1")
    left = await group_state(connection, group, topic, 3)
    assert (left.state, left.members, left.owners, left.committed) == ("Empty", 0, {}, {1: 0})


async def test_what_waits_and_since_when() -> None:
    broker = FakeBroker({"raw": 3})
    for number in (0, 0, 1):
        broker.produce("raw", number, b"text")
    producer = broker.producer("id")
    await producer.start()
    await producer.begin()
    await producer.send([OutgoingRecord("raw", b"k", b"aborted", (), 2)])
    await producer.abort()
    log = FakeLog(broker)
    ends = {number: held.end for number, held in (await log.bounds("raw")).items()}
    assert ends == {0: 2, 1: 1, 2: 2}
    # Partition 2 holds an aborted message and its marker: offsets, but nothing that waits.
    assert await oldest_waiting(log, "raw", {0: 1, 1: 1, 2: 0}, ends) == {0: 1_700_000_000_001}
    assert await oldest_waiting(log, "raw", {0: 0, 1: 0, 2: 2}, ends) == {0: 1_700_000_000_000, 1: 1_700_000_000_000}
    assert await oldest_waiting(log, "raw", {0: 2, 1: 1, 2: 2}, ends) == {}
