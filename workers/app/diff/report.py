"""Differences between two enrichments, for people and as JSON."""

from collections import defaultdict
from typing import BinaryIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.codec import encode_value
from workers.app.console.counted import counted
from workers.app.diff.store import Contents
from workers.pipeline.comparison.changes import Change, FieldChange, Kind, What
from workers.pipeline.comparison.summary import Counts, Summary

_STYLES: dict[What, str] = {"added": "green", "removed": "red", "changed": "yellow"}
_KINDS: tuple[Kind, ...] = ("quote", "event", "article")
_VALUE_CHARS = 100
_FIELDS_SHOWN = 20


class Examples:
    """The first changes of each sort."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: dict[tuple[Kind, What], list[Change]] = defaultdict(list)
        self._seen: dict[tuple[Kind, What], int] = defaultdict(int)

    def add(self, change: Change) -> None:
        """Keep it while there is room for its sort."""
        sort = change.kind, change.what
        self._seen[sort] += 1
        if len(self._kept[sort]) < self._most:
            self._kept[sort].append(change)

    def show(self, console: Console) -> None:
        """Print them."""
        for kind in _KINDS:
            for what, style in _STYLES.items():
                kept = self._kept[kind, what]
                if not kept:
                    continue
                console.print()
                for change in kept:
                    head = Text.assemble((f"{kind} {what}", style), f" in {change.article_id}: {change.text}")
                    console.print(head, soft_wrap=True)
                    for each in change.fields:
                        console.print(Text(f"    {field_text(each)}", style="dim"), soft_wrap=True)
                if self._seen[kind, what] > len(kept):
                    console.print(f"… {self._seen[kind, what] - len(kept):,} more {kind}s {what}")


def field_text(change: FieldChange) -> str:
    """Return a changed field in one line."""
    return f"{change.path}: {_value(change.before)} → {_value(change.after)}"


def _value(value: object) -> str:
    text = encode_value(value).decode()
    return text if len(text) <= _VALUE_CHARS else f"{text[: _VALUE_CHARS - 1]}…"


def show_summary(console: Console, summary: Summary, before: Contents, after: Contents) -> None:
    """Print the counts."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("")
    for name in ("A", "B", "added", "removed", "changed"):
        table.add_column(name, justify="right")
    for label, counts in (("articles", summary.articles), ("quotes", summary.quotes), ("events", summary.events)):
        table.add_row(label, *(f"{number:,}" for number in _numbers(counts).values()))
    console.print(table)
    same = "byte for byte the same" if before.sha256 == after.sha256 else "not the same bytes"
    console.print(f"{counted(summary.identical, 'record')} identical; A and B are {same}", soft_wrap=True)
    if summary.fields:
        fields = Table(box=None, pad_edge=False, header_style="bold")
        fields.add_column("changed field")
        fields.add_column("times", justify="right")
        for name, times in summary.fields.most_common(_FIELDS_SHOWN):
            fields.add_row(Text(name), f"{times:,}")
        console.print()
        console.print(fields)


class JsonReport:
    """One JSON object, written as it grows: all changes, then the counts."""

    def __init__(self, output: BinaryIO) -> None:
        self._output = output
        self._first = True

    def begin(self, names: tuple[str, str]) -> None:
        """Write what was compared."""
        self._output.write(b'{"a":' + encode_value(names[0]) + b',"b":' + encode_value(names[1]) + b',"changes":[')

    def add(self, change: Change) -> None:
        """Write a change."""
        fields = [{"path": each.path, "before": each.before, "after": each.after} for each in change.fields]
        value = {
            "kind": change.kind,
            "what": change.what,
            "article_id": change.article_id,
            "id": change.id,
            "text": change.text,
            "fields": fields,
        }
        self._output.write((b"\n" if self._first else b",\n") + encode_value(value))
        self._first = False

    def end(self, summary: Summary, before: Contents, after: Contents) -> None:
        """Write the counts."""
        counts = {
            "articles": _numbers(summary.articles),
            "quotes": _numbers(summary.quotes),
            "events": _numbers(summary.events),
            "identical": summary.identical,
            "fields": dict(summary.fields.most_common()),
            "sha256": {"a": before.sha256, "b": after.sha256},
        }
        self._output.write(b'\n],"summary":' + encode_value(counts) + b"}\n")
        self._output.flush()


def _numbers(counts: Counts) -> dict[str, int]:
    return {
        "a": counts.before,
        "b": counts.after,
        "added": counts.added,
        "removed": counts.removed,
        "changed": counts.changed,
    }
