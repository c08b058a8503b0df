import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import MESSAGE, OFFSET, DeadLetter, without_dead_letter_headers

LETTER = DeadLetter(
    topic="news.articles.raw.v1",
    partition=3,
    offset=41,
    stage="decode",
    reason="InvalidJson",
    message="not JSON: unexpected end of data",
    attempts=1,
    pipeline_version="0.1.0",
)


def test_headers_have_kafka_connects_names() -> None:
    assert dict(LETTER.headers()) == {
        "__connect.errors.topic": b"news.articles.raw.v1",
        "__connect.errors.partition": b"3",
        "__connect.errors.offset": b"41",
        "__connect.errors.stage": b"decode",
        "__connect.errors.exception.class.name": b"InvalidJson",
        "__connect.errors.exception.message": b"not JSON: unexpected end of data",
        "x-attempts": b"1",
        "x-pipeline-version": b"0.1.0",
    }


_TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(_TEXT, _TEXT, st.integers(-1, 2**31), st.integers(-1, 2**62))
def test_headers_round_trip(reason: str, message: str, partition: int, offset: int) -> None:
    letter = DeadLetter(
        topic="t",
        partition=partition,
        offset=offset,
        stage="extract",
        reason=reason,
        message=message,
        attempts=3,
        pipeline_version="0.1.0",
    )
    assert DeadLetter.from_headers(letter.headers()) == letter


def test_of_a_doubled_header_the_last_counts() -> None:
    first_time = LETTER.headers()
    again = (*first_time, (OFFSET, b"99"))
    assert DeadLetter.from_headers(again).offset == 99


@pytest.mark.parametrize("missing", [name for name, _ in LETTER.headers()])
def test_a_missing_header_is_named(missing: str) -> None:
    with pytest.raises(ValueError, match=missing.replace(".", r"\.")):
        DeadLetter.from_headers(tuple(pair for pair in LETTER.headers() if pair[0] != missing))


@pytest.mark.parametrize("number", [b"", b"-", b"one", b"1.5", "²".encode()])
def test_a_bad_number_is_named(number: bytes) -> None:
    with pytest.raises(ValueError, match="offset"):
        DeadLetter.from_headers((*LETTER.headers(), (OFFSET, number)))


def test_a_surrogate_in_the_message_does_not_stop_the_letter() -> None:
    headers = dict(DeadLetter.from_headers((*LETTER.headers(), (MESSAGE, b"\xff"))).headers())
    assert headers[MESSAGE] == "\ufffd".encode()


def test_the_messages_own_headers_are_left_for_a_redrive() -> None:
    own = (("content-type", b"application/json"), ("traceparent", b"00-1-2-3"))
    assert without_dead_letter_headers((*own, *LETTER.headers())) == own
