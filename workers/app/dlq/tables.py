"""The dead letter queue as a table, and as plain values for JSON."""

from collections.abc import Callable

from rich.console import Console
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from workers.app.console.counted import counted
from workers.app.console.moments import shown_moment
from workers.streaming.dead_letters.letter_queue import Closed
from workers.streaming.dead_letters.survey import Group, Survey


def show_queue(console: Console, topic: str, found: Survey) -> None:
    """Print the letters by stage and reason, those with the most open ones first."""
    if not found.groups:
        console.print(f"There are no dead letters in {topic}.", soft_wrap=True)
    else:
        columns: list[tuple[str, bool, Callable[[Group], str]]] = [
            ("stage", False, lambda group: group.stage),
            ("reason", False, lambda group: group.reason),
            ("open", True, lambda group: f"{group.open:,}"),
            ("redriven", True, lambda group: f"{group.redriven:,}"),
            ("purged", True, lambda group: f"{group.purged:,}"),
            ("first seen", False, lambda group: _moment(group.first_ms)),
            ("last seen", False, lambda group: _moment(group.last_ms)),
            ("newest open", False, lambda group: group.example or ""),
        ]
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name, numeric, _ in columns:
            table.add_column(name, justify="right" if numeric else "left", overflow="fold")
        for group in ordered(found):
            table.add_row(*(Text(cell(group)) for _, _, cell in columns), style="" if group.open else "dim")
        console.print(table)
        closed = sum(group.redriven + group.purged for group in found.groups.values())
        console.print(f"{counted(found.open, 'open letter')}, {closed:,} closed, in {topic}", soft_wrap=True)
    for line in deleted(found):
        console.print(Text(line, style="dim"), soft_wrap=True)


def queue_values(topic: str, found: Survey) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "topic": topic,
        "open": found.open,
        "groups": [
            {
                "stage": group.stage,
                "reason": group.reason,
                "open": group.open,
                "redriven": group.redriven,
                "purged": group.purged,
                "gone": group.gone,
                "first_seen": None if group.first_ms is None else shown_moment(group.first_ms),
                "last_seen": None if group.last_ms is None else shown_moment(group.last_ms),
                "newest_open": group.example,
            }
            for group in ordered(found)
        ],
        "deleted_before": {str(number): held.start for number, held in sorted(found.bounds.items()) if held.start},
    }


def show_plan(console: Console, verb: str, found: Survey, *, admitted: int) -> None:
    """Print which open letters a command would close."""
    groups = [group for group in ordered(found) if group.open]
    if groups:
        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in ("stage", "reason", "open", "bytes", "first seen", "last seen"):
            table.add_column(name, justify="right" if name in {"open", "bytes"} else "left", overflow="fold")
        for group in groups:
            cells = (group.stage, group.reason, f"{group.open:,}", decimal(group.open_bytes))
            table.add_row(*map(Text, (*cells, _moment(group.first_ms), _moment(group.last_ms))))
        console.print(table)
    console.print(f"{counted(admitted, 'letter')} to {verb}.", soft_wrap=True)


def plan_values(found: Survey, *, admitted: int) -> dict[str, object]:
    """Return the same as plain values."""
    return {
        "letters": admitted,
        "held_back": found.held_back,
        "bytes": found.open_bytes,
        "groups": [
            {"stage": group.stage, "reason": group.reason, "open": group.open, "held_back": group.held_back}
            for group in ordered(found)
            if group.open
        ],
    }


def closed_values(closed: Closed) -> dict[str, object]:
    """Return what a command did as plain values."""
    return {
        "run": closed.run,
        "closed": closed.closed,
        "refused": list(closed.refused),
        "freed": {str(number): offset for number, offset in closed.freed},
        "forgotten_marks": closed.forgotten,
    }


def ordered(found: Survey) -> list[Group]:
    """Return the groups: most open letters first, then most letters, then by name."""
    return sorted(
        found.groups.values(),
        key=lambda group: (-group.open, -(group.redriven + group.purged), group.stage, group.reason),
    )


def deleted(found: Survey) -> list[str]:
    """Return a line for each partition whose oldest letters Kafka no longer holds."""
    return [
        f"partition {number}: what was before offset {held.start} is deleted (by retention, or a purge)"
        for number, held in sorted(found.bounds.items())
        if held.start
    ]


def _moment(timestamp_ms: int | None) -> str:
    return "" if timestamp_ms is None else shown_moment(timestamp_ms)
