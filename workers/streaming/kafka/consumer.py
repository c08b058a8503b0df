"""The group member over aiokafka."""

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import KafkaError, NoOffsetForPartitionError, OffsetOutOfRangeError

from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.errors import RAISED_BY_AIOKAFKA, translated
from workers.streaming.kafka.header_names import accept_any_header_name
from workers.streaming.kafka.static_membership import StaticMembership
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Bounds, OutOfRange, Partition, RebalanceListener, ReceivedRecord

_MARGIN_S = 5.0  # the drain ends this long before the group gives up waiting for us
_STOP_TIMEOUT_S = 5.0
_POLL_GRACE_S = 1.0


class KafkaConsumer:
    """``Consumer`` over aiokafka; see there for the contract.

    ``auto_offset_reset`` is ``none``: positions come from :meth:`seek` alone, after fencing. What aiokafka fetches
    before the first seek of an assignment is handed out like the rest and left out by the partition's frontier.

    ``grouped`` False: no member of any group; its partitions come from :meth:`assign`.
    """

    def __init__(self, connection: Connection, options: StreamingOptions, *, grouped: bool = True) -> None:
        session_ms = int(options.session_timeout_s * 1000)
        self._instance_id = options.group_instance_id if grouped else None
        self._static: StaticMembership | None = None
        # A broker returns the first record whole even when it is larger than these two.
        fetch_bytes = max(1_000_000, options.byte_budget // 4)
        self._handed_out: dict[Partition, int] = {}  # offset after the last record since the last seek
        accept_any_header_name()
        self._consumer: Any = AIOKafkaConsumer(
            **connection.client_arguments(),
            group_id=options.group_id if grouped else None,
            group_instance_id=options.group_instance_id if grouped else None,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            session_timeout_ms=session_ms,
            heartbeat_interval_ms=session_ms // 8,
            rebalance_timeout_ms=int((options.drain_timeout_s + _MARGIN_S) * 1000),
            max_poll_interval_ms=int(options.max_poll_interval_s * 1000),
            max_partition_fetch_bytes=min(1_000_000, fetch_bytes),
            fetch_max_bytes=fetch_bytes,
            fetch_max_wait_ms=100,
        )

    async def start(self) -> None:
        """Connect; the group is joined by :meth:`subscribe`."""
        with translated():
            await self._consumer.start()
        if self._instance_id is not None:
            self._static = StaticMembership(self._consumer._coordinator)  # noqa: SLF001 - see there

    def subscribe(self, topic: str, listener: RebalanceListener) -> None:
        """Join the group."""
        self._consumer.subscribe([topic], listener=_Listener(self._consumer, listener))

    def assign(self, partitions: Sequence[Partition]) -> None:
        """Take partitions without a group; they are paused until sought and resumed."""
        topic_partitions = [TopicPartition(*partition) for partition in partitions]
        self._consumer.assign(topic_partitions)
        _hold(self._consumer, topic_partitions)

    async def position(self, partition: Partition) -> int:
        """Offset that is fetched next: past what was handed out, and past markers and aborted records after it.

        Raises:
            Retriable: the partition is not assigned.
        """
        with translated():
            position: int = await self._consumer.position(TopicPartition(*partition))
        return position

    async def poll(self, timeout_s: float, max_records: int) -> dict[Partition, list[ReceivedRecord]]:
        """See ``Consumer.poll``.

        ``getmany`` is awaited directly, not in a task of its own, so that its return and ours are one step of the event
        loop. During a rebalance it waits without regard to its timeout, hence the outer one.
        """
        try:
            async with asyncio.timeout(timeout_s + _POLL_GRACE_S):
                with translated(), self._unless_replaced():
                    batches = await self._getmany(timeout_s, max_records)
        except TimeoutError:
            return {}
        found = {
            Partition(*topic_partition): [_received(Partition(*topic_partition), record) for record in records]
            for topic_partition, records in batches.items()
            if records
        }
        self._handed_out.update((partition, records[-1].offset + 1) for partition, records in found.items())
        return found

    @contextmanager
    def _unless_replaced(self) -> Iterator[None]:
        """Raise Fatal for whatever went wrong when it went wrong because another worker has our instance id."""
        try:
            yield
        except KafkaError:
            if self._static is not None and self._static.fenced:
                raise Fatal(
                    f"another worker has joined as STRINGER_GROUP_INSTANCE_ID={self._instance_id} and has this one's"
                    " partitions: give each worker an id of its own, unless this one was meant to be replaced"
                ) from None
            raise

    async def _getmany(self, timeout_s: float, max_records: int) -> dict[Any, list[Any]]:
        try:
            batches: dict[Any, list[Any]] = await self._consumer.getmany(
                timeout_ms=int(timeout_s * 1000), max_records=max_records
            )
        except NoOffsetForPartitionError:
            return {}  # not sought yet; its task will
        except OffsetOutOfRangeError as error:
            raise OutOfRange([Partition(*topic_partition) for topic_partition in error.args[0]]) from error
        return batches

    def seek(self, partition: Partition, offset: int) -> None:
        """Move the position."""
        if self._is_assigned(partition):
            self._handed_out[partition] = offset
            self._consumer.seek(TopicPartition(*partition), offset)

    def pause(self, partition: Partition) -> None:
        """Stop fetching; what was prefetched is thrown away."""
        if self._is_assigned(partition):
            self._consumer.pause(TopicPartition(*partition))

    def resume(self, partition: Partition) -> None:
        """Fetch again."""
        if self._is_assigned(partition):
            self._consumer.resume(TopicPartition(*partition))

    async def bounds(self, partition: Partition) -> Bounds:
        """Ask the partition's leader."""
        topic_partition = TopicPartition(*partition)
        with translated():
            start = await self._consumer.beginning_offsets([topic_partition])
            end = await self._consumer.end_offsets([topic_partition])
        return Bounds(start[topic_partition], end[topic_partition])

    def end_offset(self, partition: Partition) -> int | None:
        """The last stable offset as of the last fetch, less the markers and aborted records that end the partition."""
        if not self._is_assigned(partition):
            return None
        topic_partition = TopicPartition(*partition)
        offset: int | None = self._consumer.last_stable_offset(topic_partition)
        if offset is None or offset < 0:
            return None
        # ``AIOKafkaConsumer.position`` is the same, but a coroutine that may wait.
        state = self._consumer._subscription.subscription.assignment.state_value(topic_partition)  # noqa: SLF001 - same
        at_end = state.has_valid_position and state.position >= offset
        return self._handed_out.get(partition, offset) if at_end else offset

    async def probe(self) -> None:
        """Ask any broker for the topics."""
        with translated():
            await self._consumer.topics()

    async def stop(self) -> None:
        """Leave the group and disconnect within five seconds, whatever the broker does."""
        stopping = asyncio.ensure_future(self._consumer.stop())
        await asyncio.wait([stopping], timeout=_STOP_TIMEOUT_S)
        if not stopping.done():
            stopping.cancel()
            await asyncio.wait([stopping], timeout=1.0)
        if stopping.done() and not stopping.cancelled():
            stopping.exception()  # looked at: how leaving failed no longer matters

    def _is_assigned(self, partition: Partition) -> bool:
        try:
            return TopicPartition(*partition) in self._consumer.assignment()
        except RAISED_BY_AIOKAFKA:
            return False


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka ships no types
    """Hands aiokafka's calls on in our terms."""

    def __init__(self, consumer: Any, listener: RebalanceListener) -> None:  # noqa: ANN401 - aiokafka ships no types
        self._consumer = consumer
        self._listener = listener

    async def on_partitions_revoked(self, revoked: Sequence[Any]) -> None:
        await self._listener.revoked([Partition(*topic_partition) for topic_partition in revoked])

    async def on_partitions_assigned(self, assigned: Sequence[Any]) -> None:
        _hold(self._consumer, assigned)
        await self._listener.assigned([Partition(*topic_partition) for topic_partition in assigned])


def _hold(consumer: Any, topic_partitions: Sequence[Any]) -> None:  # noqa: ANN401 - aiokafka ships no types
    for topic_partition in topic_partitions:
        consumer.pause(topic_partition)
        # Any position will do for a paused partition, but one it must have: aiokafka sends a broker no fetch at all
        # while one of the broker's partitions has none.
        consumer.seek(topic_partition, 0)


def _received(partition: Partition, record: Any) -> ReceivedRecord:  # noqa: ANN401 - aiokafka ships no types
    return ReceivedRecord(
        partition=partition,
        offset=record.offset,
        timestamp_ms=record.timestamp,
        key=record.key,
        value=record.value,
        headers=tuple((sys.intern(name), value) for name, value in record.headers),
    )
