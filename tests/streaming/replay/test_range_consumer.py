"""The ranges as the runtime sees them."""

import asyncio
import time
from collections.abc import Sequence

from fakes.broker import FakeBroker

from workers.streaming.ports import OutgoingRecord, Partition, ReceivedRecord
from workers.streaming.replay.pace import Pace
from workers.streaming.replay.range_consumer import RangeConsumer
from workers.streaming.replay.ranges import Range

ZERO, ONE = Partition("raw", 0), Partition("raw", 1)


class Task:
    """Seeks and resumes what it is given, as a partition's task does."""

    def __init__(self, consumer: RangeConsumer, offsets: dict[Partition, int]) -> None:
        self._consumer = consumer
        self._offsets = offsets
        self.assigned_now = asyncio.Event()

    async def revoked(self, partitions: Sequence[Partition]) -> None:
        raise AssertionError(partitions)

    async def assigned(self, partitions: Sequence[Partition]) -> None:
        for partition in partitions:
            self._consumer.seek(partition, self._offsets[partition])
            self._consumer.resume(partition)
        self.assigned_now.set()


def filled(count: int = 10) -> FakeBroker:
    broker = FakeBroker({"raw": 2, "enriched": 1})
    for number in range(count):
        for partition in (0, 1):
            broker.produce("raw", partition, b"%d" % number, key=b"odd" if number % 2 else b"even")
    return broker


async def begun(
    broker: FakeBroker, ranges: list[Range], *, key: bytes | None = None, rate: float | None = None
) -> RangeConsumer:
    def selects(record: ReceivedRecord) -> bool:
        return key is None or record.key == key

    consumer = RangeConsumer(broker.reader(), ranges, selects, Pace(rate, time.monotonic))
    await consumer.start()
    task = Task(consumer, {each.partition: each.start for each in ranges})
    consumer.subscribe("raw", task)
    await task.assigned_now.wait()
    return consumer


async def all_of(consumer: RangeConsumer, ranges: list[Range]) -> list[ReceivedRecord]:
    """Poll until every range is read."""
    found: list[ReceivedRecord] = []
    async with asyncio.timeout(5):
        while not all(consumer.done(each.partition, 1_000) for each in ranges):
            for records in (await consumer.poll(0.01, 3)).values():
                found += records
    return found


async def test_just_the_ranges_are_handed_out_and_it_is_in_no_group() -> None:
    broker = filled()
    ranges = [Range(ZERO, 2, 5), Range(ONE, 9, 10)]
    consumer = await begun(broker, ranges)
    found = await all_of(consumer, ranges)
    assert [record.offset for record in found if record.partition == ZERO] == [2, 3, 4]
    assert [record.offset for record in found if record.partition == ONE] == [9]
    assert broker.members == []
    consumer.resume(ZERO)  # as the byte budget may
    assert await consumer.poll(0.01, 10) == {}
    await consumer.stop()


async def test_what_ends_in_markers_or_in_messages_not_wanted_comes_to_its_end() -> None:
    broker = filled(2)
    writer = broker.producer("w")
    await writer.start()
    await writer.begin()
    await writer.send([OutgoingRecord("raw", b"even", b"x")])
    await writer.abort()
    place = max((ZERO, ONE), key=lambda each: broker.bounds(each).end)
    end = broker.bounds(place).end
    ranges = [Range(place, 0, end)]
    consumer = await begun(broker, ranges, key=b"even")
    found = await all_of(consumer, ranges)
    assert [record.offset for record in found] == [0]
    assert not consumer.done(place, 0)
    assert consumer.done(place, 1)
    assert consumer.reached(place, 0) == 0
    assert consumer.reached(place, 1) == end == 4
    assert consumer.end_offset(place) == 1  # nothing is left, so nothing is lag
    await consumer.stop()


async def test_a_seek_back_makes_it_not_done() -> None:
    broker = filled()
    ranges = [Range(ZERO, 0, 4)]
    consumer = await begun(broker, ranges)
    await all_of(consumer, ranges)
    consumer.seek(ZERO, 2)
    assert not consumer.done(ZERO, 4)
    assert consumer.end_offset(ZERO) == 4
    consumer.resume(ZERO)
    assert [record.offset for record in await all_of(consumer, ranges)] == [2, 3]
    await consumer.stop()


async def test_the_rate_is_kept() -> None:
    broker = filled()
    ranges = [Range(ZERO, 0, 10)]
    consumer = await begun(broker, ranges, rate=40.0)
    started = time.monotonic()
    assert len(await all_of(consumer, ranges)) == 10
    assert time.monotonic() - started > 0.15  # nine intervals of 25 ms, less what a burst may take at once
    await consumer.stop()
