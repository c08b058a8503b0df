"""One partition's transactions: the machine that owns its producer.

::

                 open()                        publish()
    CLOSED ───────────────► READY ────────────────────────────► READY     committed
      ▲                      │ ▲                   │
      │ close()              │ └──── open() ── BROKEN ◄─── Retriable, RecordTooLarge, CommitUnknown
      │                      │                   │
      └──────────────────────┴──── FENCED ◄──────┘           Fenced: nothing but close() is left

``open`` takes the transactional id anew (which fences whoever held it and aborts what it left open) and *then* reads
the committed position: in that order, because a position read first could be overtaken by a commit of the former
holder. Every recovery, ours included, goes through ``open``: a producer that failed once is never used again, since
its sequence numbers and its idea of the transaction can no longer be trusted.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from enum import StrEnum
from typing import TypeVar

from workers.errors import CommitUnknown, Fenced, Retriable, StringerError
from workers.ops.metrics import TAKES, TRANSACTIONS
from workers.streaming.ports import Committed, OutgoingRecord, Partition, RecordTooLarge, TransactionalProducer

T = TypeVar("T")


class TransactionState(StrEnum):
    """See the diagram above."""

    CLOSED = "closed"
    READY = "ready"
    BROKEN = "broken"
    FENCED = "fenced"


class PartitionTransactions:
    """The transactions of one input partition. One caller at a time: the partition's task.

    ``call_timeout_s`` bounds each call to the broker: the client library retries without end.
    """

    def __init__(
        self, partition: Partition, make_producer: Callable[[], TransactionalProducer], call_timeout_s: float
    ) -> None:
        self._partition = partition
        self._make_producer = make_producer
        self._call_timeout_s = call_timeout_s
        self._producer: TransactionalProducer | None = None
        self._state = TransactionState.CLOSED
        self._epoch = 0

    @property
    def state(self) -> TransactionState:
        """Where the machine stands."""
        return self._state

    @property
    def usable(self) -> bool:
        """Whether :meth:`publish` may be called."""
        return self._state is TransactionState.READY

    @property
    def epoch(self) -> int:
        """Number of successful :meth:`open` calls."""
        return self._epoch

    async def open(self) -> Committed | None:
        """Take the partition: fence, then read the committed position (None: there never was one).

        Raises:
            Retriable: call again.
            Fenced: a newer holder came in between, or came before.
            Fatal: not authorized, not supported.
        """
        if self._state is TransactionState.FENCED:
            raise Fenced(f"{self._partition} was fenced; it is never opened again by this owner")
        await self._discard()
        producer = self._producer = self._make_producer()
        self._state = TransactionState.BROKEN  # until all of it has succeeded
        try:
            await self._within(producer.start(), "taking the transactional id")
            position = await self._within(producer.committed(self._partition), "reading the committed offset")
        except Fenced:
            self._state = TransactionState.FENCED
            TAKES.labels("fenced").inc()
            raise
        except StringerError:
            TAKES.labels("failed").inc()
            raise
        TAKES.labels("taken").inc()
        self._epoch += 1
        self._state = TransactionState.READY
        return position

    async def publish(self, records: Sequence[OutgoingRecord], position: Committed) -> None:
        """Send ``records`` and commit the input ``position`` with them, in one transaction.

        Raises:
            RecordTooLarge, Retriable: nothing is committed; ``open`` and do it again (or otherwise).
            CommitUnknown: it may be committed; ``open`` tells.
            Fenced: nothing is committed by us, and the partition belongs to another.
            Fatal: not authorized.
        """
        if self._state is not TransactionState.READY or self._producer is None:
            raise Retriable(f"{self._partition} has no open producer ({self._state})")
        producer = self._producer
        self._state = TransactionState.BROKEN  # whatever interrupts us from here on, cancellation included
        try:
            await self._within(producer.begin(), "beginning a transaction")
            if records:
                await self._within(producer.send(records), f"sending {len(records)} records")
            await self._within(producer.send_position(self._partition, position), "adding the offset")
        except Fenced:
            self._state = TransactionState.FENCED
            TRANSACTIONS.labels("fenced").inc()
            raise
        except StringerError as error:
            TRANSACTIONS.labels("too_large" if isinstance(error, RecordTooLarge) else "aborted").inc()
            await self._abort(producer)
            raise
        try:
            await self._within(producer.commit(), "committing")
        except Fenced:
            self._state = TransactionState.FENCED
            TRANSACTIONS.labels("fenced").inc()
            raise
        except StringerError as error:
            TRANSACTIONS.labels("unknown").inc()
            raise CommitUnknown(f"{self._partition}: {error}") from error
        TRANSACTIONS.labels("committed").inc()
        self._state = TransactionState.READY

    async def close(self) -> None:
        """Give the producer back. Leaves FENCED as it is. Never raises."""
        await self._discard()
        if self._state is not TransactionState.FENCED:
            self._state = TransactionState.CLOSED

    async def _abort(self, producer: TransactionalProducer) -> None:
        # A courtesy to readers, who wait for the end of an open transaction; the next open() aborts it anyway.
        try:
            await self._within(producer.abort(), "aborting")
        except Fenced:
            self._state = TransactionState.FENCED
        except StringerError:
            pass

    async def _discard(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.close()

    async def _within(self, call: Awaitable[T], what: str) -> T:
        try:
            async with asyncio.timeout(self._call_timeout_s):
                return await call
        except TimeoutError as error:
            raise Retriable(f"{self._partition}: {what} took longer than {self._call_timeout_s:g} s") from error
