"""What the cluster says about itself: who leads, who coordinates, who is in sync."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.client import AIOKafkaClient, CoordinationType
from aiokafka.errors import KafkaError

CALL_TIMEOUT_MS = 3_000
DEADLINE_S = 120.0
INTERNAL = ("__consumer_offsets", "__transaction_state")


class View:
    """Asks over the brokers' own addresses, not through the proxies. Each call opens and closes its own client."""

    def __init__(self, servers: str, topics: tuple[str, ...], raw: str, partitions: int, group: str) -> None:
        self._servers, self._topics, self._raw, self._group = servers, topics, raw, group
        self._partitions = [TopicPartition(raw, number) for number in range(partitions)]

    async def leader_of_most(self) -> tuple[int, int]:
        """The node that leads most raw partitions, and how many."""
        leaders: Counter[int] = Counter()
        async with self._admin() as admin:
            for topic in await admin.describe_topics([self._raw]):
                leaders.update(partition["leader"] for partition in topic["partitions"])
        return leaders.most_common(1)[0]

    async def group_coordinator(self) -> int:
        return await self._coordinator(CoordinationType.GROUP, self._group)

    async def transaction_coordinator(self) -> tuple[int, int]:
        """The node that coordinates most of the transactional ids, and how many."""
        names = [f"{self._group}-{self._raw}-{partition.partition}" for partition in self._partitions]
        found = Counter([await self._coordinator(CoordinationType.TRANSACTION, name) for name in names])
        return found.most_common(1)[0]

    async def in_sync(self, nodes: int) -> None:
        """Wait until every partition, of Kafka's own topics too, is on ``nodes`` nodes again."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            try:
                async with self._admin() as admin:
                    topics = await admin.describe_topics([*self._topics, *INTERNAL])
                if all(
                    len(partition["isr"]) == nodes and partition["leader"] >= 0
                    for topic in topics
                    for partition in topic["partitions"]
                ):
                    return
            except KafkaError:
                pass
            if time.monotonic() > deadline:
                raise TimeoutError(f"the replicas are not in sync after {DEADLINE_S:g} s")
            await asyncio.sleep(0.3)

    async def ends(self) -> dict[int, int]:
        """End offset of each raw partition."""
        deadline = time.monotonic() + DEADLINE_S
        while True:
            consumer = AIOKafkaConsumer(bootstrap_servers=self._servers, request_timeout_ms=CALL_TIMEOUT_MS)
            try:
                await consumer.start()
                found = await consumer.end_offsets(self._partitions)
                return {partition.partition: end for partition, end in found.items()}
            except KafkaError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)
            finally:
                await consumer.stop()

    async def _coordinator(self, kind: int, key: str) -> int:
        deadline = time.monotonic() + DEADLINE_S
        while True:
            client = AIOKafkaClient(bootstrap_servers=self._servers, request_timeout_ms=CALL_TIMEOUT_MS)
            try:
                await client.bootstrap()
                return int(await client.coordinator_lookup(kind, key))
            except KafkaError:
                if time.monotonic() > deadline:
                    raise
                await asyncio.sleep(0.2)
            finally:
                await client.close()

    @asynccontextmanager
    async def _admin(self) -> AsyncIterator[AIOKafkaAdminClient]:
        admin = AIOKafkaAdminClient(bootstrap_servers=self._servers, request_timeout_ms=CALL_TIMEOUT_MS)
        try:
            await admin.start()
            yield admin
        finally:
            await admin.close()
