"""Where a partition stands: the frontier of handed-out records, and what is stored with a committed offset.

Offsets of a Kafka partition are not contiguous: transaction markers, aborted transactions and compaction leave gaps,
so ``offset + 1`` arithmetic would take a gap for a loss. What must hold is: after a seek to ``p``, the records handed
out are all those at or after ``p``, in order, once. The consumer guarantees it between two seeks (it only hands out
what was fetched from its own position); the frontier catches what comes from before a seek.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from workers.streaming.ports import Committed, ReceivedRecord


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


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Stored as metadata of the committed offset: did the record there kill whole workers?

    The children of the pool crash and hang without harm to the worker. Should a record nevertheless take the whole
    worker down (or its machine: out of memory), then nothing in the process is left to remember it, so the count is
    committed, in a transaction, before work on the record begins, and cleared by the commit that completes it.

    Attributes:
        deaths: attempts at the record at the committed offset that were begun and not ended in an orderly way.
        careful: records from there on that are processed alone, so that the guilty one is found.
    """

    deaths: int = 0
    careful: int = 0

    def begun(self, careful_records: int) -> "Suspicion":
        """What to commit before work on the record begins; after a death, work goes on carefully."""
        careful = max(self.careful, careful_records) if self.deaths else self.careful
        return replace(self, deaths=self.deaths + 1, careful=careful)

    def passed(self) -> "Suspicion":
        """What to commit with the record's completion."""
        return Suspicion(deaths=0, careful=max(0, self.careful - 1))

    def encode(self) -> str:
        """Metadata text; empty when there is no suspicion."""
        return f"suspicion/1 deaths={self.deaths} careful={self.careful}" if self != Suspicion() else ""

    @staticmethod
    def decode(metadata: str) -> "Suspicion":
        """Read metadata; text that this class did not write (a reset by a tool) holds no suspicion."""
        words = metadata.split(" ")
        if len(words) != 3 or words[0] != "suspicion/1":  # noqa: PLR2004 - the format has three words
            return Suspicion()
        fields = dict(word.partition("=")[::2] for word in words[1:])
        try:
            return Suspicion(deaths=max(0, int(fields["deaths"])), careful=max(0, int(fields["careful"])))
        except (KeyError, ValueError):
            return Suspicion()

    def at(self, offset: int) -> Committed:
        """The position to commit."""
        return Committed(offset, self.encode())
