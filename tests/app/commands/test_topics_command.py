import json

import pytest
from typer.testing import CliRunner, Result

from workers.app.main import app

pytestmark = pytest.mark.broker


@pytest.fixture
def place(bootstrap_servers: str, topic_prefix: str) -> list[str]:
    return ["-b", bootstrap_servers, "--topic-prefix", topic_prefix]


def topics(command: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["topics", command, *arguments], env={"COLUMNS": "160"})


def test_describe_and_check_name_missing_topics_with_status_1(place: list[str], topic_prefix: str) -> None:
    shown = topics("describe", *place, "--json")
    assert shown.exit_code == 1
    assert [row["exists"] for row in json.loads(shown.output)] == [False] * 6
    checked = topics("check", *place)
    assert checked.exit_code == 1
    assert f"{topic_prefix}news.quotes.v1" in checked.output
    assert "create it: stringer topics create" in checked.output


def test_created_topics_are_as_asked_for_and_creating_again_changes_nothing(place: list[str]) -> None:
    first = topics("create", *place, "-p", "2", "--retention-hours", "5", "--json")
    assert first.exit_code == 0
    assert {row["result"] for row in json.loads(first.output)} == {"created"}
    again = topics("create", *place, "-p", "3", "--json")
    assert {row["result"] for row in json.loads(again.output)} == {"exists already"}

    shown = topics("describe", *place, "--json")
    assert shown.exit_code == 0
    rows = {row["topic"].partition(".")[2]: row for row in json.loads(shown.output)}
    assert rows.pop("news.articles.raw.v1.dlq.marks")["partitions"] == 1
    assert {row["partitions"] for row in rows.values()} == {2}
    assert rows["news.articles.enriched.v1"]["cleanup.policy"] == "compact"
    assert rows["news.quotes.v1"]["retention.ms"] == "18000000"


def test_check_tells_taste_from_a_broken_promise(place: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    topics("create", *place, "-p", "2")
    monkeypatch.setenv("STRINGER_TOPIC_PARTITIONS", "2")
    fine = topics("check", *place)
    assert (fine.exit_code, fine.output) == (0, "All topics are as they should be.\n")
    monkeypatch.setenv("STRINGER_TOPIC_PARTITIONS", "4")
    other = topics("check", *place, "--json")
    assert other.exit_code == 0
    assert {(row["what"], row["severity"]) for row in json.loads(other.output)} == {("partitions", "note")}
    monkeypatch.setenv("STRINGER_MAX_MESSAGE_BYTES", "8000000")
    broken = topics("check", *place)
    assert broken.exit_code == 1
    assert "max.message.bytes" in broken.output
    assert "raise it" in broken.output
