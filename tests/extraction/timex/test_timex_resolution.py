"""One test a class of expression that is easily resolved wrongly."""

from datetime import date

import pytest

from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.timex import find_times, times_in

THURSDAY = date(2013, 3, 21)


def values(analyzer: Analyzer, text: str, published: date | None = THURSDAY) -> list[tuple[str, str]]:
    times = find_times(analyzer.analyze(ArticleText(text, published_on=published)))
    return [(text[t.span.start : t.span.end], t.value) for t in times]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The ministers met on Tuesday.", ("Tuesday", "2013-03-19")),
        ("The ministers will meet on Tuesday.", ("Tuesday", "2013-03-26")),
        ("They plan to vote on Tuesday.", ("Tuesday", "2013-03-26")),
        ("The hearing was scheduled for Tuesday.", ("Tuesday", "2013-03-26")),
        ("The visit ends on Tuesday.", ("Tuesday", "2013-03-26")),
        ("The port stays closed until Saturday.", ("Saturday", "2013-03-23")),
        ("The ministers met on Thursday.", ("Thursday", "2013-03-21")),
        ("They met last Thursday.", ("last Thursday", "2013-03-14")),
        ("They meet next Thursday.", ("next Thursday", "2013-03-28")),
        ("They met on Monday last week.", ("Monday last week", "2013-03-11")),
    ],
)
def test_weekdays_follow_the_tense(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert expected in values(analyzer, text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He resigned in November.", "2012-11"),
        ("He will resign in November.", "2013-11"),
        ("The law was passed on 11 December.", "2012-12-11"),
        ("The court will rule on 11 December.", "2013-12-11"),
        ("It happened last autumn.", "2012-FA"),
        ("It happened in the summer of 1941.", "1941-SU"),
        ("It happened in the last week of February.", "2013-W09"),
        ("It was founded in March last year.", "2012-03"),
        ("Sales fell in the final quarter of 2011.", "2011-Q4"),
        ("The attacks of September 11 changed little.", "2012-09-11"),
        ("The September 11 attacks changed much.", "2001-09-11"),
        ("It fell to its lowest level since '82.", "1982"),
        ("He left for Rome on Easter Monday 2012.", "2012-04-09"),
        ("Thanksgiving 2012 was quiet.", "2012-11-22"),
    ],
)
def test_dates_without_their_year(analyzer: Analyzer, text: str, value: str) -> None:
    assert value in [found for _, found in values(analyzer, text)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("He served two and a half years.", "P2.5Y"),
        ("They waited an hour and a half.", "PT1.5H"),
        ("They waited half an hour.", "PT30M"),
        ("It has rained for six straight days.", "P6D"),
        ("It fell for two consecutive quarters.", "P2Q"),
        ("He needs another four years.", "P4Y"),
        ("A 54-year-old was held.", "P54Y"),
        ("In the past few days it rained.", "PXD"),
        ("The border is open 24 hours a day.", "P1D"),
        ("They pay twice a year.", "P1Y"),
        ("They meet every other week and each Friday.", "XXXX-WXX-5"),
    ],
)
def test_durations_and_sets(analyzer: Analyzer, text: str, value: str) -> None:
    assert value in [found for _, found in values(analyzer, text)]


@pytest.mark.parametrize(
    "text",
    [
        "She may march in a second parade.",
        "The Sunday Times broke the story.",
        "Boeing sold 2009 aircraft for $1999.",
        "He was in his sixties.",
        "Turn to page 1990 of the report.",
        "They won the first half.",
        "The soldiers spring into action and fall back.",
    ],
)
def test_what_only_looks_like_time(analyzer: Analyzer, text: str) -> None:
    assert values(analyzer, text) == []


def test_the_day_told_of_before(analyzer: Analyzer) -> None:
    text = "Rebels shelled the town on 27 February. The next day the hospital was hit.\n\nThree days later it closed."
    assert [value for _, value in values(analyzer, text)] == ["2013-02-27", "2013-02-28", "2013-03-03"]


def test_a_year_told_of_before(analyzer: Analyzer) -> None:
    assert ("four years later", "1918") in values(
        analyzer, "The museum closed in August 1914 and reopened four years later."
    )


def test_a_date_line_stands_in_for_the_publication_date(analyzer: Analyzer) -> None:
    text = "Harbour fire kills two\n\nJuly 02, 2008\n\nThe fire broke out yesterday."
    assert ("yesterday", "2008-07-01") in values(analyzer, text, published=None)


def test_without_any_date_values_stay_open(analyzer: Analyzer) -> None:
    text = "The union meets on Friday. It voted last week and will vote in May."
    assert values(analyzer, text, published=None) == [
        ("Friday", "XXXX-WXX-5"),
        ("last week", "PAST_REF"),
        ("May", "XXXX-05"),
    ]


def test_a_sentence_with_a_date_is_no_date_line(analyzer: Analyzer) -> None:
    text = "They walked out on 14 March 1984.\n\nYesterday two pits closed."
    assert ("Yesterday", "PAST_REF") in values(analyzer, text, published=None)


def test_ranges_are_two_dates(analyzer: Analyzer) -> None:
    assert values(analyzer, "The fair was held on May 5-7, 2012.") == [
        ("May 5", "2012-05-05"),
        ("7, 2012", "2012-05-07"),
    ]


@pytest.mark.parametrize("text", ["two ' years", "two ’ years", "² week"])
def test_a_stray_mark_in_a_number_costs_nothing_else(text: str) -> None:
    assert all(found.type == "DURATION" for found in times_in(text, THURSDAY))


def test_lines_without_a_parse() -> None:
    (found,) = times_in("Minister resigns on 3 March 2013", THURSDAY)
    assert (found.value, found.granularity) == ("2013-03-03", "day")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The depot burned in the early hours of Tuesday.", ("the early hours of Tuesday", "2013-03-19TMO")),
        (
            "They landed in the small hours of Monday morning.",
            ("the small hours of Monday morning", "2013-03-18TMO"),
        ),
        ("He died in the pre-dawn hours of 4 June 1989.", ("the pre-dawn hours of 4 June 1989", "1989-06-04TMO")),
        ("Talks went on into the early hours of yesterday.", ("the early hours of yesterday", "2013-03-20TMO")),
        ("It took three hours.", ("three hours", "PT3H")),
    ],
)
def test_hours_that_are_a_part_of_the_day(analyzer: Analyzer, text: str, expected: tuple[str, str]) -> None:
    assert values(analyzer, text) == [expected]
