"""Dead letters on the tests' broker without a worker that makes them."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from aiokafka import AIOKafkaProducer

from schemas.topics import topic_name
from workers.errors import Rejection
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import Record, read
from workers.streaming.ports import KafkaHeaders, Partition, ReceivedRecord


@dataclass(frozen=True)
class Failed:
    """A message that failed, as it was at ``offset`` of the raw topic's partition 0."""

    offset: int
    stage: str = "decode"
    reason: str = "InvalidJson"
    key: bytes | None = b"k"
    value: bytes | None = b'{"text": '
    headers: KafkaHeaders = ()
    partition: int = 0  # of the dead-letter topic


def send_letters(servers: str, prefix: str, failed: Sequence[Failed]) -> None:
    """Write their dead letters."""
    asyncio.run(_send(servers, prefix, failed))


async def _send(servers: str, prefix: str, failed: Sequence[Failed]) -> None:
    producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", linger_ms=5)
    await producer.start()
    try:
        deliveries = []
        for each in failed:
            place = Partition(topic_name("raw", prefix), 0)
            record = ReceivedRecord(place, each.offset, 1_600_000_000_000, each.key, each.value, each.headers)
            letter = dead_letter(
                record,
                Rejection(each.stage, each.reason, "why"),
                topic=topic_name("dlq", prefix),
                attempts=1,
                pipeline_version="1.2",
            )
            sent = await producer.send(
                letter.topic, letter.value, letter.key, partition=each.partition, headers=list(letter.headers)
            )
            deliveries.append(sent)
        await asyncio.gather(*deliveries)
    finally:
        await producer.stop()


def read_topic(servers: str, prefix: str, stream: str) -> list[Record]:
    """All committed records."""

    async def all_of() -> list[Record]:
        connection = Connection(bootstrap_servers=servers)
        return [record async for record in read(connection, [topic_name(stream, prefix)], follow=False)]

    return asyncio.run(all_of())
