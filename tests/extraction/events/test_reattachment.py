"""Sentences that the parser misreads in recurring ways, and what is read of them."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


def test_a_past_tense_taken_for_a_participle_acts(code: Code) -> None:
    coded = code("A patrol fired on fishermen off Gaza." + FOLLOW_UP)
    assert coded.actors("fired") == ["A patrol"]


def test_a_past_tense_taken_for_an_adjective_is_a_verb(code: Code) -> None:
    coded = code("Villagers sheltered refugees from the coast." + FOLLOW_UP)
    assert coded.event("sheltered").type == "AID"
    assert coded.actors("sheltered") == ["Villagers"]
    assert coded.targets("sheltered") == ["refugees from the coast"]


def test_a_present_tense_taken_for_a_plural_is_a_verb(code: Code) -> None:
    coded = code("The League investigates and finds no fault." + FOLLOW_UP)
    assert coded.event("investigates").type == "ACCUSE"
    assert coded.actors("investigates") == ["The League"]


def test_an_infinitive_hung_as_an_adverbial_is_the_complement(code: Code) -> None:
    coded = code("The Islamic Development Bank has undertaken to finance the turbines." + FOLLOW_UP)
    assert coded.event("undertaken").type == "AGREE"
    assert coded.event("finance").modality == "planned"


def test_those_called_upon_are_to_act(code: Code) -> None:
    coded = code(
        "Chile deplores the theft and calls upon the states of the coast to prosecute the pirates." + FOLLOW_UP
    )
    assert coded.actors("prosecute") == ["the states of the coast"]
    assert coded.event("prosecute").modality == "possible"


def test_a_capital_at_the_start_hides_no_plural(code: Code) -> None:
    assert code("Pensioners blocked the gate with flower pots." + FOLLOW_UP).event("blocked").type == "PROTEST"


def test_clauses_joined_to_a_remark_keep_their_speaker(code: Code) -> None:
    text = "It accused Lima of theft, said the claims were an insult and threatened to close the port."
    coded = code("Chile sent a note. " + text)
    assert coded.event("threatened").actors[0].code == "CHL"


def test_a_particle_taken_for_a_preposition_leaves_the_object(code: Code) -> None:
    coded = code("Chile called in the Peruvian ambassador." + FOLLOW_UP)
    assert coded.event("called").type == "ACCUSE"
    assert coded.targets("called") == ["the Peruvian ambassador"]


def test_whoever_is_let_do_something_is_the_target(code: Code) -> None:
    coded = code("Hanoi let the crew go after three weeks." + FOLLOW_UP)
    assert coded.event("let").type == "YIELD"
    assert coded.targets("let") == ["the crew"]


@pytest.mark.parametrize(
    ("headline", "trigger", "root", "actor"),
    [
        ("Thousands march in Tirana over bread prices", "march", "PROTEST", "Thousands"),
        ("Rebels shell airport", "shell", "ASSAULT", "Rebels"),
        ("Police fire on crowd in Lagos", "fire", "ASSAULT", "Police"),
        ("Hundreds rally for jailed poet", "rally", "PROTEST", "Hundreds"),
        ("Miners end strike", "end", "YIELD", "Miners"),
    ],
)
def test_a_base_form_after_a_plural_is_a_headlines_verb(
    code: Code, headline: str, trigger: str, root: str, actor: str
) -> None:
    coded = code(f"{headline}\n\nLIMA - The weather was mild on Monday. Nobody came.")
    assert coded.event(trigger).type == root
    assert coded.actors(trigger) == [actor]


def test_a_number_alone_in_a_headline_means_people(code: Code) -> None:
    coded = code("Two held after raid on bank\n\nLIMA - The weather was mild on Monday. Nobody came.")
    assert coded.event("held").type == "COERCE"


def test_a_year_before_the_subject_leaves_it_to_the_verb(code: Code) -> None:
    coded = code("In 1991 soldiers of the same brigade abducted a bishop." + FOLLOW_UP)
    assert coded.actors("abducted") == ["soldiers of the same brigade"]


def test_a_participle_taken_for_an_adjective_has_an_actor(code: Code) -> None:
    coded = code("The priest and the Peruvian ambassador are mediating." + FOLLOW_UP)
    assert coded.actors("mediating") == ["The priest", "the Peruvian ambassador"]


def test_who_says_one_thing_denies_the_other(code: Code) -> None:
    coded = code("The sergeant said his men had seized a boat but denied that they would burn it." + FOLLOW_UP)
    assert coded.actors("denied") == ["The sergeant"]
    assert coded.actors("seized") == ["his men"]


@pytest.mark.parametrize(
    ("sentence", "trigger", "actors"),
    [
        ("On Sunday evening gunmen burned a bus near Kaduna.", "burned", ["gunmen"]),
        ("On Thursday morning youths from Alale ambushed a lorry.", "ambushed", ["youths from Alale"]),
        (
            "The Polish minister, who was in Vilnius for a funeral, offered to mediate.",
            "offered",
            ["The Polish minister"],
        ),
        (
            "The report said that callers with foreign accents had demanded money.",
            "demanded",
            ["callers with foreign accents"],
        ),
        (
            "Brazil had shared its files, the Peruvian ministry said, thanking its envoys.",
            "thanking",
            ["the Peruvian ministry"],
        ),
        ("The accused pleaded for mercy.", "pleaded", ["The accused"]),
        ("Chad cut off power; Libya, in return, stopped its trains.", "stopped", ["Libya"]),
        ("On the eve of the vote soldiers searched two hotels.", "searched", ["soldiers"]),
        ("Four policemen were stabbed, one of them fatally, by settlers.", "stabbed", ["settlers"]),
        ("The post was attacked, hours after the vote, by forty gunmen.", "attacked", ["forty gunmen"]),
        ("It took the army six hours to drive the demonstrators from the square.", "drive", ["the army"]),
        (
            "The two governments hail the release of men held in Chad and thank Niger.",
            "thank",
            ["The two governments"] * 2,
        ),
        ("Syrian units massed near the Bekaa valley on Sunday night.", "massed", ["Syrian units"]),
        ("Railwaymen strike over pay in Atbara.", "strike", ["Railwaymen"]),
        ("The union of bakers offered to mediate.", "offered", ["The union of bakers"]),
        ("It was Morocco that first offered to host the conference.", "offered", ["Morocco"]),
        ("An inquiry named the mayor, whom the opposition accuses of theft.", "accuses", ["the opposition"]),
        ("According to Reuters, quoting the Daily Star, the governor has shut a school.", "shut", ["the governor"]),
        ("12 May 1999 - Peru and Chile sign a border pact.", "sign", ["Peru", "Chile"]),
        (
            "LIMA, July 12\u2014Two petitioners from Cuzco today asked the council for help.",
            "asked",
            ["Two petitioners from Cuzco"],
        ),
    ],
)
def test_subjects_taken_for_something_else(code: Code, sentence: str, trigger: str, actors: list[str]) -> None:
    assert code(sentence + FOLLOW_UP).actors(trigger) == actors


@pytest.mark.parametrize(
    ("sentence", "trigger", "targets"),
    [
        ("Mali, the newspaper reported, had been asked to send observers.", "asked", ["Mali"]),
        ("The bishop asked the rebels, who hold the bridge, to free the nuns.", "asked", ["the rebels"]),
        ("He asked the army, whose bread we also carry, to stay in its barracks.", "asked", ["the army"]),
        ("He asked the army, \u201cwhose bread we carry\u201d, to stay in its barracks.", "asked", ["the army"]),
        ("The union called off a march on the palace.", "called", ["the palace"]),
        ("The premier accuses Mr Vidal of theft and has the judge arrested.", "arrested", ["the judge"]),
        (
            "The agency said one of the banks, in Lima, had been raided by the police.",
            "raided",
            ["one of the banks, in Lima"],
        ),
        ("Hanoi let the inspectors into the harbour.", "let", ["the inspectors"]),
        ("The cabinet deplored the abduction, on Monday, of three teachers.", "abduction", ["three teachers"]),
    ],
)
def test_targets_across_what_stands_between(code: Code, sentence: str, trigger: str, targets: list[str]) -> None:
    assert code(sentence + FOLLOW_UP).targets(trigger) == targets


def test_a_clause_before_a_semicolon_is_not_what_the_next_denies(code: Code) -> None:
    coded = code("The rebels accused the army of theft; the army denied it and blamed bandits." + FOLLOW_UP)
    assert coded.event("accused").modality == "asserted"
    assert coded.actors("blamed") == ["the army"]
