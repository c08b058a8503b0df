from fakes.records import received

from schemas.dead_letter import DeadLetter
from workers.errors import Rejection
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.ports import OutgoingRecord, ReceivedRecord

REJECTION = Rejection("decode", "InvalidUtf8", "byte 0 is 0xff")


def letter_of(record: ReceivedRecord, rejection: Rejection = REJECTION, attempts: int = 1) -> OutgoingRecord:
    return dead_letter(record, rejection, topic="dlq", attempts=attempts, pipeline_version="9.9")


def test_key_value_and_headers_are_untouched_and_the_reason_is_in_headers() -> None:
    letter = letter_of(received(7, b"\xff\x00", b"\xfe", (("traceparent", b"00-1"), ("null", None))), attempts=2)
    assert (letter.topic, letter.key, letter.value) == ("dlq", b"\xfe", b"\xff\x00")
    assert letter.headers[:2] == (("traceparent", b"00-1"), ("null", None))
    assert dict(letter.headers[2:]) == {
        "__connect.errors.topic": b"raw",
        "__connect.errors.partition": b"0",
        "__connect.errors.offset": b"7",
        "__connect.errors.stage": b"decode",
        "__connect.errors.exception.class.name": b"InvalidUtf8",
        "__connect.errors.exception.message": b"byte 0 is 0xff",
        "x-attempts": b"2",
        "x-pipeline-version": b"9.9",
        "x-timestamp-ms": b"1700000000000",
    }


def test_of_a_record_that_was_a_dead_letter_before_the_newer_reason_counts() -> None:
    first = letter_of(received(7))
    again = letter_of(received(3, headers=first.headers), Rejection("process", "ProcessDied", "it died"))
    described = DeadLetter.from_headers(tuple((name, value or b"") for name, value in again.headers))
    assert (described.reason, described.offset) == ("ProcessDied", 3)


def test_a_tombstone_stays_one() -> None:
    assert letter_of(received(0, None)).value is None


def test_a_record_with_neither_key_nor_value_can_still_be_sent() -> None:
    letter = letter_of(received(0, None, None))
    assert (letter.key, letter.value) == (None, b"")
    assert letter.headers[-1] == ("x-null-value", b"true")


def test_headers_stay_small_whatever_the_message_says() -> None:
    letter = letter_of(received(0), Rejection("process", "E", "é" * 100_000))
    assert sum(len(name) + len(value or b"") for name, value in letter.headers) < 4096
