"""Places: which of the same name, and what is none."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extraction.entities import gazetteer
from workers.extraction.entities.places import find_places
from workers.extraction.lexicons.reader import rows
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.types import Place


def places(analyzer: Analyzer, text: str) -> dict[str, Place]:
    found = find_places(analyzer.analyze(ArticleText(text)))
    assert all(p.mention is not None for p in found)
    return {text[p.mention.start : p.mention.end]: p for p in found if p.mention}


@pytest.mark.parametrize(
    ("text", "mention", "country", "geonames_id"),
    [
        ("Protesters gathered in Paris on Sunday.", "Paris", "FRA", 2988507),
        ("The fair opened in Paris, Texas, on Sunday.", "Paris", "USA", 4717560),
        ("Shells hit Tripoli, Lebanon, on Friday.", "Tripoli", "LBN", None),
        ("Lebanon's army moved into Tripoli. Beirut said Lebanon would act.", "Tripoli", "LBN", None),
        ("Libya's government met in Tripoli. Libyan officials said Libya was calm.", "Tripoli", "LBY", 2210247),
        ("Drones struck a depot in Kiev overnight.", "Kiev", "UKR", 703448),
        ("The president flew to Washington.", "Washington", "USA", 4140963),
        ("The ferry sailed from Kisumu to Mwanza.", "Mwanza", "TZA", 152224),
        ("Talks were held in Brussels on Monday.", "Brussels", "BEL", 2800866),
        ("Ukraine said Kharkiv Oblast was shelled.", "Kharkiv Oblast", "UKR", None),
        ("Germany and France signed.", "Germany", "DEU", 2921044),
        ("The bomb went off in Mazar-i-Sharif.", "Mazar-i-Sharif", "AFG", 1133616),
    ],
)
def test_which_place(analyzer: Analyzer, text: str, mention: str, country: str, geonames_id: int | None) -> None:
    found = places(analyzer, text)[mention]
    assert found.country == country
    assert geonames_id is None or found.geonames_id == geonames_id
    assert found.lat is not None
    assert -90 <= found.lat <= 90


def test_georgia_is_what_the_article_is_about(analyzer: Analyzer) -> None:
    state = places(
        analyzer, "Voters in Atlanta decide today. Georgia, like Florida and Texas, uses US machines. America waits."
    )
    country = places(analyzer, "Thousands marched in Tbilisi. Georgia has asked Russia and Armenia to leave.")
    assert state["Georgia"].country == "USA"
    assert country["Georgia"].country == "GEO"


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton left the court.",
        "Hamas said it would answer.",
        "The EU and NATO agreed.",
        "Vladimir Putin spoke to reporters.",
        "Qatar Airways ordered ten jets.",
    ],
)
def test_people_and_organisations_are_no_places(analyzer: Analyzer, text: str) -> None:
    assert places(analyzer, text) == {}


def test_water_has_a_name_but_no_country(analyzer: Analyzer) -> None:
    found = places(analyzer, "The tanker sank in the Black Sea near Odesa.")
    assert found["Black Sea"].country is None
    assert found["Odesa"].country == "UKR"


def test_a_building_is_placed_in_its_country_only(analyzer: Analyzer) -> None:
    found = places(analyzer, "Aides met at the White House.")
    assert (found["White House"].country, found["White House"].lat) == ("USA", None)


def test_aliases_lead_somewhere() -> None:
    lost = [
        alias for _, listed in rows("city_aliases.tsv") for alias in listed.split("|") if not gazetteer.cities(alias)
    ]
    assert lost == []


def test_cities_are_found_from_the_first_to_the_last() -> None:
    block = gazetteer._cities()
    first, last = block[: block.index(b"\t")].decode(), block.rstrip(b"\n").rsplit(b"\n", 1)[1].split(b"\t")[0].decode()
    assert gazetteer.cities(first)
    assert gazetteer.cities(last)
    assert gazetteer.cities("no such place at all") == []
    assert gazetteer.cities("\U0010ffff") == []
    assert gazetteer.cities("") == []


def test_most_capitals_are_cities() -> None:
    names = [name for _, _, _, capitals, _ in rows("countries.tsv") for name in capitals.split("|")[:1] if name]
    known = [name for name in names if gazetteer.cities(name)]
    assert len(known) >= 0.95 * len(names)


@given(
    st.lists(
        st.sampled_from(["in", "Paris", ",", "(", "Texas", "of", "the", "Lake", "-", "’s", "north", "Georgia", "."]),
        max_size=30,
    )
)
@settings(max_examples=40, deadline=None)
def test_any_text_is_read(analyzer: Analyzer, words: list[str]) -> None:
    text = " ".join(words)
    analysis = analyzer.analyze(ArticleText(text))
    found = find_places(analysis)
    assert found == find_places(analysis)
    end = 0
    for place in found:
        assert place.mention is not None
        assert end <= place.mention.start < place.mention.end <= len(text)
        end = place.mention.end


def test_time_grows_with_length_only(analyzer: Analyzer) -> None:
    def seconds(count: int) -> float:
        analysis = analyzer.analyze(ArticleText("They met in Springfield, Illinois, near Lake Victoria. " * count))
        start = time.process_time()
        find_places(analysis)
        return time.process_time() - start

    seconds(5)
    small = min(seconds(20) for _ in range(3))
    assert min(seconds(160) for _ in range(3)) < 24 * small + 0.05
