import asyncio
from collections.abc import AsyncIterator

import pytest
from aiokafka import AIOKafkaProducer

from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.publisher import IN_FLIGHT, Outgoing, publish
from workers.streaming.kafka.reader import Record, read
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics

pytestmark = pytest.mark.broker
DEADLINE_S = 30
MAX_BYTES = 1000


@pytest.fixture
async def topic(bootstrap_servers: str, topic_prefix: str) -> str:
    name = f"{topic_prefix}articles"
    await create_topics(Connection(bootstrap_servers=bootstrap_servers), [TopicPlan(name, 3)])
    return name


@pytest.fixture
def connection(bootstrap_servers: str) -> Connection:
    return Connection(bootstrap_servers=bootstrap_servers)


@pytest.fixture
async def transactions(bootstrap_servers: str, topic_prefix: str) -> AsyncIterator[AIOKafkaProducer]:
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, transactional_id=f"{topic_prefix}x")
    await producer.start()
    yield producer
    await producer.stop()


async def collect(connection: Connection, topic: str, **options: object) -> list[Record]:
    async with asyncio.timeout(DEADLINE_S):
        return [record async for record in read(connection, [topic], follow=False, **options)]


async def test_all_messages_arrive_once_in_order_per_key_with_their_headers(connection: Connection, topic: str) -> None:
    count = 3 * IN_FLIGHT
    messages = [
        Outgoing(f"f:{number}", b"key%d" % (number % 7), b"%d" % number, (("content-type", b"text/plain"),))
        for number in range(count)
    ]
    acknowledged: list[str] = []
    sent = await publish(
        connection,
        topic,
        iter(messages),
        max_message_bytes=MAX_BYTES,
        on_acknowledged=lambda message, partition, offset: acknowledged.append(message.place),  # noqa: ARG005
    )
    assert sent == count
    assert acknowledged == [message.place for message in messages]
    records = await collect(connection, topic)
    assert sorted(int(record.value or b"") for record in records) == list(range(count))
    assert {record.headers for record in records} == {(("content-type", b"text/plain"),)}
    for key in {record.key for record in records}:
        values = [int(record.value or b"") for record in records if record.key == key]
        assert values == sorted(values)
        assert len({record.partition for record in records if record.key == key}) == 1


async def test_nothing_to_publish_is_nothing_published(connection: Connection, topic: str) -> None:
    assert await publish(connection, topic, [], max_message_bytes=MAX_BYTES) == 0
    assert await collect(connection, topic) == []


async def test_a_message_that_is_too_large_is_named_and_the_ones_before_it_arrived(
    connection: Connection, topic: str
) -> None:
    messages = [Outgoing("f:1", b"k", b"good"), Outgoing("f:2", b"k", b"x" * (MAX_BYTES + 1))]
    with pytest.raises(Fatal, match=r"f:2: 1001 bytes"):
        await publish(connection, topic, messages, max_message_bytes=MAX_BYTES)
    assert [record.value for record in await collect(connection, topic)] == [b"good"]


async def test_a_missing_topic_is_named(connection: Connection, topic_prefix: str) -> None:
    with pytest.raises(Fatal, match=r"there is no topic .*nowhere"):
        await publish(connection, f"{topic_prefix}nowhere", [], max_message_bytes=MAX_BYTES)
    with pytest.raises(Fatal, match=r"there is no topic .*nowhere"):
        await collect(connection, f"{topic_prefix}nowhere")


async def test_only_committed_records_are_read_and_the_end_is_found_behind_aborted_ones(
    connection: Connection, topic: str, transactions: AIOKafkaProducer
) -> None:
    async with transactions.transaction():
        await transactions.send(topic, b"committed", partition=0)
    for partition in range(3):
        await transactions.begin_transaction()
        await transactions.send_and_wait(topic, b"aborted", partition=partition)
        await transactions.abort_transaction()
    assert [record.value for record in await collect(connection, topic)] == [b"committed"]
    await transactions.begin_transaction()
    await transactions.send_and_wait(topic, b"open", partition=0)
    assert [record.value for record in await collect(connection, topic)] == [b"committed"]
    await transactions.commit_transaction()
    assert [record.value for record in await collect(connection, topic)] == [b"committed", b"open"]


async def test_reading_goes_on_from_given_offsets(connection: Connection, topic: str) -> None:
    messages = [Outgoing("f", b"same key", b"%d" % number) for number in range(10)]
    await publish(connection, topic, messages, max_message_bytes=MAX_BYTES)
    records = await collect(connection, topic)
    place = (topic, records[0].partition)
    rest = await collect(connection, topic, offsets={place: records[7].offset})
    assert [record.value for record in rest] == [b"7", b"8", b"9"]
    assert await collect(connection, topic, offsets={place: records[9].offset + 1}) == []


async def test_following_from_the_end_shows_new_records_only(connection: Connection, topic: str) -> None:
    await publish(connection, topic, [Outgoing("f", b"k", b"old")], max_message_bytes=MAX_BYTES)
    records = read(connection, [topic], start="end")
    async with asyncio.timeout(DEADLINE_S):
        following = asyncio.ensure_future(anext(records))
        new = 0
        while not following.done():  # the reader needs a moment to find the end; then the next one is seen
            new += 1
            await publish(connection, topic, [Outgoing("f", b"k", b"new%d" % new)], max_message_bytes=MAX_BYTES)
        assert (await following).value != b"old"
        await records.aclose()
