"""What crosses the process boundary: one message in, the records it becomes out. Bytes only."""

from dataclasses import dataclass
from typing import Literal

Stream = Literal["enriched", "quotes", "events"]
Headers = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class InputMessage:
    """A message as received, from a topic or (``topic`` empty, ``partition`` and ``offset`` -1) from a file.

    ``timestamp_ms`` is the Kafka record's timestamp in milliseconds since the epoch, or None.
    """

    value: bytes
    key: bytes | None = None
    headers: Headers = ()
    topic: str = ""
    partition: int = -1
    offset: int = -1
    timestamp_ms: int | None = None


@dataclass(frozen=True, slots=True)
class OutputRecord:
    """A record to publish; ``stream`` names the topic independently of its prefix."""

    stream: Stream
    key: bytes
    value: bytes
    headers: Headers
