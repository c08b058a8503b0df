"""Who fills the roles of nouns, participles and sums, where the syntax does not say it."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


@pytest.mark.parametrize(
    ("sentence", "noun", "actor", "target"),
    [
        ("Peru thanked Norway for the release of the trawler.", "release", "Norway", "the trawler"),
        ("Chad blamed the rebels for the killing of two guards.", "killing", "the rebels", "two guards"),
        ("The judge jailed three officers for the torture of a student.", "torture", "three officers", "a student"),
        ("The bishops commended the police for the arrest of the poachers.", "arrest", "the police", "the poachers"),
        ("Peru thanked Oman for the doctors sent to Callao.", "sent", "Oman", "Callao"),
        ("Villagers accuse the company of poisoning the river.", "poisoning", "the company", "the river"),
        ("Villagers stoned two policemen for helping the surveyors.", "helping", "two policemen", "the surveyors"),
    ],
)
def test_whoever_is_praised_or_blamed_for_an_act_did_it(
    code: Code, sentence: str, noun: str, actor: str, target: str
) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.actors(noun) == [actor]
    assert coded.targets(noun) == [target]


@pytest.mark.parametrize(
    ("sentence", "noun", "target"),
    [
        ("They deplored the beating of two officers at Salta.", "beating", "two officers"),
        ("The shelling of the port by the navy went on.", "shelling", "the port"),
        ("The massacre of villagers in Ituri shocked the envoys.", "massacre", "villagers in Ituri"),
        ("The flogging of the growers was investigated.", "flogging", "the growers"),
    ],
)
def test_killing_and_shelling_are_done_to_whom_of_names(code: Code, sentence: str, noun: str, target: str) -> None:
    assert code(sentence + FOLLOW_UP).targets(noun) == [target]


@pytest.mark.parametrize(
    ("sentence", "trigger", "targets"),
    [
        ("The editor was fined 5,000 rupees for contempt.", "fined", ["The editor"]),
        ("Two engineers were taken hostage by the rebels.", "taken", ["Two engineers"]),
        ("Callers demanded $400,000.", "demanded", []),
        ("The army fired rockets at the town.", "fired", ["the town"]),
        ("Guerrillas planted a bomb in the market.", "planted", ["the market"]),
        ("The navy shot down a drone over Aden.", "shot", ["a drone"]),
        ("The bank lent $80 million for the power line.", "lent", ["the power line"]),
        ("A kidnapper gave himself up to the army.", "gave", ["the army"]),
    ],
)
def test_sums_captivity_oneself_and_missiles_are_no_targets(
    code: Code, sentence: str, trigger: str, targets: list[str]
) -> None:
    assert code(sentence + FOLLOW_UP).targets(trigger) == targets


def test_letters_demand_not_who_receives_them(code: Code) -> None:
    coded = code("The family had received two letters demanding a ransom." + FOLLOW_UP)
    assert coded.actors("demanding") == ["two letters"]


def test_an_instrument_of_speech_does_not_act(code: Code) -> None:
    coded = code("A spokesman for the rebels, speaking by radio, threatened to shell the town." + FOLLOW_UP)
    assert coded.actors("threatened") == ["A spokesman for the rebels"]
    assert coded.actors("speaking") == ["A spokesman for the rebels"]


def test_an_act_is_done_by_whom_it_is_blamed_on(code: Code) -> None:
    coded = code("The governor blamed the attack on herders." + FOLLOW_UP)
    assert coded.actors("attack") == ["herders"]
    assert coded.targets("blamed") == ["herders"]


def test_a_participle_that_carries_a_noun_names_its_doer(code: Code) -> None:
    coded = code("The raid, carried out by some 100 commandos, killed nobody." + FOLLOW_UP)
    assert coded.actors("raid") == ["some 100 commandos"]
    assert coded.event("carried").type == "OTHER"


def test_a_place_is_no_partner_of_a_meeting(code: Code) -> None:
    coded = code("The envoys met in Doha." + FOLLOW_UP)
    assert coded.targets("met") == []


def test_wares_under_embargo_are_bound_for_the_target(code: Code) -> None:
    coded = code("The European Union lifted its embargo on arms to Bosnia." + FOLLOW_UP)
    assert coded.targets("lifted") == ["Bosnia"]


def test_a_time_is_no_object(code: Code) -> None:
    coded = code("The driver was detained and released the same evening." + FOLLOW_UP)
    assert coded.targets("released") == ["The driver"]


@pytest.mark.parametrize(
    ("sentence", "actor"),
    [
        ("Packers have been on strike since Friday over pay.", "Packers"),
        ("The miners, who have been on strike for a month, want masks.", "The miners"),
        ("The railwaymen remain on strike.", "The railwaymen"),
    ],
)
def test_whoever_is_on_strike_strikes(code: Code, sentence: str, actor: str) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.event("strike").type == "PROTEST"
    assert coded.actors("strike") == [actor]


def test_let_takes_the_subject_of_what_it_lets_happen(code: Code) -> None:
    coded = code("Syria let three Lebanese fishermen go." + FOLLOW_UP)
    assert coded.event("let").type == "YIELD"
    assert coded.targets("let") == ["three Lebanese fishermen"]


@pytest.mark.parametrize(
    ("sentence", "trigger", "actors", "targets"),
    [
        ("The kidnapping by rebels of two engineers alarmed Rome.", "kidnapping", ["rebels"], ["two engineers"]),
        ("A rebel attack on the pipeline was reported.", "attack", ["rebel"], ["the pipeline"]),
        ("The abbot was refused a visa by South Africa.", "refused", ["South Africa"], ["The abbot"]),
        ("The ministry denied the accusation.", "accusation", [], []),
        ("At Khartoum the minister declined.", "declined", ["the minister"], []),
    ],
)
def test_prepositions_name_parties_only_where_they_belong(
    code: Code, sentence: str, trigger: str, actors: list[str], targets: list[str]
) -> None:
    coded = code(sentence + FOLLOW_UP)
    assert coded.actors(trigger) == actors
    assert coded.targets(trigger) == targets


@pytest.mark.parametrize(
    ("sentence", "trigger", "targets"),
    [
        ("The port's dockers threatened to strike unless the owners gave in.", "threatened", ["the owners"]),
        ("Chile threatened to close the canal if Peruvian ships came near.", "threatened", ["Peruvian ships"]),
        ("Chile rejected Peru's claim to the shelf.", "rejected", ["Peru's"]),
        ("Chile rejected a Peruvian plan against piracy.", "rejected", ["a Peruvian plan"]),
        ("Togo turned down a request by the United Nations to inspect the camp.", "turned", ["the United Nations"]),
        ("The union refused to meet the mediator.", "refused", ["the mediator"]),
        ("Rebels surrendered their rifles to a United Nations team.", "surrendered", ["a United Nations team"]),
        ("Togo recalled its ambassador from Harare.", "recalled", ["Harare"]),
        ("Norwegian doctors vaccinated 900 children in Luanda.", "vaccinated", ["900 children"]),
        ("The captain charged that Chilean gunboats had fired on him.", "charged", ["Chilean gunboats"]),
        ("Chad and Niger reached an agreement on the return of the herders.", "reached", ["Niger"]),
        ("Police used water cannon against the marchers.", "used", ["the marchers"]),
    ],
)
def test_the_target_is_whom_the_act_concerns(code: Code, sentence: str, trigger: str, targets: list[str]) -> None:
    assert code(sentence + FOLLOW_UP).targets(trigger) == targets
