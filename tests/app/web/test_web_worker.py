"""The worker's web views as a deployment meets them: what it starts with, and what it does not."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from worker_harness import environment, free_port, stringer, wait_for

SECRET = "correct-horse-battery-staple"  # noqa: S105 - of nobody


def listens(address: str, port: int) -> bool:
    with socket.socket() as client:
        client.settimeout(5)
        return client.connect_ex((address, port)) == 0


@pytest.mark.parametrize("bind", ["0.0.0.0", "::"])  # noqa: S104 - the point of the test
def test_a_worker_that_others_could_reach_does_not_start_without_a_token(bind: str) -> None:
    done = stringer("worker", bootstrap_servers="127.0.0.1:1", web_bind=bind, web_port=free_port())
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"error: the web views on {bind} can be reached from other machines: set STRINGER_WEB_TOKEN")


def test_without_views_no_token_is_needed() -> None:
    done = stringer("worker", bootstrap_servers=" ", web_bind="0.0.0.0", web_port=0)  # noqa: S104 - same
    assert "bootstrap servers are empty" in done.stderr


@pytest.mark.parametrize("settings", [{}, {"web_bind": "0.0.0.0", "web_token": SECRET}])  # noqa: S104 - same
def test_it_listens_where_it_is_told_to_and_nowhere_else(tmp_path: Path, settings: dict[str, str]) -> None:
    """Faust alone would follow WEB_BIND and WEB_PORT, which a platform may set for other reasons."""
    port, other = free_port(), free_port()
    foreign = {"WEB_BIND": "0.0.0.0", "WEB_PORT": str(other), "APP_DEBUG": "1"}  # noqa: S104 - same
    given = environment(web_port=port, slots=1, bootstrap_servers="127.0.0.1:1", **settings)
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, "-m", "workers.app", "worker"],
            env={**os.environ, **given, **foreign},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        wait_for(lambda: listens("127.0.0.1", port) or worker.poll() is not None, "the web server listens")
        assert worker.poll() is None, (tmp_path / "worker.log").read_text()
        assert listens("127.0.0.2", port) == bool(settings)  # another address of this machine
        assert not listens("127.0.0.1", other)
    finally:
        worker.kill()
        worker.wait()
    assert SECRET not in (tmp_path / "worker.log").read_text()
