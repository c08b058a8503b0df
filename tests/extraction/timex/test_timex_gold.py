"""Figures on the gold of this folder, so that a change of a rule that loses something shows."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workers.extraction.nlp import Analyzer
from workers.extraction.timex import find_times
from workers.extraction.types import ArticleText, TimeExpression

GOLD = [json.loads(line) for line in (Path(__file__).parent / "gold.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def pairs(analyzer: Analyzer) -> list[tuple[dict[str, Any], tuple[TimeExpression, ...]]]:
    found = []
    for document in GOLD:
        published = date.fromisoformat(document["published_on"]) if document["published_on"] else None
        found.append((document, find_times(analyzer.analyze(ArticleText(document["text"], published_on=published)))))
    return found


def test_gold_is_well_formed() -> None:
    for document in GOLD:
        for timex in document["timex"]:
            assert document["text"][timex["start"] : timex["end"]] == timex["text"]
    types = [timex["type"] for document in GOLD for timex in document["timex"]]
    assert len(types) >= 150
    assert set(types) == {"DATE", "TIME", "DURATION", "SET"}


def test_value_f1(pairs: list[tuple[dict[str, Any], tuple[TimeExpression, ...]]]) -> None:
    assert _f1(pairs, lambda gold, found: (gold["type"], gold["value"]) == (found.type, found.value)) >= 0.95


def test_strict_f1(pairs: list[tuple[dict[str, Any], tuple[TimeExpression, ...]]]) -> None:
    assert _f1(pairs, lambda gold, found: (gold["start"], gold["end"]) == found.span) >= 0.95


def _f1(pairs: list[tuple[dict[str, Any], tuple[TimeExpression, ...]]], agrees: Any) -> float:
    right = expected = predicted = 0
    for document, times in pairs:
        expected += len(document["timex"])
        predicted += len(times)
        for gold in document["timex"]:
            beside = [t for t in times if t.span.start < gold["end"] and gold["start"] < t.span.end]
            right += bool(beside) and agrees(gold, beside[0])
    return 2 * right / (expected + predicted)
