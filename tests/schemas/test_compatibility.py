"""Each kind of breaking change is found, and the harmless ones are not."""

from typing import Annotated, Literal

import msgspec
import pytest

from schemas.compatibility import breaks
from schemas.json_schema import Schema


def schema_of(kind: type[msgspec.Struct]) -> Schema:
    (top,), components = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    return {**top, "$defs": components}


class Inner(msgspec.Struct):
    start: int
    name: str | None = None


class Record(msgspec.Struct):
    id: str
    kind: Literal["a", "b"]
    score: float
    inner: Inner
    many: tuple[Inner, ...]
    pair: tuple[int, str]
    counts: dict[str, int]
    note: str | None = None
    size: Annotated[int, msgspec.Meta(ge=0)] = 0


BASE = Record


def changed(**fields: object) -> Schema:
    """Return the schema of `Record` with some fields of other types; a field given as None is dropped."""
    definition: list[tuple[str, object] | tuple[str, object, object]] = []
    for item in msgspec.structs.fields(BASE):
        new = fields.pop(item.name, item)
        if new is None:
            continue
        if new is not item:
            definition.append((item.name, *new) if isinstance(new, tuple) else (item.name, new))
        else:
            kind = Record.__annotations__[item.name]
            definition.append((item.name, kind) if item.required else (item.name, kind, item.default))
    definition += [(name, *new) if isinstance(new, tuple) else (name, new) for name, new in fields.items()]
    return schema_of(msgspec.defstruct("Record", definition, kw_only=True))


class InnerWithoutName(msgspec.Struct):
    start: int


class InnerText(msgspec.Struct):
    start: str
    name: str | None = None


BOTH = [
    pytest.param({"score": None}, "$.score: removed or renamed", id="removed"),
    pytest.param({"score": None, "points": float}, "$.score: removed or renamed", id="renamed"),
    pytest.param({"score": str}, "$.score: no longer number", id="type changed"),
    pytest.param({"note": (str, "")}, "$.note: no longer null", id="narrowed"),
    pytest.param({"score": int}, "$.score: no longer number", id="narrowed to integers"),
    pytest.param({"extra": str}, "$.extra: new and required: old records lack it", id="new required"),
    pytest.param({"note": str | None}, "$.note: now required", id="required now"),
    pytest.param({"kind": Literal["a"]}, "$.kind: value 'b' removed", id="enum value removed"),
    pytest.param({"id": Literal["x"]}, "$.id: only some values allowed, before any", id="became an enum"),
    pytest.param({"inner": InnerWithoutName}, "$.inner.name: removed or renamed", id="removed inside"),
    pytest.param({"inner": InnerText}, "$.inner.start: no longer integer", id="type changed inside"),
    pytest.param({"many": tuple[InnerWithoutName, ...]}, "$.many[].name: removed or renamed", id="removed in an array"),
    pytest.param({"many": Inner}, "$.many: no longer array", id="array became one"),
    pytest.param({"pair": tuple[int, str, str]}, "$.pair: a tuple of 3, not 2", id="tuple longer"),
    pytest.param({"pair": tuple[int, int]}, "$.pair[1]: no longer string", id="type changed in a tuple"),
    pytest.param({"counts": dict[str, str]}, "$.counts.*: no longer integer", id="type of mapping values changed"),
    pytest.param(
        {"size": (Annotated[int, msgspec.Meta(ge=5)], 5)}, "$.size: minimum changed from 0 to 5", id="bound changed"
    ),
]


@pytest.mark.parametrize("reads", [False, True])
@pytest.mark.parametrize(("fields", "expected"), BOTH)
def test_breaks_both_ways(fields: dict[str, object], expected: str, reads: bool) -> None:
    assert expected in map(str, breaks(changed(), changed(**fields), reads=reads))


WRITES_ONLY = [
    pytest.param({"score": float | None}, "$.score: now also null", id="widened"),
    pytest.param({"id": (str, "")}, "$.id: no longer always there", id="optional now"),
    pytest.param({"kind": Literal["a", "b", "c"]}, "$.kind: value 'c' added", id="enum value added"),
    pytest.param({"kind": str}, "$.kind: any value, before only some", id="enum dropped"),
    pytest.param({"size": (int, 0)}, "$.size: minimum changed from 0 to None", id="bound dropped"),
    pytest.param({"counts": dict}, "$.counts.*: changed from a schema to anything", id="any mapping value"),
]


@pytest.mark.parametrize(("fields", "expected"), WRITES_ONLY)
def test_what_stringer_writes_may_not_widen(fields: dict[str, object], expected: str) -> None:
    assert expected in map(str, breaks(changed(), changed(**fields), reads=False))


@pytest.mark.parametrize(("fields", "expected"), WRITES_ONLY)
def test_what_stringer_reads_may_widen(fields: dict[str, object], expected: str) -> None:
    del expected
    assert breaks(changed(), changed(**fields), reads=True) == []


@pytest.mark.parametrize("reads", [False, True])
def test_a_new_optional_field_breaks_nobody(reads: bool) -> None:
    assert breaks(changed(), changed(extra=(str | None, None)), reads=reads) == []


@pytest.mark.parametrize("reads", [False, True])
def test_no_change_no_break(reads: bool) -> None:
    assert breaks(changed(), changed(), reads=reads) == []


def test_an_integer_may_become_a_number_where_stringer_reads() -> None:
    one, other = schema_of(Inner), schema_of(msgspec.defstruct("Inner", [("start", float), ("name", str | None, None)]))
    assert breaks(one, other, reads=True) == []
    assert breaks(one, other, reads=False) != []


class Tree(msgspec.Struct):
    name: str
    children: list["Tree"] = []


def test_recursive_schemas_end() -> None:
    assert breaks(schema_of(Tree), schema_of(Tree), reads=False) == []
