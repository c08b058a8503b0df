"""``stringer dlq`` on a real broker."""

import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable

import pytest
from letters import Failed, read_topic, send_letters
from typer.testing import CliRunner, Result
from worker_harness import environment

from workers.app.main import app

pytestmark = pytest.mark.broker

Run = Callable[..., Result]


@pytest.fixture
def run(bootstrap_servers: str, topic_prefix: str) -> Run:
    """Run a command on topics of this test's own, created before the first."""

    def invoke(*arguments: str) -> Result:
        place = ("-b", bootstrap_servers, "--topic-prefix", topic_prefix)
        return CliRunner().invoke(app, [*arguments, *place], env={"COLUMNS": "200"})

    assert invoke("topics", "create", "-p", "2").exit_code == 0
    return invoke


def open_letters(run: Run) -> int:
    return int(json.loads(run("dlq", "list", "--json").stdout)["open"])


def test_an_empty_queue_says_so(run: Run) -> None:
    shown = run("dlq", "list")
    assert shown.exit_code == 0
    assert "There are no dead letters" in shown.stdout
    missing = run("dlq", "show")
    assert isinstance(missing.exception, Exception)
    assert "no open letter" in str(missing.exception)


def test_list_show_redrive_and_purge(run: Run, bootstrap_servers: str, topic_prefix: str) -> None:
    send_letters(
        bootstrap_servers,
        topic_prefix,
        [
            Failed(0, value=b'{"text": "cut o', headers=(("evil", b"\x1b[2J"),)),
            Failed(1, reason="InvalidUtf8", value=b"\xff\xfe\x00bytes", partition=1),
            Failed(2, stage="process", reason="ProcessDied", key=b"id-7", value=b"good again"),
            Failed(3, headers=(("x-redrives", b"3"),), key=b"loops"),
        ],
    )
    listed = json.loads(run("dlq", "list", "--json").stdout)
    assert {(group["stage"], group["reason"]): group["open"] for group in listed["groups"]} == {
        ("decode", "InvalidJson"): 2,
        ("decode", "InvalidUtf8"): 1,
        ("process", "ProcessDied"): 1,
    }
    table = run("dlq", "list").stdout
    assert "process" in table
    assert "4 open letters, 0 closed" in table

    shown = run("dlq", "show", "0:0").stdout
    assert "\x1b" not in shown
    assert r"\x1b[2J" in shown
    assert '{"text": "cut o' in shown
    assert "cut off, or several objects" in shown  # the hint
    assert "partition 0 offset 0 of 2020-09-13T12:26:40Z" in shown
    assert "ff fe 00 62" in run("dlq", "show", "1:0").stdout
    as_values = json.loads(run("dlq", "show", "1:0", "--json").stdout)
    assert (as_values["text"], as_values["base64"], as_values["state"]) == (None, "//4AYnl0ZXM=", "open")
    assert run("dlq", "show", "1:0", "--raw").stdout_bytes == b"\xff\xfe\x00bytes"
    assert "first 4 of 15 bytes" in run("dlq", "show", "0:0", "--bytes", "4").stdout

    dry = run("dlq", "redrive", "--all", "--dry-run")
    assert (dry.exit_code, open_letters(run)) == (0, 4)
    assert "3 letters to redrive" in dry.stdout
    assert "1 open letter left alone: redriven 3 times already" in dry.stdout
    unasked = run("dlq", "redrive", "--all")
    assert (unasked.exit_code, open_letters(run)) == (2, 4)
    assert "--yes" in unasked.stderr

    done = json.loads(run("dlq", "redrive", "--reason", "ProcessDied", "--yes", "--json").stdout)
    assert (done["plan"]["letters"], done["result"]["closed"]) == (1, 1)
    (again,) = read_topic(bootstrap_servers, topic_prefix, "raw")
    assert (again.partition, again.key, again.value) == (0, b"id-7", b"good again")
    assert dict(again.headers)["x-redrives"] == b"1"
    assert "redriven at 20" in run("dlq", "show", "0:1").stdout

    purged = run("dlq", "purge", "--letter", "0:0-1", "--yes")
    assert "1 letter purged" in purged.stdout
    assert "partition 0: deleted what was before offset 2" in purged.stdout
    gone = run("dlq", "show", "0:0")
    assert "letter 0:0 is no longer there" in str(gone.exception)
    assert "it was decode/InvalidJson, purged" in str(gone.exception)
    assert open_letters(run) == 2
    assert "1 letter sent" in run("dlq", "redrive", "--all", "--yes").stdout
    assert "0 letters to redrive" in run("dlq", "redrive", "--all", "--yes").stdout
    assert "1 letter sent" in run("dlq", "redrive", "--id", "loops", "--max-redrives", "9", "--yes").stdout
    assert open_letters(run) == 0
    assert len(read_topic(bootstrap_servers, topic_prefix, "raw")) == 3
    closed = json.loads(run("dlq", "list", "--json").stdout)
    assert sum(group["redriven"] for group in closed["groups"]) == 3
    assert sum(group["purged"] for group in closed["groups"]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("redrive",), "say which letters"),
        (("purge", "--yes"), "say which letters"),
        (("purge", "--all", "--reason", "Empty"), "exclude each other"),
        (("list", "--last", "6h", "--from", "2026-01-01"), "exclude each other"),
        (("list", "--from", "2026-01-02", "--to", "2026-01-01"), "--from must lie before --to"),
        (("list", "--from", "noon"), "is no time"),
        (("list", "--letter", "7"), "PARTITION:OFFSET"),
        (("list", "--letter", "0:9-3"), "the last offset lies before the first"),
        (("show", "0:1-3"), "one letter, not several"),
    ],
)
def test_wrong_usage_says_what_is_right(arguments: tuple[str, ...], said: str) -> None:
    done = CliRunner().invoke(app, ["dlq", *arguments, "-b", "127.0.0.1:1"], env={"COLUMNS": "300"})
    assert done.exit_code == 2
    assert said in done.stderr


def test_without_topics_it_says_what_to_do(bootstrap_servers: str, topic_prefix: str) -> None:
    for command in (["list"], ["redrive", "--all", "--yes"], ["purge", "--all", "--yes"]):
        done = CliRunner().invoke(app, ["dlq", *command, "-b", bootstrap_servers, "--topic-prefix", topic_prefix])
        assert done.exit_code == 1
        assert "stringer topics create" in str(done.exception)


@pytest.mark.slow
def test_killed_in_the_midst_and_run_again_each_message_arrives_once(
    run: Run, bootstrap_servers: str, topic_prefix: str
) -> None:
    letters = 1500
    send_letters(
        bootstrap_servers,
        topic_prefix,
        [Failed(number, key=b"%d" % number, value=b"%d" % number, partition=number % 2) for number in range(letters)],
    )
    command = [sys.executable, "-m", "workers.app", "dlq", "redrive", "--all", "--yes"]
    settings = environment(bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    arrived = 0
    for _ in range(2):
        process = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            while process.poll() is None:
                process.send_signal(signal.SIGSTOP)  # or it could end while Kafka is asked what it has committed
                if len(read_topic(bootstrap_servers, topic_prefix, "marks")) > arrived:
                    break
                process.send_signal(signal.SIGCONT)
                time.sleep(0.02)
        finally:
            process.kill()
            process.wait()
        arrived = len(read_topic(bootstrap_servers, topic_prefix, "marks"))
    assert 0 < arrived < letters, "the kills came too late to show anything"
    rest = run("dlq", "redrive", "--all", "--yes", "--json")
    assert rest.exit_code == 0
    assert 0 < json.loads(rest.stdout)["result"]["closed"] <= letters - arrived
    counts = Counter(record.value for record in read_topic(bootstrap_servers, topic_prefix, "raw"))
    assert set(counts.values()) == {1}
    assert len(counts) == letters
    assert open_letters(run) == 0
