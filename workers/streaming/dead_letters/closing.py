"""Closing letters: what goes with a letter, and its mark, in one transaction.

So a killed command neither loses a letter nor sends one twice::

    take the transactional id ──► read the marks ──► for each open letter selected: send, mark; a batch a transaction
            ▲                                                    │
            └───────────── Retriable, CommitUnknown ◄────────────┤
                                                       Fenced ──► another command has taken over: stop

There is one transactional id for a queue, whoever runs the command and wherever. To take it fences a command that
still runs, and ends or aborts what a killed one left open; the marks read *after* that are all there are. An unknown
outcome is settled the same way.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from typing import TypeVar

from schemas.codec import encode
from schemas.letter_mark import Closed, LetterMark, mark_key
from workers.errors import CommitUnknown, Fatal, Fenced, Retriable
from workers.streaming.dead_letters.letter import Letter
from workers.streaming.dead_letters.log import Log
from workers.streaming.dead_letters.marks import OPEN, Marks, read_marks
from workers.streaming.dead_letters.selection import Selection
from workers.streaming.dead_letters.survey import letters
from workers.streaming.options import TopicNames
from workers.streaming.ports import OutgoingRecord, RecordTooLarge, TransactionalProducer

T = TypeVar("T")

BATCH_RECORDS = 100
BATCH_BYTES = 1_000_000
_PATIENCE_S = 60.0
_PAUSE_S = 0.2


@dataclass(frozen=True, slots=True)
class Closing:
    """What to do with which letters.

    Attributes:
        state: what they are afterwards.
        selection: which.
        ends: by partition of the dead-letter topic, the offset before which they are: fixed when the command begins, so
            that a message that fails once more is not taken again by the same command.
        admits: further condition; those that do not meet it stay open.
        sends: what goes with a letter.
        run: names this run of the command in the marks.
        now_ms: time of the marks, milliseconds since the epoch.
    """

    state: Closed
    selection: Selection
    ends: Mapping[int, int]
    admits: Callable[[Letter], bool]
    sends: Callable[[Letter], Sequence[OutgoingRecord]]
    run: str
    now_ms: int


@dataclass(frozen=True, slots=True)
class ClosingResult:
    """``closed`` letters by this run, all committed; ``refused`` are the places of those too large for Kafka."""

    closed: int
    refused: tuple[str, ...]
    marks: Marks


class Closer:
    """Closes letters of one queue."""

    def __init__(
        self,
        make_producer: Callable[[str], TransactionalProducer],
        log: Log,
        topics: TopicNames,
        *,
        call_timeout_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._make_producer = make_producer
        self._log = log
        self._topics = topics
        self._call_timeout_s = call_timeout_s
        self._clock = clock
        self._batch_records = BATCH_RECORDS
        self._refused: dict[tuple[int, int], str] = {}

    async def close(self, closing: Closing, on_closed: Callable[[int], None] = lambda _: None) -> ClosingResult:
        """Close the letters; ``on_closed`` is told how many are closed so far, by this run.

        Raises:
            Fatal: another command has begun to close letters of this queue; or no retry helps.
            Retriable: Kafka could not do it for a minute; what was closed stays closed, the rest stays open.
        """
        if not await self._log.bounds(self._topics.marks):
            raise Fatal(f"there is no topic {self._topics.marks}: stringer topics create")
        give_up_at = self._clock() + _PATIENCE_S
        while True:
            producer = self._make_producer(f"{self._topics.dead_letters}-closing")
            try:
                await self._within(producer.start())
                marks = await read_marks(self._log, self._topics.marks)
                await self._close_open(producer, marks, closing, on_closed)
                await self._settle()
            except Fenced as error:
                raise Fatal(
                    "another redrive or purge of this queue has begun meanwhile: this one stops, what it has closed"
                    " stays closed; `stringer dlq list` shows what is left"
                ) from error
            except RecordTooLarge:
                continue  # noted; go on without it
            except (Retriable, CommitUnknown) as error:
                if self._clock() > give_up_at:
                    raise Retriable(f"Kafka could not do it: {error}; run the command again to go on") from error
                await asyncio.sleep(_PAUSE_S)
            else:
                return ClosingResult(_by(closing.run, marks), tuple(self._refused.values()), marks)
            finally:
                await producer.close()

    async def _settle(self) -> None:
        """Return when the last transaction is visible to all: a commit is answered before its markers are written."""
        producer = self._make_producer(f"{self._topics.dead_letters}-closing")
        try:
            await self._within(producer.start())
        except Fenced:
            pass  # another command has begun; to take the id, it waited for the same
        finally:
            await producer.close()

    async def _close_open(
        self, producer: TransactionalProducer, marks: Marks, closing: Closing, on_closed: Callable[[int], None]
    ) -> None:
        closed = _by(closing.run, marks)
        batch: list[Letter] = []
        async with aclosing(letters(self._log, self._topics.dead_letters, closing.ends)) as found:
            async for letter in found:
                if marks.state(letter) != OPEN or not self._is_wanted(letter, closing):
                    continue
                marks.add(_mark(letter, closing))
                batch.append(letter)
                if len(batch) >= self._batch_records or sum(each.size_bytes for each in batch) >= BATCH_BYTES:
                    closed += await self._commit(producer, batch, closing)
                    on_closed(closed)
                    batch = []
        if batch:
            closed += await self._commit(producer, batch, closing)
            on_closed(closed)

    def _is_wanted(self, letter: Letter, closing: Closing) -> bool:
        if (letter.partition, letter.offset) in self._refused:
            return False
        return closing.selection.holds(letter, letter.key) and closing.admits(letter)

    async def _commit(self, producer: TransactionalProducer, batch: Sequence[Letter], closing: Closing) -> int:
        sent = [record for letter in batch for record in closing.sends(letter)]
        sent += [self._mark_record(_mark(letter, closing)) for letter in batch]
        await self._within(producer.begin())
        try:
            await self._within(producer.send(sent))
        except RecordTooLarge as error:
            if len(batch) == 1:
                letter = batch[0]
                self._refused[letter.partition, letter.offset] = f"{letter.place}: {error}"
            self._batch_records = 1  # find the one
            raise
        try:
            await self._within(producer.commit())
        except Retriable as error:
            raise CommitUnknown(str(error)) from error
        return len(batch)

    def _mark_record(self, mark: LetterMark) -> OutgoingRecord:
        return OutgoingRecord(self._topics.marks, mark.key(), encode(mark))

    async def forget(self, places: Sequence[tuple[int, int]]) -> None:
        """Take back the marks of letters that nothing asks about any more (see ``purge.forgettable``).

        Raises:
            Retriable: Kafka could not do it; nothing depends on it.
            Fatal: another command has begun to close letters of this queue.
        """
        producer = self._make_producer(f"{self._topics.dead_letters}-closing")
        try:
            await self._within(producer.start())
            for first in range(0, len(places), BATCH_RECORDS):
                some = places[first : first + BATCH_RECORDS]
                tombstones = [OutgoingRecord(self._topics.marks, mark_key(*place), None) for place in some]
                await self._within(producer.begin())
                await self._within(producer.send(tombstones))
                await self._within(producer.commit())
        except Fenced as error:
            raise Fatal("another redrive or purge of this queue has begun meanwhile") from error
        finally:
            await producer.close()

    async def _within(self, call: Awaitable[T]) -> T:
        try:
            async with asyncio.timeout(self._call_timeout_s):
                return await call
        except TimeoutError as error:
            raise Retriable(f"no answer within {self._call_timeout_s:g} s") from error


def _mark(letter: Letter, closing: Closing) -> LetterMark:
    return LetterMark(
        state=closing.state,
        partition=letter.partition,
        offset=letter.offset,
        timestamp_ms=letter.timestamp_ms,
        stage=letter.stage,
        reason=letter.reason,
        source=letter.source,
        closed_at_ms=closing.now_ms,
        run=closing.run,
    )


def _by(run: str, marks: Marks) -> int:
    return sum(mark.run == run for mark in marks)
