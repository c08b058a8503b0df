"""Who works on which partition, and how far: the group as its coordinator knows it, and the messages that wait."""

from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from aiokafka.coordinator.protocol import ConsumerProtocolMemberAssignment
from aiokafka.errors import for_code

from workers.streaming.dead_letters.log import Log
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.group_offsets import committed_positions, when_coordinated
from workers.streaming.kafka.topics_admin import admin_client
from workers.streaming.ports import Committed, Partition

_NONE = "Dead"  # what a coordinator calls a group that it does not know


@dataclass(frozen=True, slots=True)
class GroupState:
    """A consumer group.

    Attributes:
        state: Kafka's word: ``Stable``, ``Empty`` (offsets, no members), ``PreparingRebalance``, ...; ``none``.
        members: how many workers.
        owners: by partition of the topic, ``client id @ address`` of the worker that has it.
        committed: by partition, the offset of the next message to process; missing where nothing was committed.
    """

    state: str
    members: int
    owners: Mapping[int, str]
    committed: Mapping[int, int]


async def group_state(connection: Connection, group: str, topic: str, partitions: int) -> GroupState:
    """Ask the group's coordinator.

    Raises:
        Retriable: it does not answer, for half a minute when the cluster itself does.
        Fatal: it refuses.
    """
    asked = [Partition(topic, number) for number in range(partitions)]
    async with admin_client(connection) as admin:

        async def ask() -> tuple[str, list[Any], dict[Partition, Committed | None]]:
            (response,) = await admin.describe_consumer_groups([group])
            (described,) = response.groups
            error_code, _, state, _, _, members = described[:6]
            if error_code:
                raise for_code(error_code)
            client = admin._client  # noqa: SLF001 - admin's own call hides errors
            return state, members, await committed_positions(client, group, asked)

        state, members, positions = await when_coordinated(connection, group, ask)
    owners: dict[int, str] = {}
    for member in members:
        for number in _assigned(member, topic):
            owners[number] = f"{member[1]} @ {member[2].lstrip('/')}"
    committed = {each.number: position.offset for each, position in positions.items() if position is not None}
    return GroupState("none" if state == _NONE else state, len(members), owners, committed)


def _assigned(member: Any, topic: str) -> list[int]:  # noqa: ANN401 - aiokafka ships no types
    encoded = member[4]
    if not encoded:
        return []  # a rebalance is under way
    assignment = ConsumerProtocolMemberAssignment.decode(encoded).assignment
    return [number for name, numbers in assignment if name == topic for number in numbers]


async def oldest_waiting(log: Log, topic: str, committed: Mapping[int, int], ends: Mapping[int, int]) -> dict[int, int]:
    """By partition, the timestamp (milliseconds since the epoch) of its first message that is not processed yet.

    A partition is missing when none waits, even if its end lies behind the committed offset: markers of transactions
    and aborted records have offsets, too.
    """
    left = {number for number, offset in committed.items() if offset < ends.get(number, 0)}
    starts = {number: committed[number] if number in left else end for number, end in ends.items()}
    found: dict[int, int] = {}
    if left:
        async with aclosing(log.read(topic, starts)) as records:
            async for record in records:
                if record.partition in left:
                    found[record.partition] = record.timestamp_ms
                    left.discard(record.partition)
                    if not left:
                        break
    return found
