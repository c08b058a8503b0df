import json
import subprocess
import sys

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
