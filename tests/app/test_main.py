import json
import os
import subprocess
import sys
from importlib.metadata import version

import pytest
from typer.testing import CliRunner

from workers.app import main
from workers.app.main import app
from workers.ops.settings import PREFIX, Settings

NOBODY = "127.0.0.1:1"
COMMANDS = [
    "demo",
    "worker",
    "extract",
    "publish",
    "status",
    "topics",
    "dlq",
    "replay",
    "diff",
    "tail",
    "broker",
    "config",
    "schemas",
]


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def stringer(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workers.app", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_every_command_explains_itself() -> None:
    overview = CliRunner().invoke(app, ["--help"], env={"COLUMNS": "200"})
    assert overview.exit_code == 0
    for name in COMMANDS:
        assert f" {name} " in overview.output
        shown = CliRunner().invoke(app, [name, "--help"])
        assert shown.exit_code == 0
        assert "Usage: " in shown.output


def test_the_command_line_starts_without_the_heavy_libraries() -> None:
    heavy = "{'faust', 'mode', 'spacy', 'numpy', 'aiokafka', 'pydantic', 'trafilatura', 'jgo', 'prometheus_client'}"
    script = f"import sys, workers.app.main; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "[]\n"


def test_version() -> None:
    shown = CliRunner().invoke(app, ["--version"])
    assert (shown.exit_code, shown.output) == (0, f"stringer {version('stringer')}\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (
            ["topics", "check", "-b", NOBODY],
            f"error: Kafka at {NOBODY} does not answer (Connection refused); check STRINGER_BOOTSTRAP_SERVERS",
        ),
        (["--config", "nowhere.toml", "config"], "error: there is no settings file nowhere.toml"),
    ],
)
def test_an_error_is_one_line_and_status_1(arguments: list[str], line: str) -> None:
    done = stringer(*arguments)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", line + "\n")


def test_brackets_in_an_error_are_kept() -> None:
    done = stringer("tail", "quotes", STRINGER_BOOTSTRAP_SERVERS=" ")
    assert done.stderr == "error: bootstrap servers are empty: set them to host:port[,host:port...]\n"


def test_debug_shows_the_traceback() -> None:
    done = stringer("--debug", "topics", "check", "-b", NOBODY)
    assert done.returncode == 1
    assert "Traceback (most recent call last)" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["nonsense"], "No such command 'nonsense'"),
        (["publish"], "Missing argument"),
        (["publish", "nowhere.txt"], "there is no file nowhere.txt"),
        (["publish", "-", "-"], "standard input can be read only once"),
        (["tail", "quotes", "--place", "Oslo"], "--place says nothing about quotes"),
        (["tail", "songs"], "'songs' is not one of"),
        (["topics", "create", "-p", "0"], "Invalid value for '--partitions'"),
    ],
)
def test_wrong_usage_is_status_2_and_says_what_is_wrong(arguments: list[str], hint: str) -> None:
    done = CliRunner().invoke(app, arguments, env={"COLUMNS": "200", "TERM": "dumb"})
    assert done.exit_code == 2
    assert hint in done.output


def test_an_unexpected_error_is_one_line_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(main, "app", fail)
    monkeypatch.setattr(sys, "argv", ["stringer"])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(ZeroDivisionError) as caught:
        main.run()
    sys.excepthook(caught.type, caught.value, caught.tb)
    line = "error: unexpected ZeroDivisionError: two lines; add --debug right after `stringer` for a traceback\n"
    assert capsys.readouterr().err == line


def test_ctrl_c_is_status_130(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(main, "app", interrupt)
    monkeypatch.setattr(sys, "argv", ["stringer"])
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    with pytest.raises(SystemExit) as caught:
        main.run()
    assert caught.value.code == 130


def test_config_shows_what_is_set_without_secrets_and_names_typing_errors() -> None:
    environment = {"STRINGER_GROUP": "g7", "STRINGER_SASL_PASSWORD": "geheim", "STRINGER_SLOT": "1"}
    shown = stringer("config", **environment)
    assert shown.returncode == 0
    assert "STRINGER_GROUP" in shown.stdout
    assert "g7" in shown.stdout
    assert "geheim" not in shown.stdout
    assert shown.stderr == "warning: STRINGER_SLOT is set but is no setting of Stringer\n"


def test_config_as_json() -> None:
    shown = stringer("config", "--json", STRINGER_SASL_PASSWORD="geheim", STRINGER_SLOTS="3")  # noqa: S106 - of nobody
    found = {item["name"]: item for item in json.loads(shown.stdout)}
    assert set(found) == set(Settings.model_fields)
    assert (found["slots"]["value"], found["slots"]["source"]) == (3, "set")
    assert (found["group"]["value"], found["group"]["source"]) == ("stringer", "default")
    assert "geheim" not in shown.stdout
