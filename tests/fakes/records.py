"""Records for tests."""

from workers.streaming.ports import KafkaHeaders, Partition, ReceivedRecord

RAW_0 = Partition("raw", 0)


def received(
    offset: int,
    value: bytes | None = b"text",
    key: bytes | None = b"k",
    headers: KafkaHeaders = (),
    partition: Partition = RAW_0,
) -> ReceivedRecord:
    return ReceivedRecord(partition, offset, 1_700_000_000_000, key, value, headers)
