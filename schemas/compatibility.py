"""Which changes of a schema break readers or writers of the same version.

Topics keep records for days or for ever (the enriched one is compacted), so old records meet new readers and new
records meet old readers. Hence for what Stringer *writes* the only change allowed within a version is a new field that
readers may do without; for what it *reads*, fields may also accept more than before.
"""

from collections.abc import Iterator
from typing import NamedTuple, cast

from schemas.json_schema import Schema

_LIMITS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
)
_OTHER = (*_LIMITS, "pattern", "format", "multipleOf", "const")


class Break(NamedTuple):
    """A change that breaks someone; ``path`` is that of the field (``$.quotes[].cue``)."""

    path: str
    change: str

    def __str__(self) -> str:
        return f"{self.path}: {self.change}"


def breaks(old: Schema, new: Schema, *, reads: bool) -> list[Break]:
    """Return the breaking changes from ``old`` to ``new``; ``reads`` for a schema that Stringer reads."""
    return list(_Comparison(old, new, reads).compare(old, new, "$"))


class _Comparison:
    def __init__(self, old: Schema, new: Schema, reads: bool) -> None:
        self._old = old
        self._new = new
        self._reads = reads
        self._open: set[tuple[str, str]] = set()  # pairs of definitions being compared: schemas may be recursive

    def compare(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        pair = (str(old.get("$ref", "")), str(new.get("$ref", "")))
        if all(pair):
            if pair in self._open:
                return
            self._open.add(pair)
        before = _alternatives(_resolved(old, self._old), self._old)
        after = _alternatives(_resolved(new, self._new), self._new)
        for kind in sorted(before.keys() - after.keys()):
            if self._reads and ("any" in after or (kind == "integer" and "number" in after)):
                continue
            yield Break(path, f"no longer {kind}")
        if not self._reads:
            for kind in sorted(after.keys() - before.keys()):
                yield Break(path, f"now also {kind}")
        for kind in sorted(before.keys() & after.keys()):
            yield from self._same_kind(before[kind], after[kind], path)
        self._open.discard(pair)

    def _same_kind(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        yield from self._enum(old, new, path)
        for keyword in _OTHER:
            if old.get(keyword) != new.get(keyword) and not (self._reads and keyword not in new):
                yield Break(path, f"{keyword} changed from {old.get(keyword)} to {new.get(keyword)}")
        yield from self._object(old, new, path)
        for keyword, suffix in (("items", "[]"), ("additionalProperties", ".*")):
            yield from self._inner(old.get(keyword), new.get(keyword), path + suffix)
        before, after = _list(old.get("prefixItems")), _list(new.get("prefixItems"))
        if len(before) != len(after):
            yield Break(path, f"a tuple of {len(after)}, not {len(before)}")
        for index, (one, other) in enumerate(zip(before, after, strict=False)):
            yield from self._inner(one, other, f"{path}[{index}]")

    def _enum(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        if "enum" not in old and "enum" not in new:
            return
        before, after = _list(old.get("enum")), _list(new.get("enum"))
        if "enum" not in old:
            yield Break(path, "only some values allowed, before any")
            return
        if "enum" not in new:
            if not self._reads:
                yield Break(path, "any value, before only some")
            return
        yield from (Break(path, f"value {value!r} removed") for value in before if value not in after)
        if not self._reads:
            yield from (Break(path, f"value {value!r} added") for value in after if value not in before)

    def _object(self, old: Schema, new: Schema, path: str) -> Iterator[Break]:
        before = cast("dict[str, Schema]", old.get("properties", {}))
        after = cast("dict[str, Schema]", new.get("properties", {}))
        was_required, is_required = _list(old.get("required")), _list(new.get("required"))
        for name in before:
            if name not in after:
                yield Break(f"{path}.{name}", "removed or renamed")
            else:
                if name in was_required and name not in is_required and not self._reads:
                    yield Break(f"{path}.{name}", "no longer always there")
                yield from self.compare(before[name], after[name], f"{path}.{name}")
        for added in is_required:
            if added not in was_required:
                change = "now required" if added in before else "new and required: old records lack it"
                yield Break(f"{path}.{added}", change)

    def _inner(self, old: object, new: object, path: str) -> Iterator[Break]:
        if isinstance(old, dict) and isinstance(new, dict):
            yield from self.compare(old, new, path)
        elif old != new and not (self._reads and new in (None, True)):
            yield Break(path, f"changed from {_short(old)} to {_short(new)}")


def _resolved(schema: Schema, root: Schema) -> Schema:
    while "$ref" in schema:
        name = str(schema["$ref"]).rpartition("/")[2]
        schema = cast("dict[str, Schema]", root["$defs"])[name]
    return schema


def _alternatives(schema: Schema, root: Schema) -> dict[str, Schema]:
    """Return what the schema accepts by JSON type; schemas of msgspec never have two alternatives of one type."""
    if "anyOf" in schema:
        found: dict[str, Schema] = {}
        for option in cast("list[Schema]", schema["anyOf"]):
            found |= _alternatives(_resolved(option, root), root)
        return found
    kinds = schema.get("type")
    if isinstance(kinds, list):
        return {str(kind): schema for kind in kinds}
    if kinds is not None:
        return {str(kinds): schema}
    if "enum" in schema:
        return _by_type(cast("list[object]", schema["enum"]), schema)
    return {"any": schema}


def _by_type(values: list[object], schema: Schema) -> dict[str, Schema]:
    names = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}
    found: dict[str, Schema] = {}
    for value in values:
        kind = names[type(value)]
        if kind != "null":
            found.setdefault(kind, schema | {"enum": []})
            cast("list[object]", found[kind]["enum"]).append(value)
        else:
            found["null"] = {}
    return found


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _short(value: object) -> str:
    return "anything" if value is None else "a schema" if isinstance(value, dict) else str(value)
