"""The runtime's producer for a replay: marks what it sends, and keeps the range in the committed metadata."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from schemas.replay import REPLAY_ID
from workers.streaming.ports import Committed, OutgoingRecord, Partition, TransactionalProducer
from workers.streaming.replay.journal import Entry, unwrap


class MarkingProducer:
    """``TransactionalProducer`` over another one; the runtime sees neither mark nor entry."""

    def __init__(self, inner: TransactionalProducer, replay_id: str, entries: Mapping[Partition, Entry]) -> None:
        self._inner = inner
        self._mark = (REPLAY_ID, replay_id.encode())
        self._entries = entries

    async def start(self) -> None:
        """See ``TransactionalProducer``."""
        await self._inner.start()

    async def committed(self, partition: Partition) -> Committed | None:
        """See ``TransactionalProducer``; without the entry."""
        position = await self._inner.committed(partition)
        return None if position is None else unwrap(position)[1]

    async def begin(self) -> None:
        """See ``TransactionalProducer``."""
        await self._inner.begin()

    async def send(self, records: Sequence[OutgoingRecord]) -> None:
        """See ``TransactionalProducer``; with the mark, which replaces one that a message brought along."""
        name = self._mark[0]
        await self._inner.send(
            [
                replace(record, headers=(*(pair for pair in record.headers if pair[0] != name), self._mark))
                for record in records
            ]
        )

    async def send_position(self, partition: Partition, position: Committed) -> None:
        """See ``TransactionalProducer``; with the entry."""
        await self._inner.send_position(partition, self._entries[partition].wrap(position))

    async def commit(self) -> None:
        """See ``TransactionalProducer``."""
        await self._inner.commit()

    async def abort(self) -> None:
        """See ``TransactionalProducer``."""
        await self._inner.abort()

    async def close(self) -> None:
        """See ``TransactionalProducer``."""
        await self._inner.close()
