"""The status of a deployment, as tables for people and as plain values for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from workers.app.console.counted import counted
from workers.streaming.ledger.audit import PartitionAudit
from workers.streaming.ledger.group import GroupState
from workers.streaming.ports import Bounds

_MS_PER_S = 1000


@dataclass(frozen=True, slots=True)
class Report:
    """What was found; ``audits`` is None when the topics were not read.

    ``waiting_ms`` has, by partition, the timestamp of the first message that is not processed; ``now_ms`` is the time.
    """

    group: str
    topic: str
    state: GroupState
    bounds: Mapping[int, Bounds]
    waiting_ms: Mapping[int, int]
    now_ms: int
    audits: Sequence[PartitionAudit] | None
    last: int | None

    @property
    def balanced(self) -> bool:
        """Whether every message that was looked at has one outcome."""
        return all(audit.balanced for audit in self.audits or ())

    def lag(self, number: int) -> int:
        """Offsets from the committed one to the end; 0 when no message waits."""
        held = self.bounds[number]
        return held.end - self.state.committed.get(number, held.start) if number in self.waiting_ms else 0

    def lag_s(self, number: int) -> float:
        """Age of the first message that waits, 0 when none does."""
        waiting_ms = self.waiting_ms.get(number)
        return 0.0 if waiting_ms is None else max(0.0, (self.now_ms - waiting_ms) / _MS_PER_S)


def show_report(console: Console, report: Report) -> None:
    """Print the report."""
    state = report.state
    console.print(
        Text(f"group {report.group}: {state.state}, {counted(state.members, 'member')}, on {report.topic}"),
        soft_wrap=True,
    )
    audits = {audit.partition: audit for audit in report.audits or ()}
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("partition", justify="right")
    table.add_column("owner", overflow="fold")
    names = ["committed", "end", "lag", "lag s"]
    if report.audits is not None:
        names += ["consumed", "enriched", "dead", "open", "other"]
    for name in names:
        table.add_column(name, justify="right")
    if report.audits is not None:
        table.add_column("ledger", overflow="fold")
    for number, held in sorted(report.bounds.items()):
        committed = state.committed.get(number)
        cells = [str(number), state.owners.get(number, "nobody"), "none" if committed is None else str(committed)]
        cells += [str(held.end), f"{report.lag(number):,}", f"{report.lag_s(number):.0f}"]
        audit = audits.get(number)
        if audit is not None:
            numbers = (audit.consumed, audit.enriched, audit.dead, audit.open_letters, audit.superseded + audit.expired)
            cells += [*(f"{each:,}" for each in numbers), "balanced" if audit.balanced else "NOT BALANCED"]
        table.add_row(*map(Text, cells), style="" if audit is None or audit.balanced else "red")
    console.print(table)
    if report.audits is not None:
        console.print(Text(summary(report)), soft_wrap=True)


def wrong(audit: PartitionAudit) -> str:
    """Return what does not balance in the partition, and where."""
    parts = []
    if audit.missing:
        parts.append(f"{audit.missing:,} without outcome, at offset {_first(audit.missing_at, audit.missing)}")
    if audit.doubled:
        parts.append(f"{audit.doubled:,} with more than one, at offset {_first(audit.doubled_at, audit.doubled)}")
    return " and ".join(parts)


def summary(report: Report) -> str:
    """Return the ledger over all partitions in one line, and what the numbers leave out."""
    audits = report.audits or ()
    consumed, enriched, dead = (
        sum(getattr(audit, name) for audit in audits) for name in ("consumed", "enriched", "dead")
    )
    superseded, expired = (sum(getattr(audit, name) for audit in audits) for name in ("superseded", "expired"))
    parts = [f"{consumed:,} consumed = {enriched:,} enriched + {dead:,} dead"]
    if superseded:
        parts.append(f"{superseded:,} superseded by a later version of their article")
    if expired:
        parts.append(f"{expired:,} older than dead letters are kept")
    sums = " + ".join(parts)
    if not report.balanced:
        found = "; ".join(f"partition {audit.partition}: {wrong(audit)}" for audit in audits if not audit.balanced)
        return f"NOT BALANCED, {found}. {sums}".replace(" = ", " against ")
    window = "" if report.last is None else f" (the last {report.last:,} offsets of each partition)"
    return f"balanced: {sums}{window}"


def report_values(report: Report) -> dict[str, object]:
    """Return the report as plain values."""
    audits = {audit.partition: audit for audit in report.audits or ()}
    return {
        "group": report.group,
        "state": report.state.state,
        "members": report.state.members,
        "topic": report.topic,
        "checked": report.audits is not None,
        "balanced": report.balanced if report.audits is not None else None,
        "partitions": [
            {
                "partition": number,
                "owner": report.state.owners.get(number),
                "committed": report.state.committed.get(number),
                "end": held.end,
                "lag": report.lag(number),
                "lag_s": round(report.lag_s(number), 1),
                "ledger": _audit_values(audits[number]) if number in audits else None,
            }
            for number, held in sorted(report.bounds.items())
        ],
    }


def _audit_values(audit: PartitionAudit) -> dict[str, object]:
    return {
        "first": audit.first,
        "consumed": audit.consumed,
        "enriched": audit.enriched,
        "dead": audit.dead,
        "superseded": audit.superseded,
        "expired": audit.expired,
        "missing": audit.missing,
        "missing_at": list(audit.missing_at),
        "doubled": audit.doubled,
        "doubled_at": list(audit.doubled_at),
        "open_letters": audit.open_letters,
        "balanced": audit.balanced,
    }


def _first(offsets: Sequence[int], count: int) -> str:
    return ", ".join(map(str, offsets)) + (", ..." if count > len(offsets) else "")
