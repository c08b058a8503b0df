"""The runbook has an answer to every alert, and what the pages name exists."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import prometheus_client
import pytest
import typer
import yaml
from pages import PAGES, ROOT, anchors, code, commands, text

from workers.app.main import app
from workers.app.worker import host
from workers.ops import metrics
from workers.ops.settings import PREFIX, Settings

RUNBOOK = "docs/runbook.md"
NOT_SETTINGS = {"STRINGER_CONFIG"}


def alerts() -> Iterator[dict[str, Any]]:
    for file in sorted((ROOT / "deploy").rglob("*.y*ml")):
        for document in yaml.safe_load_all(file.read_text(encoding="utf-8")):
            yield from found_in(document)


def found_in(node: object) -> Iterator[dict[str, Any]]:
    """Rules stand in files of Prometheus, and may in custom resources."""
    if isinstance(node, dict):
        if "alert" in node and "expr" in node:
            yield node
        for value in node.values():
            yield from found_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from found_in(value)


ALERTS = list(alerts())


def section(name: str) -> str:
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text(RUNBOOK), re.MULTILINE | re.DOTALL)
    return found[1] if found else ""


def test_there_are_alerts() -> None:
    assert len(ALERTS) >= 9


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_an_alert_says_what_it_means_what_to_look_at_and_what_to_do(alert: dict[str, Any]) -> None:
    body = section(alert["alert"])
    for part in ("**Means**", "**Look at**", "**Do**"):
        assert part in body, f"docs/runbook.md: section {alert['alert']} has no {part}"


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: alert["alert"])
def test_the_address_of_an_alert_leads_to_its_section(alert: dict[str, Any]) -> None:
    address = alert["annotations"]["runbook_url"]
    page, _, anchor = address.partition("#")
    assert page.endswith(RUNBOOK)
    assert anchor == alert["alert"].lower()
    assert anchor in anchors(RUNBOOK)


def test_the_runbook_has_no_section_for_an_alert_that_is_gone() -> None:
    named = set(re.findall(r"^## (Stringer\w+)$", text(RUNBOOK), re.MULTILINE))
    assert named == {alert["alert"] for alert in ALERTS}


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    for target in re.findall(r"\]\(([^)]+)\)", text(page)):
        file, _, anchor = target.partition("#")
        place = (ROOT / page).parent / file if file else ROOT / page
        assert place.exists(), target
        if anchor:
            assert anchor in anchors(str(place.resolve().relative_to(ROOT))), target


def parameters(arguments: list[str]) -> tuple[Any, list[str]]:
    command: Any = typer.main.get_command(app)
    rest = list(arguments)
    while hasattr(command, "commands"):
        assert rest, f"no whole command: stringer {' '.join(arguments)}"
        assert rest[0] in command.commands, f"no such command: stringer {' '.join(arguments)}"
        command = command.commands[rest.pop(0)]
    return command, rest


@pytest.mark.parametrize("page", PAGES)
def test_commands_and_their_options_exist(page: str) -> None:
    for arguments in commands(page):
        command, rest = parameters(arguments)
        known = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in rest if word.startswith("-") and word != "-"} <= known, arguments


def test_the_runbook_names_commands() -> None:
    assert len(commands(RUNBOOK)) > 15


@pytest.mark.parametrize("page", PAGES)
def test_settings_exist(page: str) -> None:
    named = set(re.findall(r"\bSTRINGER_[A-Z_]+\b", text(page))) - NOT_SETTINGS
    assert len(named) > 4
    assert named <= {PREFIX + name.upper() for name in Settings.model_fields}


@pytest.mark.parametrize("page", PAGES)
def test_metrics_exist(page: str) -> None:
    registered = {
        sample
        for module in (metrics, host)
        for value in vars(module).values()
        if isinstance(value, prometheus_client.metrics.MetricWrapperBase)
        for family in value.describe()
        for sample in (family.name, f"{family.name}_total")
    }
    assert set(re.findall(r"\bstringer_[a-z_]+\b", text(page))) <= registered


def test_the_last_lines_of_a_worker_are_those_of_the_code() -> None:
    table = text(RUNBOOK).partition("| last line has |")[2].partition("\n\n")[0]
    quoted = re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)
    quoted += re.findall(r"log(?:'s| says|, look for| for) `([^`]+)`", text(RUNBOOK))
    source = "".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "workers").rglob("*.py")))
    assert len(quoted) > 8
    assert [words for words in quoted if words not in source] == []


@pytest.mark.parametrize("page", PAGES)
def test_files_exist(page: str) -> None:
    folders = ("workers/", "tests/", "deploy/", "docs/", "benchmarks/")
    named = [piece for piece in code(page) if piece.startswith(folders) or piece.endswith((".lock", ".toml", ".py"))]
    for piece in named:
        name = piece.replace(" ", "")
        if " " not in piece or piece.startswith(folders):
            assert any((ROOT / folder / name).exists() for folder in found_beside(page, name)), piece


def found_beside(page: str, name: str) -> list[Path]:
    """A file named without its folder stands beside one named before, or at the top."""
    folders = {Path(piece.replace(" ", "")).parent for piece in code(page) if "/" in piece and piece.endswith(".py")}
    return [Path(), *(folders if "/" not in name else ())]
