"""The transactional producer over aiokafka."""

import asyncio
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaProducer, OffsetAndMetadata, TopicPartition
from aiokafka.errors import ProducerClosed
from aiokafka.record.default_records import DefaultRecordBatch

from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.errors import translated
from workers.streaming.kafka.group_offsets import committed_positions
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Committed, OutgoingRecord, Partition

_CLOSE_TIMEOUT_S = 2.0
# How large a record is counts for the broker after compression. An upstream producer that compresses well gets articles
# of many times `max_message_bytes` into the raw topic, and their dead letters hold the same bytes.
# Beyond this one the calls to the brokers would wait for the compression longer than they may take.
_UNCOMPRESSED_MAX_BYTES = 128 * 1024 * 1024
_CANCELLATIONS = 4


class KafkaProducer:
    """``TransactionalProducer`` over aiokafka; see there for the contract."""

    def __init__(self, connection: Connection, options: StreamingOptions, transactional_id: str) -> None:
        self._group_id = options.group_id
        self._plain_max_bytes = options.max_request_bytes
        self._producer: Any = AIOKafkaProducer(
            **connection.client_arguments(),
            transactional_id=transactional_id,
            transaction_timeout_ms=int(options.transaction_timeout_s * 1000),
            max_request_size=_UNCOMPRESSED_MAX_BYTES,
            acks="all",
        )

    async def start(self) -> None:
        """Connect and take the transactional id."""
        with translated():
            await self._producer.start()

    async def committed(self, partition: Partition) -> Committed | None:
        """Ask the group's coordinator."""
        with translated():
            client = self._producer.client
        return (await committed_positions(client, self._group_id, [partition]))[partition]

    async def begin(self) -> None:
        """Begin a transaction; local."""
        with translated():
            await self._producer.begin_transaction()

    async def send(self, records: Sequence[OutgoingRecord]) -> None:
        """Queue all records (aiokafka batches them per output partition), then wait until the broker has each."""
        deliveries: list[asyncio.Future[Any]] = []
        try:
            with translated():
                for record in records:
                    delivery = await self._queue(record)
                    deliveries.append(delivery)
                await asyncio.gather(*deliveries)
        finally:
            # After a failure, of the others' outcome nothing is wanted, but asyncio wants it looked at.
            for delivery in deliveries:
                if not delivery.done():
                    delivery.cancel()
                elif not delivery.cancelled():
                    delivery.exception()

    async def _queue(self, record: OutgoingRecord) -> "asyncio.Future[Any]":
        """Queue a record; one that is too large as it is goes in a batch of its own, compressed."""
        accumulator = self._producer._message_accumulator  # noqa: SLF001 - aiokafka knows one compression per producer
        plain = accumulator._compression_type  # noqa: SLF001 - same
        if len(record.value or b"") > self._plain_max_bytes:
            accumulator._compression_type = DefaultRecordBatch.CODEC_ZSTD  # noqa: SLF001 - same
        try:
            delivery: asyncio.Future[Any] = await self._producer.send(
                record.topic,
                value=record.value,
                key=record.key,
                partition=record.partition,
                headers=list(record.headers),
            )
        finally:
            accumulator._compression_type = plain  # noqa: SLF001 - same
        return delivery

    async def send_position(self, partition: Partition, position: Committed) -> None:
        """Add the input position to the transaction."""
        offsets = {TopicPartition(*partition): OffsetAndMetadata(position.offset, position.metadata)}
        with translated():
            await self._producer.send_offsets_to_transaction(offsets, self._group_id)

    async def commit(self) -> None:
        """Commit."""
        with translated():
            await self._producer.commit_transaction()

    async def abort(self) -> None:
        """Abort."""
        with translated():
            await self._producer.abort_transaction()

    async def close(self) -> None:
        """Disconnect within a few seconds, whatever the broker does."""
        stopping = asyncio.ensure_future(self._producer.stop())
        await asyncio.wait([stopping], timeout=_CLOSE_TIMEOUT_S)
        if not stopping.done():
            await self._cut_off()
            stopping.cancel()
            await asyncio.wait([stopping], timeout=_CLOSE_TIMEOUT_S)
        _retrieve(stopping)
        outcome = self._producer._txn_manager._transaction_waiter  # noqa: SLF001 - a fenced producer fails it unasked
        if outcome is not None:
            _retrieve(outcome)
        accumulator = self._producer._message_accumulator  # noqa: SLF001 - a sender that failed fails its waiters, too
        queued = (batch for batches in accumulator._batches.values() for batch in batches)  # noqa: SLF001 - same
        for batch in (*queued, *accumulator._pending_batches):  # noqa: SLF001 - same
            _retrieve(batch._drain_waiter)  # noqa: SLF001 - same

    async def _cut_off(self) -> None:
        """End what ``stop`` waits for: it flushes first, which never ends without a broker, and cannot be told not to.

        The epoch of this producer is spent: nothing that it still sends after the next start of its id can count.
        """
        accumulator = self._producer._message_accumulator  # noqa: SLF001 - see above
        accumulator.fail_all(ProducerClosed())
        sender = self._producer._sender.sender_task  # noqa: SLF001 - see above
        for _ in range(_CANCELLATIONS):  # the first one ends its loop, the next ones the requests it then waits for
            if sender is None or sender.done():
                break
            sender.cancel()
            await asyncio.wait([sender], timeout=_CLOSE_TIMEOUT_S / _CANCELLATIONS)
        if sender is not None:
            _retrieve(sender)
        closing = asyncio.ensure_future(self._producer.client.close())
        await asyncio.wait([closing], timeout=_CLOSE_TIMEOUT_S)
        _retrieve(closing)


def _retrieve(task: "asyncio.Future[Any]") -> None:
    """Look at how the task ended, so that asyncio does not report it as never looked at; it no longer matters."""
    if task.done() and not task.cancelled():
        task.exception()
