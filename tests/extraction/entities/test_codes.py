"""Country, organisation and sector codes of phrases."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extraction.entities.codes import code_of, code_of_entity, countries_in, country_of_demonym, kind_of_name
from workers.extraction.lexicons.reader import rows
from workers.extraction.types import Entity


@pytest.mark.parametrize(
    ("phrase", "code", "sector"),
    [
        ("the Iranian foreign minister", "IRN", "GOV"),
        ("Iran's foreign ministry", "IRN", "GOV"),
        ("the king of Jordan", "JOR", "GOV"),
        ("the Kremlin", "RUS", "GOV"),
        ("Bratislava", "SVK", "GOV"),
        ("the White House", "USA", "GOV"),
        ("Downing Street", "GBR", "GOV"),
        ("the Élysée", "FRA", "GOV"),
        ("Slovakia", "SVK", None),
        ("Dutch farmers", "NLD", "AGR"),
        ("two Kenyan policemen", "KEN", "COP"),
        ("residents of southern Lebanon", "LBN", "CVL"),
        ("Rebels in northern Mali", "MLI", "REB"),
        ("the Polish opposition leader", "POL", "OPP"),
        ("Syrian government forces", "SYR", "MIL"),
        ("thousands of Eritrean refugees", "ERI", "REF"),
        ("the Swedish parliament", "SWE", "LEG"),
        ("a court in Minsk", "BLR", "JUD"),
        ("the Soviet army", "RUS", "MIL"),
        ("Zaire", "COD", None),
        ("Nigerians", "NGA", "CVL"),
        ("farmers of the West Bank", "PSE", "AGR"),
        ("ethnic Albanians", None, None),
        ("the former Yugoslav republic of Macedonia", "MKD", None),
        ("East German border guards", "DEU", "MIL"),
        ("North Korean diplomats", "PRK", "GOV"),
        ("Democratic People's Republic of Korea", "PRK", None),
        ("Hezbollah", "LBN", "REB"),
        ("a Hamas leader", "PSE", "REB"),
        ("HAMAS fighters", "PSE", "REB"),
        ("al-Qaeda", "IMG", "REB"),
        ("UN peacekeepers", "IGO", "MIL"),
        ("the North Atlantic Council", "IGO", "IGO"),
        ("the European Commission", "IGO", "IGO"),
        ("the Red Cross", "NGO", "NGO"),
        ("an FBI agent", "USA", "SPY"),
        ("Angela Merkel", "DEU", "GOV"),
        ("President Putin", "RUS", "GOV"),
        ("Prime Minister Benjamin Netanyahu", "ISR", "GOV"),
        ("protesters", None, "OPP"),
        ("the table", None, None),
    ],
)
def test_code_and_sector(phrase: str, code: str | None, sector: str | None) -> None:
    assert code_of(phrase) == (code, sector)


@pytest.mark.parametrize(
    ("phrase", "code"),
    [
        ("the U.S. ambassador to Russia", "USA"),
        ("Iran's envoy to the United Nations", "IRN"),
        ("the UN envoy for Syria", "IGO"),
        ("a pro-Iranian militia in Iraq", "IRQ"),
        ("farmers of the Russian-occupied Donbas", "UKR"),
        ("an attack on Israel", "ISR"),
        ("a Moscow-based bank", "RUS"),
        ("police in Kisumu", "KEN"),
        ("the mayor of Mariupol", "UKR"),
        ("Samarra", None),
        ("Hassan", None),
        ("Kharkiv", "UKR"),
        ("a Saudi-led coalition", "SAU"),
    ],
)
def test_a_name_that_says_whom_it_concerns_comes_last(phrase: str, code: str | None) -> None:
    assert code_of(phrase).code == code


@pytest.mark.parametrize(
    "phrase", ["us", "turkey sandwiches", "polish the floor", "the fed cat", "Henry Cameron", "bush fires"]
)
def test_words_that_only_look_like_names(phrase: str) -> None:
    assert code_of(phrase).code is None


def test_entities_take_the_code_of_name_title_or_country() -> None:
    assert code_of_entity(Entity("Maria Olsen", "person", (), ("Norwegian foreign minister",))) == ("NOR", "GOV")
    assert code_of_entity(Entity("Maria Olsen", "person", (), (), country="NOR")) == ("NOR", None)
    assert code_of_entity(Entity("Hamas", "organisation", ())) == ("PSE", "REB")


def test_helpers() -> None:
    assert country_of_demonym("Swedes") == "SWE"
    assert country_of_demonym("Sweden") is None
    assert kind_of_name("the Kremlin") == ("capital", "RUS")
    assert kind_of_name("Kremlin critics") is None
    assert [c.code for c in countries_in("Norwegian troops left Kabul, the UN said.")] == ["NOR", "AFG"]


def test_every_listed_name_has_its_code() -> None:
    listed = {(name, code) for code, names, *_ in rows("countries.tsv") for name in names.split("|") if name}
    listed |= {(name, code) for code, _, names in rows("organisations.tsv") for name in names.split("|")}
    expected: dict[str, set[str]] = {}
    for name, code in listed:
        expected.setdefault(name.casefold(), set()).add(code)
    wrong = [(name, code_of(name).code) for name, _ in listed if code_of(name).code not in expected[name.casefold()]]
    assert wrong == []


def test_codes_are_well_formed() -> None:
    for file in ("countries.tsv", "organisations.tsv", "leaders.tsv"):
        for row in rows(file):
            assert len(row[0]) == 3, row
            assert row[0].isupper(), row


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["the", "of", "US", "'s", "-", "Iran,", "army", "(", "to", "UN", "St.", "é", "’s"])).map(
        " ".join
    )
)
@settings(max_examples=300, deadline=None)
def test_any_phrase_has_an_answer(phrase: str) -> None:
    code, sector = code_of(phrase)
    assert code is None or len(code) == 3
    assert sector is None or sector.isupper()
