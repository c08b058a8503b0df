"""The command line."""

import typer

from workers.app.commands_extract import extract
from workers.app.commands_schemas import app as schemas

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command()(extract)
app.add_typer(schemas, name="schemas")


@app.callback()
def stringer() -> None:
    """Turn raw news articles into structured quotes and events."""


def run() -> None:
    """Run the command line."""
    app()
