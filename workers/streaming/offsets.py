"""Where a partition stands: the frontier of handed-out records.

Offsets of a Kafka partition are not contiguous: transaction markers, aborted transactions and compaction leave gaps,
so ``offset + 1`` arithmetic would take a gap for a loss. What must hold is: after a seek to ``p``, the records handed
out are all those at or after ``p``, in order, once. The consumer guarantees it between two seeks (it only hands out
what was fetched from its own position); the frontier catches what comes from before a seek.
"""

from collections.abc import Sequence

from workers.streaming.ports import ReceivedRecord


class OffsetFrontier:
    """The next offset to accept, to process and to commit, of one partition, between one seek and the next.

    ::

        committed <= accepted          committed: next offset to process, as the broker knows it
                                       accepted:  next offset to accept from the consumer
    """

    def __init__(self) -> None:
        self._open = False
        self._accepted = -1
        self._committed = -1

    @property
    def committed(self) -> int | None:
        """Next offset to process after everything committed, None before the first seek."""
        return self._committed if self._committed >= 0 else None

    def seek(self, offset: int) -> None:
        """Accept records from ``offset`` on."""
        if offset < 0:
            raise ValueError(f"offset {offset} is negative")
        self._accepted = self._committed = offset
        self._open = True

    def close(self) -> None:
        """Accept nothing until the next seek; what was accepted may still be committed."""
        self._open = False

    def accept(self, records: Sequence[ReceivedRecord]) -> list[ReceivedRecord]:
        """The records to take; those from before the seek, or seen already, are left out."""
        if not self._open:
            return []
        taken: list[ReceivedRecord] = []
        for record in records:
            if record.offset >= self._accepted:
                taken.append(record)
                self._accepted = record.offset + 1
        return taken

    def commit(self, offset: int) -> None:
        """``offset`` is the committed position now. Raises ValueError if it goes back, or beyond what was accepted."""
        if not self._committed <= offset <= self._accepted:
            raise ValueError(f"commit of {offset} outside of {self._committed}..{self._accepted}")
        self._committed = offset
