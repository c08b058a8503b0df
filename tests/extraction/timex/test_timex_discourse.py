"""Time expressions that lean on what the text told before, and words beside them that only look like part of them."""

from datetime import date

import pytest

from tests.extraction.timex.test_timex_resolution import values
from workers.extraction.nlp import Analyzer

THURSDAY = date(1996, 10, 24)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoy arrived on Tuesday; he had left Oslo the day before.", ("the day before", "1996-10-21")),
        ("The mine was sold in March 1988. It had flooded the year before.", ("the year before", "1987")),
        ("The mayor spoke on Tuesday and resigned the day after.", ("the day after", "1996-10-23")),
        ("The fire began on Tuesday. Rain had fallen the night before.", ("the night before", "1996-10-21TNI")),
    ],
)
def test_the_day_before(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert expected in values(analyzer, text, THURSDAY)


def test_the_day_before_an_event_is_not_resolved(analyzer: Analyzer) -> None:
    assert "1996-10-21" not in dict(values(analyzer, "He spoke on Tuesday. She left the day before the vote.")).values()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "In 1951 he moved to Lyon, where four years later he opened a shop. The following year it burned.",
            ("The following year", "1956"),
        ),
        ("The dam was begun in the autumn of 1962 and filled two years later.", ("two years later", "1964")),
        ("In 1920 it was built. On May 3, 1950, it burned; two years later it reopened.", ("two years later", "1952")),
        ("It lost money in the third quarter of 1991. A year earlier it had a profit.", ("A year earlier", "1990")),
    ],
)
def test_years_are_counted_from_the_year_told_of(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert expected in values(analyzer, text, THURSDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Profit fell to $4 million from $6 million in the year-ago quarter.", ("the year-ago quarter", "1995-Q3")),
        ("Sales should rise in the current quarter.", ("the current quarter", "1996-Q4")),
    ],
)
def test_quarters_of_reports(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert expected in values(analyzer, text, THURSDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The concert will begin at 7 p.m. this Saturday.", ("7 p.m. this Saturday", "1996-10-26T19:00")),
        ("The siege ended at 4 a.m. last Friday.", ("4 a.m. last Friday", "1996-10-18T04:00")),
        ("The ship docked at 0415 GMT on Wednesday.", ("0415 GMT on Wednesday", "1996-10-23T04:15Z")),
        ("It struck at 9 a.m. on Tuesday, October 15.", ("9 a.m. on Tuesday, October 15", "1996-10-15T09:00")),
        ("The talks broke up late on Tuesday.", ("late on Tuesday", "1996-10-22")),
    ],
)
def test_times_hold_their_day(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert expected in values(analyzer, text, THURSDAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The talks will last three days.", ("three days", "P3D")),
        ("It will be spent over the next five years.", ("the next five years", "P5Y")),
        ("The sums will be repaid over 30 years.", ("30 years", "P30Y")),
        ("They have waited for over five years.", ("over five years", "P5Y")),
        ("They held talks lasting over an hour.", ("over an hour", "PT1H")),
        ("It came just two weeks after the vote.", ("two weeks", "P2W")),
        ("We might have stopped this 20 years ago.", ("20 years ago", "1976")),
        ("The 61-year-old was freed.", ("61-year-old", "P61Y")),
        ("The oak is more than a century old.", ("more than a century old", "P100Y")),
    ],
)
def test_extents_beside_prepositions_and_verbs(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert expected in values(analyzer, text, THURSDAY)
