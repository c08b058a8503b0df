"""What the runtime needs from Kafka and from the pool. aiokafka and the tests' fake implement the Kafka side alike.

Every method raises only the errors of ``workers.errors`` (and :class:`RecordTooLarge`); implementations translate.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from schemas.redrive import FIRST_TIMESTAMP
from workers.errors import Rejection, StringerError
from workers.messages import InputMessage, OutputRecord

KafkaHeaders = tuple[tuple[str, bytes | None], ...]
_TIMESTAMP_DIGITS = 14  # the year 5138; a publisher may write anything into a header
RECORD_OVERHEAD_BYTES = 512  # what a held record costs beside its bytes; keeps floods of tiny records within the budget


class RecordTooLarge(StringerError):  # noqa: N818 - named for what it says, like the tree in workers.errors
    """A record exceeds what the producer or the broker takes; the transaction it was in must be given up."""


class Partition(NamedTuple):
    """A partition of an input topic."""

    topic: str
    number: int

    def __str__(self) -> str:
        return f"{self.topic}-{self.number}"


@dataclass(frozen=True, slots=True)
class ReceivedRecord:
    """A record as Kafka holds it; unlike ``InputMessage`` its value, and values of its headers, may be null."""

    partition: Partition
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: KafkaHeaders = ()

    @property
    def size_bytes(self) -> int:
        """What holding it costs."""
        headers = sum(len(name) + len(value or b"") for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers + RECORD_OVERHEAD_BYTES

    def as_message(self) -> InputMessage:
        """The record as the pipeline takes it: a null value or header becomes an empty one.

        A redriven one has the timestamp that it was first received with: an article does not grow younger by it.
        """
        return InputMessage(
            value=self.value or b"",
            key=self.key,
            headers=tuple((name, value or b"") for name, value in self.headers),
            topic=self.partition.topic,
            partition=self.partition.number,
            offset=self.offset,
            timestamp_ms=self._first_timestamp_ms,
        )

    @property
    def _first_timestamp_ms(self) -> int | None:
        first = dict(self.headers).get(FIRST_TIMESTAMP)
        if first is not None and first.isdigit() and len(first) <= _TIMESTAMP_DIGITS:
            return int(first)
        return self.timestamp_ms if self.timestamp_ms >= 0 else None


@dataclass(frozen=True, slots=True)
class OutgoingRecord:
    """A record to send; without a ``partition`` the partitioner places it by key."""

    topic: str
    key: bytes | None
    value: bytes | None
    headers: KafkaHeaders = ()
    partition: int | None = None


@dataclass(frozen=True, slots=True)
class Committed:
    """A committed position: the offset of the next record to process, and the metadata stored with it."""

    offset: int
    metadata: str = ""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Offsets a partition holds: from ``start`` (first kept record) up to, not including, ``end``."""

    start: int
    end: int


class RebalanceListener(Protocol):
    """Told by the consumer what the group decided. Must not raise: a client library would only log it."""

    async def revoked(self, partitions: Sequence[Partition]) -> None:
        """The partitions are about to go to others; returns when their work is ended."""

    async def assigned(self, partitions: Sequence[Partition]) -> None:
        """The partitions are this worker's now, all of them, and paused until they are sought and resumed."""


class Consumer(Protocol):
    """A group member that reads committed records only and never commits by itself."""

    async def start(self) -> None:
        """Connect. Raises Retriable (unreachable) or Fatal (not let in)."""

    def subscribe(self, topic: str, listener: RebalanceListener) -> None:
        """Join the group for ``topic``; the listener is called from then on."""

    async def poll(self, timeout_s: float, max_records: int) -> Mapping[Partition, Sequence[ReceivedRecord]]:
        """Records following the last seek or hand-out, by partition, in order; empty after ``timeout_s``.

        The hand-out is atomic: between the moment the records leave the consumer's position and the moment the caller
        has them, no other task runs, so no seek can come in between.

        Raises:
            Retriable: the session is broken and must be started anew.
            OutOfRange: a position lies outside what the broker holds.
            Fatal: the records cannot be read.
        """

    def seek(self, partition: Partition, offset: int) -> None:
        """Hand out records from ``offset`` on. A partition no longer assigned is ignored."""

    def pause(self, partition: Partition) -> None:
        """Hand out nothing of it until :meth:`resume`. A partition no longer assigned is ignored."""

    def resume(self, partition: Partition) -> None:
        """Undo :meth:`pause`. A partition no longer assigned is ignored."""

    async def bounds(self, partition: Partition) -> Bounds:
        """First and end offset on the broker. Raises Retriable."""

    def end_offset(self, partition: Partition) -> int | None:
        """Offset after the last committed record as of the last fetch, if known.

        As long as they have not been read, markers and aborted records that end the partition count as records.
        """

    async def probe(self) -> None:
        """Ask the broker anything. Raises Retriable when it does not answer."""

    async def stop(self) -> None:
        """Leave the group and disconnect; the listener is not called. Never raises."""


class Reader(Consumer, Protocol):
    """A consumer outside of any group: what it reads is assigned by hand."""

    def assign(self, partitions: Sequence[Partition]) -> None:
        """Take the partitions; they are paused until they are sought and resumed."""

    async def position(self, partition: Partition) -> int:
        """Offset fetched next: past all that was handed out, and past markers and aborted records that follow it.

        Raises:
            Retriable: the partition is not assigned.
        """


class OutOfRange(Exception):  # noqa: N818 - a signal from poll to its caller
    """Positions that the broker no longer (or not yet) holds."""

    def __init__(self, partitions: Sequence[Partition]) -> None:
        super().__init__(", ".join(map(str, partitions)))
        self.partitions = tuple(partitions)


class TransactionalProducer(Protocol):
    """A producer of one transactional id. After any error it must be closed and replaced."""

    async def start(self) -> None:
        """Take the transactional id: fences the former holder and aborts its open transaction."""

    async def committed(self, partition: Partition) -> Committed | None:
        """The group's committed position, or None if there never was one. Raises Retriable if the broker can't say."""

    async def begin(self) -> None:
        """Begin a transaction."""

    async def send(self, records: Sequence[OutgoingRecord]) -> None:
        """Send the records, in order per output partition; returns when the broker has all. Raises RecordTooLarge too.

        A record without a partition is placed by its key (none: anywhere).
        """

    async def send_position(self, partition: Partition, position: Committed) -> None:
        """Make the input position part of the transaction."""

    async def commit(self) -> None:
        """Commit. An error other than Fenced leaves the outcome open."""

    async def abort(self) -> None:
        """Abort."""

    async def close(self) -> None:
        """Disconnect; an open transaction stays open until its id is taken again or it times out. Never raises."""


class Broker(Protocol):
    """Makes clients for one cluster and group."""

    def consumer(self) -> Consumer:
        """A new consumer."""

    def producer(self, transactional_id: str) -> TransactionalProducer:
        """A new transactional producer."""


class GrouplessBroker(Protocol):
    """Makes clients that need no membership in a group."""

    def reader(self) -> Reader:
        """A new reader."""

    def producer(self, transactional_id: str) -> TransactionalProducer:
        """A new transactional producer; the positions it commits belong to the group all the same."""


Result = tuple[OutputRecord, ...] | Rejection


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one message became, and how often its processing was begun."""

    result: Result
    attempts: int = 1


class Job(Protocol):
    """A micro-batch handed to the pool."""

    @property
    def started(self) -> bool:
        """Whether a slot has taken it."""

    @property
    def answers(self) -> int:
        """How often a child has answered about it, well or badly."""

    def go(self) -> None:
        """Let a slot that holds it begin."""

    def cancel(self) -> None:
        """Give it up: not started, it never will be; started, its result is thrown away."""

    async def outcomes(self) -> Sequence[Outcome]:
        """One outcome per message, in order. Raises Fatal when the pool is broken."""


class Pool(Protocol):
    """Runs the processing function outside this process."""

    @property
    def slots(self) -> int:
        """Child processes at full strength."""

    @property
    def ready_slots(self) -> int:
        """Child processes that have loaded."""

    def start(self) -> None:
        """Begin to start the children; returns at once."""

    async def wait_ready(self) -> None:
        """Return when a child is, or was, ready. Raises Fatal when none can be started."""

    def submit(self, messages: Sequence[InputMessage], on_held: Callable[[], None] | None = None) -> Job:
        """Queue a micro-batch; the queue is first in, first out.

        With ``on_held``, the slot that takes it, ready to begin, calls that and waits for ``Job.go``.
        """

    async def stop(self) -> None:
        """End the children now."""
