"""Which message a record of the output topics is the outcome of."""

from typing import NamedTuple

import msgspec

from schemas.codec import CodecError, decode_part
from schemas.replay import REPLAY_ID
from workers.streaming.kafka.reader import Record


class Origin(NamedTuple):
    """A message of a raw topic."""

    topic: str
    partition: int
    offset: int


class _Input(msgspec.Struct):
    topic: str
    partition: int
    offset: int


class _Provenance(msgspec.Struct):
    input: _Input | None = None


class _Enriched(msgspec.Struct):
    provenance: _Provenance


def is_replayed(record: Record) -> bool:
    """Whether a replay wrote it: not the outcome of live work."""
    return any(name == REPLAY_ID for name, _ in record.headers)


def origin_of_enriched(record: Record) -> Origin | None:
    """Return the message that an enriched article came from, None when it does not say."""
    if record.value is None:
        return None
    try:
        source = decode_part(record.value, _Enriched).provenance.input
    except CodecError:
        return None
    return None if source is None else Origin(source.topic, source.partition, source.offset)
