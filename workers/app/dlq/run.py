"""A redrive or purge from its plan to its result: shown, agreed to, done with a progress bar."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from schemas.codec import encode_value
from workers.app.console.counted import counted
from workers.app.dlq.scope import agreed
from workers.app.dlq.tables import closed_values, plan_values, show_plan
from workers.app.invocation import error_console, output_console
from workers.streaming.dead_letters.letter_queue import Closed
from workers.streaming.dead_letters.letter_queue import Progress as OnClosed
from workers.streaming.dead_letters.survey import Survey


class Wording(NamedTuple):
    """How a command speaks: ``redrive``, ``Send them to ...?``, ``sent to ...``; and why it leaves some alone."""

    verb: str
    question: str
    done: str
    held_back: str = ""


def run_plan(
    wording: Wording,
    plan: Survey,
    close: Callable[[OnClosed], Awaitable[Closed]],
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Show the plan and, unless it is a dry run, close its letters.

    Raises:
        BadParameter: there is nobody to ask.
        Abort: the answer was no.
        Exit: with status 1 when Kafka refused letters.
    """
    admitted = plan.open - plan.held_back
    console = output_console()
    if not as_json:
        show_plan(console, wording.verb, plan, admitted=admitted)
        if plan.held_back:
            console.print(
                Text(f"{counted(plan.held_back, 'open letter')} left alone: {wording.held_back}."), soft_wrap=True
            )
    closed: Closed | None = None
    if not dry_run and (admitted or wording.verb == "purge"):  # a purge frees space even when it closes nothing
        if admitted:
            agreed(wording.question, yes=yes)
        closed = _closed(close, wording.verb, admitted)
    if as_json:
        values = plan_values(plan, admitted=admitted)
        result = None if closed is None else closed_values(closed)
        typer.echo(encode_value({"plan": values, "result": result}, indent=True).decode())
    elif closed is not None:
        _tell(console, wording, closed)
    if closed is not None and closed.refused:
        raise typer.Exit(1)


def _closed(close: Callable[[OnClosed], Awaitable[Closed]], verb: str, total: int) -> Closed:
    console = error_console()
    progress = Progress(
        TextColumn(verb), BarColumn(), MofNCompleteColumn(), TextColumn("letters"), TimeElapsedColumn(),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip

    async def run(on_closed: OnClosed) -> Closed:
        return await close(on_closed)

    with progress:
        task = progress.add_task(verb, total=total)
        return asyncio.run(run(lambda count: progress.update(task, completed=count)))


def _tell(console: Console, wording: Wording, closed: Closed) -> None:
    console.print(f"{counted(closed.closed, 'letter')} {wording.done} (run {closed.run}).", soft_wrap=True)
    for number, offset in closed.freed:
        console.print(f"partition {number}: deleted what was before offset {offset}", soft_wrap=True)
    if closed.forgotten:
        console.print(f"{counted(closed.forgotten, 'mark')} of letters long gone dropped", soft_wrap=True)
    for text in closed.refused:
        console.print(Text(f"still open, too large for Kafka: {text}", style="red"), soft_wrap=True)
