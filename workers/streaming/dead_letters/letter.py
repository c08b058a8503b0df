"""A dead letter as it is read again."""

from dataclasses import dataclass

from schemas.dead_letter import DeadLetter
from schemas.letter_mark import LetterSource, mark_key
from schemas.redrive import REDRIVES
from workers.streaming.kafka.reader import Record
from workers.streaming.ports import RECORD_OVERHEAD_BYTES, KafkaHeaders

FOREIGN = "foreign"  # stage and reason of what others wrote into the topic
_COUNT_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Letter:
    """A record of the dead-letter topic; ``described`` is None when its headers are not those of a dead letter."""

    partition: int
    offset: int
    timestamp_ms: int
    key: bytes | None
    value: bytes | None
    headers: KafkaHeaders
    described: DeadLetter | None

    @property
    def place(self) -> str:
        """Where it is, as commands take it: ``partition:offset``."""
        return mark_key(self.partition, self.offset).decode()

    @property
    def stage(self) -> str:
        """Where the message failed."""
        return self.described.stage if self.described else FOREIGN

    @property
    def reason(self) -> str:
        """Why it failed."""
        return self.described.reason if self.described else FOREIGN

    @property
    def source(self) -> LetterSource | None:
        """The message it was."""
        if self.described is None:
            return None
        return LetterSource(
            topic=self.described.topic,
            partition=self.described.partition,
            offset=self.described.offset,
            timestamp_ms=self.described.timestamp_ms,
        )

    @property
    def redrives(self) -> int:
        """How often the message has been redriven."""
        count = dict(self.headers).get(REDRIVES) or b""
        return int(count) if count.isdigit() and len(count) <= _COUNT_DIGITS else 0

    @property
    def size_bytes(self) -> int:
        """What it takes to hold or send it."""
        headers = sum(len(name) + len(value or b"") for name, value in self.headers)
        return len(self.key or b"") + len(self.value or b"") + headers + RECORD_OVERHEAD_BYTES


def letter_of(record: Record) -> Letter:
    """Return the record as a letter."""
    try:
        described = DeadLetter.from_headers(tuple((name, value or b"") for name, value in record.headers))
    except ValueError:
        described = None
    return Letter(
        partition=record.partition,
        offset=record.offset,
        timestamp_ms=record.timestamp_ms,
        key=record.key,
        value=record.value,
        headers=record.headers,
        described=described,
    )
