"""Records that may kill whole workers: how a death is remembered when nothing of the process is left to remember it.

The children of the pool crash and hang without harm to the worker. Should a record nevertheless take the whole worker
down (or its machine: out of memory), the group gives the partition to the next worker, and the next, and each dies. So
a count is stored as metadata of the committed offset, by a transaction of the partition's producer: by nothing less,
since a plain commit of a worker that lost the partition could set the offset back.
"""

from dataclasses import dataclass, replace

from workers.streaming.ports import Committed


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What is stored with a committed offset.

    Attributes:
        deaths: attempts at the record at that offset that were begun and not ended in an orderly way.
        careful: records from there on that are processed alone, so that the guilty one is found.
    """

    deaths: int = 0
    careful: int = 0

    def begun(self, careful_records: int) -> "Suspicion":
        """What to store before work on the record begins; after a death, work goes on carefully."""
        careful = max(self.careful, careful_records) if self.deaths else self.careful
        return replace(self, deaths=self.deaths + 1, careful=careful)

    def passed(self) -> "Suspicion":
        """What to store with the record's completion."""
        return Suspicion(deaths=0, careful=max(0, self.careful - 1))

    def at(self, offset: int) -> Committed:
        """The position to commit."""
        return Committed(offset, self.encode())

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


class DeathWatch:
    """The suspicion about one partition's next record, and whether our own attempt at it is on record.

    ::

        taken ──► mark: deaths + 1 ──► work ──► committed: cleared
                        │                └────► released in order: unmarked
                        └── the worker dies: the next one reads deaths + 1

    The first work after taking a partition is marked, so that a death there is noticed; after a death, the next
    ``careful_records`` records are marked and processed one by one. In between nothing is: one transaction a batch.
    """

    def __init__(self, *, careful_records: int, deadly: int) -> None:
        self._careful_records = careful_records
        self._deadly = deadly
        self._offset: int | None = None  # what follows is about the record here
        self._suspicion = Suspicion()  # our own attempt left out
        self._marked = False
        self._fresh = True

    @property
    def deaths(self) -> int:
        """Workers that died over the next record, as far as known."""
        return self._suspicion.deaths

    @property
    def condemned(self) -> bool:
        """Whether the next record is to become a dead letter, unread."""
        return self._suspicion.deaths >= self._deadly

    @property
    def careful(self) -> bool:
        """Whether the next record must be processed alone."""
        return self._suspicion != Suspicion()

    @property
    def calls_for_mark(self) -> bool:
        """Whether the attempt at the next record must be on record before it begins."""
        return not self._marked and not self.condemned and (self._fresh or self.careful)

    @property
    def calls_for_unmark(self) -> bool:
        """Whether an attempt is on record that did not come to its end."""
        return self._marked

    def taken(self, offset: int, metadata: str) -> bool:
        """The committed position was read; whether that brought a suspicion we did not know of.

        Reading our own mark again (after an error that was not a death) changes nothing.
        """
        if offset == self._offset:
            self._marked = self._marked and metadata == self._begun().encode()
            return False
        self._offset, self._suspicion, self._marked = offset, Suspicion.decode(metadata), False
        return self._suspicion.deaths > 0

    def mark(self, offset: int) -> Committed:
        """The position that puts our attempt on record; call :meth:`marked` once it is committed."""
        return self._begun().at(offset)

    def marked(self) -> None:
        """The mark is committed."""
        self._marked = True

    def unmark(self, offset: int) -> Committed:
        """The position that takes the mark back."""
        return self._suspicion.at(offset)

    def unmarked(self) -> None:
        """The mark is taken back."""
        self._marked = False

    def completion(self, offset: int) -> Committed:
        """The position to commit with the completion of the next record or batch; ``offset`` follows it."""
        return self._after().at(offset)

    def completed(self, offset: int) -> None:
        """The completion is committed."""
        self._offset, self._suspicion = offset, self._after()
        self._marked = self._fresh = False

    def _begun(self) -> Suspicion:
        return self._suspicion.begun(self._careful_records)

    def _after(self) -> Suspicion:
        return self._begun().passed() if self.careful else Suspicion()
