"""The dead letter queue of one deployment, as its commands use it."""

import time
import uuid
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass

from schemas.letter_mark import LetterMark
from workers.errors import Fatal
from workers.streaming.dead_letters.closing import Closer, Closing
from workers.streaming.dead_letters.letter import Letter, letter_of
from workers.streaming.dead_letters.log import Log
from workers.streaming.dead_letters.marks import State, read_marks
from workers.streaming.dead_letters.purge import closed_front, forgettable
from workers.streaming.dead_letters.redrive import may_be_redriven, sends_redriven
from workers.streaming.dead_letters.selection import Selection
from workers.streaming.dead_letters.survey import Admits, Survey, survey
from workers.streaming.options import TopicNames
from workers.streaming.ports import TransactionalProducer

_RUN_HEX = 12
Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A letter, and what has become of it.

    ``mark`` is None for an open one, and for one whose message was redriven from another letter.
    """

    letter: Letter
    state: State
    mark: LetterMark | None


@dataclass(frozen=True, slots=True)
class Closed:
    """What a redrive or purge did.

    Attributes:
        run: its name in the marks.
        closed: letters it closed.
        refused: places and reasons of letters that Kafka would not take; they stay open.
        freed: by partition of the dead-letter topic, the offset before which everything was deleted.
        forgotten: marks that were dropped.
    """

    run: str
    closed: int
    refused: tuple[str, ...] = ()
    freed: tuple[tuple[int, int], ...] = ()
    forgotten: int = 0


class LetterQueue:
    """Lists, shows, redrives and purges.

    Every method raises Retriable when Kafka does not answer, and Fatal when a topic is missing.

    Args:
        log: the topics.
        make_producer: for a transactional id.
        topics: of the deployment.
        call_timeout_s: of each call of a transaction.
        now_ms: the time, milliseconds since the epoch.
    """

    def __init__(
        self,
        log: Log,
        make_producer: Callable[[str], TransactionalProducer],
        topics: TopicNames,
        *,
        call_timeout_s: float,
        now_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    ) -> None:
        self._log = log
        self._make_producer = make_producer
        self._topics = topics
        self._call_timeout_s = call_timeout_s
        self._now_ms = now_ms

    async def survey(self, selection: Selection, *, max_redrives: int | None = None) -> Survey:
        """Count the letters selected; with ``max_redrives``, those that a redrive would hold back, too."""
        admits: Admits = may_be_redriven(max_redrives) if max_redrives is not None else lambda _: True
        marks = await read_marks(self._log, self._topics.marks)
        return await survey(self._log, self._topics.dead_letters, marks, selection, admits=admits)

    async def find(self, partition: int, offset: int) -> Found:
        """Return one letter.

        Raises:
            Fatal: there is none; the message says what is known of it.
        """
        topic, place = self._topics.dead_letters, f"{partition}:{offset}"
        marks = await read_marks(self._log, self._topics.marks)
        bounds = await self._log.bounds(topic)
        held = bounds.get(partition)
        if held is None:
            raise Fatal(f"{topic} has no partition {partition}" if bounds else f"there is no topic {topic}")
        mark = marks.at(partition, offset)
        if offset < held.start:
            known = f"; it was {mark.stage}/{mark.reason}, {mark.state}" if mark else ""
            raise Fatal(
                f"letter {place} is no longer there: partition {partition} begins at {held.start}, what was before was"
                f" deleted by retention or a purge{known}"
            )
        starts = {number: each.end for number, each in bounds.items()} | {partition: offset}
        async with aclosing(self._log.read(topic, starts)) as records:
            async for record in records:
                if (record.partition, record.offset) == (partition, offset):
                    letter = letter_of(record)
                    same = mark is not None and mark.timestamp_ms == letter.timestamp_ms
                    return Found(letter, marks.state(letter), mark if same else None)
                if record.partition == partition:
                    raise Fatal(f"there is no letter {place}: the next one is {partition}:{record.offset}")
        raise Fatal(f"there is no letter {place}: partition {partition} ends before")

    async def redrive(
        self, selection: Selection, plan: Survey, *, max_redrives: int, on_closed: Progress = lambda _: None
    ) -> Closed:
        """Send the open letters of the plan to the raw topic again, at most ``max_redrives`` times each message."""
        partitions = len(await self._log.bounds(self._topics.raw))
        if not partitions:
            raise Fatal(f"there is no topic {self._topics.raw} to redrive into: stringer topics create")
        run = uuid.uuid4().hex[:_RUN_HEX]
        closing = Closing(
            state="redriven",
            selection=selection,
            ends={number: held.end for number, held in plan.bounds.items()},
            admits=may_be_redriven(max_redrives),
            sends=sends_redriven(self._topics, partitions),
            run=run,
            now_ms=self._now_ms(),
        )
        result = await self._closer().close(closing, on_closed)
        return Closed(run, result.closed, result.refused)

    async def purge(self, selection: Selection, plan: Survey, *, on_closed: Progress = lambda _: None) -> Closed:
        """Give the open letters of the plan up; free what space can be freed (see ``purge``)."""
        run = uuid.uuid4().hex[:_RUN_HEX]
        ends = {number: held.end for number, held in plan.bounds.items()}
        closing = Closing("purged", selection, ends, lambda _: True, lambda _: (), run, self._now_ms())
        closer = self._closer()
        result = await closer.close(closing, on_closed)
        after = await survey(self._log, self._topics.dead_letters, result.marks, selection)
        fronts = closed_front(after.bounds, after.first_open)
        await self._log.cut(self._topics.dead_letters, fronts)
        bounds = await self._log.bounds(self._topics.dead_letters)
        raw = await self._log.bounds(self._topics.raw)
        places = forgettable(result.marks, bounds, self._topics.raw, raw, self._now_ms())
        await closer.forget(places)
        return Closed(run, result.closed, result.refused, tuple(sorted(fronts.items())), len(places))

    def _closer(self) -> Closer:
        return Closer(self._make_producer, self._log, self._topics, call_timeout_s=self._call_timeout_s)
