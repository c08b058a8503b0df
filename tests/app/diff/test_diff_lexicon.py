"""One lexicon entry is taken out of a copy of the project: the diff names just the events that hung on it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workers.app.main import app

ROOT = Path(__file__).parents[3]
LEXICON = "workers/extraction/lexicons/events/aid.tsv"
DONATED = {
    "tents": "Norway donated forty tents to Kenya on Monday. The ferry to Oslo was late again. Nobody was hurt.",
    "school": "Rain fell all day. “We will not forget it,” said Ada Berg, the mayor of Oslo. France donated a school"
    " to Norway last week. Ministers from Kenya and France met in Nairobi.",
}
OTHERS = {
    "talks": "Ministers from Kenya and France met in Nairobi to discuss trade. Police arrested two men in Lagos.",
    "strike": "Workers in Lyon began a strike over pay on Tuesday. “The talks go on,” said Ines Roux, their leader.",
}


def extract(root: Path, source: Path, target: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(root), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "workers.app", "extract", str(source), "--output", target]
    subprocess.run(command, cwd=root, env=environment, capture_output=True, timeout=120, check=True)


def diff(before: str, after: str) -> Result:
    return CliRunner().invoke(app, ["diff", before, after, "--json"])


@pytest.mark.slow
def test_a_changed_lexicon_entry_changes_just_its_events(tmp_path: Path) -> None:
    source = tmp_path / "articles.jsonl"
    articles = DONATED | OTHERS
    source.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in articles.items()))
    copy = tmp_path / "copy"
    for package in ("workers", "schemas"):
        shutil.copytree(ROOT / package, copy / package)
    before, after = str(tmp_path / "before.jsonl"), str(tmp_path / "after.jsonl")
    extract(copy, source, before)
    lexicon = copy / LEXICON
    text = lexicon.read_text()
    assert "\tdonate, " in text
    lexicon.write_text(text.replace("\tdonate, ", "\t", 1))
    extract(copy, source, after)

    assert diff(before, before).exit_code == 0
    done = diff(before, after)
    assert done.exit_code == 1, done.output
    found = json.loads(done.stdout)
    told = {
        (change["kind"], change["article_id"], change["text"].rpartition("“")[2].partition("”")[0])
        for change in found["changes"]
    }
    assert told == {("event", name, "donated") for name in DONATED}
    assert found["summary"]["identical"] == len(OTHERS)
    assert found["summary"]["events"]["a"] > len(DONATED)
    assert found["summary"]["quotes"] == {"a": 2, "b": 2, "added": 0, "removed": 0, "changed": 0}
