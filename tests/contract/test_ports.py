"""What the runtime relies on, held by the fake and by Apache Kafka alike."""

import asyncio
import gc
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from contract_backend import Backend

from workers.errors import Fenced
from workers.streaming.ports import (
    Committed,
    Consumer,
    OutgoingRecord,
    OutOfRange,
    Partition,
    ReceivedRecord,
    RecordTooLarge,
    TransactionalProducer,
)

WAIT_S = 20.0


@asynccontextmanager
async def producer_of(backend: Backend, transactional_id: str = "id") -> AsyncIterator[TransactionalProducer]:
    producer = backend.broker.producer(f"{backend.group}-{transactional_id}")
    await producer.start()
    try:
        yield producer
    finally:
        await producer.close()


async def transact(
    producer: TransactionalProducer, records: Sequence[OutgoingRecord], partition: Partition, position: Committed
) -> None:
    await producer.begin()
    if records:
        await producer.send(records)
    await producer.send_position(partition, position)
    await producer.commit()


def record(backend: Backend, value: bytes) -> OutgoingRecord:
    return OutgoingRecord(backend.out, b"k", value, (("h", b"1"), ("null", None)))


class Member:
    """A consumer in the group that notes what it is told."""

    def __init__(self, backend: Backend) -> None:
        self.consumer: Consumer = backend.broker.consumer()
        self.calls: list[tuple[str, frozenset[int]]] = []
        self.assigned_now = asyncio.Event()
        self.held: list[Partition] = []

    async def revoked(self, partitions: Sequence[Partition]) -> None:
        self.calls.append(("revoked", frozenset(partition.number for partition in partitions)))
        self.held = []
        self.assigned_now.clear()

    async def assigned(self, partitions: Sequence[Partition]) -> None:
        self.calls.append(("assigned", frozenset(partition.number for partition in partitions)))
        self.held = list(partitions)
        self.assigned_now.set()

    async def poll(self, count: int) -> list[ReceivedRecord]:
        """Poll until ``count`` records have come."""
        found: list[ReceivedRecord] = []
        async with asyncio.timeout(WAIT_S):
            while len(found) < count:
                for records in (await self.consumer.poll(0.1, 100)).values():
                    found += records
        return found


def begin(member: Member, partition: Partition, offset: int) -> None:
    member.consumer.seek(partition, offset)
    member.consumer.resume(partition)


@asynccontextmanager
async def member_of(backend: Backend) -> AsyncIterator[Member]:
    member = Member(backend)
    await member.consumer.start()
    member.consumer.subscribe(backend.raw, member)
    try:
        async with asyncio.timeout(WAIT_S):
            while not member.assigned_now.is_set():
                await member.consumer.poll(0.1, 100)
        yield member
    finally:
        await member.consumer.stop()


async def test_no_position_before_the_first_commit(backend: Backend) -> None:
    async with producer_of(backend) as producer:
        assert await producer.committed(Partition(backend.raw, 0)) is None


async def test_records_and_position_are_committed_together(backend: Backend) -> None:
    partition = Partition(backend.raw, 1)
    async with producer_of(backend) as producer:
        await producer.begin()
        await producer.send([record(backend, b"a"), record(backend, b"b")])
        await producer.send_position(partition, Committed(7, "suspicion/1 deaths=1 careful=0"))
        assert await producer.committed(partition) is None
        await producer.commit()
    async with producer_of(backend) as producer:
        assert await producer.committed(partition) == Committed(7, "suspicion/1 deaths=1 careful=0")
        assert await producer.committed(Partition(backend.raw, 0)) is None
    assert await backend.read_committed() == [b"a", b"b"]


async def test_the_position_read_after_taking_the_id_is_the_last_one_committed(backend: Backend) -> None:
    """A commit returns before its markers are written; until then the old position is read. Taking the id waits."""
    partition = Partition(backend.raw, 0)
    for offset in range(1, 25):
        async with producer_of(backend) as producer:
            position = await producer.committed(partition)
            assert (position.offset if position is not None else 0) == offset - 1
            await producer.begin()
            await producer.send([record(backend, b"%d" % offset)])
            await producer.send_position(partition, Committed(offset))
            await producer.commit()


async def test_a_position_alone_can_be_committed(backend: Backend) -> None:
    partition = Partition(backend.raw, 0)
    async with producer_of(backend) as producer:
        await producer.begin()
        await producer.send_position(partition, Committed(3, "x"))
        await producer.commit()
    async with producer_of(backend) as producer:
        assert await producer.committed(partition) == Committed(3, "x")


async def test_an_aborted_transaction_leaves_nothing(backend: Backend) -> None:
    partition = Partition(backend.raw, 0)
    async with producer_of(backend) as producer:
        await producer.begin()
        await producer.send([record(backend, b"a")])
        await producer.send_position(partition, Committed(5))
        await producer.abort()
        assert await producer.committed(partition) is None
        await producer.begin()
        await producer.send([record(backend, b"b")])
        await producer.commit()
    assert await backend.read_committed() == [b"b"]


async def test_taking_the_id_aborts_what_the_former_holder_left_open(backend: Backend) -> None:
    partition = Partition(backend.raw, 0)
    async with producer_of(backend) as former:
        await former.begin()
        await former.send([record(backend, b"a")])
        await former.send_position(partition, Committed(5))
        async with producer_of(backend) as holder:
            assert await holder.committed(partition) is None
            await holder.begin()
            await holder.send([record(backend, b"b")])
            await holder.send_position(partition, Committed(5))
            await holder.commit()
            with pytest.raises(Fenced):
                await former.commit()
    assert await backend.read_committed() == [b"b"]


async def test_a_fenced_producer_cannot_write(backend: Backend) -> None:
    async with producer_of(backend) as former, producer_of(backend) as holder:
        with pytest.raises(Fenced):
            await transact(former, [record(backend, b"a")], Partition(backend.raw, 0), Committed(9))
        await holder.begin()
        await holder.send([record(backend, b"b")])
        await holder.commit()
        assert await holder.committed(Partition(backend.raw, 0)) is None
    assert await backend.read_committed() == [b"b"]


async def test_a_fenced_producer_cannot_move_the_position(backend: Backend) -> None:
    partition = Partition(backend.raw, 0)
    async with producer_of(backend) as former, producer_of(backend) as holder:
        with pytest.raises(Fenced):
            await transact(former, [], partition, Committed(9))
        assert await holder.committed(partition) is None


async def test_a_fenced_producer_leaves_no_error_behind(backend: Backend) -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _loop, context: complaints.append(context))
    async with producer_of(backend) as former, producer_of(backend):
        with pytest.raises(Fenced):
            await transact(former, [], Partition(backend.raw, 0), Committed(9))
    del former
    gc.collect()
    assert complaints == []


async def test_other_ids_are_not_fenced(backend: Backend) -> None:
    async with producer_of(backend, "one") as one, producer_of(backend, "two"):
        await one.begin()
        await one.send([record(backend, b"a")])
        await one.commit()
    assert await backend.read_committed() == [b"a"]


async def test_a_record_beyond_the_limit_is_told_apart(backend: Backend) -> None:
    async with producer_of(backend) as producer:
        await producer.begin()
        with pytest.raises(RecordTooLarge):
            await producer.send([record(backend, b"a"), record(backend, b"x" * 1_100_000)])
    async with producer_of(backend) as producer:
        await producer.begin()
        await producer.send([record(backend, b"b")])
        await producer.commit()
    assert await backend.read_committed() == [b"b"]


async def test_a_member_hands_out_from_the_sought_offset_in_order(backend: Backend) -> None:
    for value in (b"a", b"b", b"c"):
        await backend.produce(0, value)
    await backend.produce(1, None)
    async with member_of(backend) as member:
        assert {partition.number for partition in member.held} == {0, 1}
        begin(member, Partition(backend.raw, 0), 1)
        begin(member, Partition(backend.raw, 1), 0)
        records = await member.poll(3)
        assert [(item.offset, item.value) for item in records if item.partition.number == 0] == [(1, b"b"), (2, b"c")]
        assert [(item.offset, item.value) for item in records if item.partition.number == 1] == [(0, None)]
        member.consumer.seek(Partition(backend.raw, 0), 0)
        assert [item.value for item in await member.poll(3)] == [b"a", b"b", b"c"]


async def test_nothing_is_handed_out_before_a_partition_is_sought_and_resumed(backend: Backend) -> None:
    await backend.produce(0, b"a")
    async with member_of(backend) as member:
        assert await member.consumer.poll(0.3, 100) == {}
        member.consumer.seek(Partition(backend.raw, 0), 0)
        assert await member.consumer.poll(0.3, 100) == {}
        member.consumer.resume(Partition(backend.raw, 0))
        assert [item.value for item in await member.poll(1)] == [b"a"]


async def test_a_paused_partition_hands_out_nothing_until_resumed(backend: Backend) -> None:
    partition = Partition(backend.raw, 0)
    await backend.produce(0, b"a")
    await backend.produce(1, b"other")
    async with member_of(backend) as member:
        begin(member, partition, 0)
        member.consumer.pause(partition)
        begin(member, Partition(backend.raw, 1), 0)
        assert [item.value for item in await member.poll(1)] == [b"other"]
        assert await member.consumer.poll(0.3, 100) == {}
        member.consumer.resume(partition)
        assert [item.value for item in await member.poll(1)] == [b"a"]


async def test_an_offset_beyond_the_end_is_out_of_range(backend: Backend) -> None:
    await backend.produce(0, b"a")
    async with member_of(backend) as member:
        begin(member, Partition(backend.raw, 0), 5)
        with pytest.raises(OutOfRange) as caught:
            await member.poll(1)
        assert caught.value.partitions == (Partition(backend.raw, 0),)


async def test_bounds_and_end(backend: Backend) -> None:
    await backend.produce(0, b"a")
    await backend.produce(0, b"b")
    async with member_of(backend) as member:
        bounds = await member.consumer.bounds(Partition(backend.raw, 0))
        assert (bounds.start, bounds.end) == (0, 2)
        begin(member, Partition(backend.raw, 0), 0)
        await member.poll(2)
        assert member.consumer.end_offset(Partition(backend.raw, 0)) == 2
        await member.consumer.probe()


async def test_transactions_leave_gaps_in_the_offsets_that_are_no_loss(backend: Backend) -> None:
    """Markers and aborted records take offsets of a transactionally written topic; they are never handed out."""
    async with producer_of(backend, "raw") as producer:
        for value, keep in ((b"a", True), (b"lost", False), (b"b", True)):
            await producer.begin()
            await producer.send([OutgoingRecord(backend.out, b"k", value)])
            await (producer.commit() if keep else producer.abort())
    reading = Member(backend)
    await reading.consumer.start()
    reading.consumer.subscribe(backend.out, reading)
    try:
        async with asyncio.timeout(WAIT_S):
            while not reading.assigned_now.is_set():
                await reading.consumer.poll(0.1, 100)
        begin(reading, Partition(backend.out, 0), 0)
        records = await reading.poll(2)
    finally:
        await reading.consumer.stop()
    assert [(item.offset, item.value) for item in records] == [(0, b"a"), (4, b"b")]


async def test_an_open_transaction_is_not_handed_out(backend: Backend) -> None:
    async with producer_of(backend, "raw") as producer:
        await producer.begin()
        await producer.send([OutgoingRecord(backend.out, b"k", b"open")])
        reading = Member(backend)
        await reading.consumer.start()
        reading.consumer.subscribe(backend.out, reading)
        try:
            async with asyncio.timeout(WAIT_S):
                while not reading.assigned_now.is_set():
                    await reading.consumer.poll(0.1, 100)
            begin(reading, Partition(backend.out, 0), 0)
            assert await reading.consumer.poll(0.3, 100) == {}
            await producer.commit()
            assert [item.value for item in await reading.poll(1)] == [b"open"]
        finally:
            await reading.consumer.stop()


async def test_partitions_are_revoked_from_one_before_another_has_them(backend: Backend) -> None:
    async with member_of(backend) as first:
        assert ("assigned", frozenset({0, 1})) in first.calls
        async with member_of(backend) as second:
            async with asyncio.timeout(WAIT_S):
                while len(first.held) != 1 or len(second.held) != 1:
                    await asyncio.gather(first.consumer.poll(0.1, 1), second.consumer.poll(0.1, 1))
            assert first.held != second.held
            assert first.calls.index(("revoked", frozenset({0, 1}))) < len(first.calls) - 1
        async with asyncio.timeout(WAIT_S):
            while len(first.held) != 2:
                await first.consumer.poll(0.1, 1)


async def test_a_partition_that_is_not_held_is_left_alone(backend: Backend) -> None:
    async with member_of(backend) as member:
        stranger = Partition(backend.raw, 99)
        member.consumer.seek(stranger, 3)
        member.consumer.pause(stranger)
        member.consumer.resume(stranger)
        assert member.consumer.end_offset(stranger) is None


async def test_an_assigned_reader_is_in_no_group_and_passes_what_ends_a_transaction(backend: Backend) -> None:
    for number in range(3):
        await backend.produce(0, b"plain %d" % number)
    partition = Partition(backend.raw, 0)
    async with producer_of(backend) as producer:
        await producer.begin()
        await producer.send([OutgoingRecord(backend.out, b"k", b"one")])
        await producer.commit()
    written = Partition(backend.out, 0)
    reader = backend.broker.reader()
    await reader.start()
    try:
        reader.assign([partition, written])
        assert await reader.poll(0.1, 10) == {}  # paused
        reader.seek(partition, 1)
        reader.seek(written, 0)
        assert [await reader.position(partition), await reader.position(written)] == [1, 0]
        reader.resume(partition)
        reader.resume(written)
        found: dict[Partition, list[bytes | None]] = {partition: [], written: []}
        async with asyncio.timeout(WAIT_S):
            while [await reader.position(partition), await reader.position(written)] != [3, 2]:
                for each, records in (await reader.poll(0.1, 10)).items():
                    found[each] += [record.value for record in records]
        assert found == {partition: [b"plain 1", b"plain 2"], written: [b"one"]}
        assert (await reader.bounds(written)).end == 2  # the marker has an offset, too
    finally:
        await reader.stop()
