"""``Log`` over the fake broker."""

from collections.abc import AsyncGenerator, Mapping

from fakes.broker import FakeBroker

from workers.streaming.kafka.reader import Record
from workers.streaming.ports import Bounds, Partition


class FakeLog:
    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self.reads: list[str] = []

    async def bounds(self, topic: str) -> dict[int, Bounds]:
        numbers = range(self._broker._partitions.get(topic, 0))
        return {number: self._broker.bounds(Partition(topic, number)) for number in numbers}

    async def read(self, topic: str, starts: Mapping[int, int] | None = None) -> AsyncGenerator[Record, None]:
        self.reads.append(topic)
        bounds = await self.bounds(topic)
        for record in self._broker.committed_records(topic):
            number = record.partition.number
            if max(bounds[number].start, (starts or {}).get(number, 0)) <= record.offset < bounds[number].end:
                yield Record(
                    topic, number, record.offset, record.timestamp_ms, record.key, record.value, record.headers
                )

    async def cut(self, topic: str, before: Mapping[int, int]) -> None:
        for number, offset in before.items():
            self._broker.expire(Partition(topic, number), offset)
