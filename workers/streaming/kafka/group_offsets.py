"""A group's committed positions, asked from its coordinator."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeVar

from aiokafka.client import ConnectionGroup, CoordinationType
from aiokafka.errors import for_code
from aiokafka.protocol.commit import OffsetFetchRequest

from workers.errors import Fatal, Retriable
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.errors import translated
from workers.streaming.ports import Committed, Partition

_UNKNOWN_OFFSET = -1
_COORDINATOR_DEADLINE_S = 30.0
_COORDINATOR_PAUSE_S = 0.3

Answer = TypeVar("Answer")


async def committed_positions(
    client: Any,  # noqa: ANN401 - aiokafka ships no types
    group_id: str,
    partitions: Sequence[Partition],
) -> dict[Partition, Committed | None]:
    """Return each partition's committed position, None where there never was one.

    Not by ``AIOKafkaConsumer.committed``: aiokafka 0.14 looks at the error codes of single partitions only, but a
    broker answers OffsetFetch v2 and later with one error for the whole request and no partitions, for example while
    a restarted coordinator is loading. aiokafka takes that for "nothing was ever committed", and the partition would
    be processed again from its beginning.

    Args:
        client: a connected ``AIOKafkaClient``; a consumer's or producer's.
        group_id: the group, which need not have members.
        partitions: of any topics.

    Raises:
        Retriable: the coordinator cannot say now.
        Fatal: it refuses.
    """
    by_topic: dict[str, list[int]] = {}
    for partition in partitions:
        by_topic.setdefault(partition.topic, []).append(partition.number)
    request = OffsetFetchRequest(group_id, list(by_topic.items()))
    found: dict[Partition, Committed | None] = {}
    with translated():
        node = await client.coordinator_lookup(CoordinationType.GROUP, group_id)
        if not await client.ready(node, group=ConnectionGroup.COORDINATION):
            raise Retriable(f"the coordinator of group {group_id} is not reachable")
        response = await client.send(node, request, group=ConnectionGroup.COORDINATION)
        if getattr(response, "error_code", 0):
            raise for_code(response.error_code)
        for topic, answers in response.topics:
            for number, offset, metadata, error_code in answers:
                if error_code:
                    raise for_code(error_code)
                position = None if offset == _UNKNOWN_OFFSET else Committed(offset, metadata or "")
                found[Partition(topic, number)] = position
    for partition in partitions:
        if partition not in found:
            raise Retriable(f"the coordinator said nothing about {partition}")
    return found


async def when_coordinated(connection: Connection, group_id: str, ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Return what the group's coordinator answers to ``ask``, once there is one.

    A cluster makes its offsets topic when it is first asked, and coordinators move: waited for, half a minute. For
    commands; the live path has its own ways to try again.

    Raises:
        Retriable: no coordinator can say.
        Fatal: it refuses.
    """
    refused = f"Kafka at {connection.bootstrap_servers} does not tell the offsets of group {group_id}"
    give_up_at = time.monotonic() + _COORDINATOR_DEADLINE_S
    while True:
        try:
            with translated():
                return await ask()
        except Fatal as error:
            raise Fatal(f"{refused} ({error}); check this client's permissions") from error
        except Retriable as error:
            if time.monotonic() > give_up_at:
                raise Retriable(f"{refused} ({error})") from error
        await asyncio.sleep(_COORDINATOR_PAUSE_S)
