"""What all commands share: the global options, the settings they lead to, and where output goes."""

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from workers.app.console.safe_console import printing_safely
from workers.ops.redaction import PROCESS
from workers.ops.safe_formatter import SafeFormatter

if TYPE_CHECKING:
    from workers.ops.settings import Settings

WIDTH_WITHOUT_TERMINAL = 120

BootstrapServers = Annotated[
    str | None,
    typer.Option("--bootstrap-servers", "-b", help="Kafka: host:port[,host:port...].", show_default="settings"),
]
TopicPrefix = Annotated[
    str | None, typer.Option("--topic-prefix", help="In front of every topic's name.", show_default="settings")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]


@dataclass(frozen=True, slots=True)
class Invocation:
    """The global options of this call."""

    config: Path | None = None
    debug: bool = False


def settings_for(context: typer.Context, **overrides: object) -> "Settings":
    """Read the settings with the options of a command over them, and keep client libraries quiet unless debugging.

    Raises:
        Fatal: the settings are wrong.
    """
    from workers.ops.settings import Settings  # noqa: PLC0415 - a third of a second that `--help` need not wait for

    invocation = context.find_object(Invocation) or Invocation()
    if not invocation.debug:
        logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # commands say themselves, in one line, what is wrong
    settings = Settings.load(invocation.config, overrides)
    PROCESS.remember(settings.secrets().values())
    if logging.lastResort is not None:  # what libraries log while a command has not set logging up
        logging.lastResort.setFormatter(SafeFormatter(logging.Formatter()))
    return settings


def output_console() -> Console:
    """Return the console for results: as wide as the terminal, or wide enough to read in a file."""
    console = Console(highlight=False)
    return printing_safely(console if console.is_terminal else Console(highlight=False, width=WIDTH_WITHOUT_TERMINAL))


def error_console() -> Console:
    """Return the console for progress and errors."""
    return printing_safely(Console(stderr=True, highlight=False))
