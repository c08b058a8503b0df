"""No message makes the decoder raise, and none is dropped: it is an article or a rejection."""

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.errors import Rejection
from workers.messages import InputMessage
from workers.pipeline.aliases import ALIASES
from workers.pipeline.decode import decode
from workers.pipeline.limits import Limits

LIMITS = Limits(max_message_bytes=5_000, max_text_chars=1_000)
NAMES = sorted({name for name, aliases in ALIASES.items() for name in (name, *(alias.name for alias in aliases))})
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT | st.sampled_from(["name", "value", "@id"]), inner)
    ),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from(NAMES), JSON, max_size=6).map(orjson.dumps)
CONTENT_TYPES = st.sampled_from([b"application/json", b"text/plain", b"text/html", b"", b"\xff/json", b"image/png"])


@settings(max_examples=500, deadline=None)
@given(
    st.binary(max_size=80) | OBJECTS | TEXT.map(str.encode),
    st.none() | CONTENT_TYPES,
    st.none() | st.integers(-(2**63), 2**63 - 1),
)
def test_an_article_or_a_rejection(value: bytes, content_type: bytes | None, timestamp: int | None) -> None:
    headers = () if content_type is None else (("content-type", content_type),)
    message = InputMessage(value, headers=headers, timestamp_ms=timestamp)
    found = decode(message, LIMITS)
    if isinstance(found, Rejection):
        assert found.stage in {"decode", "validate"}
        assert found.reason.isidentifier()
        assert "\n" not in found.message
    else:
        assert found.text.strip()
        assert found.id
        assert (found.published_at is None) == (found.published_on is None)
    assert decode(message, LIMITS) == found


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_the_text_arrives_as_it_was_sent(text: str) -> None:
    by_json = decode(InputMessage(orjson.dumps({"text": text})), LIMITS)
    as_text = decode(InputMessage(text.encode(), headers=(("content-type", b"text/plain"),)), LIMITS)
    assert not isinstance(by_json, Rejection)
    assert by_json.text == text
    if not text.startswith("\ufeff"):  # at the front of bytes it is the encoding's signature
        assert not isinstance(as_text, Rejection)
        assert as_text.text == text
