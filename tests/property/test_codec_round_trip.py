"""Whatever a struct can hold survives encoding, and the bytes are a function of the value."""

import msgspec
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.codec import CodecError, decode, encode, parse
from schemas.json_schema import RECORDS

# Integers that JSON readers everywhere keep, floats that JSON can carry, text that UTF-8 can carry.
st.register_type_strategy(int, st.integers(-(2**53), 2**53))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))


def struct_of(kind: type[msgspec.Struct]) -> st.SearchStrategy[msgspec.Struct]:
    fields = {field.name: value_of(field.type) for field in msgspec.structs.fields(kind)}
    return st.builds(kind, **fields)


def value_of(kind: object) -> st.SearchStrategy[object]:
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return struct_of(kind)
    origin, arguments = getattr(kind, "__origin__", None), getattr(kind, "__args__", ())
    if origin is tuple:
        return st.lists(value_of(arguments[0]), max_size=2).map(tuple)
    if arguments and type(None) in arguments:
        return st.none() | value_of(next(a for a in arguments if a is not type(None)))
    return st.from_type(kind)  # type: ignore[arg-type] # whatever is left is a plain type


@pytest.mark.parametrize("name", RECORDS)
def test_round_trip(name: str) -> None:
    kind = RECORDS[name]

    @settings(max_examples=60, deadline=None)
    @given(struct_of(kind))
    def round_trip(record: msgspec.Struct) -> None:
        data = encode(record)
        again = decode(data, kind)
        assert again == record
        assert encode(again) == data
        assert list(orjson.loads(data)) == list(kind.__struct_fields__)

    round_trip()


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text(max_size=40).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_value_or_a_codec_error(data: bytes) -> None:
    reason = None
    try:
        parse(data)
    except CodecError as error:
        reason = error.reason
    assert reason in {None, "InvalidUtf8", "InvalidJson", "NestedTooDeeply", "LoneSurrogate"}
