"""Marks: which dead letters are closed. A compacted topic beside the dead letters, one record a letter."""

from typing import Literal

import msgspec

Closed = Literal["redriven", "purged"]


class LetterSource(msgspec.Struct, frozen=True, kw_only=True):
    """The message that became the letter: its place in the raw topic, and its timestamp if it had one."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int | None = None


class LetterMark(msgspec.Struct, frozen=True, kw_only=True):
    """That a dead letter is closed: sent to the raw topic again (redriven), or given up (purged).

    ``partition`` and ``offset`` are the letter's in the dead-letter topic, ``timestamp_ms`` is its timestamp (a topic
    made anew counts from 0 again), ``closed_at_ms`` when it was closed, ``run`` the run of the command that did it. A
    letter without a mark is open.
    """

    state: Closed
    partition: int
    offset: int
    timestamp_ms: int
    stage: str
    reason: str
    source: LetterSource | None
    closed_at_ms: int
    run: str

    def key(self) -> bytes:
        """Return the key of the mark's record, by which the topic is compacted: ``partition:offset``."""
        return mark_key(self.partition, self.offset)


def mark_key(partition: int, offset: int) -> bytes:
    """Return the key of the mark of a letter."""
    return b"%d:%d" % (partition, offset)
