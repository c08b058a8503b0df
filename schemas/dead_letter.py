"""Dead letters: the message as received, and why it could not be processed, in headers.

Header names of the place and the error are Kafka Connect's (KIP-298), so that its tools read them.
"""

from typing import TypeVar

import msgspec

V = TypeVar("V")  # of a header: bytes, or None as well

TOPIC = "__connect.errors.topic"
PARTITION = "__connect.errors.partition"
OFFSET = "__connect.errors.offset"
STAGE = "__connect.errors.stage"
REASON = "__connect.errors.exception.class.name"
MESSAGE = "__connect.errors.exception.message"
ATTEMPTS = "x-attempts"
PIPELINE_VERSION = "x-pipeline-version"
TIMESTAMP = "x-timestamp-ms"
NULL_VALUE = "x-null-value"

_NAMES = (TOPIC, PARTITION, OFFSET, STAGE, REASON, MESSAGE, ATTEMPTS, PIPELINE_VERSION)
_ALL_NAMES = frozenset((*_NAMES, TIMESTAMP, NULL_VALUE))


class DeadLetter(msgspec.Struct, frozen=True, kw_only=True):
    """Why a message is in the dead-letter topic; key, value and headers of the message itself are untouched.

    ``stage`` is where it failed (``decode``, ``validate``, ``extract``, ``encode``, ``process``), ``reason`` a stable
    class name such as ``InvalidUtf8``, ``attempts`` how often the message was tried, ``timestamp_ms`` the message's own
    timestamp in milliseconds since the epoch, if it had one.
    """

    topic: str
    partition: int
    offset: int
    stage: str
    reason: str
    message: str
    attempts: int
    pipeline_version: str
    timestamp_ms: int | None = None

    def headers(self) -> tuple[tuple[str, bytes], ...]:
        """Return the record as Kafka headers, all values UTF-8 text; a half surrogate is written as ``?``."""
        values = (
            self.topic,
            str(self.partition),
            str(self.offset),
            self.stage,
            self.reason,
            self.message,
            str(self.attempts),
            self.pipeline_version,
        )
        texts = [*zip(_NAMES, values, strict=True)]
        if self.timestamp_ms is not None:
            texts.append((TIMESTAMP, str(self.timestamp_ms)))
        return tuple((name, value.encode("utf-8", "replace")) for name, value in texts)

    @classmethod
    def from_headers(cls, headers: tuple[tuple[str, bytes], ...]) -> "DeadLetter":
        """Read the record back; of a header that occurs twice the last one counts.

        Raises:
            ValueError: a header is missing, or a number is none; the message names the header.
        """
        found = dict(headers)
        missing = [name for name in _NAMES if name not in found]
        if missing:
            raise ValueError(f"no dead letter of Stringer: header {missing[0]} is missing")
        text = {name: found[name].decode("utf-8", "replace") for name in (*_NAMES, TIMESTAMP) if name in found}
        for name in (PARTITION, OFFSET, ATTEMPTS, TIMESTAMP):
            if name in text and not text[name].removeprefix("-").isdecimal():
                raise ValueError(f"header {name} is no number: {text[name]!r}")
        return cls(
            topic=text[TOPIC],
            partition=int(text[PARTITION]),
            offset=int(text[OFFSET]),
            stage=text[STAGE],
            reason=text[REASON],
            message=text[MESSAGE],
            attempts=int(text[ATTEMPTS]),
            pipeline_version=text[PIPELINE_VERSION],
            timestamp_ms=int(text[TIMESTAMP]) if TIMESTAMP in text else None,
        )


def without_dead_letter_headers(headers: tuple[tuple[str, V], ...]) -> tuple[tuple[str, V], ...]:
    """Return the headers the message had before it became a dead letter, for sending it in again."""
    return tuple((name, value) for name, value in headers if name not in _ALL_NAMES)
