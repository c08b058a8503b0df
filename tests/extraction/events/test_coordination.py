"""Coordinates that the parser hangs too low, and who acts and is acted on once they are moved."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


@pytest.mark.parametrize(
    ("sentence", "trigger", "actor"),
    [
        ("Gabon's ministry said it had paid the fee and denied any debt to Chad.", "denied", "Gabon's ministry"),
        ("The mayor said the bridge had been closed and blamed the army.", "blamed", "The mayor"),
        ("The general said his unit had left the town and accused the mayor of theft.", "accused", "The general"),
        ("Police said they had arrested two men and seized weapons.", "seized", "Police"),
    ],
)
def test_who_speaks_answers_beside_what_is_said(code: Code, sentence: str, trigger: str, actor: str) -> None:
    assert code(sentence + FOLLOW_UP).actors(trigger) == [actor]


@pytest.mark.parametrize(
    ("sentence", "trigger", "actor"),
    [
        ("Chile demanded that the crew be freed and threatened to recall its envoy.", "threatened", "Chile"),
        ("Ghana asked that the ship be searched and warned the owners.", "warned", "Ghana"),
        ("The bishops insisted that the prisoner be moved and condemned the guards.", "condemned", "The bishops"),
        ("The unions call on the cabinet to resign and denounce the decree.", "denounce", "The unions"),
    ],
)
def test_what_is_demanded_does_not_include_the_next_statement(
    code: Code, sentence: str, trigger: str, actor: str
) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.actors(trigger) == [actor]
    assert coded.event(trigger).modality == "asserted"


def test_a_pronoun_for_whom_a_relative_describes_stands_outside_it(code: Code) -> None:
    coded = code("Soldiers caught a boy who had cut the fence and handed him to the police." + FOLLOW_UP)
    assert coded.actors("handed") == ["Soldiers"]


def test_a_pronoun_for_somebody_inside_a_relative_stays_there(code: Code) -> None:
    coded = code("Guards arrested a man who had stabbed an officer and kicked him." + FOLLOW_UP)
    assert coded.actors("kicked") == ["a man"]


@pytest.mark.parametrize(
    ("sentence", "trigger", "target"),
    [
        ("A student was detained for questioning and released on Sunday.", "released", "A student"),
        ("A trader was held for questioning and freed after two days.", "freed", "A trader"),
        ("A boat was intercepted off Samos and towed to Kusadasi.", "towed", "A boat"),
        ("Two lorries were burned and three drivers taken away.", "taken", "three drivers"),
        ("The consul was seized at dawn, his driver told the agency, and released.", "released", "The consul"),
        ("Two soldiers were killed and six wounded near Goma.", "wounded", "six"),
        ("Nine miners were arrested for trespassing and fined in Ndola.", "fined", "Nine miners"),
    ],
)
def test_passives_share_whom_they_are_done_to(code: Code, sentence: str, trigger: str, target: str) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.actors(trigger) == []
    assert coded.targets(trigger) == [target]


def test_a_subject_after_and_is_no_second_object(code: Code) -> None:
    coded = code("Officers impounded a cargo, and stevedores, fearing for their pay, picketed the gate." + FOLLOW_UP)
    assert coded.actors("impounded") == ["Officers"]
    assert coded.actors("picketed") == ["stevedores"]


def test_a_participle_after_and_is_a_verb_unless_it_describes_people(code: Code) -> None:
    coded = code("The governor has shut three schools and banned processions until May." + FOLLOW_UP)
    assert coded.event("banned").type == "COERCE"
    assert coded.actors("banned") == ["The governor"]
    fed = code("The charity has fed refugees and displaced families." + FOLLOW_UP)
    assert fed.targets("fed") == ["refugees", "displaced families"]


def test_a_second_event_is_no_second_victim(code: Code) -> None:
    coded = code("He was convicted of the killing of a teacher and the abduction of two nurses." + FOLLOW_UP)
    assert coded.targets("killing") == ["a teacher"]
    assert coded.actors("abduction") == ["He"]
    assert coded.targets("abduction") == ["two nurses"]


@pytest.mark.parametrize(
    ("sentence", "trigger", "actor"),
    [
        (
            "Oman pardoned nine Yemeni sailors who had been sentenced in April and returned their boats.",
            "returned",
            "Oman",
        ),
        ("Chad deplored the raid on the mine, in which six cooks died, and accused Mali.", "accused", "Chad"),
        ("Niger condemned the ambush, in which two guides were killed, and expelled the envoy.", "expelled", "Niger"),
    ],
)
def test_a_relative_clause_ends_before_the_next_deed(code: Code, sentence: str, trigger: str, actor: str) -> None:
    assert code(sentence + " The weather was mild.").actors(trigger) == [actor]


def test_they_are_both_parties_of_the_sentence_before(code: Code) -> None:
    coded = code("Chile and Peru met in Lima. The two countries signed a treaty. They agreed to share radar data.")
    assert {party.code for party in coded.event("share").actors} == {"CHL", "PER"}


@pytest.mark.parametrize(("town", "country"), [("BRAZZAVILLE", "COG"), ("KINSHASA", "COD")])
def test_the_dateline_tells_names_that_two_countries_share(code: Code, town: str, country: str) -> None:
    coded = code(f"{town}, March 3 (Agency) - Congolese gendarmes on Monday arrested two ferrymen. It rained.")
    assert coded.event("arrested").actors[0].code == country
