"""Two structs, field by field."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import cast

import msgspec

from schemas.codec import encode_value
from workers.pipeline.comparison.changes import FieldChange


def compare_fields(
    before: msgspec.Struct, after: msgspec.Struct, *, ignored: Collection[str] = ()
) -> tuple[FieldChange, ...]:
    """Return the fields that differ, in the order of their definition.

    Args:
        before: a struct.
        after: another one of the same type.
        ignored: fields to leave out, by their path without places in lists (``confidence``, ``actors.sector``); all
            that lies below goes with it.
    """
    changes = _compare("", msgspec.to_builtins(before), msgspec.to_builtins(after))
    return tuple(change for change in changes if not _is_ignored(change.field, ignored))


def _is_ignored(field: str, ignored: Collection[str]) -> bool:
    return any(field == name or field.startswith(f"{name}.") for name in ignored)


def _compare(path: str, before: object, after: object) -> Iterator[FieldChange]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        left, right = cast("dict[str, object]", before), cast("dict[str, object]", after)
        for name in [*left, *(name for name in right if name not in left)]:
            yield from _compare(f"{path}.{name}" if path else name, left.get(name), right.get(name))
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        if len(before) == len(after):
            for index, (one, other) in enumerate(zip(before, after, strict=True)):
                yield from _compare(f"{path}[{index}]", one, other)
        else:
            yield FieldChange(path, _only_in(before, after), _only_in(after, before))
    else:
        yield FieldChange(path, before, after)


def _only_in(items: Sequence[object], others: Sequence[object]) -> list[object]:
    """The items that the others lack, as often as they lack them."""
    left = Counter(map(encode_value, others))
    only: list[object] = []
    for item in items:
        encoded = encode_value(item)
        if left[encoded]:
            left[encoded] -= 1
        else:
            only.append(item)
    return only
