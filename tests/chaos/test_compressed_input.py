"""Upstream producers compress as they like; without the codecs their topics could not be read at all."""

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer
from chaos_count import read_all
from cluster import OUT_PARTITIONS, Cluster, cluster

from schemas.dead_letter import DeadLetter
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.options import PoolOptions, StreamingOptions
from workers.streaming.ports import Partition, ReceivedRecord
from workers.streaming.runtime import StreamRuntime

pytestmark = pytest.mark.broker


@pytest.mark.parametrize("compression", ["gzip", "snappy", "lz4", "zstd"])
async def test_compressed_topics_are_read(bootstrap_servers: str, topic_prefix: str, compression: str) -> None:
    async with cluster(bootstrap_servers, topic_prefix, 1) as kafka:
        producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers, compression_type=compression)
        await producer.start()
        for number in range(50):
            await producer.send(kafka.topics.raw, b"text %d" % number, key=b"k")
        await producer.stop()
        assert [record.value for record in await raw_records(kafka)] == [b"text %d" % number for number in range(50)]


@pytest.mark.slow
async def test_what_is_small_only_when_compressed_is_a_dead_letter(bootstrap_servers: str, topic_prefix: str) -> None:
    """The broker's limit counts compressed bytes; forty megabytes get past one of four, and must get out again."""
    bomb = b"x " * 20_000_000
    async with cluster(bootstrap_servers, topic_prefix, 1) as kafka:
        producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap_servers,
            compression_type="zstd",
            max_request_size=1 << 30,
            max_batch_size=1 << 30,
        )
        await producer.start()
        for value in (b"before", bomb, b"after"):
            await producer.send_and_wait(kafka.topics.raw, value, key=b"k")
        await producer.stop()
        pool = PoolOptions(processor_factory="fakes.processor:open_processor", slots=1)
        options = StreamingOptions(group_id=kafka.group, pool=pool, max_message_bytes=4_000_000)
        runtime = StreamRuntime(options, Connection(bootstrap_servers), kafka.topics)
        task = asyncio.create_task(runtime.run())
        try:
            async with asyncio.timeout(60):
                while runtime.status().ledger.consumed < 3:
                    if task.done():
                        task.result()
                    await asyncio.sleep(0.05)
            await runtime.stop()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        (letter,) = await read_all(kafka.servers, kafka.topics.dead_letters, OUT_PARTITIONS)
        enriched = await read_all(kafka.servers, kafka.topics.enriched, OUT_PARTITIONS)
    assert letter.value == bomb
    assert DeadLetter.from_headers(tuple(letter.headers)).reason == "MessageTooLarge"
    assert [record.value for record in enriched] == [b"before", b"after"]


async def raw_records(kafka: Cluster) -> list[ReceivedRecord]:
    """What the runtime's consumer hands out of the raw topic."""
    partition = Partition(kafka.topics.raw, 0)
    consumer = Kafka(Connection(kafka.servers), StreamingOptions(group_id=kafka.group)).consumer()

    class Listener:
        async def revoked(self, partitions: Sequence[Partition]) -> None:
            """Not asked for here."""

        async def assigned(self, partitions: Sequence[Partition]) -> None:
            for each in partitions:
                consumer.seek(each, 0)
                consumer.resume(each)

    await consumer.start()
    consumer.subscribe(kafka.topics.raw, Listener())
    records: list[ReceivedRecord] = []
    try:
        async with asyncio.timeout(20):
            while len(records) < 50:
                records += (await consumer.poll(0.1, 100)).get(partition, [])
    finally:
        await consumer.stop()
    return records
