"""Quotation marks of all kinds; texts are our own."""

import pytest

from workers.extraction.marks import find_quoted
from workers.extraction.text import Span


def top(text: str) -> list[str]:
    spans = []
    at = 0
    for paragraph in text.split("\n\n"):
        spans.append(Span(at, at + len(paragraph)))
        at += len(paragraph) + 2
    return [text[q.start : q.end] for pieces in find_quoted(text, tuple(spans)) for q in pieces if q.depth == 0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "never".', ['"no"', '"never"']),
        ("He said “no” and “never”.", ["“no”", "“never”"]),
        ("He said ‘no’ and left.", ["‘no’"]),
        ("He said 'no' and left.", ["'no'"]),
        ("Il a dit « non » hier.", ["« non »"]),
        ("Er sagte »nein« und ging.", ["»nein«"]),
        ("Er sagte „nein“ und ging.", ["„nein“"]),
        ("On powiedział „nie” i wyszedł.", ["„nie”"]),
        ("He said ``no'' and left.", ["``no''"]),
        ("He said ''no'' and left.", ["''no''"]),
    ],
)
def test_each_kind_of_mark(text: str, expected: list[str]) -> None:
    assert top(text) == expected


def test_nested_marks_stand_below_the_outer_ones() -> None:
    text = "“She asked me, ‘Why now?’ and I left,” he said."
    (pieces,) = find_quoted(text, (Span(0, len(text)),))
    assert [(text[q.start : q.end], q.depth) for q in pieces] == [
        ("“She asked me, ‘Why now?’ and I left,”", 0),
        ("‘Why now?’", 1),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "It isn't the drivers' fault that they're paid by the trip.",
        "The class of '68 met at five o'clock.",
        "The beam is 24\" wide and 6' long.",
        "'Tis the season.",
        "The Joneses’ house isn’t theirs.",
    ],
)
def test_apostrophes_and_primes_are_no_marks(text: str) -> None:
    assert top(text) == []


def test_plural_apostrophe_inside_single_marks() -> None:
    assert top("'It isn't the drivers' fault,' she said.") == ["'It isn't the drivers' fault,'"]


def test_reopened_mark_joins_the_paragraph_above() -> None:
    text = "“One.\n\n“Two.”"
    first, second = find_quoted(text, (Span(0, 5), Span(7, 12)))
    assert not first[0].closed
    assert second[0].joined


def test_odd_mark_does_not_turn_the_next_paragraph_inside_out() -> None:
    assert top('He said "no and left.\n\nShe said "yes" and stayed.')[-1] == '"yes"'


def test_mark_opened_twice_ends_the_first_stretch() -> None:
    assert top("“One, he said. “Two,” she said.") == ["“One, he said.", "“Two,”"]
