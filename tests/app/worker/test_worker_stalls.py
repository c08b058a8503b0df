"""A real worker on a real Kafka: its child, its broker and its event loop are made to hang, one after the other."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from worker_harness import DEADLINE_S, Worker, environment, free_port, running_worker, stringer, wait_for

from workers.broker import LocalBroker

pytestmark = [pytest.mark.broker, pytest.mark.slow]
STALL_S = 8.0
ARTICLE = b"The harbour of Aalborg will reopen on Monday, the mayor said.\n"


def settings(servers: str, prefix: str) -> dict[str, object]:
    return {
        "bootstrap_servers": servers,
        "topic_prefix": prefix,
        "group": f"{prefix}g",
        "topics_at_start": "create",
        "topic_partitions": 1,
        "topic_replication": 1,
        "stall_s": STALL_S,
        "process_timeout_s": 600,  # of the pool; normally it is the shorter one
        "drain_timeout_s": 5,
    }


def publish(servers: str, prefix: str, text: bytes) -> None:
    done = stringer("publish", "-", stdin=text, bootstrap_servers=servers, topic_prefix=prefix)
    assert done.returncode == 0, done.stderr


def children(worker: Worker) -> list[int]:
    text = Path(f"/proc/{worker.process.pid}/task/{worker.process.pid}/children").read_text()
    return [int(pid) for pid in text.split()]


def final_line(worker: Worker) -> str:
    """What the worker said last, once it has ended with status 1."""
    assert worker.process.wait(DEADLINE_S) == 1, worker.log.read_text()
    log = worker.log.read_text()
    assert "Traceback" not in log
    assert log.count("the worker gives up") == 1
    return log.splitlines()[-1]


@pytest.fixture
def own_broker() -> Iterator[LocalBroker]:
    with LocalBroker() as broker:
        yield broker


def test_a_stalled_child_ends_the_worker_and_the_next_one_goes_on(
    bootstrap_servers: str, topic_prefix: str, tmp_path: Path
) -> None:
    given = settings(bootstrap_servers, topic_prefix)
    with running_worker(tmp_path, **given) as worker:
        worker.wait_until_ready()
        (child,) = children(worker)
        os.kill(child, signal.SIGSTOP)
        publish(bootstrap_servers, topic_prefix, ARTICLE)
        line = final_line(worker)
        pattern = r"error: stalled for \d+ s: \S+raw\.v1-0: no progress with 1 messages to do \(working\)"
        assert re.match(pattern, line), line
        wait_for(lambda: not Path(f"/proc/{child}").exists(), "the child is gone")
    with running_worker(tmp_path, **given) as worker:
        wait_for(lambda: worker.get("/readyz")[0] == 200 and worker.status()["ledger"]["enriched"] == 1, "it goes on")


def test_a_stalled_event_loop_ends_the_worker(bootstrap_servers: str, topic_prefix: str, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "worker.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("hanging_worker.py"))],
            env=environment(web_port=port, slots=1, **settings(bootstrap_servers, topic_prefix)),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    worker = Worker(process, port, log)
    try:
        worker.wait_until_ready()
        worker.get("/hang")  # the handler blocks the loop
        assert process.wait(DEADLINE_S) == 1, log.read_text()
    finally:
        process.kill()
        process.wait()
    last = log.read_text().splitlines()[-1]
    assert "the event loop stands still, in hang (" in last
    assert "hanging_worker.py:" in last


def test_a_broker_that_hangs_ends_the_worker_and_one_that_is_lost_does_not(
    own_broker: LocalBroker, tmp_path: Path
) -> None:
    servers = own_broker.bootstrap_servers
    with running_worker(tmp_path, **settings(servers, "")) as worker:
        worker.wait_until_ready()
        own_broker.kill()
        wait_for(lambda: "Kafka does not answer" in worker.log.read_text(), "the outage is told")
        lost_at = time.monotonic()
        wait_for(lambda: time.monotonic() - lost_at > 2 * STALL_S or worker.process.poll() is not None, "time passes")
        assert worker.get("/livez")[0] == 200, worker.log.read_text()
        own_broker.start()
        publish(servers, "", ARTICLE)
        wait_for(lambda: worker.status()["ledger"]["enriched"] == 1, "it goes on")

        assert own_broker.pid is not None
        os.kill(own_broker.pid, signal.SIGSTOP)
        try:
            line = final_line(worker)
            assert "Kafka accepts connections but has answered nothing" in line
            # The next one waits: one restart, not a loop of them.
            with running_worker(tmp_path, **settings(servers, "")) as again:
                wait_for(lambda: "Kafka does not answer" in again.log.read_text(), "the outage is told")
                begun_at = time.monotonic()
                ended = again.process.poll
                wait_for(lambda: time.monotonic() - begun_at > 2 * STALL_S or ended() is not None, "time passes")
                assert again.get("/livez")[0] == 200, again.log.read_text()
                os.kill(own_broker.pid, signal.SIGCONT)
                # Its share may take longer than so short a patience: the session of the one before must run out first.
                wait_for(lambda: "Kafka answers again" in again.log.read_text(), "it goes on")
        finally:
            os.kill(own_broker.pid, signal.SIGCONT)


def test_a_proxy_that_swallows_everything_is_waited_for_at_the_start(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        servers = f"127.0.0.1:{proxy.getsockname()[1]}"
        with running_worker(tmp_path, **settings(servers, "")) as worker:
            wait_for(lambda: "Kafka does not answer" in worker.log.read_text(), "the outage is told")
            assert worker.get("/livez")[0] == 200
            worker.process.send_signal(signal.SIGTERM)
            assert worker.process.wait(DEADLINE_S) == 0
