"""Bytes to struct and back: the only JSON code of the project.

Encoded bytes are a function of the record alone: fields in the order of their definition, keys of mappings sorted, no
spaces, no trailing newline.
"""

from typing import TypeVar, cast

import msgspec
import orjson

T = TypeVar("T")


class CodecError(ValueError):
    """Bytes that are no JSON of the expected shape.

    Attributes:
        reason: ``InvalidUtf8``, ``InvalidJson``, ``NestedTooDeeply``, ``LoneSurrogate`` or ``WrongType``.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def parse(data: bytes) -> object:
    """Return the JSON value in ``data`` as plain Python objects.

    Raises:
        CodecError: the bytes are not UTF-8, not JSON, nested deeper than orjson's limit (1024), or hold half a
            surrogate pair. The message carries line and column, never the content.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise CodecError("InvalidUtf8", f"not UTF-8: {error.reason} at byte {error.start}") from None
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise CodecError(_reason(error), f"not JSON: {error}") from None


def _reason(error: orjson.JSONDecodeError) -> str:
    message = str(error)
    if "depth limit" in message or "recursion" in message.lower():
        return "NestedTooDeeply"
    if "surrogate" in message:
        return "LoneSurrogate"
    return "InvalidJson"


def convert(value: object, kind: type[T]) -> T:
    """Return ``value`` (from `parse`) as a ``kind``; unknown fields are ignored.

    Raises:
        CodecError: a field is missing or of another type; the message names its path (``$.text``).
    """
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise CodecError("WrongType", str(error)) from None


def decode(data: bytes, kind: type[T]) -> T:
    """Return the ``kind`` encoded in ``data``.

    Raises:
        CodecError: see `parse` and `convert`.
    """
    return convert(parse(data), kind)


def decode_part(data: bytes, kind: type[T]) -> T:
    """Return the fields of ``kind`` out of a larger JSON object; what it does not name is skipped, not built.

    Raises:
        CodecError: not JSON, or not a ``kind``.
    """
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise CodecError("WrongType", str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CodecError("InvalidJson", f"not JSON: {error}") from None


def encode(record: msgspec.Struct) -> bytes:
    """Return the record as compact UTF-8 JSON.

    Raises:
        CodecError: a string holds a lone surrogate, which UTF-8 cannot carry.
    """
    return encode_value(msgspec.to_builtins(record, order="deterministic"))


def encode_value(value: object, *, indent: bool = False) -> bytes:
    """Return a plain value (of dicts, lists, strings, numbers) as UTF-8 JSON, indented by two spaces if asked.

    Raises:
        CodecError: the value holds a lone surrogate or something that JSON cannot carry.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 if indent else 0)
    except (orjson.JSONEncodeError, TypeError) as error:
        reason = "LoneSurrogate" if "surrogate" in str(error) else "WrongType"
        raise CodecError(reason, f"cannot be written as JSON: {error}") from None


def field(value: object, name: str) -> object:
    """Return the field ``name`` of a parsed object, or None when there is no object or no such field."""
    return cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
