"""A rejected record as a dead letter: its key, value and headers untouched, the reason and the place in headers.

Header names are those of Kafka Connect's error reporter (KIP-298), so that its tools read them.
"""

from workers.errors import Rejection
from workers.streaming.ports import OutgoingRecord, ReceivedRecord

TOPIC = "__connect.errors.topic"
PARTITION = "__connect.errors.partition"
OFFSET = "__connect.errors.offset"
STAGE = "__connect.errors.stage"
EXCEPTION_CLASS = "__connect.errors.exception.class.name"
EXCEPTION_MESSAGE = "__connect.errors.exception.message"
ATTEMPTS = "x-attempts"
PIPELINE_VERSION = "x-pipeline-version"
NULL_VALUE = "x-null-value"

_MESSAGE_LIMIT = 1000  # characters; with the other headers well below the margin StreamingOptions asks for


def dead_letter(
    record: ReceivedRecord, rejection: Rejection, *, topic: str, attempts: int, pipeline_version: str
) -> OutgoingRecord:
    """The dead letter of ``record`` for ``topic``.

    The received headers come first, as received; ours follow. A record that came back from a dead letter topic keeps
    the older ones: readers take the last header of a name. Kafka clients cannot send a record with neither key nor
    value, so that one gets an empty value and ``x-null-value: true``.
    """
    described = (
        (TOPIC, record.partition.topic),
        (PARTITION, str(record.partition.number)),
        (OFFSET, str(record.offset)),
        (STAGE, rejection.stage),
        (EXCEPTION_CLASS, rejection.reason),
        (EXCEPTION_MESSAGE, rejection.message[:_MESSAGE_LIMIT]),
        (ATTEMPTS, str(attempts)),
        (PIPELINE_VERSION, pipeline_version),
    )
    headers = record.headers + tuple((name, value.encode("utf-8", "replace")) for name, value in described)
    value = record.value
    if value is None and record.key is None:
        value, headers = b"", (*headers, (NULL_VALUE, b"true"))
    return OutgoingRecord(topic=topic, key=record.key, value=value, headers=headers)
