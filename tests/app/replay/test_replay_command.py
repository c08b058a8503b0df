"""The command on a real Kafka with the real pipeline; the sentences are our own."""

import asyncio
import json
from pathlib import Path

import pytest
from msgspec import structs
from records import article
from typer.testing import CliRunner, Result
from worker_harness import stringer

from schemas.codec import encode
from schemas.enriched_article import EnrichedArticle
from schemas.replay import REPLAY_ID
from schemas.topics import topic_name
from workers.app.main import app
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.publisher import Outgoing, publish
from workers.streaming.kafka.reader import Record, read

pytestmark = pytest.mark.broker
ARTICLES = 12


@pytest.fixture
def place(bootstrap_servers: str, topic_prefix: str) -> dict[str, object]:
    """Topics with twelve articles in two partitions."""
    given: dict[str, object] = {
        "bootstrap_servers": bootstrap_servers,
        "topic_prefix": topic_prefix,
        "group": f"{topic_prefix}g",
        "topic_partitions": 2,
        "slots": 1,
    }
    done = stringer("topics", "create", **given)
    assert done.returncode == 0, done.stderr
    lines = "".join(
        json.dumps(
            {
                "id": f"a{number}",
                "text": f"Norway sent {number} tents to Kenya. “They help,” said Ada Berg, a nurse in Nairobi.",
                "published_at": "2026-03-02",
            }
        )
        + "\n"
        for number in range(ARTICLES)
    )
    assert stringer("publish", "-", stdin=lines.encode(), **given).returncode == 0
    return given


def command(place: dict[str, object], *arguments: str) -> Result:
    options = ["-b", str(place["bootstrap_servers"]), "--topic-prefix", str(place["topic_prefix"])]
    environment = {"COLUMNS": "300", "TERM": "dumb", "STRINGER_GROUP": str(place["group"]), "STRINGER_SLOTS": "1"}
    return CliRunner().invoke(app, ["replay", *arguments, *options], env=environment)


def enriched_by(version: str) -> EnrichedArticle:
    one = article()
    return structs.replace(one, provenance=structs.replace(one.provenance, pipeline_version=version))


def records(servers: object, topic: str) -> list[Record]:
    async def collected() -> list[Record]:
        return [record async for record in read(Connection(str(servers)), [topic], follow=False)]

    return asyncio.run(collected())


def test_a_replay_of_an_unchanged_pipeline_gives_the_same_bytes(place: dict[str, object], tmp_path: Path) -> None:
    first = stringer("replay", "--all", "--yes", "--json", **place)
    assert first.returncode == 0, first.stderr
    told = json.loads(first.stdout)
    assert (told["state"], told["messages"], told["result"]["enriched"]) == ("new", ARTICLES, ARTICLES)
    assert told["bytes"] > 0
    assert told["seconds"] > 0
    assert [each["partition"] for each in told["partitions"]] == [0, 1]

    other = f"{place['topic_prefix']}again."
    second = stringer("replay", "--last", "1h", "--to-prefix", other, "--yes", "--no-estimate", **place)
    assert second.returncode == 0, second.stderr
    assert f"Creates {other}news.articles.enriched.v1" in second.stdout
    assert f"{ARTICLES} messages replayed" in second.stdout

    servers, prefix = place["bootstrap_servers"], str(place["topic_prefix"])
    for stream in ("enriched", "quotes", "events"):
        one, two = (records(servers, topic_name(stream, each)) for each in (prefix, other))
        assert len(one) >= ARTICLES
        assert sorted((each.key, each.value) for each in one) == sorted((each.key, each.value) for each in two)
        assert {dict(each.headers)[REPLAY_ID].decode() for each in one} == {told["replay_id"]}
        strip = [[pair for pair in each.headers if pair[0] != REPLAY_ID] for each in (*one, *two)]
        assert len({str(sorted(headers)) for headers in strip}) == len(one)

    compared = CliRunner().invoke(app, ["diff", prefix, other, "-b", str(servers)])
    assert compared.exit_code == 0, compared.output
    assert "A and B are byte for byte the same" in compared.stdout

    # done is done, until asked for again
    ended = command(place, "--last", "1h", "--to-prefix", other, "--yes", "--json")
    assert ended.exit_code == 0, ended.output
    assert json.loads(ended.stdout)["state"] == "finished"
    again = command(place, "--last", "1h", "--to-prefix", other, "--again", "--dry-run", "--json", "--no-estimate")
    assert json.loads(again.stdout)["state"] == "new"

    # some of it
    ids = tmp_path / "ids.txt"
    ids.write_text("a3\n\na7\n")
    chosen = ("--ids", str(ids), "--key", "a9", "--to-prefix", f"{prefix}some.")
    some = stringer("replay", *chosen, "--yes", "--no-estimate", **place)
    assert some.returncode == 0, some.stderr
    found = records(servers, topic_name("enriched", f"{prefix}some."))
    assert {each.key for each in found} == {b"a3", b"a7", b"a9"}


def test_errors_are_one_line_that_says_what_there_is(place: dict[str, object]) -> None:
    raw = f"{place['topic_prefix']}news.articles.raw.v1"
    cases = [
        (("--all", "--topic-prefix", "nowhere."), "there is no topic nowhere.news.articles.raw.v1"),
        (("--from", "2020-01-01", "--to", "2020-01-02"), f"of the {ARTICLES} messages that {raw} holds there, none"),
        (("--offsets", "0:0-999"), f"partition 0 of {raw} holds offsets 0-"),
        (("--partition", "7"), f"{raw} has no partition 7: it has 0 to 1"),
    ]
    for arguments, hint in cases:
        done = stringer("replay", *arguments, "--dry-run", **place)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert hint in line


def test_a_newer_live_pipeline_is_not_overwritten_unless_forced(place: dict[str, object]) -> None:
    topic = topic_name("enriched", str(place["topic_prefix"]))
    newer = [Outgoing("x", b"a1", encode(enriched_by("99.1"))), Outgoing("y", b"a2", encode(enriched_by("0.0.1")))]
    asyncio.run(publish(Connection(str(place["bootstrap_servers"])), topic, newer, max_message_bytes=100_000))
    refused = stringer("replay", "--all", "--yes", **place)
    assert refused.returncode == 1
    assert f"{topic} is written by pipeline 99.1, this is " in refused.stderr
    assert command(place, "--all", "--dry-run", "--force", "--no-estimate").exit_code == 0
    mine = command(place, "--all", "--dry-run", "--to-prefix", f"{place['topic_prefix']}mine.", "--no-estimate")
    assert mine.exit_code == 0, mine.output


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        ([], "say what to replay"),
        (["--last", "6q"], "write 90s, 30m, 6h"),
        (["--from", "yesterday"], "write 2026-05-01"),
        (["--from", "2026-05-02", "--to", "2026-05-01"], "--from must lie before --to"),
        (["--offsets", "3-4"], "write PARTITION:FIRST-LAST"),
        (["--offsets", "0:9-4"], "the last offset lies before the first"),
        (["--last", "6h", "--all"], "exclude each other"),
        (["--offsets", "0:1-2", "--partition", "0"], "names the partitions already"),
        (["--all", "--replay-id", "a b"], "1 to 64 letters"),
        (["--all", "--rate", "0"], "--rate"),
    ],
)
def test_wrong_usage_is_status_2(arguments: list[str], hint: str) -> None:
    done = CliRunner().invoke(app, ["replay", *arguments], env={"COLUMNS": "300", "TERM": "dumb"})
    assert done.exit_code == 2, done.output
    assert hint in done.output
