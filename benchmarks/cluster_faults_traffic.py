"""What goes in and what comes out during the cluster run: a feeder, and a ``read_committed`` reader that keeps time."""

import asyncio
import json
import random
import time
from collections import defaultdict
from itertools import pairwise
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError
from chaos import POISON, accepted
from chaos_articles import article

from workers.streaming.options import TopicNames

POISON_EVERY = 50
IDS = 200
CALL_TIMEOUT_MS = 5_000


class Feeder:
    """Sends articles at an even pace, through every outage, while it is told to."""

    def __init__(self, servers: str, topic: str, rate: float, seed: int) -> None:
        self._topic, self._rate = topic, rate
        self._chance = random.Random(seed)
        self._number = 0
        self._producer = AIOKafkaProducer(bootstrap_servers=servers, acks="all", request_timeout_ms=CALL_TIMEOUT_MS)

    async def start(self) -> None:
        await self._producer.start()

    async def stop(self) -> None:
        await self._producer.stop()

    async def feed(self, enough: asyncio.Event) -> None:
        """Feed until ``enough``, then return when the broker has everything.

        What failed is sent again; should it have arrived after all, the raw topic holds it as two records.
        """
        waiting: list[tuple[bytes, bytes, asyncio.Future[Any]]] = []
        begun, first = time.monotonic(), self._number
        while not enough.is_set():
            key = f"cluster-{self._chance.randrange(IDS):04d}"
            value = (
                POISON["pipeline"]
                if self._number % POISON_EVERY == POISON_EVERY - 1
                else article(key, self._number, self._chance)
            )
            self._number += 1
            sent = await accepted(self._producer, self._topic, key.encode(), value)
            waiting.append((key.encode(), value, sent))
            ahead = (self._number - first) / self._rate - (time.monotonic() - begun)
            if ahead > 0:
                await asyncio.sleep(ahead)
        while waiting:
            results = await asyncio.gather(*(sent for _, _, sent in waiting), return_exceptions=True)
            failed = [item[:2] for item, result in zip(waiting, results, strict=True) if isinstance(result, Exception)]
            waiting = [(key, value, await accepted(self._producer, self._topic, key, value)) for key, value in failed]


class Watcher:
    """Sees each raw record's outcome when a ``read_committed`` reader does.

    Attributes:
        frontier: by raw partition, the offset up to which every record has come out.
        sightings: (seconds by the monotonic clock, raw partition) of each outcome.
    """

    def __init__(self, servers: str, topics: TopicNames, raw_partitions: int, output_partitions: int) -> None:
        self._topics, self._output_partitions = topics, output_partitions
        self._servers = servers
        self._ahead: dict[int, set[int]] = defaultdict(set)
        self.frontier = dict.fromkeys(range(raw_partitions), 0)
        self.sightings: list[tuple[float, int]] = []

    async def run(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=self._servers,
            isolation_level="read_committed",
            auto_offset_reset="earliest",
            request_timeout_ms=CALL_TIMEOUT_MS,
            metadata_max_age_ms=2_000,
        )
        await consumer.start()
        try:
            consumer.assign(
                [
                    TopicPartition(topic, number)
                    for topic in (self._topics.enriched, self._topics.dead_letters)
                    for number in range(self._output_partitions)
                ]
            )
            while True:
                try:
                    batches = await consumer.getmany(timeout_ms=200)
                except KafkaError:
                    await asyncio.sleep(0.2)
                    continue
                now = time.monotonic()
                for partition, records in batches.items():
                    for record in records:
                        self._saw(now, *_place(record, dead=partition.topic == self._topics.dead_letters))
        finally:
            await consumer.stop()

    def _saw(self, now: float, partition: int, offset: int) -> None:
        self.sightings.append((now, partition))
        ahead = self._ahead[partition]
        ahead.add(offset)
        while self.frontier[partition] in ahead:
            ahead.discard(self.frontier[partition])
            self.frontier[partition] += 1

    def passed(self, ends: dict[int, int]) -> bool:
        """Whether every record before ``ends`` has come out."""
        return all(self.frontier[partition] >= end for partition, end in ends.items())

    def silences(self, begun: float, ended: float) -> dict[int, float]:
        """By raw partition, the longest time in which nothing of it came out."""
        longest: dict[int, float] = {}
        for partition in self.frontier:
            times = [when for when, which in self.sightings if which == partition and begun <= when <= ended]
            edges = [begun, *times, ended]
            longest[partition] = max(after - before for before, after in pairwise(edges))
        return longest


def _place(record: Any, *, dead: bool) -> tuple[int, int]:  # noqa: ANN401 - aiokafka ships no types
    if dead:
        headers = dict(record.headers)
        return int(headers["__connect.errors.partition"]), int(headers["__connect.errors.offset"])
    source = json.loads(record.value)["provenance"]["input"]
    return source["partition"], source["offset"]
