"""The two brokers that the contract suite runs on: the fake and Apache Kafka."""

import asyncio
import uuid
from collections.abc import Sequence
from typing import Protocol

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from fakes.broker import FakeBroker

from workers.errors import Retriable
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import OutgoingRecord, Partition

IN_PARTITIONS = 2


class Backend(Protocol):
    """A cluster with the topics ``raw`` (two partitions) and ``out`` (one), both empty."""

    broker: FakeBroker | Kafka
    raw: str
    out: str
    group: str

    async def produce(self, number: int, value: bytes | None, key: bytes | None = b"k") -> int:
        """Append to ``raw``; the offset."""

    async def read_committed(self) -> Sequence[bytes | None]:
        """Values in ``out`` for a read_committed reader."""


class FakeBackend:
    def __init__(self) -> None:
        self.raw, self.out, self.group = "raw", "out", "group"
        self.broker = FakeBroker({"raw": IN_PARTITIONS, "out": 1})

    async def produce(self, number: int, value: bytes | None, key: bytes | None = b"k") -> int:
        return self.broker.produce(self.raw, number, value, key)

    async def read_committed(self) -> list[bytes | None]:
        return [record.value for record in self.broker.committed_records(self.out)]


class KafkaBackend:
    def __init__(self, servers: str) -> None:
        prefix = f"contract{uuid.uuid4().hex[:8]}."
        self.raw, self.out, self.group = prefix + "raw", prefix + "out", prefix + "group"
        self._servers = servers
        self._connection = Connection(servers)
        options = StreamingOptions(group_id=self.group, session_timeout_s=6.0, drain_timeout_s=2.0)
        self.broker = Kafka(self._connection, options)
        self._producer = AIOKafkaProducer(bootstrap_servers=servers)

    async def open(self) -> None:
        plans = [TopicPlan(self.raw, IN_PARTITIONS, 1), TopicPlan(self.out, 1, 1, {"max.message.bytes": "1000000"})]
        await create_topics(self._connection, plans)
        await self._producer.start()
        await self._wait_for_group_coordinator()

    async def _wait_for_group_coordinator(self) -> None:
        """A new cluster makes its offsets topic when it is first asked."""
        producer = self.broker.producer(self.group + "-first")
        await producer.start()
        async with asyncio.timeout(30):
            while True:
                try:
                    await producer.committed(Partition(self.raw, 0))
                    break
                except Retriable:
                    await asyncio.sleep(0.05)
        await producer.close()

    async def close(self) -> None:
        await self._producer.stop()

    async def produce(self, number: int, value: bytes | None, key: bytes | None = b"k") -> int:
        metadata = await self._producer.send_and_wait(self.raw, value=value, key=key, partition=number)
        return metadata.offset

    async def read_committed(self) -> list[bytes | None]:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers, isolation_level="read_committed", auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            partition = TopicPartition(self.out, 0)
            consumer.assign([partition])
            # Ended by a record of our own, so that "nothing came" is told from "nothing came yet".
            producer = self.broker.producer(f"end-{uuid.uuid4().hex}")
            await producer.start()
            await producer.begin()
            await producer.send([OutgoingRecord(self.out, b"k", b"end")])
            await producer.commit()
            await producer.close()
            values: list[bytes | None] = []
            async for record in consumer:
                if record.value == b"end":
                    return [value for value in values if value != b"end"]
                values.append(record.value)
        finally:
            await consumer.stop()
        raise AssertionError
