"""``stringer config``: the effective settings, redacted."""

import os

import typer
from rich.table import Table
from rich.text import Text

from workers.app.invocation import AsJson, error_console, output_console, settings_for


def config(context: typer.Context, as_json: AsJson = False) -> None:
    """Show the effective settings: environment over settings file over defaults. Secrets are redacted."""
    from schemas.codec import encode_value  # noqa: PLC0415 - `--help` needs neither of them
    from workers.ops.settings import effective, unknown_variables  # noqa: PLC0415

    found = effective(settings_for(context))
    if as_json:
        typer.echo(encode_value([item.model_dump() for item in found], indent=True).decode())
    else:
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column("Variable", no_wrap=True)
        table.add_column("Value", overflow="fold")
        table.add_column("Meaning", style="dim")
        for item in found:
            shown = "" if item.value is None else str(item.value)
            style = "bold green" if item.source == "set" else ""
            table.add_row(item.variable, Text(shown, style=style), item.description)
        output_console().print(table)
    for name in unknown_variables(os.environ):
        error_console().print(f"[yellow]warning[/]: {name} is set but is no setting of Stringer")
