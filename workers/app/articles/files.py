"""Articles in files, as the messages they would be on the raw topic."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from schemas.codec import CodecError, encode_value, parse
from workers.messages import InputMessage

STDIN = "-"
_JSON = (("content-type", b"application/json"),)
_TEXT = (("content-type", b"text/plain; charset=utf-8"),)
_HTML = (("content-type", b"text/html; charset=utf-8"),)
_JSON_LINES = {".jsonl", ".ndjson"}
_PAGES = {".html", ".htm", ".xhtml"}


@dataclass(frozen=True, slots=True)
class FileMessage:
    """A message from a file; ``place`` is where it stood, for people (``news.jsonl:17``)."""

    place: str
    message: InputMessage


def read_articles(paths: Iterable[str]) -> Iterator[FileMessage]:
    """Yield the articles of the files in order; ``-`` is standard input.

    ``.jsonl`` and ``.ndjson`` hold one article a line (blank lines are skipped), ``.json`` one article, a list of them,
    or lines; ``.html`` and ``.txt`` one article each. Anything else is JSON lines when it begins with ``{``, else one
    plain text.

    Raises:
        OSError: a file cannot be read.
    """
    for path in paths:
        if path == STDIN:
            yield from _read("stdin", "", sys.stdin.buffer)
        else:
            with Path(path).open("rb") as file:
                yield from _read(path, Path(path).suffix.lower(), file)


def _read(name: str, suffix: str, file: BinaryIO) -> Iterator[FileMessage]:
    if suffix in _JSON_LINES:
        yield from _lines(name, file)
    elif suffix == ".json":
        yield from _json(name, file.read())
    elif suffix in _PAGES:
        yield FileMessage(name, InputMessage(file.read(), headers=_HTML))
    elif suffix == ".txt":
        yield FileMessage(name, InputMessage(file.read(), headers=_TEXT))
    else:
        yield from _unnamed(name, file)


def _lines(name: str, lines: Iterable[bytes]) -> Iterator[FileMessage]:
    for number, line in enumerate(lines, start=1):
        if value := line.strip(b" \t\r\n"):
            yield FileMessage(f"{name}:{number}", InputMessage(value, headers=_JSON))


def _json(name: str, content: bytes) -> Iterator[FileMessage]:
    try:
        found = parse(content)
    except CodecError:
        yield from _lines(name, content.splitlines())
        return
    if isinstance(found, list):
        for number, item in enumerate(found, start=1):
            yield FileMessage(f"{name}[{number}]", InputMessage(encode_value(item), headers=_JSON))
    else:
        yield FileMessage(name, InputMessage(content, headers=_JSON))


def _unnamed(name: str, file: BinaryIO) -> Iterator[FileMessage]:
    before: list[bytes] = []
    for line in file:
        before.append(line)
        if first := line.lstrip():
            if first.startswith(b"{"):
                yield from _lines(name, _chain(before, file))
                return
            break
    yield FileMessage(name, InputMessage(b"".join(before) + file.read(), headers=_TEXT))


def _chain(first: Iterable[bytes], then: Iterable[bytes]) -> Iterator[bytes]:
    yield from first
    yield from then
