"""Options that several commands share, declared once: as the fields of a dataclass.

Typer reads a command's options from its parameters and knows no groups. So a parameter whose type is a dataclass is
replaced by that dataclass's fields before Typer sees it, and made of them when the command is called::

    @dataclass(frozen=True, slots=True)
    class Choice:
        stage: Annotated[list[str] | None, typer.Option("--stage")] = None

    @app.command()
    @grouped
    def purge(choice: Choice) -> None: ...          # stringer purge --stage ...
"""

import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import wraps
from typing import Any, get_type_hints


def grouped(command: Callable[..., None]) -> Callable[..., None]:
    """Replace the parameters of ``command`` that are dataclasses by their fields, where they stand.

    Every field has a default, as options have; Typer makes parameters without one into arguments.
    """
    written = inspect.signature(command, eval_str=True)
    groups: dict[str, type] = {
        each.name: each.annotation
        for each in written.parameters.values()
        if isinstance(each.annotation, type) and is_dataclass(each.annotation)
    }
    names = {name: [field.name for field in fields(group)] for name, group in groups.items()}

    @wraps(command)
    def call(**given: Any) -> None:  # noqa: ANN401 - options of all types
        made = {name: group(**{field: given.pop(field) for field in names[name]}) for name, group in groups.items()}
        command(**given, **made)

    shown = [
        option
        for each in written.parameters.values()
        for option in (_options(groups[each.name]) if each.name in groups else [each])
    ]
    call.__signature__ = written.replace(parameters=shown)  # type: ignore[attr-defined] # what `inspect` reads first
    call.__annotations__ = {each.name: each.annotation for each in shown}
    return call


def _options(group: type) -> list[inspect.Parameter]:
    types = get_type_hints(group, include_extras=True)
    return [
        inspect.Parameter(
            field.name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=field.default, annotation=types[field.name]
        )
        for field in fields(group)
    ]
