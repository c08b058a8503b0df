"""One dead letter for a person, and as plain values for JSON: its bytes shown safely, why it is here, what to do."""

import base64
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas import redrive
from schemas.replay import REPLAY_ID
from workers.app.console.counted import counted
from workers.app.console.moments import shown_moment
from workers.app.dlq.hints import hint
from workers.errors import Rejection
from workers.messages import InputMessage
from workers.pipeline.decode import decode
from workers.pipeline.limits import Limits
from workers.streaming.dead_letters.letter import Letter
from workers.streaming.dead_letters.letter_queue import Found

_WORTH_TELLING = (
    redrive.REDRIVES, redrive.REDRIVEN_FROM, redrive.FIRST_PLACE, redrive.FIRST_TIMESTAMP, REPLAY_ID
)  # fmt: skip
_ROW_BYTES = 16
_PRINTABLE = range(0x20, 0x7F)


def show_letter(console: Console, found: Found, limits: Limits, most_bytes: int) -> None:
    """Print the letter."""
    letter = found.letter
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="bold")
    table.add_column(overflow="fold")
    for name, text in _facts(found, limits):
        table.add_row(name, Text(text))
    console.print(table)
    headers = [(name, _text_or_hex(value)) for name, value in letter.headers]
    if headers:
        console.print(Text("\nheaders", style="bold"))
        listed = Table(box=None, pad_edge=False, show_header=False)
        listed.add_column(style="dim")
        listed.add_column(overflow="fold")
        for name, text in headers:
            listed.add_row(Text(name), Text(text))
        console.print(listed)
    size = len(letter.value or b"")
    shown = min(size, most_bytes)
    title = f"\nvalue ({size:,} bytes)" if shown == size else f"\nvalue (the first {shown:,} of {size:,} bytes)"
    console.print(Text(title, style="bold"))
    console.print(Text(preview(letter.value, most_bytes)), soft_wrap=True)


def letter_values(found: Found, limits: Limits) -> dict[str, object]:
    """Return the letter as plain values: the whole value as text when it is UTF-8, and as base64 in any case."""
    letter = found.letter
    described = letter.described
    return {
        "place": letter.place,
        "state": found.state,
        "dead_lettered_at": shown_moment(letter.timestamp_ms),
        "closed_at": shown_moment(found.mark.closed_at_ms) if found.mark else None,
        "closed_by": found.mark.run if found.mark else None,
        "source": None
        if described is None
        else {"topic": described.topic, "partition": described.partition, "offset": described.offset},
        "stage": letter.stage,
        "reason": letter.reason,
        "message": described.message if described else None,
        "attempts": described.attempts if described else None,
        "redrives": letter.redrives,
        "pipeline_version": described.pipeline_version if described else None,
        "key": None if letter.key is None else _text_or_hex(letter.key),
        "headers": [[name, None if value is None else _text_or_hex(value)] for name, value in letter.headers],
        "text": _utf8(letter.value),
        "base64": None if letter.value is None else base64.b64encode(letter.value).decode(),
        "today": today(letter, limits),
        "hint": hint(letter.stage, letter.reason, letter.place),
    }


def today(letter: Letter, limits: Limits) -> str:
    """Return what reading the message gives with this version and these settings; it is not extracted from."""
    message = InputMessage(
        value=letter.value or b"",
        key=letter.key,
        headers=tuple((name, value or b"") for name, value in letter.headers),
    )
    result = decode(message, limits)
    if isinstance(result, Rejection):
        return f"rejected ({result.stage}/{result.reason}: {result.message})"
    return "readable"


def preview(value: bytes | None, most_bytes: int) -> str:
    """Return text as it is and anything else as a table of hexadecimal bytes, up to ``most_bytes``."""
    if value is None:
        return "null"
    some = value[:most_bytes]
    text = _utf8(some) if len(value) <= most_bytes else _utf8(some, cut=True)
    if text is not None:
        return text
    rows: list[str] = []
    for start in range(0, len(some), _ROW_BYTES):
        row = some[start : start + _ROW_BYTES]
        drawn = "".join(chr(byte) if byte in _PRINTABLE else "." for byte in row)
        rows.append(f"{start:08x}  {row.hex(' '):<{3 * _ROW_BYTES}} {drawn}")
    return "\n".join(rows)


def _facts(found: Found, limits: Limits) -> Sequence[tuple[str, str]]:
    letter, mark = found.letter, found.mark
    state = found.state if mark is None else f"{found.state} at {shown_moment(mark.closed_at_ms)} by run {mark.run}"
    facts = [("letter", letter.place), ("state", state), ("dead-lettered", shown_moment(letter.timestamp_ms))]
    described = letter.described
    if described is not None:
        first = "" if described.timestamp_ms is None else f" of {shown_moment(described.timestamp_ms)}"
        facts += [
            ("message", f"{described.topic} partition {described.partition} offset {described.offset}{first}"),
            ("why", f"{described.stage}/{described.reason}: {described.message}"),
            ("tried", f"{counted(described.attempts, 'time')} by version {described.pipeline_version}"),
        ]
    received = dict(letter.headers)
    facts += [(name, _text_or_hex(received[name])) for name in _WORTH_TELLING if name in received]
    facts.append(("key", "none" if letter.key is None else _text_or_hex(letter.key)))
    facts.append(("now", f"with this version and these settings it is {today(letter, limits)}"))
    advice = hint(letter.stage, letter.reason, letter.place)
    if advice and found.state == "open":
        facts.append(("to do", advice))
    return facts


def _utf8(value: bytes | None, *, cut: bool = False) -> str | None:
    """Return the bytes as text, None when they are none; ``cut``: the last character may be incomplete."""
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        if cut and error.start >= len(value) - 3:  # UTF-8 has four bytes a character at most
            return value[: error.start].decode()
        return None


def _text_or_hex(value: bytes | None) -> str:
    if value is None:
        return "null"
    text = _utf8(value)
    return text if text is not None else f"0x{value.hex()}"
