"""A replay's plan and its end, as a table for people and as plain values for JSON."""

from rich.console import Console
from rich.table import Table

from workers.app.console.counted import counted
from workers.app.console.moments import shown_moment
from workers.streaming.options import TopicNames
from workers.streaming.replay.plan import Plan
from workers.streaming.replay.run import Ending

_MINUTE_S, _HOUR_S = 60, 3600
_KIB = 1024


def duration_text(seconds: float | None) -> str:
    """Return ``12 s``, ``3 min`` or ``1 h 20 min``; a question mark for None."""
    if seconds is None:
        return "?"
    if seconds < 2 * _MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR_S:
        return f"{seconds / _MINUTE_S:.0f} min"
    hours, rest = divmod(seconds, _HOUR_S)
    return f"{hours:.0f} h {rest / _MINUTE_S:.0f} min"


def size_text(size_bytes: int | None) -> str:
    """Return ``12 B``, ``3.4 KiB``, ...; a question mark for None."""
    if size_bytes is None:
        return "?"
    size, units = float(size_bytes), ["B", "KiB", "MiB", "GiB", "TiB"]
    while size >= _KIB and len(units) > 1:
        size /= _KIB
        units.pop(0)
    return f"{size:.0f} {units[0]}" if units[0] == "B" else f"{size:.1f} {units[0]}"


def show_plan(console: Console, plan: Plan, topics: TopicNames, missing: list[str], *, filtered: bool) -> None:
    """Print the plan."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("partition", justify="right")
    for name in ("first", "last", "done", "messages", "bytes", "time"):
        table.add_column(name, justify="right")
    for step in plan.steps:
        table.add_row(
            str(step.range.partition.number),
            str(step.range.start),
            str(step.range.end - 1),
            f"{step.next - step.range.start:,}",
            f"{step.left:,}",
            size_text(step.bytes),
            duration_text(step.seconds),
        )
    table.add_section()
    table.add_row("all", "", "", "", f"{plan.messages:,}", size_text(plan.bytes), duration_text(plan.seconds))
    console.print(f"[bold]Replay {plan.replay_id}[/] of {topics.raw}", soft_wrap=True)
    console.print(table)
    outputs = f"{topics.enriched}, {topics.quotes}, {topics.events} and {topics.dead_letters}"
    console.print(f"Writes to {outputs}", soft_wrap=True)
    if missing:
        console.print(f"Creates {', '.join(missing)}", soft_wrap=True)
    notes = ["messages are at most: offsets of markers and compacted records count"]
    if filtered:
        notes = ["messages are those read; only the wanted keys of them are processed"]
    if plan.seconds is not None:
        notes.append("bytes and time are estimated from a sample that was processed here")
    console.print(f"[dim]{'; '.join(notes)}[/]", soft_wrap=True)
    if plan.state != "new":
        word = "goes on" if plan.state == "resumed" else "is finished"
        console.print(f"This replay was begun at {shown_moment(plan.begun_ms)} and {word}.", soft_wrap=True)


def plan_values(plan: Plan, topics: TopicNames, missing: list[str]) -> dict[str, object]:
    """Return the plan as plain values; ``first`` and ``last`` are offsets, both included."""
    return {
        "replay_id": plan.replay_id,
        "state": plan.state,
        "begun_at": shown_moment(plan.begun_ms),
        "from": topics.raw,
        "to": [topics.enriched, topics.quotes, topics.events, topics.dead_letters],
        "creates": missing,
        "partitions": [
            {
                "partition": step.range.partition.number,
                "first": step.range.start,
                "last": step.range.end - 1,
                "next": step.next,
                "messages": step.left,
                "bytes": step.bytes,
                "seconds": None if step.seconds is None else round(step.seconds, 1),
            }
            for step in plan.steps
        ],
        "messages": plan.messages,
        "bytes": plan.bytes,
        "seconds": None if plan.seconds is None else round(plan.seconds, 1),
    }


def ending_text(ending: Ending) -> str:
    """Return one line on how the run ended."""
    ledger = ending.ledger
    done = (
        f"{counted(ledger.consumed, 'message')} replayed in {duration_text(ending.seconds)}:"
        f" {ledger.enriched:,} enriched, {counted(ledger.dead_lettered, 'dead letter')}"
    )
    return done if ending.finished else f"{done}; stopped before the end: the same command goes on"


def ending_values(ending: Ending) -> dict[str, object]:
    """Return how the run ended as plain values."""
    return {
        "finished": ending.finished,
        "consumed": ending.ledger.consumed,
        "enriched": ending.ledger.enriched,
        "dead_lettered": ending.ledger.dead_lettered,
        "seconds": round(ending.seconds, 1),
    }
