"""An in-memory Kafka behind the runtime's ports: transactions with fencing, read_committed, a group, faults on demand.

What it models was checked against the real broker by tests/contract. Offsets behave as in Kafka: the marker that ends a
transaction takes an offset in each partition it wrote to, and records of aborted transactions keep theirs.
"""

import asyncio
import zlib
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fakes.faults import Fault, Silence, strike

from workers.errors import Fenced, Retriable
from workers.streaming.ports import (
    Bounds,
    Committed,
    KafkaHeaders,
    OutgoingRecord,
    OutOfRange,
    Partition,
    RebalanceListener,
    ReceivedRecord,
    RecordTooLarge,
)


@dataclass
class Transaction:
    open: bool = True
    committed: bool = False
    partitions: set[Partition] = field(default_factory=set)
    positions: dict[Partition, Committed] = field(default_factory=dict)


@dataclass
class Entry:
    record: ReceivedRecord | None  # None: a transaction marker
    transaction: Transaction | None = None


class FakeBroker:
    """``Broker`` for one group."""

    def __init__(self, topics: Mapping[str, int], max_record_bytes: int = 1_000_000) -> None:
        self._logs: dict[Partition, list[Entry]] = {
            Partition(topic, number): [] for topic, partitions in topics.items() for number in range(partitions)
        }
        self._partitions = dict(topics)
        self._starts: dict[Partition, int] = defaultdict(int)
        self._epochs: dict[str, int] = defaultdict(int)
        self._open: dict[str, Transaction] = {}
        self._faults: dict[str, deque[Fault]] = defaultdict(deque)
        self.max_record_bytes = max_record_bytes
        self.positions: dict[Partition, Committed] = {}
        self.members: list[FakeConsumer] = []
        self.rebalances: list[str] = []
        self.down = False
        self.silent = False  # it takes every call and answers none
        self.polls = 0
        self.changed = asyncio.Event()

    # What tests do

    def produce(
        self, topic: str, number: int, value: bytes | None, key: bytes | None = b"k", headers: KafkaHeaders = ()
    ) -> int:
        """Append a record outside of transactions; its offset."""
        return self._append(Partition(topic, number), OutgoingRecord(topic, key, value, headers), None)

    def expire(self, partition: Partition, start: int) -> None:
        """Delete all records before ``start``, as retention does."""
        self._starts[partition] = start
        self._notify()

    def fail(self, operation: str, error: Exception, *, times: int = 1, takes_effect: bool = False) -> None:
        """Make the next calls of a producer's or consumer's method raise, before or after they have taken effect."""
        self._faults[operation].extend(Fault(error, takes_effect) for _ in range(times))

    def append(self, record: ReceivedRecord) -> None:
        """Append without telling anybody; :meth:`expire` tells."""
        self._logs[record.partition].append(Entry(record))

    def committed_records(self, topic: str) -> list[ReceivedRecord]:
        """What a read_committed reader sees, partition by partition."""
        found: list[ReceivedRecord] = []
        for number in range(self._partitions[topic]):
            partition = Partition(topic, number)
            found += [
                entry.record
                for entry in self._logs[partition][: self._stable_end(partition)]
                if entry.record is not None and (entry.transaction is None or entry.transaction.committed)
            ]
        return found

    # Broker

    def consumer(self) -> "FakeConsumer":
        return FakeConsumer(self)

    def reader(self) -> "FakeConsumer":
        return FakeConsumer(self)

    def producer(self, transactional_id: str) -> "FakeProducer":
        return FakeProducer(self, transactional_id)

    # What its clients do

    def meet_fault(self, operation: str) -> Fault | None:
        if self.down:
            return Fault(Retriable("the broker is down"), takes_effect=False)
        if self.silent:
            return Fault(Silence(), takes_effect=False)
        faults = self._faults[operation]
        return faults.popleft() if faults else None

    def take_id(self, transactional_id: str) -> int:
        if transactional_id in self._open:
            self.end(transactional_id, committed=False)
        self._epochs[transactional_id] += 1
        return self._epochs[transactional_id]

    def check(self, transactional_id: str, epoch: int) -> None:
        if self._epochs[transactional_id] != epoch:
            raise Fenced(f"{transactional_id}: epoch {epoch} is over")

    def begin(self, transactional_id: str) -> None:
        if transactional_id in self._open:
            raise Retriable("a transaction is open already")
        self._open[transactional_id] = Transaction()

    def write(self, transactional_id: str, record: OutgoingRecord) -> None:
        by_key = zlib.crc32(record.key or b"") % self._partitions[record.topic]
        number = by_key if record.partition is None else record.partition
        partition = Partition(record.topic, number)
        transaction = self._opened(transactional_id)
        transaction.partitions.add(partition)
        self._append(partition, record, transaction)

    def add_position(self, transactional_id: str, partition: Partition, position: Committed) -> None:
        self._opened(transactional_id).positions[partition] = position

    def _opened(self, transactional_id: str) -> Transaction:
        if transactional_id not in self._open:
            raise Retriable("no transaction is open")
        return self._open[transactional_id]

    def end(self, transactional_id: str, *, committed: bool) -> None:
        transaction = self._opened(transactional_id)
        del self._open[transactional_id]
        transaction.open = False
        transaction.committed = committed
        if committed:
            self.positions.update(transaction.positions)
        for partition in transaction.partitions:
            self._logs[partition].append(Entry(None, transaction))
        self._notify()

    def bounds(self, partition: Partition) -> Bounds:
        return Bounds(self._starts[partition], self._stable_end(partition))

    def fetch(self, partition: Partition, offset: int, most: int) -> tuple[list[ReceivedRecord], int]:
        """Committed records from ``offset``, and the offset to fetch from next."""
        end = self._stable_end(partition)
        if not self._starts[partition] <= offset <= end:
            raise OutOfRange([partition])
        records: list[ReceivedRecord] = []
        while offset < end and len(records) < most:
            entry = self._logs[partition][offset]
            offset += 1
            if entry.record is not None and (entry.transaction is None or entry.transaction.committed):
                records.append(entry.record)
        return records, offset

    def join(self, member: "FakeConsumer") -> None:
        self.members.append(member)
        member.rebalancing = asyncio.ensure_future(self._rebalance())

    def leave(self, member: "FakeConsumer") -> None:
        if member in self.members:
            self.members.remove(member)
            if self.members:
                self.members[0].rebalancing = asyncio.ensure_future(self._rebalance())

    async def _rebalance(self) -> None:
        members = list(self.members)
        for member in members:
            held = sorted(member.assigned)
            self.rebalances.append(f"revoked {[partition.number for partition in held]}")
            await member.listener.revoked(held)
            member.assigned.clear()
        topic = members[0].topic
        share: dict[int, list[Partition]] = defaultdict(list)
        for number in range(self._partitions[topic]):
            share[number % len(members)].append(Partition(topic, number))
        for index, member in enumerate(members):
            member.assigned = dict.fromkeys(share[index])
            member.paused = set(share[index])
            self.rebalances.append(f"assigned {[partition.number for partition in share[index]]}")
            await member.listener.assigned(share[index])
        self._notify()

    def _append(self, partition: Partition, record: OutgoingRecord, transaction: Transaction | None) -> int:
        log = self._logs[partition]
        offset = len(log)
        received = ReceivedRecord(
            partition, offset, 1_700_000_000_000 + offset, record.key, record.value, record.headers
        )
        log.append(Entry(received, transaction))
        self._notify()
        return offset

    def _stable_end(self, partition: Partition) -> int:
        log = self._logs[partition]
        opened = (index for index, entry in enumerate(log) if entry.transaction is not None and entry.transaction.open)
        return next(opened, len(log))

    def _notify(self) -> None:
        self.changed.set()
        self.changed = asyncio.Event()


class FakeConsumer:
    """``Consumer`` of the group."""

    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self.assigned: dict[Partition, int | None] = {}
        self.paused: set[Partition] = set()
        self._handed_out: dict[Partition, int] = {}
        self.topic = ""
        self.listener: RebalanceListener
        self.rebalancing: asyncio.Future[None] | None = None
        self.stopped = False

    async def start(self) -> None:
        await self._meet_fault("consumer_start")

    def subscribe(self, topic: str, listener: RebalanceListener) -> None:
        self.topic, self.listener = topic, listener
        self._broker.join(self)

    def assign(self, partitions: Sequence[Partition]) -> None:
        self.assigned = dict.fromkeys(partitions, 0)
        self.paused = set(partitions)

    async def position(self, partition: Partition) -> int:
        position = self.assigned[partition]
        assert position is not None
        return position

    async def poll(self, timeout_s: float, max_records: int) -> dict[Partition, list[ReceivedRecord]]:
        self._broker.polls += 1
        if self._broker.silent:  # fetches go on in the background, a poll waits for what they bring
            await asyncio.sleep(timeout_s)
            return {}
        await self._meet_fault("poll")
        found = self._fetch(max_records)
        if not found:
            try:
                async with asyncio.timeout(timeout_s):
                    await self._broker.changed.wait()
            except TimeoutError:
                return {}
            found = self._fetch(max_records)
        return found

    def _fetch(self, max_records: int) -> dict[Partition, list[ReceivedRecord]]:
        found: dict[Partition, list[ReceivedRecord]] = {}
        if self._broker.down:
            return found
        for partition, position in self.assigned.items():
            if position is None or partition in self.paused:
                continue
            records, self.assigned[partition] = self._broker.fetch(partition, position, max_records)
            if records:
                found[partition] = records
                self._handed_out[partition] = records[-1].offset + 1
        return found

    def seek(self, partition: Partition, offset: int) -> None:
        if partition in self.assigned:
            self.assigned[partition] = offset
            self._handed_out[partition] = offset
            self._broker._notify()

    def pause(self, partition: Partition) -> None:
        if partition in self.assigned:
            self.paused.add(partition)

    def resume(self, partition: Partition) -> None:
        self.paused.discard(partition)
        self._broker._notify()

    async def bounds(self, partition: Partition) -> Bounds:
        await self._meet_fault("bounds")
        return self._broker.bounds(partition)

    def end_offset(self, partition: Partition) -> int | None:
        if partition not in self.assigned:
            return None
        end, position = self._broker.bounds(partition).end, self.assigned[partition]
        return self._handed_out.get(partition, end) if position is not None and position >= end else end

    async def probe(self) -> None:
        await self._meet_fault("probe")

    async def stop(self) -> None:
        self.stopped = True
        self._broker.leave(self)

    async def _meet_fault(self, operation: str) -> None:
        await asyncio.sleep(0)
        fault = self._broker.meet_fault(operation)
        if fault is not None:
            await strike(fault)


class FakeProducer:
    """``TransactionalProducer``."""

    def __init__(self, broker: FakeBroker, transactional_id: str) -> None:
        self._broker = broker
        self._id = transactional_id
        self._epoch = 0
        self.closed = False

    async def start(self) -> None:
        async with _Call(self._broker, "start"):
            self._epoch = self._broker.take_id(self._id)

    async def committed(self, partition: Partition) -> Committed | None:
        async with _Call(self._broker, "committed"):
            return self._broker.positions.get(partition)
        raise AssertionError

    async def begin(self) -> None:
        async with _Call(self._broker, "begin"):
            self._check()
            self._broker.begin(self._id)

    async def send(self, records: Sequence[OutgoingRecord]) -> None:
        async with _Call(self._broker, "send"):
            for record in records:
                self._check()
                if len(record.value or b"") > self._broker.max_record_bytes:
                    raise RecordTooLarge(f"{len(record.value or b'')} bytes")
                self._broker.write(self._id, record)

    async def send_position(self, partition: Partition, position: Committed) -> None:
        async with _Call(self._broker, "send_position"):
            self._check()
            self._broker.add_position(self._id, partition, position)

    async def commit(self) -> None:
        async with _Call(self._broker, "commit"):
            self._check()
            self._broker.end(self._id, committed=True)

    async def abort(self) -> None:
        async with _Call(self._broker, "abort"):
            self._check()
            self._broker.end(self._id, committed=False)

    async def close(self) -> None:
        self.closed = True

    def _check(self) -> None:
        self._broker.check(self._id, self._epoch)


class _Call:
    """A round trip to the broker: one step of the event loop, and the fault that a test has put there."""

    def __init__(self, broker: FakeBroker, operation: str) -> None:
        self._broker = broker
        self._operation = operation
        self._fault: Fault | None = None

    async def __aenter__(self) -> None:
        await asyncio.sleep(0)
        self._fault = self._broker.meet_fault(self._operation)
        if self._fault is not None and not self._fault.takes_effect:
            await strike(self._fault)

    async def __aexit__(self, kind: object, *_: object) -> None:
        if self._fault is not None and kind is None:
            await strike(self._fault)
