import json
from datetime import date
from uuid import UUID

import pytest

from workers.errors import Rejection
from workers.messages import InputMessage
from workers.pipeline.decode import DecodedArticle, decode
from workers.pipeline.limits import Limits

LIMITS = Limits()
JSON_TYPE = (("content-type", b"application/json"),)


def read(value: bytes | dict[str, object], **fields: object) -> DecodedArticle | Rejection:
    data = json.dumps(value).encode() if isinstance(value, dict) else value
    return decode(InputMessage(data, **fields), LIMITS)  # type: ignore[arg-type] # fields of InputMessage


def article(value: bytes | dict[str, object], **fields: object) -> DecodedArticle:
    found = read(value, **fields)
    assert isinstance(found, DecodedArticle), found
    return found


def rejection(value: bytes | dict[str, object], **fields: object) -> Rejection:
    found = read(value, **fields)
    assert isinstance(found, Rejection), found
    assert "\n" not in found.message
    return found


@pytest.mark.parametrize(
    ("value", "stage", "reason"),
    [
        (b"", "decode", "Empty"),
        (b" \n\t ", "decode", "Empty"),
        (b"\xef\xbb\xbf", "decode", "Empty"),
        (b"A minister \xff said", "decode", "InvalidUtf8"),
        (b'{"text": "\xc3("}', "decode", "InvalidUtf8"),
        (b'{"text": "cut', "decode", "InvalidJson"),
        (b'{"text": "a"} {"text": "b"}', "decode", "InvalidJson"),
        (b'{"text": "\\ud800 said"}', "decode", "LoneSurrogate"),
        (b'{"text":' + b"[" * 100_000, "decode", "NestedTooDeeply"),
        (b'{"a":' * 2000 + b"1" + b"}" * 2000, "decode", "NestedTooDeeply"),
        (b'[{"text": "a"}]', "validate", "WrongType"),
        (b'{"text": 5}', "validate", "WrongType"),
        (b'{"text": ["a"]}', "validate", "WrongType"),
        (b'{"text": "a", "authors": [1]}', "validate", "WrongType"),
        (b'{"text": "a", "title": {"a": 1}}', "validate", "WrongType"),
        (b'{"text": "a", "published_at": 20230610}', "validate", "WrongType"),
        (b'{"text": "a", "published_at": "last Tuesday"}', "validate", "InvalidDate"),
        (b'{"text": "a", "published_at": "2023-02-30"}', "validate", "InvalidDate"),
        (b'{"title": "only a title"}', "validate", "NoText"),
        (b'{"text": " \\n "}', "validate", "NoText"),
        (b'{"text": null, "html": null}', "validate", "NoText"),
        (b'{"html": "<html><body></body></html>"}', "validate", "NoText"),
        (b"{}", "validate", "NoText"),
        (b'{"text": "a", "id": "' + b"x" * 600 + b'"}', "validate", "InvalidId"),
        (b"a" * (LIMITS.max_message_bytes + 1), "decode", "TooLarge"),
        (b"a" * (LIMITS.max_text_chars + 1), "validate", "TooLarge"),
    ],
)
def test_bad_input_is_rejected_with_its_stage_and_reason(value: bytes, stage: str, reason: str) -> None:
    found = rejection(value)
    assert (found.stage, found.reason) == (stage, reason)


def test_a_rejection_never_shows_the_text() -> None:
    embargoed = "Embargoed until Sunday"
    values: list[bytes | dict[str, object]] = [
        {"text": embargoed, "title": 5},
        f'{{"text": "{embargoed}'.encode(),
        f"{embargoed} \xff".encode("latin-1"),
    ]
    assert all(embargoed not in rejection(value).message for value in values)


def test_json_content_type_wins_over_the_first_byte() -> None:
    assert rejection(b"A plain text", headers=JSON_TYPE).reason == "InvalidJson"
    assert rejection(b'"text"', headers=JSON_TYPE).reason == "WrongType"


@pytest.mark.parametrize("content_type", [b"application/ld+json", b"Application/JSON; charset=utf-8"])
def test_json_content_types(content_type: bytes) -> None:
    assert article(b' {"text": "a"}', headers=(("Content-Type", content_type),)).text == "a"


def test_plain_text_content_type_keeps_a_brace() -> None:
    text = '{curly} and "text": said the editor'
    assert article(text.encode(), headers=(("content-type", b"text/plain"),)).text == text


def test_html_content_type_is_a_page() -> None:
    page = b"<html><body><article><p>The minister said on Monday that the talks go on.</p></article></body></html>"
    assert "talks go on" in article(page, headers=(("content-type", b"text/html; charset=utf-8"),)).text


@pytest.mark.parametrize("text", ["[Reuters] The minister spoke.", '"We will go on," he said.', "- A list", "42"])
def test_other_first_bytes_are_plain_text(text: str) -> None:
    assert article(text.encode()).text == text


def test_the_text_is_never_rewritten() -> None:
    text = " date 2023-06-10  Odd\r\n\r\nspaces\u00a0and e\u0301 \u200b tabs\t\x00 end \n"
    assert article({"text": text}).text == text
    assert article(text.encode()).text == text


def test_a_byte_order_mark_is_no_text() -> None:
    assert article(b"\xef\xbb\xbfThe talks go on.").text == "The talks go on."
    assert article(b'\xef\xbb\xbf{"text": "a"}').text == "a"


def test_text_wins_over_html() -> None:
    assert article({"text": "a", "html": "<p>b</p>"}).text == "a"


def test_fields_arrive() -> None:
    found = article(
        {
            "id": "a-1",
            "text": "The talks go on.",
            "title": "Talks",
            "description": "They go on.",
            "url": "https://example.org/talks",
            "publisher": "Example Post",
            "authors": ["A. Writer", "B. Writer"],
            "published_at": "2023-06-10T22:30:00-05:00",
            "language": "en-GB",
            "version": 3,
        }
    )
    assert found == DecodedArticle(
        id="a-1",
        text="The talks go on.",
        title="Talks",
        description="They go on.",
        url="https://example.org/talks",
        publisher="Example Post",
        authors=("A. Writer", "B. Writer"),
        published_at="2023-06-10T22:30:00-05:00",
        published_on=date(2023, 6, 10),
        language="en-GB",
        version="3",
    )


def test_without_id_it_comes_from_the_url_then_the_text() -> None:
    by_url = article({"text": "a", "url": "http://Example.org/talks/?utm_source=x#top"}).id
    assert by_url == article({"text": "another", "url": "https://example.org/talks"}).id
    by_text = article(b"The same text").id
    assert by_text == article({"text": "The same text"}).id
    assert by_text != article(b"The same text.").id
    assert {UUID(by_url).version, UUID(by_text).version} == {5}


def test_the_date_is_the_fields_then_the_texts_then_the_records() -> None:
    text = " date 2023-06-10 The talks go on."
    stamp = 1_700_000_000_000  # 2023-11-14T22:13:20Z
    assert article({"text": text, "published_at": "2023-06-09"}, timestamp_ms=stamp).published_at == "2023-06-09"
    assert article({"text": text}, timestamp_ms=stamp).published_at == "2023-06-10"
    assert article(text.encode()).published_on == date(2023, 6, 10)
    assert article({"text": "The talks."}, timestamp_ms=stamp).published_at == "2023-11-14T22:13:20.000+00:00"
    assert article({"text": "The talks."}).published_at is None
    assert article({"text": "The talks."}, timestamp_ms=-1).published_at is None


@pytest.mark.parametrize("text", [" date 2023-13-10 The", "update 2023-06-10 The", " date 2023-06-101 The"])
def test_what_only_looks_like_a_date_prefix_is_none(text: str) -> None:
    assert article(text.encode()).published_at is None


def test_limits_are_those_given() -> None:
    limits = Limits(max_message_bytes=10, max_text_chars=5)
    assert decode(InputMessage(b"12345"), limits) != decode(InputMessage(b"123456"), limits)
    found = [decode(InputMessage(value), limits) for value in (b"123456", b"12345678901")]
    assert [(r.stage, r.reason) for r in found if isinstance(r, Rejection)] == [
        ("validate", "TooLarge"),
        ("decode", "TooLarge"),
    ]


def test_the_alias_is_named_when_its_value_is_wrong() -> None:
    assert "`maintext`" in rejection({"maintext": 5}).message
