"""The generated files beside the structs: what they should hold, and whether they do."""

from pathlib import Path
from typing import NamedTuple

from schemas.asyncapi import asyncapi
from schemas.codec import decode, encode_value
from schemas.compatibility import Break, breaks
from schemas.json_schema import INPUTS, RECORDS, json_schema
from schemas.yaml_text import yaml_text

FOLDER = Path(__file__).parent
CONTRACT_VERSION = "1.0.0"
_ASYNCAPI = "asyncapi.yaml"
_WARNING = "# Generated from the structs by `stringer schemas write`.\n"


class Problem(NamedTuple):
    """A generated file that does not fit the structs; ``breaking`` when readers of this version would notice."""

    file: str
    message: str
    breaking: bool


def artifacts() -> dict[str, bytes]:
    """Return the content of every generated file by its path below ``schemas/``."""
    files = {_path(name): encode_value(json_schema(name), indent=True) + b"\n" for name in RECORDS}
    files[_ASYNCAPI] = (_WARNING + yaml_text(asyncapi(CONTRACT_VERSION))).encode()
    return files


def check(folder: Path = FOLDER) -> list[Problem]:
    """Return what is wrong with the generated files in ``folder``: none, stale, or breaking their readers."""
    problems: list[Problem] = []
    for name in RECORDS:
        problems += (
            Problem(_path(name), f"breaks readers of this version: {found}", breaking=True)
            for found in breaking_changes(name, folder)
        )
    for path, content in artifacts().items():
        file = folder / path
        if not file.exists():
            problems.append(Problem(path, "is missing", breaking=False))
        elif file.read_bytes() != content:
            problems.append(Problem(path, "differs from the structs", breaking=False))
    known = {folder / path for path in artifacts()}
    problems += (
        Problem(f"json/{file.name}", "belongs to no record", breaking=False)
        for file in sorted((folder / "json").glob("*.json"))
        if file not in known
    )
    return problems


def breaking_changes(name: str, folder: Path = FOLDER) -> list[Break]:
    """Return how the record's schema breaks readers or writers of the one in ``folder``; none if there is none."""
    file = folder / _path(name)
    if not file.exists():
        return []
    return breaks(decode(file.read_bytes(), dict[str, object]), json_schema(name), reads=name in INPUTS)


def write(folder: Path = FOLDER) -> list[Path]:
    """Write every generated file that is not up to date; return those written.

    Raises:
        OSError: a file cannot be written.
    """
    written: list[Path] = []
    for path, content in artifacts().items():
        file = folder / path
        if not file.exists() or file.read_bytes() != content:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
            written.append(file)
    return written


def _path(name: str) -> str:
    return f"json/{name}.json"
