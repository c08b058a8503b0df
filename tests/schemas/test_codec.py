import pytest

from schemas.codec import CodecError, decode, encode, encode_value, field, parse
from schemas.raw_article import RawArticle
from schemas.span import Span


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"text": "\xff"}', "InvalidUtf8"),
        (b'{"text": "\xed\xa0\x80"}', "InvalidUtf8"),  # a surrogate in UTF-8
        (b'{"text": ', "InvalidJson"),
        (b'{"text": "a"} trailing', "InvalidJson"),
        (b'{"text": NaN}', "InvalidJson"),
        (b"", "InvalidJson"),
        (b'{"text": "\\ud83d"}', "LoneSurrogate"),
        (b'{"text": "\\ude00"}', "LoneSurrogate"),
        (b'{"a":' * 5000 + b"1" + b"}" * 5000, "NestedTooDeeply"),
        (b"[" * 5000 + b"]" * 5000, "NestedTooDeeply"),
        (b'{"text": 7}', "WrongType"),
        (b'"text"', "WrongType"),
    ],
)
def test_bad_bytes_have_a_stable_reason(data: bytes, reason: str) -> None:
    with pytest.raises(CodecError) as caught:
        decode(data, RawArticle)
    assert caught.value.reason == reason
    assert "\n" not in str(caught.value)


def test_wrong_type_names_the_path() -> None:
    with pytest.raises(CodecError, match=r"\$\.authors\[1\]"):
        decode(b'{"authors": ["a", 5]}', RawArticle)


def test_unknown_fields_are_ignored() -> None:
    assert decode(b'{"text": "a", "new": 1}', RawArticle) == RawArticle(text="a")


def test_fields_leave_in_the_order_of_their_definition() -> None:
    assert encode(Span(text="é", end=2, start=1)) == '{"start":1,"end":2,"text":"é"}'.encode()


def test_a_surrogate_pair_is_one_character() -> None:
    assert parse(b'"\\ud83d\\ude00"') == "\U0001f600"


def test_a_lone_surrogate_cannot_be_written() -> None:
    with pytest.raises(CodecError) as caught:
        encode(Span(start=0, end=1, text="\ud800"))
    assert caught.value.reason == "LoneSurrogate"


def test_what_json_cannot_carry_is_an_error() -> None:
    with pytest.raises(CodecError) as caught:
        encode_value({"a": object()})
    assert caught.value.reason == "WrongType"


def test_field_of_something_else_is_none() -> None:
    assert field({"a": 1}, "a") == 1
    assert field({"a": 1}, "b") is None
    assert field("text", "a") is None
