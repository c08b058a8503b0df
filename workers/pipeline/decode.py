"""A message's bytes to one article with a text, an id and a date; whatever is wrong with them becomes a `Rejection`.

How a value is read, first rule that applies:

1. header ``content-type`` (also inside a CloudEvent): ``.../json`` or ``...+json`` is a JSON object, ``text/html`` a
   web page, any other ``text/...`` plain text;
2. the first byte that is no blank is ``{``: a JSON object; ``[`` and valid JSON: rejected, a message is one article;
3. else plain text.

Text is UTF-8; a byte order mark at the front is the encoding's signature and no part of the text.
"""

import codecs
from dataclasses import dataclass
from datetime import date

from schemas.codec import CodecError, convert, parse
from schemas.raw_article import RawArticle
from workers.errors import Rejection
from workers.messages import InputMessage
from workers.pipeline.aliases import canonical
from workers.pipeline.article_id import article_id
from workers.pipeline.dates import Published, date_prefix, from_timestamp_ms, parse_published
from workers.pipeline.limits import Limits
from workers.pipeline.web_page_limits import excess

MAX_ID_CHARS = 512


@dataclass(frozen=True, slots=True)
class DecodedArticle:
    """An article ready for extraction.

    ``text`` is never rewritten; ``published_on`` is the day of ``published_at``; ``language`` is the producer's word.
    """

    id: str
    text: str
    title: str | None
    description: str | None
    url: str | None
    publisher: str | None
    authors: tuple[str, ...]
    published_at: str | None
    published_on: date | None
    language: str | None
    version: str | None


class _UnusableError(Exception):
    """Carries the rejection out of the steps below."""

    def __init__(self, stage: str, reason: str, message: str) -> None:
        super().__init__(message)
        self.rejection = Rejection(stage, reason, message)


def decode(message: InputMessage, limits: Limits) -> DecodedArticle | Rejection:
    """Read one message; see the module's docstring for how its format is told."""
    try:
        return _complete(_raw_article(message, limits), message, limits)
    except _UnusableError as unusable:
        return unusable.rejection


def _raw_article(message: InputMessage, limits: Limits) -> RawArticle:
    size = len(message.value)
    if size > limits.max_message_bytes:
        raise _UnusableError("decode", "TooLarge", f"{size} bytes, the limit is {limits.max_message_bytes}")
    value = message.value.removeprefix(codecs.BOM_UTF8)
    first = value.lstrip()[:1]
    if not first:
        raise _UnusableError("decode", "Empty", "the message is empty")
    media_type = _media_type(message)
    if media_type.endswith(("/json", "+json")) or (not media_type.startswith("text/") and first == b"{"):
        return _from_json(value)
    if not media_type.startswith("text/") and first == b"[" and _is_json(value):
        raise _UnusableError("validate", "WrongType", "a JSON array; a message is one article, a JSON object")
    text = _utf8(value)
    return RawArticle(html=text) if media_type == "text/html" else RawArticle(text=text)


def _media_type(message: InputMessage) -> str:
    for name, value in message.headers:
        if name.lower() == "content-type":
            return value.decode("latin-1").partition(";")[0].strip().lower()
    return ""


def _is_json(value: bytes) -> bool:
    try:
        parse(value)
    except CodecError:
        return False
    return True


def _utf8(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _UnusableError("decode", "InvalidUtf8", f"not UTF-8: {error.reason} at byte {error.start}") from None


def _from_json(value: bytes) -> RawArticle:
    try:
        found = parse(value)
    except CodecError as error:
        raise _UnusableError("decode", error.reason, str(error)) from None
    if not isinstance(found, dict):
        kind = type(found).__name__
        raise _UnusableError("validate", "WrongType", f"JSON of type {kind}; a message is one article, a JSON object")
    fields, found_as = canonical(found)
    try:
        return convert(fields, RawArticle)
    except CodecError as error:
        message = str(error)
        path = message.rpartition("`$.")[2].split("`")[0].split("[")[0]
        if found_as.get(path, path) != path:
            message += f", given as `{found_as[path]}`"
        raise _UnusableError("validate", error.reason, message) from None


def _complete(raw: RawArticle, message: InputMessage, limits: Limits) -> DecodedArticle:
    if raw.text is None and raw.html is not None:
        # trafilatura takes half a second to import; most workers never see a web page.
        from workers.pipeline.web_page import read_web_page  # noqa: PLC0415 - see above

        if too_much := excess(raw.html):
            raise _UnusableError("validate", "TooLarge", too_much)
        raw = read_web_page(raw)
    text = raw.text
    if text is None or not text.strip():
        raise _UnusableError("validate", "NoText", "no text: one of the fields `text` and `html` must hold some")
    if len(text) > limits.max_text_chars:
        raise _UnusableError(
            "validate", "TooLarge", f"{len(text)} characters of text, the limit is {limits.max_text_chars}"
        )
    if raw.id is not None and len(raw.id) > MAX_ID_CHARS:
        raise _UnusableError("validate", "InvalidId", f"an id of {len(raw.id)} characters, the limit is {MAX_ID_CHARS}")
    published = _published(raw, text, message)
    return DecodedArticle(
        id=raw.id or article_id(raw.url, text),
        text=text,
        title=raw.title,
        description=raw.description,
        url=raw.url,
        publisher=raw.publisher,
        authors=raw.authors,
        published_at=published.iso if published else None,
        published_on=published.day if published else None,
        language=raw.language,
        version=raw.version,
    )


def _published(raw: RawArticle, text: str, message: InputMessage) -> Published | None:
    """Return the date of the field, else of the text's leading ``date ...``, else of the Kafka record."""
    if raw.published_at is not None:
        published = parse_published(raw.published_at)
        if published is None:
            shown = raw.published_at[:40]
            raise _UnusableError("validate", "InvalidDate", f"published_at is no ISO 8601 date or date-time: {shown!r}")
        return published
    if prefix := date_prefix(text):
        return prefix
    return None if message.timestamp_ms is None else from_timestamp_ms(message.timestamp_ms)
