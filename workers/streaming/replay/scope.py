"""What a replay is asked to do."""

import hashlib
from dataclasses import dataclass

from schemas.codec import encode_value

_ID_HEX = 12


@dataclass(frozen=True, slots=True)
class OffsetRange:
    """Offsets of one partition, both ends included; ``last`` None: to the end."""

    partition: int
    first: int
    last: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Which messages to replay, and where to.

    Attributes:
        topic: the raw topic.
        target: the enriched topic written to; stands for all output topics, which share its prefix.
        from_ms, to_ms: record timestamps, milliseconds since the epoch; from included, to excluded; None: no limit.
        last_s: the last so many seconds before the replay is planned, instead of ``from_ms``.
        offsets: instead of times.
        partitions: only these; empty: all.
        keys: only messages with these keys; empty: all.
    """

    topic: str
    target: str
    from_ms: int | None = None
    to_ms: int | None = None
    last_s: int | None = None
    offsets: tuple[OffsetRange, ...] = ()
    partitions: tuple[int, ...] = ()
    keys: frozenset[bytes] = frozenset()

    def digest(self, pipeline_version: str) -> str:
        """Return twelve hex digits that any two replays share that do the same with the same version.

        ``last_s`` enters as it was asked for, not as the time it comes to: the same command, given again, is the same
        replay.
        """
        asked = {
            "topic": self.topic,
            "target": self.target,
            "from_ms": self.from_ms,
            "to_ms": self.to_ms,
            "last_s": self.last_s,
            "offsets": sorted([each.partition, each.first, each.last] for each in self.offsets),
            "partitions": sorted(self.partitions),
            "keys": sorted(key.hex() for key in self.keys),
            "pipeline_version": pipeline_version,
        }
        return hashlib.sha256(encode_value(asked)).hexdigest()[:_ID_HEX]

    def begins_at_ms(self, now_ms: int) -> int | None:
        """Return the first timestamp wanted, with ``last_s`` resolved."""
        return self.from_ms if self.last_s is None else now_ms - self.last_s * 1000

    def selects(self, key: bytes | None) -> bool:
        """Whether a message with this key is wanted."""
        return not self.keys or key in self.keys
