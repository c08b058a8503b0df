"""Words that the tagger takes for another part of speech, and phrases that hang too low around agents and particles."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


@pytest.mark.parametrize(
    ("sentence", "trigger", "root", "actor", "target"),
    [
        ("Peru froze aid to Chad on Monday.", "froze", "SANCTION", "Peru", "Chad"),
        ("Students jeered at the minister on Monday.", "jeered", "PROTEST", "Students", "the minister"),
        ("The road was unblocked by Chile on Monday.", "unblocked", "YIELD", "Chile", "The road"),
        ("Peru was overrun by Chile on Monday.", "overrun", "ASSAULT", "Chile", "Peru"),
        ("Togo forgave Benin on Monday.", "forgave", "SUPPORT", "Togo", "Benin"),
        ("Rebels retook the town on Monday.", "retook", "ASSAULT", "Rebels", "the town"),
        ("Chilean soldiers raped two women on Monday.", "raped", "ASSAULT", "Chilean soldiers", "two women"),
    ],
)
def test_past_forms_that_the_tagger_or_lemmatizer_misses(
    code: Code, sentence: str, trigger: str, root: str, actor: str, target: str
) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.event(trigger).type == root
    assert coded.actors(trigger) == [actor]
    assert target in coded.targets(trigger)


def test_a_description_is_no_passive(code: Code) -> None:
    coded = code("The guards were armed and the crowd was agitated." + FOLLOW_UP)
    assert coded.roots == []


@pytest.mark.parametrize(
    ("sentence", "trigger", "actor", "target"),
    [
        ("Losses were inflicted by Chile on Peru in May.", "inflicted", "Chile", "Peru"),
        ("Peru was held responsible by Chile on Monday.", "held", "Chile", "Peru"),
        ("Two sailors were let go by Chile on Monday.", "let", "Chile", "Two sailors"),
        ("The firm was slapped with a lawsuit by Chile on Monday.", "slapped", "Chile", "The firm"),
    ],
)
def test_agents_and_what_follows_them_are_the_passive_verbs(
    code: Code, sentence: str, trigger: str, actor: str, target: str
) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.actors(trigger) == [actor]
    assert coded.targets(trigger) == [target]


def test_an_agent_after_a_noun_of_doing_stays_with_it(code: Code) -> None:
    coded = code("Peru was warned of an attack by Chile last week." + FOLLOW_UP)
    assert coded.actors("warned") == []


def test_a_phrase_after_a_particle_is_the_verbs(code: Code) -> None:
    coded = code("Troops fell back from Peru on Monday." + FOLLOW_UP)
    assert coded.targets("fell") == ["Peru"]
    coded = code("Benin stayed away from the talks on Monday." + FOLLOW_UP)
    assert coded.event("stayed").type == "REJECT"


@pytest.mark.parametrize(
    ("sentence", "trigger", "mode"),
    [
        ("Togo imposed a curfew in the north on Monday.", "imposed", "curfew"),
        ("Togo imposed restrictions in the north on Monday.", "imposed", "restrict"),
        ("Togo declared a state of emergency in the north on Monday.", "declared", "martial-law"),
    ],
)
def test_of_patterns_that_ask_for_as_much_the_narrower_one_decides(
    code: Code, sentence: str, trigger: str, mode: str
) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert (coded.event(trigger).type, coded.event(trigger).mode) == ("COERCE", mode)
