import asyncio
import json
import signal
import socket
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result
from worker_harness import free_port, running_worker, stringer, wait_for

from schemas.topics import QUOTES as QUOTES_CONTRACT
from schemas.topics import schema_uri, topic_name
from workers.app.main import app
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import Record, read

pytestmark = pytest.mark.broker

ARTICLE = b"""The harbour of Aalborg will reopen on Monday.

"We are glad that the ships are back," said Maria Olsen, the mayor of Aalborg.
"""


def command(*arguments: str, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(app, list(arguments), input=stdin)


def test_from_publish_to_tail_and_an_orderly_stop(bootstrap_servers: str, topic_prefix: str, tmp_path: Path) -> None:
    place = ("-b", bootstrap_servers, "--topic-prefix", topic_prefix)
    with running_worker(
        tmp_path,
        bootstrap_servers=bootstrap_servers,
        topic_prefix=topic_prefix,
        group=f"{topic_prefix}g",
        topics_at_start="create",
        topic_partitions=2,
    ) as worker:
        worker.wait_until_ready()
        assert worker.get("/livez")[0] == 200
        lines = b'{"id": "a1", "text": %s}\n{"text": 5}\n' % json.dumps(ARTICLE.decode()).encode()
        sent = command("publish", "-", *place, stdin=lines)
        assert sent.exit_code == 1
        assert "stdin:2: WrongType" in sent.stderr
        assert "1 article published" in sent.stderr
        assert command("publish", "--unchecked", "-", *place, stdin=b'{"text": 5}\n').exit_code == 0
        wait_for(lambda: worker.status()["ledger"]["consumed"] == 2, "both messages are accounted for")
        done = {"consumed": 2, "enriched": 1, "dead_lettered": 1}
        assert worker.status()["ledger"] == done, worker.log.read_text()

        metrics = worker.get("/metrics")[1]
        enriched = [line for line in metrics.splitlines() if line.startswith("stringer_messages_enriched_total{")]
        assert sum(float(line.rpartition(" ")[2]) for line in enriched) == 1.0
        assert 'stringer_web_request_seconds_count{path="/readyz",status="200"}' in metrics
        assert worker.get("/nowhere")[0] == 404

        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(60) == 0
        assert "Traceback" not in worker.log.read_text()

    shown = command("tail", "quotes", "--no-follow", "--speaker", "olsen", *place)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert "We are glad that the ships are back" in shown.stdout
    nothing = command("tail", "quotes", "--no-follow", "--speaker", "nobody", *place)
    assert (nothing.exit_code, nothing.output) == (0, "")
    raw = command("tail", "articles", "-n", "1", "--from-beginning", "--json", *place)
    assert json.loads(raw.stdout)["article"]["id"] == "a1"
    _check_headers(asyncio.run(_only_record(bootstrap_servers, topic_name("quotes", topic_prefix))))


async def _only_record(bootstrap_servers: str, topic: str) -> Record:
    connection = Connection(bootstrap_servers=bootstrap_servers)
    (record,) = [record async for record in read(connection, [topic], follow=False)]
    return record


def _check_headers(record: Record) -> None:
    headers = dict(record.headers)
    assert record.key == b"a1"
    assert headers["ce_specversion"] == b"1.0"
    assert headers["ce_id"].decode() == json.loads(record.value or b"")["id"]
    assert headers["ce_type"] == b"news.quote.v1"
    assert headers["ce_subject"] == b"a1"
    assert headers["ce_dataschema"] == schema_uri(QUOTES_CONTRACT).encode()
    assert headers["content-type"] == b"application/json"


def test_without_topics_the_worker_says_what_to_do_and_exits_1(bootstrap_servers: str, topic_prefix: str) -> None:
    done = stringer("worker", bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix, web_port=0)
    assert done.returncode == 1
    *_, last = done.stderr.splitlines()
    assert last.startswith("error: topics are missing: ")
    assert "stringer topics create" in last
    assert "Traceback" not in done.stderr
    logged = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    assert [(line["level"], line["event"]) for line in logged] == [("error", "the worker gives up")]


def test_a_taken_web_port_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = stringer("worker", bootstrap_servers="127.0.0.1:1", web_port=port)
    assert done.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in done.stderr
    assert "set STRINGER_WEB_PORT" in done.stderr


def test_while_kafka_is_away_the_worker_lives_says_so_once_and_stops_at_once(tmp_path: Path) -> None:
    with running_worker(tmp_path, bootstrap_servers=f"127.0.0.1:{free_port()}") as worker:
        wait_for(lambda: worker.get("/readyz")[0] == 503, "the web server answers")
        wait_for(lambda: "does not answer" in worker.log.read_text(), "the worker says that Kafka is away")
        assert worker.get("/livez")[0] == 200
        assert "Kafka does not answer" in worker.status()["problems"]
        worker.process.send_signal(signal.SIGINT)
        assert worker.process.wait(30) == 0
        log = worker.log.read_text()
        assert log.count("Kafka does not answer; waiting for it") == 1
        assert "Traceback" not in log
