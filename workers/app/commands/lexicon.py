"""``stringer lexicon``: why a sentence got its events."""

from typing import TYPE_CHECKING, Annotated

import msgspec
import orjson
import typer
from rich.table import Table
from rich.text import Text

from workers.app.invocation import output_console

if TYPE_CHECKING:
    from workers.extraction.events.explain import Explanation

app = typer.Typer(help="Look into the event lexicon.", no_args_is_help=True)


@app.callback()
def _lexicon() -> None:
    """Look into the event lexicon."""


@app.command("explain")
def explain_command(
    sentence: Annotated[str, typer.Argument(help="The sentence to code, in quotes.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Show for each event mention of a sentence its pattern, arguments, roles and modality, and what lost to it."""
    from workers.extraction.events.explain import explain  # noqa: PLC0415 - `--help` need not wait for spaCy
    from workers.extraction.nlp import Analyzer  # noqa: PLC0415 - same

    found = explain(sentence, Analyzer())
    if as_json:
        typer.echo(orjson.dumps([msgspec.to_builtins(e) for e in found], option=orjson.OPT_INDENT_2).decode())
        return
    output_console().print(_table(found))


def _table(found: "tuple[Explanation, ...]") -> Table:
    table = Table("trigger", "root", "pattern", "actor", "target", "modality", "arguments", "also fits")
    for e in found:
        arguments = "; ".join(f"{slot}: {', '.join(words)}" for slot, words in e.arguments.items())
        row = (
            e.trigger,
            e.root + (f" ({e.mode})" if e.mode else ""),
            e.pattern or "",
            ", ".join(e.actors),
            ", ".join(e.targets),
            e.modality,
            arguments,
            "; ".join(e.rivals),
        )
        table.add_row(*map(Text, row))  # brackets in a sentence are no markup
    return table
