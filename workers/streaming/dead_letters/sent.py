"""A rejected record as a dead letter: its key, value and headers untouched, the reason and the place in headers."""

from schemas.dead_letter import NULL_VALUE, DeadLetter
from workers.errors import Rejection
from workers.streaming.kafka.header_names import valid_name
from workers.streaming.ports import OutgoingRecord, ReceivedRecord

_MESSAGE_LIMIT = 1000  # characters; with the other headers well below the margin StreamingOptions asks for


def dead_letter(
    record: ReceivedRecord, rejection: Rejection, *, topic: str, attempts: int, pipeline_version: str
) -> OutgoingRecord:
    """The dead letter of ``record`` for ``topic``.

    The received headers come first, as received; ours follow. A record that came back from a dead letter topic keeps
    the older ones: readers take the last header of a name. aiokafka cannot send a record with neither key nor value,
    so that one gets an empty value and ``x-null-value: true``; nor a header's name that is not UTF-8, so such bytes of
    it are written out.
    """
    described = DeadLetter(
        topic=record.partition.topic,
        partition=record.partition.number,
        offset=record.offset,
        stage=rejection.stage,
        reason=rejection.reason,
        message=rejection.message[:_MESSAGE_LIMIT],
        attempts=attempts,
        pipeline_version=pipeline_version,
        timestamp_ms=record.timestamp_ms if record.timestamp_ms >= 0 else None,
    )
    received = tuple((valid_name(name), value) for name, value in record.headers)
    headers = (*received, *described.headers())
    value = record.value
    if value is None and record.key is None:
        value, headers = b"", (*headers, (NULL_VALUE, b"true"))
    return OutgoingRecord(topic=topic, key=record.key, value=value, headers=headers)


def refused_letter(record: ReceivedRecord, topic: str, error: Exception) -> str:
    """What to do when Kafka takes the record but not its dead letter, which is larger by its headers."""
    return (
        f"Kafka refuses the dead letter of {record.partition} offset {record.offset} as too large ({error}): raise "
        f"max.message.bytes of {topic} above that of {record.partition.topic} by 64 KiB; nothing is lost meanwhile"
    )
