import json
import subprocess
import sys

import pytest

SCRIPT = """
import logging
from workers.ops.events import configure_logging
configure_logging("info", as_json={as_json})
try:
    1 / 0
except ZeroDivisionError:
    logging.getLogger("some.library").exception("failed")
logging.getLogger("aiokafka.conn").error("noise")
"""


def logged(*, as_json: bool) -> list[str]:
    script = SCRIPT.format(as_json=as_json)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == ""
    return done.stderr.splitlines()


def test_a_traceback_of_a_library_is_part_of_its_json_line() -> None:
    (line,) = logged(as_json=True)
    found = json.loads(line)
    assert (found["level"], found["event"], found["logger"]) == ("error", "failed", "some.library")
    assert found["exception"].startswith("Traceback (most recent call last)")
    assert found["exception"].endswith("ZeroDivisionError: division by zero")


def test_the_console_shows_the_traceback_below_the_line() -> None:
    lines = logged(as_json=False)
    assert "failed" in lines[0]
    assert any("ZeroDivisionError: division by zero" in line for line in lines[1:])
    assert not any("noise" in line for line in lines)


def run(script: str, *, as_json: bool) -> str:
    lines = [
        "import logging",
        "from workers.ops.events import configure_logging",
        "from workers.ops.redaction import PROCESS",
    ]
    lines += [f"configure_logging('debug', as_json={as_json})", "PROCESS.remember(['open sesame'])", script]
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == ""
    return done.stderr


@pytest.mark.parametrize("as_json", [True, False])
def test_a_traceback_shows_neither_variables_nor_secrets(*, as_json: bool) -> None:
    script = """
def log_in(password, article):
    raise ValueError("wrong: " + password)
try:
    log_in("open sesame", "text of " + "an article")
except ValueError:
    logging.getLogger("some.library").exception("cannot log in with %s", "open sesame")
"""
    shown = run(script, as_json=as_json)
    assert "ValueError: wrong: **********" in shown
    assert "cannot log in with **********" in shown
    assert "text of an article" not in shown


def test_a_value_cannot_look_like_another_line_or_steer_the_terminal() -> None:
    script = """
import structlog
hostile = "x" + chr(10) + "2026-01-01 [error] fake line" + chr(27) + "[2J"
structlog.stdlib.get_logger("stringer").warning("refused " + hostile, reason=hostile, listed=[hostile])
logging.getLogger("some.library").error("failed: %s", hostile)
"""
    lines = run(script, as_json=False).splitlines()
    assert len(lines) == 2
    assert "\x1b" not in "".join(lines)
    for line in run(script, as_json=True).splitlines():
        assert "fake line" in json.loads(line)["event"]
