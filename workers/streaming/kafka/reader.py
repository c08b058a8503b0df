"""Committed records of some topics, without a consumer group: for people, the demo and the tests."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aiokafka import AIOKafkaConsumer, TopicPartition

from workers.errors import Fatal
from workers.messages import Headers
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.explained import explained
from workers.streaming.kafka.header_names import accept_any_header_name

POLL_MS = 200
MAX_PARTITION_FETCH_BYTES = 4 * 1024 * 1024

Position = tuple[str, int]
Start = Literal["beginning", "end"]


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a committed transaction; ``timestamp_ms`` is in milliseconds since the epoch."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: Headers


async def read(
    connection: Connection,
    topics: Sequence[str],
    *,
    start: Start = "beginning",
    offsets: Mapping[Position, int] | None = None,
    follow: bool = True,
) -> AsyncGenerator[Record, None]:
    """Yield the records of the topics, read committed, in order within each partition.

    Args:
        connection: the cluster.
        topics: names of topics, which must exist.
        start: the oldest record, or the next new one.
        offsets: where to begin instead, for those (topic, partition) that it names.
        follow: wait for new records for ever; otherwise end at the last record that was committed at the start.

    Raises:
        Retriable: the cluster cannot be reached.
        Fatal: a topic does not exist.
    """
    accept_any_header_name()
    consumer = AIOKafkaConsumer(
        **connection.client_arguments(),
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=MAX_PARTITION_FETCH_BYTES,
    )
    try:
        async with explained(connection):
            await consumer.start()
            partitions = await _partitions(consumer, topics)
            consumer.assign(partitions)
            ends = await consumer.end_offsets(partitions)
            starts = await _start(consumer, ends, start, offsets or {})
            left = {partition for partition in partitions if starts[partition] < ends[partition]}
            while follow or left:
                batches = await consumer.getmany(timeout_ms=POLL_MS)
                for partition, messages in batches.items():
                    for message in messages:
                        if not follow and message.offset >= ends[partition]:
                            break
                        yield Record(
                            message.topic,
                            message.partition,
                            message.offset,
                            message.timestamp,
                            message.key,
                            message.value,
                            tuple(message.headers),
                        )
                for partition in list(left):
                    if await consumer.position(partition) >= ends[partition]:
                        left.discard(partition)
    finally:
        await consumer.stop()


async def _partitions(consumer: AIOKafkaConsumer, topics: Sequence[str]) -> list[TopicPartition]:
    await consumer._client.set_topics(topics)  # noqa: SLF001 - no public call loads metadata without a subscription
    found: list[TopicPartition] = []
    for topic in topics:
        partitions = consumer.partitions_for_topic(topic)
        if not partitions:
            raise Fatal(f"there is no topic {topic}: stringer topics create")
        found += [TopicPartition(topic, partition) for partition in sorted(partitions)]
    return found


async def _start(
    consumer: AIOKafkaConsumer,
    ends: Mapping[TopicPartition, int],
    start: Start,
    offsets: Mapping[Position, int],
) -> dict[TopicPartition, int]:
    """Seek to where reading begins and return it; an offset that is already gone gives the oldest that is there."""
    beginnings: dict[TopicPartition, int] = await consumer.beginning_offsets(list(ends))
    positions = dict(beginnings if start == "beginning" else ends)
    for partition, beginning in beginnings.items():
        asked = offsets.get((partition.topic, partition.partition))
        if asked is not None:
            positions[partition] = max(asked, beginning)
        consumer.seek(partition, positions[partition])
    return positions
