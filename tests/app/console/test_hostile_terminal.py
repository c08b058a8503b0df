"""Strangers' words in every place that a command shows: none reaches the terminal as a command to it."""

import asyncio
import unicodedata

import pytest
from aiokafka import AIOKafkaProducer
from records import article, event, quote
from typer.testing import CliRunner

from schemas.codec import encode
from schemas.dead_letter import DeadLetter
from schemas.topics import topic_name
from workers.app.main import app

pytestmark = pytest.mark.broker

STEERING = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1A\r\n2026-01-01 [error] fake\u202e\u2066[bold]x[/bold][link=http://a]"


def steered(text: str) -> set[str]:
    """Return the characters of the text that steer; line feeds are the commands' own."""
    found = {character for character in text if unicodedata.category(character) in {"Cc", "Zl", "Zp"}} - {"\n"}
    return found | (set(text) & set("\u202e\u2066"))


async def write(servers: str, prefix: str) -> None:
    hostile = STEERING.encode()
    letter = DeadLetter(
        topic=f"raw{STEERING}",
        partition=0,
        offset=7,
        stage=f"validate{STEERING}",
        reason=f"Wrong{STEERING}",
        message=f"because{STEERING}",
        attempts=1,
        pipeline_version=STEERING,
    )
    producer = AIOKafkaProducer(bootstrap_servers=servers)
    await producer.start()
    try:
        headers = [*letter.headers(), (f"name{STEERING}", hostile), ("bytes", b"\xff\x1b[2J")]
        await producer.send_and_wait(topic_name("dlq", prefix), hostile, key=hostile, headers=headers, partition=0)
        binary = [*letter.headers()]
        await producer.send_and_wait(
            topic_name("dlq", prefix), b"\xff" + hostile, key=b"\xff\x1b[2J", headers=binary, partition=0
        )
        records = {
            "quotes": encode(quote(name=f"Maria{STEERING}")),
            "events": encode(event(kind="AID")).replace(b"Denmark", b"Den\\u001b[2J\\u009bmark\\u202e\\nfake"),
            "enriched": encode(article(title=f"Port{STEERING}")),
        }
        for stream, value in records.items():
            await producer.send_and_wait(topic_name(stream, prefix), value, key=hostile)
    finally:
        await producer.stop()


def test_no_command_steers_the_terminal(bootstrap_servers: str, topic_prefix: str) -> None:
    def run(*arguments: str) -> str:
        place = ("-b", bootstrap_servers, "--topic-prefix", topic_prefix)
        found = CliRunner().invoke(app, [*arguments, *place], env={"COLUMNS": "400"})
        assert found.exit_code in {0, 1}, found.output
        assert found.exception is None or isinstance(found.exception, SystemExit), repr(found.exception)
        return found.output

    run("topics", "create", "-p", "1")
    asyncio.run(write(bootstrap_servers, topic_prefix))
    shown = {
        "quotes": run("tail", "quotes", "--no-follow"),
        "events": run("tail", "events", "--no-follow"),
        "articles": run("tail", "articles", "--no-follow"),
        "list": run("dlq", "list"),
        "text": run("dlq", "show", "0:0"),
        "bytes": run("dlq", "show", "0:1"),
        "redrive": run("dlq", "redrive", "--all", "--dry-run"),
        "purge": run("dlq", "purge", "--all", "--dry-run"),
        "status": run("status"),
        "topics": run("topics", "describe"),
    }
    for name, text in shown.items():
        assert steered(text) == set(), name
    for name in ("quotes", "articles", "list", "text", "redrive"):
        assert "\\x1b]0;owned" in shown[name], name  # it was there to be shown
    assert "\\x1b[2J" in shown["events"]
    for name in ("quotes", "articles", "list"):
        assert "[bold]x[/bold]" in shown[name], name  # markup is text, too
