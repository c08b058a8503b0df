"""The five Ws of short articles of our own, and what no article may do to them."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extraction.entities import EntityTable, resolve_entities
from workers.extraction.entities.places import find_places
from workers.extraction.five_w import answer_five_w
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.timex import find_times
from workers.extraction.types import FiveW

MONDAY = date(2023, 6, 12)


def answers(
    analyzer: Analyzer,
    text: str,
    title: str | None = None,
    description: str | None = None,
    published: date | None = MONDAY,
) -> FiveW:
    analysis = analyzer.analyze(ArticleText(text, title=title, description=description, published_on=published))
    return answer_five_w(analysis, resolve_entities(analysis), (), (), find_times(analysis), find_places(analysis))


WORDS = [
    "The",
    "minister",
    ":",
    "said",
    "-",
    "killed",
    ",",
    "in",
    "Paris",
    "on",
    "Monday",
    "because",
    "of",
    ".",
    "by",
    "\n\n",
]
HEADLINE = ["Nine", "killed", ":", "as", "Police", "says", "?", "'", '"', "by", "rebels", "in", "Oslo", "|"]
STRIKE = (
    "Rotterdam's port fell silent on Monday as thousands of dockworkers walked out because of planned cuts to their "
    "pensions.\n\n"
    "The union FNV called the strike after talks with the employers collapsed by phone on Sunday night."
)


def test_headline_first(analyzer: Analyzer) -> None:
    found = answers(analyzer, STRIKE, "Dockworkers strike in Rotterdam over pension cuts")
    assert found.who[0].text == "Dockworkers"
    assert found.what[0].text.startswith("strike")
    assert (found.when[0].text, found.when[0].value) == ("Monday", "2023-06-12")
    assert found.where[0].text == "Rotterdam"
    assert found.why[0].text == "planned cuts to their pensions"


def test_title_case_is_undone(analyzer: Analyzer) -> None:
    text = "Bulgaria expelled two Russian diplomats on Friday for spying, its foreign ministry said."
    found = answers(analyzer, text, "Bulgaria Expels Two Russian Diplomats")
    assert (found.who[0].text, found.what[0].text) == ("Bulgaria", "Expels Two Russian Diplomats")
    assert found.when[0].value == "2023-06-09"


def test_a_passive_headline_names_who_did_it(analyzer: Analyzer) -> None:
    found = answers(analyzer, "The depot burned all night.", "Fuel depot bombed in night attack by rebels")
    assert found.who[0].text == "rebels"


def test_a_count_is_completed(analyzer: Analyzer) -> None:
    found = answers(
        analyzer, "At least nine miners were killed on Sunday when a shaft collapsed.", "Nine killed as shaft collapses"
    )
    assert found.who[0].text == "At least nine miners"


def test_the_part_of_a_headline_that_tells(analyzer: Analyzer) -> None:
    found = answers(analyzer, "Police named the men on Saturday.", "Harbour fire: Police identify two victims")
    assert (found.who[0].text, found.what[0].text) == ("Police", "identify two victims")


def test_without_a_headline_what_is_reported_comes_first(analyzer: Analyzer) -> None:
    found = answers(analyzer, "The ministry reported on Sunday that Norway has sold four frigates to Chile.")
    assert found.who[0].text == "Norway"
    assert found.what[0].text.startswith("has sold four frigates")


def test_without_a_time_the_publication_date_answers(analyzer: Analyzer) -> None:
    found = answers(analyzer, "The bridge has collapsed.", "Bridge collapses")
    assert [(a.text, a.span, a.value) for a in found.when] == [("June 12, 2023", None, "2023-06-12")]


def test_means(analyzer: Analyzer) -> None:
    found = answers(analyzer, "The crew saved the ship by cutting the anchor chain.", "Crew saves ship")
    assert found.how[0].text == "cutting the anchor chain"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("", None),
        (" \n\n ", ""),
        ("?", "?"),
        ("1 2 3", "4: 5"),
        ("\U0001f600", "\U0001f600: \U0001f600"),
        ("a" * 5000, "b" * 5000),
        (":", ":::"),
    ],
)
def test_nothing_to_tell(analyzer: Analyzer, text: str, title: str | None) -> None:
    found = answers(analyzer, text, title, title, None)
    assert found == answers(analyzer, text, title, title, None)


@given(
    text=st.lists(
        st.sampled_from(WORDS),
        max_size=40,
    ),
    title=st.none() | st.lists(st.sampled_from(HEADLINE), max_size=10),
)
@settings(max_examples=60, deadline=None)
def test_answers_stand_where_they_say(analyzer: Analyzer, text: list[str], title: list[str] | None) -> None:
    body, headline = " ".join(text), None if title is None else " ".join(title)
    found = answers(analyzer, body, headline, headline)
    for question in (found.who, found.what, found.when, found.where, found.why, found.how):
        assert len(question) <= 3
        for answer in question:
            assert answer.text.strip()
            assert answer.span is None or body[answer.span.start : answer.span.end] == answer.text


def test_time_does_not_grow_with_the_article(analyzer: Analyzer) -> None:
    def seconds(count: int) -> float:
        text = "The minister said on Monday that the port of Oslo would close because of ice.\n\n" * count
        analysis = analyzer.analyze(ArticleText(text, title="Oslo closes port", published_on=MONDAY))
        times, places = find_times(analysis), find_places(analysis)
        start = time.process_time()
        answer_five_w(analysis, EntityTable(()), (), (), times, places)
        return time.process_time() - start

    seconds(5)
    assert min(seconds(320) for _ in range(2)) < 8 * min(seconds(40) for _ in range(3)) + 0.05


@pytest.mark.parametrize(
    ("title", "who", "what"),
    [
        ("Landslide damages chapel in southern Peru", "Landslide", "damages chapel in southern Peru"),
        ("EU fines tyre makers 90 million euros for dumping", "EU", "fines tyre makers 90 million euros"),
        ("Prime minister names cabinet after six weeks of talks", "Prime minister", "names cabinet"),
        ("Ferry hits quay in Piraeus, injuring 12", "Ferry", "hits quay in Piraeus"),
        ("Fare rise upsets commuters", "Fare rise", "upsets commuters"),
    ],
)
def test_a_headline_verb_that_looks_like_a_plural(analyzer: Analyzer, title: str, who: str, what: str) -> None:
    found = answers(analyzer, "Nothing more was known by noon.", title)
    assert (found.who[0].text, found.what[0].text) == (who, what)


@pytest.mark.parametrize(
    ("title", "text", "where"),
    [
        ("French arms deal with Oman signed", "The contract was signed in Muscat on Monday.", "Muscat"),
        ("U.S. envoy meets herders", "The envoy spoke with herders in Niamey on Monday.", "Niamey"),
        ("UK-only chocolate shrinks", "Buyers in Leeds noticed it first.", "Leeds"),
        ("Wildfire empties hamlets in Corsica", "Flames reached the outskirts of a hamlet overnight.", "Corsica"),
        ("Two die in clash", "Herders clashed with guards in a town on Monday, officials in Bamako said.", "Bamako"),
    ],
)
def test_a_place_is_where_not_whose(analyzer: Analyzer, title: str, text: str, where: str) -> None:
    assert answers(analyzer, text, title).where[0].text == where


def test_a_dateline_tells_where_when_the_lead_does_not(analyzer: Analyzer) -> None:
    found = answers(analyzer, "LIMA, June 12 (Agency) - The finance minister resigned after a row over fuel prices.")
    assert found.where[0].text.lower() == "lima"
