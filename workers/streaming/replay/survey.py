"""What the topics of a replay hold, read without joining or fencing anything."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition
from packaging.version import InvalidVersion, Version

from schemas.codec import CodecError, decode
from schemas.enriched_article import Provenance
from workers.errors import Fatal
from workers.messages import InputMessage
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.explained import explained
from workers.streaming.kafka.group_offsets import committed_positions, when_coordinated
from workers.streaming.ports import Bounds, Committed, Partition
from workers.streaming.replay.ranges import Range

_POLL_MS = 200
_SAMPLE_PLACES = 3  # stretches of each partition
_SAMPLE_RECORDS = 8  # of each stretch at least, where there are so many
_SAMPLE_DEADLINE_S = 5.0
_LOOK_BACK = (8, 64, 512)  # offsets before the end: markers and aborted records are among them


class _Made(msgspec.Struct, frozen=True):
    """The part of an enriched article that says what made it."""

    provenance: Provenance


class Survey:
    """Questions to the cluster; all of them read committed records only. Made by :func:`survey`."""

    def __init__(self, consumer: Any, connection: Connection) -> None:  # noqa: ANN401 - aiokafka ships no types
        self._consumer = consumer
        self._connection = connection

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        """Return what each partition of the topic holds.

        Raises:
            Fatal: there is no such topic.
        """
        async with explained(self._connection):
            partitions = await self._partitions(topic)
            if not partitions:
                raise Fatal(f"there is no topic {topic}: stringer topics create")
            starts = await self._consumer.beginning_offsets(partitions)
            ends = await self._consumer.end_offsets(partitions)
        return {each.partition: Bounds(starts[each], ends[each]) for each in partitions}

    async def offsets_at(self, topic: str, partitions: Sequence[int], timestamp_ms: int) -> dict[int, int | None]:
        """Return for each partition the first offset whose record has this timestamp or a later one; None: none has."""
        times = {TopicPartition(topic, number): max(0, timestamp_ms) for number in partitions}
        async with explained(self._connection):
            found = await self._consumer.offsets_for_times(times)
        return {each.partition: None if answer is None else answer.offset for each, answer in found.items()}

    async def committed(self, group: str, partitions: Sequence[Partition]) -> dict[Partition, Committed | None]:
        """Return the group's committed positions.

        Raises:
            Retriable: no coordinator can say within half a minute.
        """
        client = self._consumer._client  # noqa: SLF001 - aiokafka's own call hides errors, see there
        return await when_coordinated(self._connection, group, lambda: committed_positions(client, group, partitions))

    async def sample(self, ranges: Sequence[Range]) -> dict[Partition, list[InputMessage]]:
        """Return messages from the beginning and from within each range, for estimates; some may have none."""
        found: dict[Partition, list[InputMessage]] = {each.partition: [] for each in ranges}
        for place in range(_SAMPLE_PLACES):
            starts = {each.partition: each.start + each.messages * place // _SAMPLE_PLACES for each in ranges}
            ends = {each.partition: min(each.end, starts[each.partition] + _SAMPLE_RECORDS) for each in ranges}
            for partition, records in (await self._read(starts, ends)).items():
                found[partition] += [_message(record) for record in records if record.value is not None]
        return found

    async def live_version(self, topic: str) -> str | None:
        """Return the highest pipeline version among the last few records of each partition of the enriched topic.

        Of a few, since old and new workers write side by side while they are upgraded one by one. None: the topic does
        not exist, is empty, or holds nothing of ours.
        """
        async with explained(self._connection):
            if not await self._partitions(topic):
                return None
        versions: list[Version] = []
        for number, held in (await self.bounds(topic)).items():
            partition = Partition(topic, number)
            for back in _LOOK_BACK:
                start = max(held.start, held.end - back)
                records = (await self._read({partition: start}, {partition: held.end}))[partition]
                made = [version for record in records if (version := _version(record.value)) is not None]
                if made or start == held.start:
                    versions += made
                    break
        return str(max(versions)) if versions else None

    async def _partitions(self, topic: str) -> list[Any]:
        await self._consumer._client.set_topics([topic])  # noqa: SLF001 - no public call loads a topic's metadata
        return [TopicPartition(topic, number) for number in sorted(self._consumer.partitions_for_topic(topic) or ())]

    async def _read(self, starts: Mapping[Partition, int], ends: Mapping[Partition, int]) -> dict[Partition, list[Any]]:
        """Read from each start to its end, within a few seconds; what an open transaction holds back is left out."""
        found: dict[Partition, list[Any]] = {partition: [] for partition in starts}
        left = {TopicPartition(*partition) for partition, start in starts.items() if start < ends[partition]}
        if not left:
            return found
        give_up_at = time.monotonic() + _SAMPLE_DEADLINE_S
        async with explained(self._connection):
            self._consumer.assign(sorted(left))
            for each in left:
                self._consumer.seek(each, starts[Partition(*each)])
            while left and time.monotonic() < give_up_at:
                for each, records in (await self._consumer.getmany(timeout_ms=_POLL_MS)).items():
                    end = ends[Partition(*each)]
                    found[Partition(*each)] += [record for record in records if record.offset < end]
                for each in list(left):
                    if await self._consumer.position(each) >= ends[Partition(*each)]:
                        left.discard(each)
                        self._consumer.pause(each)
        return found


@asynccontextmanager
async def survey(connection: Connection) -> AsyncIterator[Survey]:
    """Connect for the time of the block.

    Raises:
        Retriable: the cluster cannot be reached.
        Fatal: it refuses this client.
    """
    consumer = AIOKafkaConsumer(
        **connection.client_arguments(), enable_auto_commit=False, isolation_level="read_committed",
        auto_offset_reset="earliest", max_partition_fetch_bytes=256_000,
    )  # fmt: skip
    try:
        async with explained(connection):
            await consumer.start()
        yield Survey(consumer, connection)
    finally:
        await consumer.stop()


def _message(record: Any) -> InputMessage:  # noqa: ANN401 - aiokafka ships no types
    return InputMessage(
        value=record.value,
        key=record.key,
        headers=tuple((name, value or b"") for name, value in record.headers),
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp if record.timestamp >= 0 else None,
    )


def _version(value: bytes | None) -> Version | None:
    if value is None:
        return None
    try:
        return Version(decode(value, _Made).provenance.pipeline_version)
    except (CodecError, InvalidVersion):
        return None
