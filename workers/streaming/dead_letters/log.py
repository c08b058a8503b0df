"""The topics as the commands of the dead letter queue need them: read to the end, measured, cut off at the front."""

from collections.abc import AsyncGenerator, Mapping
from typing import Protocol

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import RecordsToDelete

from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.explained import explained
from workers.streaming.kafka.reader import Record, read
from workers.streaming.kafka.topics_admin import admin_client
from workers.streaming.ports import Bounds


class Log(Protocol):
    """Committed records of whole topics."""

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        """Offsets that each partition holds, up to the last stable one; empty when there is no such topic.

        Raises:
            Retriable: Kafka does not answer.
        """

    def read(self, topic: str, starts: Mapping[int, int] | None = None) -> AsyncGenerator[Record, None]:
        """Committed records to the end as of now, each partition in order, from its start or from an offset.

        Raises:
            Retriable: Kafka does not answer.
            Fatal: there is no such topic.
        """

    async def cut(self, topic: str, before: Mapping[int, int]) -> None:
        """Delete the records before these offsets, by partition.

        Raises:
            Retriable: Kafka does not answer.
            Fatal: Kafka does not allow it.
        """


class KafkaLog:
    """``Log`` over aiokafka; each call has a client of its own."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        """See ``Log``."""
        consumer = AIOKafkaConsumer(
            **self._connection.client_arguments(), enable_auto_commit=False, isolation_level="read_committed"
        )
        try:
            async with explained(self._connection):
                await consumer.start()
                await consumer._client.set_topics([topic])  # noqa: SLF001 - no public call loads it without subscribing
                numbers = consumer.partitions_for_topic(topic) or ()
                partitions = [TopicPartition(topic, number) for number in sorted(numbers)]
                starts = await consumer.beginning_offsets(partitions)
                ends = await consumer.end_offsets(partitions)
        finally:
            await consumer.stop()
        return {each.partition: Bounds(starts[each], ends[each]) for each in partitions}

    def read(self, topic: str, starts: Mapping[int, int] | None = None) -> AsyncGenerator[Record, None]:
        """See ``Log``."""
        offsets = {(topic, number): offset for number, offset in (starts or {}).items()}
        return read(self._connection, [topic], offsets=offsets, follow=False)

    async def cut(self, topic: str, before: Mapping[int, int]) -> None:
        """See ``Log``."""
        asked = {TopicPartition(topic, number): RecordsToDelete(offset) for number, offset in before.items()}
        if asked:
            async with admin_client(self._connection) as admin:
                await admin.delete_records(asked)
