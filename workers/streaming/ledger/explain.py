"""Messages without an outcome in the topics: which of them Kafka's own housekeeping explains (see ``audit``)."""

from collections.abc import Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import islice

from workers.streaming.dead_letters.log import Log
from workers.streaming.kafka.reader import Record
from workers.streaming.ledger.outcomes import Origin
from workers.streaming.ledger.page import Page
from workers.streaming.options import TopicNames

_AT_MOST = 100_000  # messages of a partition that are looked into

KeyOf = Callable[[Record], bytes | None]
Offsets = dict[int, set[int]]  # by partition


@dataclass(frozen=True, slots=True)
class AuditScope:
    """What to audit, and what is known beforehand.

    Attributes:
        committed: the group's offset by partition; those without one are left out.
        last: audit only so many offsets of each partition.
        letter_retention_ms: how long the dead-letter topic keeps a letter, None if for ever.
        now_ms: the time, milliseconds since the epoch.
        patience_s: how long to wait for transactions that are committed and not yet visible.
    """

    committed: Mapping[int, int]
    last: int | None
    letter_retention_ms: int | None
    now_ms: int
    patience_s: float


@dataclass(frozen=True, slots=True)
class Explained:
    """Offsets by partition; no offset is in both."""

    superseded: Offsets = field(default_factory=dict)
    expired: Offsets = field(default_factory=dict)


async def explain(
    log: Log, topics: TopicNames, key_of: KeyOf, pages: Mapping[int, Page], scope: AuditScope
) -> Explained:
    """Read the messages without an outcome again, then look for other articles of their ids."""
    missing = {number: set(islice(page.missing(), _AT_MOST)) for number, page in pages.items()}
    missing = {number: offsets for number, offsets in missing.items() if offsets}
    if not missing:
        return Explained()
    letters_deleted = any(held.start for held in (await log.bounds(topics.dead_letters)).values())
    deleted_before_ms = None
    if letters_deleted and scope.letter_retention_ms is not None:
        deleted_before_ms = scope.now_ms - scope.letter_retention_ms
    by_key: dict[bytes, list[Origin]] = {}
    expired: Offsets = {}
    # The other partitions begin where nothing more is wanted.
    starts = {number: page.committed for number, page in pages.items()}
    starts |= {number: min(offsets) for number, offsets in missing.items()}
    left = sum(map(len, missing.values()))
    async with aclosing(log.read(topics.raw, starts)) as records:
        async for record in records:
            if record.offset not in missing.get(record.partition, ()):
                continue
            key = key_of(record)
            if key is not None:
                by_key.setdefault(key, []).append(Origin(record.topic, record.partition, record.offset))
            if deleted_before_ms is not None and record.timestamp_ms < deleted_before_ms:
                expired.setdefault(record.partition, set()).add(record.offset)
            left -= 1
            if not left:
                break
    superseded = await _superseded(log, topics.enriched, by_key)
    return Explained(
        superseded, {number: offsets - superseded.get(number, set()) for number, offsets in expired.items()}
    )


async def _superseded(log: Log, enriched: str, by_key: dict[bytes, list[Origin]]) -> Offsets:
    found: Offsets = {}
    if by_key:
        async with aclosing(log.read(enriched)) as records:
            async for record in records:
                for origin in by_key.pop(record.key or b"", ()):
                    found.setdefault(origin.partition, set()).add(origin.offset)
    return found
