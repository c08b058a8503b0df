"""Static membership on the real broker: a restart makes no rebalance, and an instance id has one holder."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import pytest

from workers.app.composition import streaming_options
from workers.errors import Fatal
from workers.ops.settings import Settings
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.consumer import KafkaConsumer
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Partition

pytestmark = pytest.mark.broker
PARTITIONS = 4
SESSION_S = 3.0
WAIT_S = 40.0


class Member:
    """A group member that is polled, and what its group told it."""

    def __init__(self, consumer: KafkaConsumer, topic: str) -> None:
        self.consumer = consumer
        self.told: list[str] = []
        self.holds: set[int] = set()
        self._topic = topic
        self.polling: asyncio.Task[None] | None = None

    async def assigned(self, partitions: Sequence[Partition]) -> None:
        self.told.append("assigned")
        self.holds = {partition.number for partition in partitions}

    async def revoked(self, partitions: Sequence[Partition]) -> None:
        if partitions:
            self.told.append("revoked")
        self.holds = set()

    async def join(self) -> None:
        await self.consumer.start()
        self.consumer.subscribe(self._topic, self)
        self.polling = asyncio.create_task(self._poll())

    async def leave(self) -> None:
        if self.polling is not None:
            self.polling.cancel()
            await asyncio.gather(self.polling, return_exceptions=True)
        await self.consumer.stop()

    async def _poll(self) -> None:
        while True:
            await self.consumer.poll(0.1, 10)


class Group:
    def __init__(self, servers: str, prefix: str, stack: AsyncExitStack) -> None:
        self._connection = Connection(servers)
        self._topic, self._group = prefix + "raw", prefix + "group"
        self._stack = stack

    async def make_topic(self) -> None:
        await create_topics(self._connection, [TopicPlan(self._topic, PARTITIONS, 1)])

    async def member(self, instance_id: str | None) -> Member:
        options = StreamingOptions(
            group_id=self._group, group_instance_id=instance_id, session_timeout_s=SESSION_S, drain_timeout_s=2.0
        )
        member = Member(KafkaConsumer(self._connection, options), self._topic)
        self._stack.push_async_callback(member.leave)
        await member.join()
        return member


@asynccontextmanager
async def group(servers: str, prefix: str) -> AsyncIterator[Group]:
    async with AsyncExitStack() as stack:
        made = Group(servers, prefix, stack)
        await made.make_topic()
        yield made


async def until_shared(*members: Member) -> None:
    """All partitions are held, each by one, and everybody has some."""
    async with asyncio.timeout(WAIT_S):
        while (
            sorted(number for member in members for number in member.holds) != list(range(PARTITIONS))
            or not all(member.holds for member in members)
        ):  # fmt: skip
            for member in members:
                if member.polling is not None and member.polling.done():
                    member.polling.result()
            await asyncio.sleep(0.05)


async def restart_one_of_two(kafka: Group, ids: Sequence[str | None]) -> tuple[set[int], Member, Member]:
    first, second = await kafka.member(ids[0]), await kafka.member(ids[1])
    await until_shared(first, second)
    held = first.holds
    second.told.clear()
    await first.leave()
    again = await kafka.member(ids[0])
    await until_shared(again, second)
    return held, again, second


async def test_the_setting_reaches_the_consumer() -> None:
    options = streaming_options(Settings.load(None, {"group_instance_id": "worker-0"}))
    consumer = KafkaConsumer(Connection("localhost:1"), options)
    assert consumer._consumer._group_instance_id == "worker-0"
    assert KafkaConsumer(Connection("localhost:1"), options, grouped=False)._consumer._group_instance_id is None


async def test_a_restarted_member_gets_its_partitions_back_and_the_other_is_not_told(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    async with group(bootstrap_servers, topic_prefix) as kafka:
        held, again, other = await restart_one_of_two(kafka, ["a", "b"])
        assert again.holds == held
        assert other.told == []


async def test_without_instance_ids_the_other_is_interrupted(bootstrap_servers: str, topic_prefix: str) -> None:
    """That the test above can fail."""
    async with group(bootstrap_servers, topic_prefix) as kafka:
        _, _, other = await restart_one_of_two(kafka, [None, None])
        assert "revoked" in other.told


async def test_a_member_whose_id_was_taken_ends_and_does_not_take_it_back(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    async with group(bootstrap_servers, topic_prefix) as kafka:
        replaced = await kafka.member("a")
        await until_shared(replaced)
        successor = await kafka.member("a")
        await until_shared(successor)
        assert replaced.polling is not None
        with pytest.raises(Fatal, match="STRINGER_GROUP_INSTANCE_ID=a"):
            await asyncio.wait_for(replaced.polling, WAIT_S)
        await asyncio.sleep(2 * SESSION_S / 8)  # two heartbeats: were it thrown out in turn, it would be told by now
        assert successor.told == ["assigned"]
        await until_shared(successor)


async def test_a_member_whose_session_ran_out_joins_as_a_new_one(bootstrap_servers: str, topic_prefix: str) -> None:
    async with group(bootstrap_servers, topic_prefix) as kafka:
        silent, other = await kafka.member("a"), await kafka.member("b")
        await until_shared(silent, other)
        coordinator = silent.consumer._consumer._coordinator
        heartbeat, speak = coordinator._do_heartbeat, asyncio.Event()

        async def held_back() -> bool:
            await speak.wait()
            return bool(await heartbeat())

        coordinator._do_heartbeat = held_back
        async with asyncio.timeout(WAIT_S):
            while len(other.holds) < PARTITIONS:  # noqa: ASYNC110 - the group sets no events
                await asyncio.sleep(0.05)
        speak.set()
        await until_shared(silent, other)
