"""``stringer status`` on a real broker, against topics that hold what the test put there."""

import asyncio
import json
from collections.abc import Sequence

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from letters import Failed, send_letters
from typer.testing import CliRunner, Result

from schemas.topics import topic_name
from workers.app.main import app

pytestmark = pytest.mark.broker


async def publish(servers: str, prefix: str, committed: int, enriched: Sequence[int]) -> None:
    """Four raw messages on partition 0, a committed offset, and enriched articles of some of them."""
    raw = topic_name("raw", prefix)
    producer = AIOKafkaProducer(bootstrap_servers=servers)
    await producer.start()
    for number in range(4):
        value = json.dumps({"id": f"a{number}", "text": "The bridge is open."}).encode()
        await producer.send_and_wait(raw, value, key=b"a%d" % number, partition=0)
    for number in enriched:
        source = {"topic": raw, "partition": 0, "offset": number, "timestamp": None}
        value = json.dumps({"provenance": {"input": source}}).encode()
        await producer.send_and_wait(topic_name("enriched", prefix), value, key=b"a%d" % number)
    await producer.stop()
    consumer = AIOKafkaConsumer(bootstrap_servers=servers, group_id=f"{prefix}g", enable_auto_commit=False)
    await consumer.start()
    consumer.assign([TopicPartition(raw, 0)])
    await consumer.commit({TopicPartition(raw, 0): committed})
    await consumer.stop()


@pytest.mark.parametrize(
    ("enriched", "dead", "exit_code", "said"),
    [
        ((0, 1), [2], 0, "balanced: 3 consumed = 2 enriched + 1 dead"),
        (
            (0, 2, 2),
            [],
            1,
            "partition 0: 1 without outcome, at offset 1 and 1 with more than one, at offset 2. 3 consumed against 2",
        ),
    ],
)
def test_the_ledger_is_checked_against_the_topics(
    bootstrap_servers: str,
    topic_prefix: str,
    monkeypatch: pytest.MonkeyPatch,
    enriched: Sequence[int],
    dead: Sequence[int],
    exit_code: int,
    said: str,
) -> None:
    monkeypatch.setattr("workers.app.status.command.PATIENCE_S", 0.0)  # the wait is tested with the fakes

    def run(*arguments: str) -> Result:
        place = ("-b", bootstrap_servers, "--topic-prefix", topic_prefix)
        return CliRunner().invoke(app, [*arguments, *place], env={"COLUMNS": "200"})

    assert run("topics", "create", "-p", "2").exit_code == 0
    asyncio.run(publish(bootstrap_servers, topic_prefix, 3, enriched))
    send_letters(bootstrap_servers, topic_prefix, [Failed(offset) for offset in dead])

    shown = run("status", "--group", f"{topic_prefix}g")
    assert shown.exit_code == exit_code, shown.output
    assert said in shown.stdout
    assert "Empty, 0 members" in shown.stdout
    values = json.loads(run("status", "--group", f"{topic_prefix}g", "--json").stdout)
    assert values["balanced"] is (exit_code == 0)
    first, second = values["partitions"]
    assert (first["committed"], first["end"], first["lag"], first["owner"]) == (3, 4, 1, None)
    assert 0 < first["lag_s"] < 600
    assert first["ledger"]["open_letters"] == len(dead)
    assert (second["committed"], second["lag"], second["ledger"]) == (None, 0, None)
    unchecked = run("status", "--group", f"{topic_prefix}g", "--no-check")
    assert unchecked.exit_code == 0
    assert "ledger" not in unchecked.stdout


def test_without_topics_it_says_what_to_do(bootstrap_servers: str, topic_prefix: str) -> None:
    done = CliRunner().invoke(app, ["status", "-b", bootstrap_servers, "--topic-prefix", topic_prefix])
    assert done.exit_code == 1
    assert "stringer topics create" in str(done.exception)
