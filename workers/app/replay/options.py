"""What people write about offsets and ids, as a replay's scope."""

import re
from pathlib import Path

import typer

from workers.errors import Fatal
from workers.streaming.replay.scope import OffsetRange

OFFSET_FORMS = "PARTITION:FIRST-LAST (both replayed), PARTITION:FIRST- (to the end) or PARTITION:OFFSET"
_OFFSETS = re.compile(r"([0-9]{1,9}):([0-9]{1,18})(-([0-9]{0,18}))?")


def offset_range(text: str) -> OffsetRange:
    """Return offsets of one partition.

    Raises:
        BadParameter: the text is none; the message names the forms.
    """
    found = _OFFSETS.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} are no offsets: write {OFFSET_FORMS}")
    partition, first = int(found[1]), int(found[2])
    last = first if found[3] is None else (int(found[4]) if found[4] else None)
    if last is not None and last < first:
        raise typer.BadParameter(f"{text!r}: the last offset lies before the first")
    return OffsetRange(partition, first, last)


def ids_in(path: Path) -> frozenset[bytes]:
    """Return the ids in a file, one a line; blank lines are skipped.

    Raises:
        Fatal: the file cannot be read, or holds none.
    """
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise Fatal(f"{path}: {error.strerror}") from error
    ids = frozenset(line.strip() for line in lines if line.strip())
    if not ids:
        raise Fatal(f"{path} holds no ids: it should have one a line")
    return ids
