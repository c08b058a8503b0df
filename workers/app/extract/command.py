"""``stringer extract``: the pipeline on files, without Kafka."""

import base64
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from schemas.codec import encode_value
from workers.app.articles.files import STDIN, FileMessage, read_articles
from workers.app.extract.pool import Outcome, extract_all
from workers.app.invocation import Invocation, error_console, settings_for
from workers.errors import Rejection


def extract(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="JSON lines, JSON, HTML or plain text; - reads standard input."),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output", "-o", help="Where the enriched articles go, one JSON line each; - is standard output."
        ),
    ] = STDIN,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Processes to use.", show_default="all cores")
    ] = None,
    rejects: Annotated[
        Path | None,
        typer.Option("--rejects", help="Write articles that cannot be processed here: JSON lines with the reason."),
    ] = None,
) -> None:
    """Extract quotes and events from articles in files: one enriched article per input article, in input order.

    An article that cannot be processed is named on standard error with the reason, the others come out, and the exit
    status is 1.
    """
    _check_paths(files, output, rejects)
    if (invocation := context.find_object(Invocation)) and invocation.config:
        # The pipeline, in this process and in those of the pool, reads its limits from the environment.
        os.environ.update(settings_for(context).child_environment())
    console = error_console()
    started = time.monotonic()
    counts = _Counts()
    try:
        with ExitStack() as stack:
            sink = stack.enter_context(Path(output).open("wb")) if output != STDIN else sys.stdout.buffer
            refused = stack.enter_context(rejects.open("wb")) if rejects else None
            progress = stack.enter_context(_progress(console))
            task = progress.add_task("articles", total=None)
            for outcome in extract_all(_read(files), jobs or _cores()):
                counts.add(outcome)
                _write(outcome, sink, refused, progress.console)
                progress.advance(task)
            sink.flush()
    except BrokenPipeError:
        # The reader of our output went away (`| head`): no error, but Python must not flush stdout again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(1) from None
    except OSError as error:
        what = f": {error.filename or 'output'}: {error.strerror}"
        console.print(Text.assemble(("error", "red"), what), soft_wrap=True)
        raise typer.Exit(1) from None
    if counts.rejected or console.is_terminal:
        console.print(counts.summary(time.monotonic() - started))
    if counts.rejected:
        raise typer.Exit(1)


class _Counts:
    """What came out."""

    def __init__(self) -> None:
        self.articles = self.quotes = self.events = self.rejected = 0

    def add(self, outcome: Outcome) -> None:
        if isinstance(outcome.result.value, Rejection):
            self.rejected += 1
        else:
            self.articles += 1
            self.quotes += outcome.result.quotes
            self.events += outcome.result.events

    def summary(self, seconds: float) -> str:
        return (
            f"{self.articles} articles, {self.quotes} quotes, {self.events} events"
            f" in {seconds:.1f} s; {self.rejected} rejected"
        )


def _check_paths(files: list[str], output: str, rejects: Path | None) -> None:
    for name in files:
        if name != STDIN and not Path(name).exists():
            raise typer.BadParameter(f"there is no file {name}", param_hint="FILE...")
        if name != STDIN and Path(name).is_dir():
            raise typer.BadParameter(f"{name} is a folder; name the files in it", param_hint="FILE...")
    if files.count(STDIN) > 1:
        raise typer.BadParameter("standard input can be read only once", param_hint="FILE...")
    targets = [Path(output)] if output != STDIN else []
    targets += [rejects] if rejects else []
    for target in targets:
        if any(name != STDIN and target.exists() and target.samefile(name) for name in files):
            raise typer.BadParameter(f"{target} is also an input and would be overwritten", param_hint="--output")


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _read(files: list[str]) -> Iterator[FileMessage]:
    yield from read_articles(files)


def _progress(console: Console) -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


def _write(outcome: Outcome, sink: BinaryIO, refused: BinaryIO | None, console: Console) -> None:
    value = outcome.result.value
    if not isinstance(value, Rejection):
        sink.write(value + b"\n")
        return
    place, why = outcome.source.place, value
    console.print(f"{place}: {why.reason}: {why.message}", highlight=False, markup=False, soft_wrap=True)
    if refused:
        line = {"place": place, "stage": why.stage, "reason": why.reason, "message": why.message}
        refused.write(encode_value(line | _content(outcome.source.message.value)) + b"\n")


def _content(value: bytes) -> dict[str, str]:
    """Return the untouched message as text where it is text, else in base 64."""
    try:
        return {"value": value.decode("utf-8")}
    except UnicodeDecodeError:
        return {"value_base64": base64.b64encode(value).decode("ascii")}
