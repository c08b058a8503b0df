"""``stringer schemas``: print, check and write the contracts of the topics."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas import artifacts
from schemas.json_schema import RECORDS

app = typer.Typer(no_args_is_help=True, help="The contracts of the topics: JSON Schema 2020-12 and AsyncAPI 3.0.")

_ASYNCAPI = "asyncapi"
Folder = Annotated[
    Path,
    typer.Option("--dir", help="Folder of the generated files.", file_okay=False, show_default="the installed schemas"),
]


@app.command("list")
def list_names() -> None:
    """List the names that `print` takes."""
    for name in (*RECORDS, _ASYNCAPI):
        typer.echo(name)


@app.command("print")
def print_schema(
    name: Annotated[str, typer.Argument(help="As in `stringer schemas list`; quote stands for quote.v1.")],
) -> None:
    """Print one JSON Schema, or the AsyncAPI document (asyncapi), on standard output."""
    path = "asyncapi.yaml" if name == _ASYNCAPI else f"json/{name if name in RECORDS else name + '.v1'}.json"
    content = artifacts.artifacts().get(path)
    if content is None:
        raise typer.BadParameter(f"there is no schema {name}; there are {', '.join((*RECORDS, _ASYNCAPI))}")
    typer.echo(content, nl=False)


@app.command()
def check(folder: Folder = artifacts.FOLDER) -> None:
    """Check that the generated files fit the structs and that no change breaks readers of the same version."""
    problems = artifacts.check(folder)
    if not problems:
        return
    console = Console(stderr=True)
    for problem in problems:
        console.print(f"{problem.file} {problem.message}", highlight=False, markup=False, soft_wrap=True)
    if any(problem.breaking for problem in problems):
        console.print("A breaking change needs a new version of the record (v2) on a topic of its own.")
    else:
        console.print("Run `stringer schemas write` and commit the result.")
    raise typer.Exit(1)


@app.command()
def write(
    folder: Folder = artifacts.FOLDER,
    allow_breaking: Annotated[
        bool, typer.Option("--allow-breaking", help="For a version that nobody reads yet, and for nothing else.")
    ] = False,
) -> None:
    """Write the generated files; refuses a change that breaks readers of the same version."""
    console = Console(stderr=True)
    found = [f"{name}: {item}" for name in RECORDS for item in artifacts.breaking_changes(name, folder)]
    if found and not allow_breaking:
        for line in found:
            console.print(line, highlight=False, markup=False, soft_wrap=True)
        console.print("This breaks readers of the same version: make a new version of the record (v2).")
        raise typer.Exit(1)
    for file in artifacts.write(folder):
        typer.echo(file)
