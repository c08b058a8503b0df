"""Objects that name nothing themselves: quantities, numbers without a noun, pronouns."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


@pytest.mark.parametrize(
    ("sentence", "trigger", "root"),
    [
        ("Belgium returned three of the sailors in June.", "returned", "YIELD"),
        ("Finnish customs stopped two of the lorries at the bridge.", "stopped", "COERCE"),
        ("The monastery took in forty of the families.", "took", "AID"),
        ("The agency shipped a consignment of rice to Malawi.", "shipped", "AID"),
    ],
)
def test_what_is_counted_decides(code: Code, sentence: str, trigger: str, root: str) -> None:
    assert code(sentence + FOLLOW_UP).event(trigger).type == root


@pytest.mark.parametrize(
    ("before", "sentence", "trigger", "root"),
    [
        ("Nine suspects were in the hotel.", "Maltese police picked up six more at the airport.", "picked", "COERCE"),
        ("Some lorryloads of flour reached the town.", "Denmark will send ten more in the spring.", "send", "AID"),
        ("Three sailors were ill.", "Chile returned them on Monday.", "returned", "YIELD"),
        ("The lorries were late.", "The guards stopped one of them at dawn.", "stopped", "COERCE"),
    ],
)
def test_a_number_or_pronoun_takes_its_noun_from_the_text_before(
    code: Code, before: str, sentence: str, trigger: str, root: str
) -> None:
    assert code(f"{before} {sentence}").event(trigger).type == root


def test_a_pronoun_for_an_occasion_is_nobody_held(code: Code) -> None:
    coded = code("The elections are far off. Mr Tan doubts that they will be held at all.")
    assert coded.event("held").type != "COERCE"


def test_things_of_another_country_are_sanctioned_when_banned(code: Code) -> None:
    assert code("Chile banned Peruvian grapes." + FOLLOW_UP).event("banned").type == "SANCTION"
    assert code("Chile banned the sect." + FOLLOW_UP).event("banned").type == "COERCE"


def test_a_preposition_before_a_date_or_after_the_object_is_no_particle(code: Code) -> None:
    assert code("Chile signed a customs treaty with Peru on Monday." + FOLLOW_UP).event("signed").type == "SUPPORT"
    assert code("Chile signed a pact on fishing." + FOLLOW_UP).event("signed").type == "SUPPORT"


def test_a_charge_is_an_accusation_only_where_it_is_answered(code: Code) -> None:
    assert code("Peru dismissed the charge." + FOLLOW_UP).event("charge").type == "ACCUSE"
    assert "ACCUSE" not in code("Peru has lowered the charge for lorries." + FOLLOW_UP).roots


@pytest.mark.parametrize(
    "sentence",
    [
        "The settlement of Kiruna lies in the far north.",
        "The captain who commands the battery is thirty.",
        "The minister reminded reporters of his age.",
        "A clown handed out balloons.",
        "The war has lasted eleven years.",
        "The treaty provides for free passage.",
        "The minister was treated for a cold.",
        "The daily briefing lasted four minutes.",
        "The firm won a contract to build the bridge.",
    ],
)
def test_homonyms_and_states_are_no_coded_events(code: Code, sentence: str) -> None:
    assert code(sentence + FOLLOW_UP).roots == []
