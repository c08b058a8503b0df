"""The ledger checked against the topics: ``consumed = enriched + dead`` for each partition of the raw topic.

The committed offsets are read first, then the topics, read committed: whatever is before a committed offset was made
visible with it. Memory grows by three bytes for each offset audited and by the letters' marks, not with the records.

Kafka takes records away, and that is no loss of ours:

- The enriched topic keeps the last version of an article. A message whose enriched article is not there is
  *superseded* when the topic holds another one of the same article.
- Dead letters are deleted after a while. A message older than that, without an outcome, may have been one: *expired*.
- A letter that a purge deleted is known by its mark.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from itertools import islice

from workers.errors import Fatal
from workers.streaming.dead_letters.letter import letter_of
from workers.streaming.dead_letters.log import Log
from workers.streaming.dead_letters.marks import OPEN, Marks, read_marks
from workers.streaming.kafka.reader import Record
from workers.streaming.ledger.explain import AuditScope, Explained, KeyOf, explain
from workers.streaming.ledger.outcomes import Origin, is_replayed, origin_of_enriched
from workers.streaming.ledger.page import Page
from workers.streaming.options import TopicNames

_SHOWN = 5
_AGAIN_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class PartitionAudit:
    """One partition's ledger, for its messages from offset ``first`` up to the committed one.

    ``missing`` and ``doubled`` count messages with no outcome and with more than one; the ``_at`` tuples hold the first
    few of their offsets. ``open_letters`` are those of its messages, whenever they came.
    """

    partition: int
    first: int
    committed: int
    consumed: int
    enriched: int
    dead: int
    superseded: int
    expired: int
    missing: int
    missing_at: tuple[int, ...]
    doubled: int
    doubled_at: tuple[int, ...]
    open_letters: int

    @property
    def balanced(self) -> bool:
        """Whether every message has one outcome."""
        return not self.missing and not self.doubled


class Audit:
    """Audits one deployment, once.

    Args:
        log: the topics.
        topics: of the deployment.
        key_of: the id that the pipeline gives the article of a raw message, None when it cannot read it.
    """

    def __init__(self, log: Log, topics: TopicNames, key_of: KeyOf) -> None:
        self._log = log
        self._topics = topics
        self._key_of = key_of
        self._pages: dict[int, Page] = {}
        self._next: dict[str, dict[int, int]] = {}  # by topic and partition, the offset after the last record read
        self._open: dict[int, int] = {}
        self._marks = Marks()

    async def run(self, scope: AuditScope) -> list[PartitionAudit]:
        """Read the topics and return each partition's ledger, by partition.

        Raises:
            Retriable: Kafka does not answer.
            Fatal: a topic is missing.
        """
        for topic in (self._topics.raw, self._topics.enriched, self._topics.dead_letters):
            if not await self._log.bounds(topic):
                raise Fatal(f"there is no topic {topic}: stringer topics create")
        for number, held in (await self._log.bounds(self._topics.raw)).items():
            if (committed := scope.committed.get(number)) is not None:
                first = held.start if scope.last is None else max(held.start, committed - scope.last)
                self._pages[number] = Page(min(first, committed), committed)
        self._marks = await read_marks(self._log, self._topics.marks)
        await self._read_raw()
        await self._read_outcomes()
        await self._bury_purged()
        waited_s = 0.0
        while waited_s < scope.patience_s and self._has_missing():
            await asyncio.sleep(_AGAIN_EVERY_S)
            waited_s += _AGAIN_EVERY_S
            await self._read_outcomes()
        explained = await explain(self._log, self._topics, self._key_of, self._pages, scope)
        return [self._audited(number, explained) for number in sorted(self._pages)]

    async def _read_raw(self) -> None:
        starts = {number: page.first for number, page in self._pages.items()}
        left = {number for number, page in self._pages.items() if page.committed > page.first}
        if not left:
            return
        async with aclosing(self._log.read(self._topics.raw, starts)) as records:
            async for record in records:
                page = self._pages.get(record.partition)
                if page is not None:
                    page.consume(record.offset)
                    if record.offset >= page.committed - 1:
                        left.discard(record.partition)
                        if not left:
                            return

    async def _read_outcomes(self) -> None:
        """Read what has come to the output topics since the last time."""
        async for record in self._new(self._topics.enriched):
            origin = origin_of_enriched(record)
            if origin is not None and (page := self._page(origin)) is not None and not is_replayed(record):
                page.enrich(origin.offset)
        async for record in self._new(self._topics.dead_letters):
            letter = letter_of(record)
            source = letter.source
            if source is None or source.topic != self._topics.raw:
                continue
            if self._marks.state(letter) == OPEN:
                self._open[source.partition] = self._open.get(source.partition, 0) + 1
            if source.partition in self._pages and not is_replayed(record):
                self._pages[source.partition].bury(source.offset)

    async def _new(self, topic: str) -> AsyncGenerator[Record, None]:
        position = self._next.setdefault(topic, {})
        async with aclosing(self._log.read(topic, position)) as records:
            async for record in records:
                position[record.partition] = record.offset + 1
                yield record

    def _page(self, origin: Origin) -> Page | None:
        return self._pages.get(origin.partition) if origin.topic == self._topics.raw else None

    async def _bury_purged(self) -> None:
        """Count letters that are deleted and have a mark."""
        held = await self._log.bounds(self._topics.dead_letters)
        for mark in self._marks:
            bounds = held.get(mark.partition)
            source = mark.source
            if source is None or source.topic != self._topics.raw or source.partition not in self._pages:
                continue
            if bounds is None or mark.offset < bounds.start:
                self._pages[source.partition].bury_unless_known(source.offset)

    def _has_missing(self) -> bool:
        return any(next(page.missing(), None) is not None for page in self._pages.values())

    def _audited(self, number: int, explained: Explained) -> PartitionAudit:
        page = self._pages[number]
        superseded = explained.superseded.get(number, set())
        expired = explained.expired.get(number, set())
        missing = sum(1 for _ in page.missing()) - len(superseded) - len(expired)
        missing_at = (offset for offset in page.missing() if offset not in superseded and offset not in expired)
        return PartitionAudit(
            partition=number,
            first=page.first,
            committed=page.committed,
            consumed=page.consumed,
            enriched=page.enriched,
            dead=page.dead,
            superseded=len(superseded),
            expired=len(expired),
            missing=missing,
            missing_at=tuple(islice(missing_at, _SHOWN)),
            doubled=sum(1 for _ in page.doubled()),
            doubled_at=tuple(islice(page.doubled(), _SHOWN)),
            open_letters=self._open.get(number, 0),
        )
