"""The outcomes of one partition's messages: three bytes an offset, whatever the messages' size."""

from collections.abc import Iterator

_MOST = 255


class Page:
    """Offsets of one raw partition from ``first`` up to, not including, ``committed``."""

    def __init__(self, first: int, committed: int) -> None:
        self.first = first
        self.committed = max(first, committed)
        size = self.committed - first
        self._consumed = bytearray(size)
        self._enriched = bytearray(size)
        self._dead = bytearray(size)

    def consume(self, offset: int) -> None:
        """There is a message at the offset; markers and aborted records are none."""
        if self.first <= offset < self.committed:
            self._consumed[offset - self.first] = 1

    def enrich(self, offset: int) -> None:
        """It became an enriched article."""
        self._count(self._enriched, offset)

    def bury(self, offset: int) -> None:
        """It became a dead letter."""
        self._count(self._dead, offset)

    def bury_unless_known(self, offset: int) -> None:
        """It became a dead letter that is deleted by now."""
        if self.first <= offset < self.committed and not self._outcomes(offset - self.first):
            self.bury(offset)

    @property
    def consumed(self) -> int:
        """Messages."""
        return self._consumed.count(1)

    @property
    def enriched(self) -> int:
        """Messages that became an enriched article."""
        return len(self._enriched) - self._enriched.count(0)

    @property
    def dead(self) -> int:
        """Messages that became a dead letter."""
        return len(self._dead) - self._dead.count(0)

    def missing(self) -> Iterator[int]:
        """Offsets of messages without an outcome."""
        return (self.first + index for index in self._present() if not self._outcomes(index))

    def doubled(self) -> Iterator[int]:
        """Offsets of messages with more than one."""
        return (self.first + index for index in self._present() if self._outcomes(index) > 1)

    def _present(self) -> Iterator[int]:
        index = self._consumed.find(1)
        while index >= 0:
            yield index
            index = self._consumed.find(1, index + 1)

    def _outcomes(self, index: int) -> int:
        return self._enriched[index] + self._dead[index]

    def _count(self, column: bytearray, offset: int) -> None:
        if self.first <= offset < self.committed:
            index = offset - self.first
            column[index] = min(_MOST, column[index] + 1)
