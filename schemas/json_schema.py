"""JSON Schema 2020-12 of the records, generated from the structs."""

import re
from typing import cast

import msgspec

from schemas.dead_letter import DeadLetter
from schemas.letter_mark import LetterMark
from schemas.topics import CONTRACTS, SCHEMA_BASE

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DEAD_LETTER = "dead-letter.v1"
LETTER_MARK = "dead-letter-mark.v1"
# Names of all schemas, in the order of the documentation.
RECORDS: dict[str, type[msgspec.Struct]] = {c.schema: c.record for c in CONTRACTS.values()} | {
    DEAD_LETTER: DeadLetter,
    LETTER_MARK: LetterMark,
}
# What others write and Stringer reads; everything else Stringer writes and others read.
INPUTS = frozenset({"raw-article.v1"})

Schema = dict[str, object]


def json_schema(name: str) -> Schema:
    """Return the schema of a record by its name (``quote.v1``).

    Raises:
        KeyError: there is no such schema.
    """
    record = RECORDS[name]
    (top,), components = msgspec.json.schema_components([record], ref_template="#/$defs/{name}")
    definitions = cast("dict[str, Schema]", components)
    body = definitions.pop(str(top["$ref"]).rpartition("/")[2])
    schema: Schema = {"$schema": DIALECT, "$id": f"{SCHEMA_BASE}{name}.json"} | body
    if definitions:
        schema["$defs"] = {key: definitions[key] for key in sorted(definitions)}
    return cast("Schema", _tidy(schema))


def _tidy(value: object) -> object:
    """Write descriptions as one line of plain text, whatever the docstring's markup and indentation."""
    if isinstance(value, dict):
        return {
            key: re.sub(r"\s+", " ", item.replace("``", "`")).strip()
            if key == "description" and isinstance(item, str)
            else _tidy(item)
            for key, item in value.items()
        }
    return [_tidy(item) for item in value] if isinstance(value, list) else value
