"""A command that takes a dataclass has the options of its fields."""

from dataclasses import dataclass
from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner, Result

from workers.app.option_group import grouped


@dataclass(frozen=True, slots=True)
class Choice:
    stage: Annotated[list[str] | None, typer.Option("--stage", help="Only this stage.")] = None
    most: Annotated[int, typer.Option("--most", min=1)] = 3


@dataclass(frozen=True, slots=True)
class Manner:
    yes: Annotated[bool, typer.Option("--yes", "-y")] = False


app = typer.Typer()


@app.command()
@grouped
def purge(
    context: typer.Context,
    place: Annotated[str, typer.Argument()],
    choice: Choice,
    manner: Manner,
    text: Annotated[str, typer.Option("--text")] = "none",
) -> None:
    """Give up."""
    typer.echo(f"{context.info_name} {place} {choice} {manner} {text}")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize(
    ("arguments", "choice", "manner", "text"),
    [
        ((), Choice(), Manner(), "none"),
        (("--stage", "a", "--stage", "b", "-y"), Choice(["a", "b"]), Manner(yes=True), "none"),
        (("--text", "t", "--most", "7"), Choice(most=7), Manner(), "t"),
    ],
)
def test_the_fields_are_options(arguments: tuple[str, ...], choice: Choice, manner: Manner, text: str) -> None:
    shown = run("here", *arguments)
    assert (shown.exit_code, shown.output) == (0, f"purge here {choice} {manner} {text}\n")


@pytest.mark.parametrize("arguments", [("here", "--most", "0"), ("here", "--choice", "x"), ("here", "there"), ()])
def test_what_typer_refuses_stays_refused(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2


def test_help_shows_them_and_the_commands_own_words() -> None:
    shown = run("--help").output
    for text in ("Give up.", "--stage", "Only this stage.", "--most", "--yes", "--text"):
        assert text in shown
    assert "--choice" not in shown
