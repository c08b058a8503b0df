"""What the ``dlq`` commands share: which letters they are about, how these are reached, and the question asked."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from workers.app.console.moments import duration_s, moment_ms
from workers.app.invocation import error_console

if TYPE_CHECKING:
    from workers.ops.settings import Settings
    from workers.streaming.dead_letters.letter_queue import LetterQueue
    from workers.streaming.dead_letters.selection import LetterRange, Selection

PLACE_FORMS = "PARTITION:OFFSET or PARTITION:FIRST-LAST, as in `stringer dlq list`"
_PLACE = re.compile(r"([0-9]{1,9}):([0-9]{1,18})(?:-([0-9]{1,18}))?")
_MS_PER_S = 1000


@dataclass(frozen=True, slots=True)
class LetterChoice:
    """Options that choose letters; none of them: all letters."""

    stage: Annotated[list[str] | None, typer.Option("--stage", help="Only this stage; repeatable.")] = None
    reason: Annotated[list[str] | None, typer.Option("--reason", help="Only this reason; repeatable.")] = None
    from_time: Annotated[
        str | None, typer.Option("--from", help="Dead-lettered at or after: 2026-05-01, 2026-05-01T14:30.")
    ] = None
    to_time: Annotated[str | None, typer.Option("--to", help="Dead-lettered before.")] = None
    last: Annotated[str | None, typer.Option("--last", help="Dead-lettered in the last 30m, 6h, 2d, ...")] = None
    letter: Annotated[
        list[str] | None, typer.Option("--letter", help="Only this letter, P:OFFSET, or P:FIRST-LAST; repeatable.")
    ] = None
    identifier: Annotated[
        list[str] | None, typer.Option("--id", help="Only messages with this key (article id); repeatable.")
    ] = None

    def selection(self, now_ms: int) -> "Selection":
        """Return the letters asked for.

        Raises:
            BadParameter: an option cannot be read, or options exclude each other.
        """
        from workers.streaming.dead_letters.selection import Selection  # noqa: PLC0415 - `--help` needs no Kafka client

        if self.last and (self.from_time or self.to_time):
            raise typer.BadParameter("--last and --from/--to exclude each other", param_hint="--last")
        from_ms = moment_ms(self.from_time) if self.from_time else None
        to_ms = moment_ms(self.to_time) if self.to_time else None
        if from_ms is not None and to_ms is not None and from_ms >= to_ms:
            raise typer.BadParameter("--from must lie before --to", param_hint="--from")
        return Selection(
            stages=frozenset(self.stage or ()),
            reasons=frozenset(self.reason or ()),
            from_ms=now_ms - duration_s(self.last) * _MS_PER_S if self.last else from_ms,
            to_ms=to_ms,
            letters=tuple(letter_range(text) for text in self.letter or ()),
            keys=frozenset(text.encode() for text in self.identifier or ()),
        )


@dataclass(frozen=True, slots=True)
class ClosingOptions:
    """Options of what closes letters; ``everything`` stands for the choice that was not made."""

    everything: Annotated[bool, typer.Option("--all", help="All open letters.")] = False
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would be done and end.")] = False
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False


def demand_scope(selection: "Selection", *, everything: bool) -> None:
    """Refuse to touch everything unless told so, and to be told so beside a scope."""
    from workers.streaming.dead_letters.selection import Selection  # noqa: PLC0415 - see LetterChoice

    scoped = selection != Selection()
    if scoped and everything:
        raise typer.BadParameter("--all and a choice of letters exclude each other", param_hint="--all")
    if not scoped and not everything:
        raise typer.BadParameter(
            "say which letters: --stage, --reason, --from/--to, --last, --letter, --id or --all", param_hint="dlq"
        )


def letter_range(text: str) -> "LetterRange":
    """Return the place of a letter, or of several.

    Raises:
        BadParameter: it is none; the message names the forms.
    """
    from workers.streaming.dead_letters.selection import LetterRange  # noqa: PLC0415 - see LetterChoice

    found = _PLACE.fullmatch(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no letter: write {PLACE_FORMS}")
    first = int(found[2])
    last = first if found[3] is None else int(found[3])
    if last < first:
        raise typer.BadParameter(f"{text!r}: the last offset lies before the first")
    return LetterRange(int(found[1]), first, last)


def letter_queue(settings: "Settings") -> "LetterQueue":
    """Return the queue of the deployment that the settings name."""
    from workers.app.composition import connection_of, streaming_options, topic_names  # noqa: PLC0415 - see above
    from workers.streaming.dead_letters.letter_queue import LetterQueue  # noqa: PLC0415
    from workers.streaming.dead_letters.log import KafkaLog  # noqa: PLC0415
    from workers.streaming.kafka.broker import Kafka  # noqa: PLC0415

    connection, options = connection_of(settings), streaming_options(settings)
    return LetterQueue(
        KafkaLog(connection),
        Kafka(connection, options).producer,
        topic_names(settings),
        call_timeout_s=options.call_timeout_s,
    )


def agreed(question: str, *, yes: bool) -> None:
    """Ask, unless told not to.

    Raises:
        BadParameter: there is nobody to ask.
        Abort: the answer is no.
    """
    if yes:
        return
    if not error_console().is_terminal:
        raise typer.BadParameter("nobody to ask: add --yes to go, or --dry-run", param_hint="--yes")
    typer.confirm(question, abort=True, err=True)
