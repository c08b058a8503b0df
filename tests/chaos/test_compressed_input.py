"""Upstream producers compress as they like; without the codecs their topics could not be read at all."""

import asyncio
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaProducer
from cluster import Cluster, cluster

from workers.streaming.connection import Connection
from workers.streaming.kafka import Kafka
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Partition, ReceivedRecord

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
