"""The blind gold is what its sources give, and its spans fit its texts."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.golden.blind.build import HERE, names, render
from tests.golden.blind.notes import Article, Finder, NoteError

SETS = names()


@pytest.mark.parametrize("name", SETS)
def test_committed_lines_are_what_the_source_gives(name: str) -> None:
    assert (HERE / f"{name}.jsonl").read_text(encoding="utf-8") == render(name)


def spans(value: Any) -> Iterator[tuple[int, int, str]]:
    """Every span of a record that also gives its words."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value["start"], value["end"], value["text"]
        for role in ("speaker", "cue"):
            if value.get(role):
                yield (*value[role], value[f"{role}_text"])
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from spans(item)


@pytest.mark.parametrize("name", SETS)
def test_spans_have_their_words_and_ids_are_unique(name: str) -> None:
    records = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len({r["id"] for r in records}) == len(records)
    for record in records:
        for start, end, words in spans({k: v for k, v in record.items() if k != "w5"}):
            assert record["text"][start:end] == words, record["id"]


def article(text: str) -> Finder:
    return Finder(Article(id="a", fields={}, text=text))


def test_passage_that_occurs_twice_is_refused_until_it_is_bracketed() -> None:
    find = article("He left. Then he said he had left.")
    with pytest.raises(NoteError, match="occurs 2 times"):
        find.only("left")
    assert find.only("had [left]") == (29, 33)


def test_passage_that_is_missing_is_refused() -> None:
    with pytest.raises(NoteError, match="occurs 0 times"):
        article("He left.").only("stayed")


def test_words_are_matched_whole() -> None:
    assert article("within it all").only("it") == (7, 9)


def test_long_passage_is_named_by_its_ends() -> None:
    assert article("one two three four").only("two ~ four") == (4, 18)


def test_role_outside_the_sentence_is_taken_from_the_paragraph() -> None:
    find = article("Mali met Niger.\n\nChad sat. It left. Chad slept.\n\nMali left.")
    trigger = find.only("It [left]")
    assert find.role("sat", trigger) == (22, 25)
    with pytest.raises(NoteError, match="role 'Chad' occurs 2 times"):
        find.role("Chad", trigger)
    with pytest.raises(NoteError, match="not in the paragraph"):
        find.role("Niger", trigger)
