"""Every secret setting holds a sentinel; no command, failing connection, log or traceback may show it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workers.app.main import app
from workers.broker import LocalBroker

NOBODY = "127.0.0.1:1"
SEED = str(Path(__file__).parents[2] / "seeds" / "000_ac8c992618a1c3b1.txt")
LOGIN = "org.apache.kafka.common.security"
DEADLINE_S = 90.0

# What each command is given; commands that need a cluster fail at once, since nobody listens there.
ARGUMENTS = {
    "worker": None,  # below, for real
    "demo": None,  # its settings are its own
    "broker": None,  # reads no settings
    "extract": None,  # same
    "publish": ["publish", SEED],
    "replay": ["replay", "--last", "1h", "--dry-run"],
    "tail": ["tail", "quotes"],
    "config": ["config"],
    "diff": ["diff", "a.", "b."],
    "status": ["status"],
    "topics create": ["topics", "create"],
    "topics describe": ["topics", "describe"],
    "topics check": ["topics", "check"],
    "dlq list": ["dlq", "list"],
    "dlq show": ["dlq", "show", "0:1"],
    "dlq redrive": ["dlq", "redrive", "--dry-run"],
    "dlq purge": ["dlq", "purge", "--dry-run"],
    "schemas list": None,
    "schemas print": None,
    "schemas check": None,
    "schemas write": None,
    "lexicon explain": None,
}


def commands() -> list[str]:
    single = [command.name or getattr(command.callback, "__name__", "") for command in app.registered_commands]
    groups = [
        f"{group.name} {command.name or getattr(command.callback, '__name__', '')}"
        for group in app.registered_groups
        if group.typer_instance
        for command in group.typer_instance.registered_commands
    ]
    return [*single, *groups]


def environment(sentinels: dict[str, str], **settings: str) -> dict[str, str]:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("STRINGER_")}
    given = {f"STRINGER_{name.upper()}": value for name, value in settings.items()}
    return {**outer, "STRINGER_BOOTSTRAP_SERVERS": NOBODY, **sentinels, **given}


def found_in(text: str, sentinels: dict[str, str]) -> list[str]:
    return [name for name, value in sentinels.items() if value in text]


def run(sentinels: dict[str, str], *arguments: str, **settings: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "workers.app", *arguments],
        env=environment(sentinels, **settings),
        capture_output=True,
        timeout=DEADLINE_S,
        check=False,
    )
    return (done.stdout + done.stderr).decode()


def test_each_command_is_tried() -> None:
    assert set(commands()) <= set(ARGUMENTS), "say how the new command is to be tried, or that it reads no settings"


@pytest.mark.parametrize("security", ["PLAINTEXT", "SASL_SSL"])
@pytest.mark.parametrize("name", [name for name, given in ARGUMENTS.items() if given and name in set(commands())])
def test_no_command_shows_a_secret(
    name: str, security: str, sentinels: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    login = {} if security == "PLAINTEXT" else {"sasl_mechanism": "PLAIN", "sasl_username": "u"}
    for variable, value in environment(sentinels, security_protocol=security, **login).items():
        monkeypatch.setenv(variable, value)
    given = ARGUMENTS[name] or []
    variants = [given, [*given, "--json"], ["--debug", *given]]
    results = [CliRunner().invoke(app, variant, env={"COLUMNS": "300"}) for variant in variants]
    shown = "".join(result.output + repr(result.exception) for result in results)
    assert len(shown) > 50
    assert found_in(shown, sentinels) == []


@pytest.mark.parametrize("arguments", [("--debug", "topics", "check"), ("--debug", "worker")])
def test_no_traceback_shows_a_secret(arguments: tuple[str, ...], sentinels: dict[str, str]) -> None:
    settings = {"security_protocol": "SASL_SSL", "sasl_mechanism": "OAUTHBEARER", "web_port": "0"}
    shown = run(sentinels, *arguments, **settings, tls_key_file="nowhere", tls_certificate_file="nowhere")
    assert "Traceback" in shown
    assert found_in(shown, sentinels) == []


BROKEN_COMMAND = """
import os, sys
from workers.app import main
from workers.app.commands import config
*options, name = sys.argv[1:]
def fail():
    raise ValueError(f"inner {os.environ[name]}")
config.output_console = fail
sys.argv = ["stringer", *options, "config"]
main.run()
"""


@pytest.mark.parametrize("options", [["--debug"], []])
def test_a_secret_in_an_unexpected_error_is_hidden(options: list[str], sentinels: dict[str, str]) -> None:
    for name in sentinels:
        done = subprocess.run(
            [sys.executable, "-c", BROKEN_COMMAND, *options, name],
            env=environment(sentinels),
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=False,
        )
        assert done.returncode == 1
        assert ("Traceback" in done.stderr) == bool(options)
        assert "inner **********" in done.stderr
        assert found_in(done.stderr, sentinels) == []


@pytest.fixture(scope="module")
def guarded_broker(sentinels: dict[str, str]) -> Iterator[LocalBroker]:
    password = sentinels["STRINGER_SASL_PASSWORD"]
    config = {
        "sasl.enabled.mechanisms": "PLAIN,SCRAM-SHA-256",
        "listener.name.sasl.plain.sasl.jaas.config": (
            f'{LOGIN}.plain.PlainLoginModule required user_alice="{password}";'
        ),
        "listener.name.sasl.scram-sha-256.sasl.jaas.config": f"{LOGIN}.scram.ScramLoginModule required;",
    }
    with LocalBroker(config, listeners={"SASL": "SASL_PLAINTEXT"}, scram_users={"alice": password}) as running:
        yield running


@pytest.mark.broker
@pytest.mark.slow
@pytest.mark.parametrize("log_format", ["console", "json"])
def test_the_log_of_a_worker_at_level_debug_shows_no_secret(
    guarded_broker: LocalBroker, sentinels: dict[str, str], tmp_path: Path, log_format: str
) -> None:
    log = tmp_path / "worker.log"
    settings = environment(
        sentinels,
        bootstrap_servers=guarded_broker.address_of("SASL"),
        security_protocol="SASL_PLAINTEXT",
        sasl_mechanism="PLAIN",
        sasl_username="alice",
        topics_at_start="create",
        topic_prefix=f"{log_format}.",
        log_level="debug",
        log_format=log_format,
        web_port="0",
        slots="1",
    )
    with log.open("wb") as output:
        worker = subprocess.Popen(
            [sys.executable, "-m", "workers.app", "worker"], env=settings, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        end = time.monotonic() + DEADLINE_S
        while "partitions assigned" not in log.read_text() and worker.poll() is None and time.monotonic() < end:
            time.sleep(0.1)
        environments = [child_environment(pid) for pid in children(worker.pid)]
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(60) == 0
    finally:
        worker.kill()
        worker.wait()
    text = log.read_text()
    assert "partitions assigned" in text
    assert "SaslAuthenticateRequest" in text  # the line that would hold the password
    assert found_in(text, sentinels) == []
    assert environments
    assert found_in("\n".join(environments), sentinels) == []


@pytest.mark.broker
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
def test_a_wrong_password_is_not_repeated(
    guarded_broker: LocalBroker, sentinels: dict[str, str], mechanism: str
) -> None:
    wrong = {**sentinels, "STRINGER_SASL_PASSWORD": "sentinel-of-a-wrong-password"}
    where = {"bootstrap_servers": guarded_broker.address_of("SASL"), "security_protocol": "SASL_PLAINTEXT"}
    for arguments in (("topics", "check"), ("--debug", "topics", "check")):
        shown = run(wrong, *arguments, **where, sasl_mechanism=mechanism, sasl_username="alice")
        assert "refuses this client" in shown
        assert found_in(shown, wrong) == []


def children(pid: int) -> list[int]:
    listed = (file.read_text().split() for file in Path(f"/proc/{pid}/task").glob("*/children"))
    return [int(child) for child in chain.from_iterable(listed)]


def child_environment(pid: int) -> str:
    text = Path(f"/proc/{pid}/environ").read_bytes().decode()
    assert re.search(r"\0PATH=|^PATH=", text)
    return text
