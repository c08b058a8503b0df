"""What ``stringer diff`` compares: files and topics of enriched articles."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

import msgspec
import typer

from schemas.codec import CodecError, decode
from schemas.topics import topic_name
from workers.app.diff.store import ArticleStore, Side
from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import read
from workers.streaming.kafka.topics_admin import describe_topics


class _Identified(msgspec.Struct, frozen=True):
    """The part of an article that is its key."""

    id: str


class _Keyed(msgspec.Struct, frozen=True):
    article: _Identified


@dataclass(frozen=True, slots=True)
class Source:
    """One side: a file, or a topic."""

    name: str
    is_file: bool


def find_sources(names: Sequence[str], connect: Callable[[], Connection]) -> list[Source]:
    """Return what the names stand for: a file, a topic, or the enriched topic of a prefix (the empty one, too).

    Args:
        names: as given on the command line.
        connect: how to reach Kafka, called only if something is no file.

    Raises:
        BadParameter: a name stands for nothing.
        Retriable, Fatal: Kafka does not answer, or refuses.
    """
    files = {name for name in names if name and Path(name).is_file()}
    for name in names:
        if name not in files and "/" in name:  # no topic has one
            raise typer.BadParameter(f"there is no file {name}", param_hint="A B")
    wanted = {name: topic_name("enriched", name) for name in names if name not in files}
    existing: set[str] = set()
    if wanted:
        asked = [name for pair in wanted.items() for name in pair if name]
        existing = set(asyncio.run(describe_topics(connect(), asked)))
    found: list[Source] = []
    for name in names:
        if name in files:
            found.append(Source(name, is_file=True))
        elif name in existing:
            found.append(Source(name, is_file=False))
        elif wanted[name] in existing:
            found.append(Source(wanted[name], is_file=False))
        else:
            text = f"there is no file or topic {name!r}, and no topic {wanted[name]!r}"
            raise typer.BadParameter(text, param_hint="A B")
    return found


async def load(
    source: Source, side: Side, store: ArticleStore, connect: Callable[[], Connection], on_record: Callable[[], None]
) -> None:
    """Put the source's records into the store.

    A topic is read as it is at the start, committed records only; of several records of a key the latest counts, in a
    topic as in a file. What the values hold besides the key is checked when they are compared.

    Raises:
        Fatal: a file cannot be read, or holds something else than enriched articles.
        Retriable: Kafka does not answer.
    """
    if source.is_file:
        try:
            _load_file(Path(source.name), side, store, on_record)
        except OSError as error:
            raise Fatal(f"{source.name}: {error.strerror}") from error
        return
    async with aclosing(read(connect(), [source.name], follow=False)) as records:
        async for record in records:
            if record.key is None:
                place = f"{record.topic} partition {record.partition} offset {record.offset}"
                raise Fatal(f"{place} has no key: that is no topic of enriched articles")
            store.put(side, record.key, record.value)
            on_record()


def _load_file(path: Path, side: Side, store: ArticleStore, on_record: Callable[[], None]) -> None:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            value = line.strip()
            if not value:
                continue
            try:
                key = decode(value, _Keyed).article.id.encode()
            except CodecError as error:
                raise Fatal(f"{path}:{number} is no enriched article: {error}") from None
            store.put(side, key, value)
            on_record()
