"""The measures of events count what they say."""

import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
from event_scores import answers, score

Record = dict[str, Any]


def event(start: int, root: str = "AID", **fields: object) -> Record:
    """An event whose trigger has five characters."""
    span = {"start": start, "end": start + 5}
    return {
        "triggers": [span], "root": root, "actor": [], "target": [], "date": None, "modality": "asserted",
        "asserted_by": None, **fields,
    }  # fmt: skip


def filler(start: int, code: str = "") -> Record:
    return {"start": start, "end": start + 4, "code": code}


def figures(gold: list[Record], ours: list[Record]) -> dict[str, float]:
    return score([{"doc_id": "a", "events": gold}], {"a": ours}).figures()


def test_triggers_are_paired_one_to_one_and_roots_are_asked_apart() -> None:
    found = figures([event(0), event(20)], [event(1, "YIELD"), event(2), event(40)])
    assert found["triggers F1"] == pytest.approx(2 * 1 / 5)
    assert found["typed F1"] == pytest.approx(2 * 1 / 5)


def test_one_prediction_does_not_find_two_events() -> None:
    assert figures([event(0), event(3)], [event(2)])["triggers F1"] == pytest.approx(2 / 3)


def test_missed_event_counts_against_its_roles_but_not_against_its_date() -> None:
    gold = [event(0, actor=[filler(10, "FRA")], date="1990-05"), event(30, actor=[filler(40)], date="1991")]
    found = figures(gold, [event(0, actor=[filler(12, "FRA")], date="1990-05")])
    assert found["actor"] == pytest.approx(0.5)
    assert found["actor code"] == 1.0
    assert found["date"] == 1.0


def test_reciprocal_event_takes_either_side() -> None:
    gold = [event(0, actor=[filler(10)], target=[filler(20)], reciprocal=True)]
    assert figures(gold, [event(0, actor=[filler(20)])])["actor"] == 1.0
    gold[0]["reciprocal"] = False
    assert figures(gold, [event(0, actor=[filler(20)])])["actor"] == 0.0


def test_modality_is_a_mean_over_labels() -> None:
    gold = [event(0), event(10), event(20, modality="planned")]
    ours = [event(0), event(10), event(20)]
    assert figures(gold, ours)["modality macro F1"] == pytest.approx((0.8 + 0.0) / 2)


def test_asserter_of_more_words_agrees_and_the_article_only_with_itself() -> None:
    gold = [event(0, asserted_by="Quiroga"), event(10), event(20, asserted_by="Quiroga")]
    ours = [event(0, asserted_by="the Hernan Quiroga"), event(10, asserted_by="Quiroga"), event(20)]
    assert figures(gold, ours)["asserted by"] == pytest.approx(1 / 3)


def test_sentence_is_compared_by_its_first_root_and_its_best_roles() -> None:
    gold = [{**event(0, actor=[filler(10)]), "triggers": []}]
    found = figures(gold, [event(0, "YIELD"), event(6, actor=[filler(10)])])
    assert found["first root"] == 0.0
    assert found["actor"] == 1.0
    assert "triggers F1" not in found


def test_answer_needs_half_of_the_words_of_one_gold_answer() -> None:
    gold = [{"doc_id": "a", "w5": {"who": [{"text": "the mayor of Oran"}], "what": [], "when": [], "where": []}}]
    assert answers(gold, {"a": {"who": ["mayor of Oran", "nobody"]}})["who"] == 1.0
    assert answers(gold, {"a": {"who": ["nobody", "mayor of Oran"]}})["who"] == 0.0
    assert answers(gold, {})["who"] == 0.0
