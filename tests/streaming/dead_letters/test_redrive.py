"""What is sent to the raw topic: the message as received, and its way in headers."""

from dataclasses import replace

import pytest
from letter_queue import NAMES

from schemas.dead_letter import DeadLetter
from workers.errors import Rejection
from workers.streaming.dead_letters.letter import Letter, letter_of
from workers.streaming.dead_letters.redrive import may_be_redriven, redriven
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.kafka.reader import Record
from workers.streaming.ports import KafkaHeaders, OutgoingRecord, Partition, ReceivedRecord

OWN: KafkaHeaders = (("traceparent", b"00-1"), ("null", None), ("traceparent", b"00-2"))


def letter(record: ReceivedRecord, place: tuple[int, int] = (1, 17)) -> Letter:
    sent = dead_letter(record, Rejection("decode", "Empty", "why"), topic="dlq", attempts=2, pipeline_version="1")
    return letter_of(Record("dlq", *place, 1_700_000_000_000, sent.key, sent.value, sent.headers))


def received(headers: KafkaHeaders = OWN, **fields: object) -> ReceivedRecord:
    record = ReceivedRecord(Partition("raw", 1), 5, 1_600_000_000_000, b"\xfekey", b"\xffbytes", headers)
    return replace(record, **fields)  # type: ignore[arg-type] # tests


def again(sent: OutgoingRecord, offset: int = 9) -> ReceivedRecord:
    """The record as the worker receives it from the raw topic."""
    return ReceivedRecord(
        Partition("raw", sent.partition or 0), offset, 1_710_000_000_000, sent.key, sent.value, sent.headers
    )


def test_key_value_and_own_headers_are_as_received() -> None:
    sent = redriven(letter(received()), NAMES, 2)
    assert (sent.topic, sent.key, sent.value, sent.partition) == ("raw", b"\xfekey", b"\xffbytes", 1)
    assert sent.headers[:3] == OWN
    assert dict(sent.headers[3:]) == {
        "x-redrives": b"1",
        "x-redriven-from": b"dlq/1/17",
        "x-first-place": b"raw/1/5",
        "x-first-timestamp-ms": b"1600000000000",
    }


def test_the_article_keeps_the_timestamp_it_was_first_received_with() -> None:
    record = again(redriven(letter(received()), NAMES, 2))
    assert record.as_message().timestamp_ms == 1_600_000_000_000


@pytest.mark.parametrize("nonsense", [b"", b"soon", b"-5", b"9" * 40, None])
def test_a_publishers_own_nonsense_in_that_header_is_no_timestamp(nonsense: bytes | None) -> None:
    record = received((("x-first-timestamp-ms", nonsense),))
    assert record.as_message().timestamp_ms == 1_600_000_000_000


def test_the_second_time_the_first_place_and_timestamp_stay_and_the_count_goes_on() -> None:
    once = again(redriven(letter(received()), NAMES, 2))
    twice = redriven(letter(once, (0, 40)), NAMES, 2)
    assert twice.headers[:3] == OWN
    assert [(name, value) for name, value in twice.headers if name.startswith("x-")] == [
        ("x-first-place", b"raw/1/5"),
        ("x-first-timestamp-ms", b"1600000000000"),
        ("x-redrives", b"2"),
        ("x-redriven-from", b"dlq/0/40"),
    ]


def test_a_letter_of_a_redriven_message_tells_both_ways() -> None:
    described = letter(again(redriven(letter(received()), NAMES, 2)))
    assert described.redrives == 1
    assert dict(described.headers)["x-first-place"] == b"raw/1/5"
    assert described.source is not None
    assert (described.source.partition, described.source.offset) == (1, 9)


def test_the_mark_of_a_replay_is_taken_off_since_the_message_is_live_now() -> None:
    sent = redriven(letter(received((("x-replay-id", b"r"),))), NAMES, 2)
    assert "x-replay-id" not in dict(sent.headers)


def test_a_partition_that_is_no_more_or_another_topics_leaves_it_to_the_key() -> None:
    assert redriven(letter(received()), NAMES, 1).partition is None
    assert redriven(letter(received(partition=Partition("live.raw", 1))), NAMES, 2).partition is None


def test_null_values_stay_null_where_kafka_clients_can_send_them() -> None:
    assert redriven(letter(received(value=None)), NAMES, 2).value is None
    sent = redriven(letter(received(value=None, key=None)), NAMES, 2)
    assert (sent.key, sent.value) == (None, b"")
    assert "x-null-value" not in dict(sent.headers)


def test_the_limit_counts_redrives_and_a_broken_count_is_none() -> None:
    admits = may_be_redriven(2)
    assert admits(letter(received((("x-redrives", b"1"),))))
    assert not admits(letter(received((("x-redrives", b"2"),))))
    assert admits(letter(received((("x-redrives", b"many"),))))


def test_letters_of_before_the_timestamp_header_can_be_redriven() -> None:
    old = letter(received())
    headers = tuple(pair for pair in old.headers if pair[0] != "x-timestamp-ms")
    described = DeadLetter.from_headers(tuple((name, value or b"") for name, value in headers))
    sent = redriven(replace(old, headers=headers, described=described), NAMES, 2)
    assert "x-first-timestamp-ms" not in dict(sent.headers)


def test_what_does_not_say_what_it_was_cannot_be() -> None:
    foreign = letter_of(Record("dlq", 0, 3, 0, None, b"x", ()))
    assert not may_be_redriven(9)(foreign)
    with pytest.raises(ValueError, match="0:3"):
        redriven(foreign, NAMES, 2)
