import json
from pathlib import Path

import pytest
from msgspec import structs
from records import article, event, quote
from typer.testing import CliRunner, Result

from schemas.codec import encode
from schemas.enriched_article import EnrichedArticle
from workers.app.main import app


def diff(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["diff", *arguments], env={"COLUMNS": "200", "TERM": "dumb"})


def written(path: Path, *articles: EnrichedArticle) -> str:
    path.write_bytes(b"".join(encode(each) + b"\n" for each in articles))
    return str(path)


def numbered(number: int, **changed: object) -> EnrichedArticle:
    one = article()
    return structs.replace(one, article=structs.replace(one.article, id=f"a{number}"), **changed)


def test_no_difference_is_status_0(tmp_path: Path) -> None:
    before = written(tmp_path / "a.jsonl", numbered(1), numbered(2))
    after = written(tmp_path / "b.jsonl", numbered(2), numbered(1))
    done = diff(before, after)
    assert done.exit_code == 0, done.output
    assert "2 records identical; A and B are byte for byte the same" in done.stdout


def test_another_pipeline_version_is_no_difference(tmp_path: Path) -> None:
    one = numbered(1)
    other = structs.replace(one, provenance=structs.replace(one.provenance, pipeline_version="9"))
    done = diff(written(tmp_path / "a.jsonl", one), written(tmp_path / "b.jsonl", other))
    assert done.exit_code == 0, done.output
    assert "0 records identical; A and B are not the same bytes" in done.stdout


def test_differences_are_status_1_counted_and_shown(tmp_path: Path) -> None:
    before = written(tmp_path / "a.jsonl", numbered(1), numbered(2), numbered(3))
    changed = numbered(2, events=(structs.replace(event(), modality="planned"),), quotes=())
    done = diff(before, written(tmp_path / "b.jsonl", numbered(1), changed, numbered(4)))
    assert done.exit_code == 1, done.output
    table = {words[0]: words[1:] for line in done.stdout.splitlines() if len(words := line.split()) == 6}
    assert table["articles"] == ["3", "3", "1", "1", "0"]
    assert table["quotes"] == ["3", "2", "1", "2", "0"]
    assert table["events"] == ["6", "5", "2", "3", "1"]
    assert "event.modality" in done.stdout
    assert 'modality: "asserted" → "planned"' in done.stdout
    assert "quote removed in a2: Maria Olsen: The port will reopen [soon]" in done.stdout
    assert "article added in a4" in done.stdout


def test_of_several_records_of_an_article_the_last_counts(tmp_path: Path) -> None:
    before = written(tmp_path / "a.jsonl", numbered(1, quotes=()), numbered(1))
    assert diff(before, written(tmp_path / "b.jsonl", numbered(1))).exit_code == 0


def test_fields_that_may_differ(tmp_path: Path) -> None:
    before = written(tmp_path / "a.jsonl", numbered(1))
    less_sure = numbered(1, quotes=(structs.replace(quote(), confidence=0.1),))
    after = written(tmp_path / "b.jsonl", less_sure)
    assert diff(before, after).exit_code == 1
    ignoring = diff(before, after, "--ignore", "confidence")
    assert ignoring.exit_code == 0, ignoring.output


def test_json_has_every_change_and_the_counts(tmp_path: Path) -> None:
    before = written(tmp_path / "a.jsonl", *(numbered(number) for number in range(20)))
    after = written(tmp_path / "b.jsonl", *(numbered(number, quotes=()) for number in range(20)))
    done = diff(before, after, "--json", "--examples", "1")
    assert done.exit_code == 1
    found = json.loads(done.stdout)
    assert [change["what"] for change in found["changes"]] == ["removed"] * 20
    assert found["changes"][0] == {
        "kind": "quote",
        "what": "removed",
        "article_id": "a0",
        "id": "q1",
        "text": "Maria Olsen: The port will reopen [soon]",
        "fields": [],
    }
    assert found["summary"]["quotes"] == {"a": 20, "b": 0, "added": 0, "removed": 20, "changed": 0}
    assert found["summary"]["sha256"]["a"] != found["summary"]["sha256"]["b"]


def test_no_changes_are_json_too(tmp_path: Path) -> None:
    same = written(tmp_path / "a.jsonl", numbered(1))
    found = json.loads(diff(same, same, "--json").stdout)
    assert (found["changes"], found["summary"]["identical"]) == ([], 1)


def test_examples_are_limited(tmp_path: Path) -> None:
    before = written(tmp_path / "a.jsonl", *(numbered(number) for number in range(9)))
    done = diff(before, written(tmp_path / "b.jsonl"), "--examples", "2")
    assert done.stdout.count("quote removed in") == 2
    assert "… 7 more quotes removed" in done.stdout


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b'{"article": 5}\n', ":1 is no enriched article: Expected `object`, got `int` - at `$.article`"),
        (b"\xff\n", ":1 is no enriched article: not UTF-8"),
        (b'\n{"article": {"id": "a1"}}\n', " holds a record that is no enriched article: "),
    ],
)
def test_what_is_no_enriched_article_is_named(tmp_path: Path, content: bytes, hint: str) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(content)
    done = diff(str(bad), written(tmp_path / "b.jsonl", numbered(1)))
    assert done.exit_code == 1
    assert f"{bad}{hint}" in str(done.exception)


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    done = diff(str(tmp_path / "nowhere.jsonl"), str(tmp_path / "nowhere.jsonl"))
    assert done.exit_code == 2
    assert "there is no file" in done.output


def test_wrong_usage_is_status_2() -> None:
    assert diff("one").exit_code == 2
