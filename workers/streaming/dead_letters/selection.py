"""Which letters a command is about."""

from dataclasses import dataclass
from typing import Protocol


class Placed(Protocol):
    """A letter, or the mark of one."""

    @property
    def partition(self) -> int:
        """Of the dead-letter topic."""

    @property
    def offset(self) -> int:
        """In the dead-letter topic."""

    @property
    def timestamp_ms(self) -> int:
        """When the message was dead-lettered."""

    @property
    def stage(self) -> str:
        """Where it failed."""

    @property
    def reason(self) -> str:
        """Why it failed."""


@dataclass(frozen=True, slots=True)
class LetterRange:
    """Letters of one partition, both ends included."""

    partition: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Selection:
    """All conditions must hold; an empty one holds always.

    Attributes:
        stages, reasons: any of these.
        from_ms, to_ms: when the message was dead-lettered, milliseconds since the epoch; from included, to excluded.
        letters: within any of these ranges.
        keys: the message's key is one of these (article ids, as a rule).
    """

    stages: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    from_ms: int | None = None
    to_ms: int | None = None
    letters: tuple[LetterRange, ...] = ()
    keys: frozenset[bytes] = frozenset()

    def holds(self, letter: Placed, key: bytes | None) -> bool:
        """Whether the letter is selected; of one that is gone the key is not known, and None."""
        return (
            (not self.stages or letter.stage in self.stages)
            and (not self.reasons or letter.reason in self.reasons)
            and (self.from_ms is None or letter.timestamp_ms >= self.from_ms)
            and (self.to_ms is None or letter.timestamp_ms < self.to_ms)
            and (not self.letters or any(_within(letter, each) for each in self.letters))
            and (not self.keys or key in self.keys)
        )


def _within(letter: Placed, asked: LetterRange) -> bool:
    return letter.partition == asked.partition and asked.first <= letter.offset <= asked.last
