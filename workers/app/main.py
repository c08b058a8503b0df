"""The command line: every command, the global options, and how errors are shown."""

import signal
import sys
from importlib.metadata import version
from pathlib import Path
from traceback import format_exception
from types import FrameType, TracebackType
from typing import Annotated

import typer
from rich.text import Text

from workers.app.commands.broker import broker
from workers.app.commands.config import config
from workers.app.commands.lexicon import app as lexicon
from workers.app.commands.publish import publish
from workers.app.commands.schemas import app as schemas
from workers.app.commands.topics import topics
from workers.app.demo.command import demo
from workers.app.diff.command import diff
from workers.app.dlq.command import dlq
from workers.app.ending_signals import answer_ending_signals
from workers.app.extract.command import extract
from workers.app.invocation import Invocation, error_console
from workers.app.replay.command import replay
from workers.app.status.command import status
from workers.app.tail.command import tail
from workers.app.worker.command import worker
from workers.errors import StringerError
from workers.ops.printable import lines, one_line
from workers.ops.redaction import PROCESS

INTERRUPTED = 130

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
for command in (demo, worker, extract, publish, status, replay, diff, tail, broker, config):
    app.command()(command)
app.add_typer(topics, name="topics")
app.add_typer(dlq, name="dlq")
app.add_typer(schemas, name="schemas")
app.add_typer(lexicon, name="lexicon")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"stringer {version('stringer')}")
        raise typer.Exit


@app.callback()
def stringer(
    context: typer.Context,
    settings_file: Annotated[
        Path | None,
        typer.Option("--config", envvar="STRINGER_CONFIG", help="Settings file: TOML, or lines STRINGER_NAME=value."),
    ] = None,
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and what the libraries log.")] = False,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Turn raw news articles into structured quotes and events, exactly once."""
    del show_version
    context.obj = Invocation(config=settings_file, debug=debug)


def run() -> None:
    """Run the command line; errors are one line on standard error and exit status 1 (2 for wrong usage)."""
    # So that a demo removes its broker, worker and data; the worker has its own handlers.
    answer_ending_signals(_end)
    debug = "--debug" in sys.argv[1:]
    try:
        app()
    except StringerError as error:
        if debug:
            raise
        error_console().print(Text.assemble(("error", "red"), f": {PROCESS.redact(str(error))}"), soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    finally:
        sys.excepthook = _traceback if debug else _one_line  # not before: Typer puts one of its own in the place


def _end(number: int, frame: FrameType | None) -> None:
    """End in order with the status that shells give to a process ended by the signal."""
    del frame
    sys.stderr.write(f"ended by {signal.Signals(number).name}\n")
    sys.exit(128 + number)


def _one_line(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one line that Stringer itself is at fault; Python exits with status 1 afterwards."""
    del trace
    text = one_line(PROCESS.redact(" ".join(str(error).split()))) or "no message"
    sys.stderr.write(f"error: unexpected {kind.__name__}: {text}; add --debug right after `stringer` for a traceback\n")


def _traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Show what Python would show, without secrets."""
    sys.stderr.write(lines(PROCESS.redact("".join(format_exception(kind, error, trace)))))
