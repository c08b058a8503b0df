"""Figures on the gold of this folder, so that a change of a rule that loses something shows."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.timex import find_times
from workers.extraction.types import TimeExpression

HERE = Path(__file__).parent
GOLD = {
    name: [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    for name in ("gold", "gold_blind")
}
Pairs = list[tuple[dict[str, Any], tuple[TimeExpression, ...]]]


@pytest.fixture(scope="module")
def pairs(analyzer: Analyzer) -> dict[str, Pairs]:
    found: dict[str, Pairs] = {name: [] for name in GOLD}
    for name, documents in GOLD.items():
        for document in documents:
            published = date.fromisoformat(document["published_on"]) if document["published_on"] else None
            article = ArticleText(document["text"], published_on=published)
            found[name].append((document, find_times(analyzer.analyze(article))))
    return found


@pytest.mark.parametrize("name", GOLD)
def test_gold_is_well_formed(name: str) -> None:
    for document in GOLD[name]:
        for timex in document["timex"]:
            assert document["text"][timex["start"] : timex["end"]] == timex["text"]
    types = [timex["type"] for document in GOLD[name] for timex in document["timex"]]
    assert len(types) >= 150
    assert set(types) == {"DATE", "TIME", "DURATION", "SET"}


# The figures stand in the README; a floor lies about one expression below.
@pytest.mark.parametrize(("name", "floor"), [("gold", 0.99), ("gold_blind", 0.955)])
def test_value_f1(pairs: dict[str, Pairs], name: str, floor: float) -> None:
    assert _f1(pairs[name], lambda gold, found: (gold["type"], gold["value"]) == (found.type, found.value)) >= floor


@pytest.mark.parametrize(("name", "floor"), [("gold", 0.99), ("gold_blind", 0.97)])
def test_strict_f1(pairs: dict[str, Pairs], name: str, floor: float) -> None:
    assert _f1(pairs[name], lambda gold, found: (gold["start"], gold["end"]) == found.span) >= floor


def _f1(pairs: Pairs, agrees: Any) -> float:
    right = expected = predicted = 0
    for document, times in pairs:
        expected += len(document["timex"])
        predicted += len(times)
        for gold in document["timex"]:
            beside = [t for t in times if t.span.start < gold["end"] and gold["start"] < t.span.end]
            right += bool(beside) and agrees(gold, beside[0])
    return 2 * right / (expected + predicted)
