"""One test for each way in which event coders are known to fail; sentences are our own."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


def test_a_passive_does_not_swap_actor_and_target(code: Code) -> None:
    coded = code("Two Peruvian diplomats were expelled by Chile on Monday." + FOLLOW_UP)
    assert coded.actors("expelled") == ["Chile"]
    assert coded.targets("expelled") == ["Two Peruvian diplomats"]
    assert coded.event("expelled").actors[0].code == "CHL"
    assert coded.event("expelled").targets[0].code == "PER"


def test_a_passive_without_agent_has_no_actor(code: Code) -> None:
    coded = code("The mayor of Lima was arrested on Monday." + FOLLOW_UP)
    assert coded.actors("arrested") == []
    assert coded.targets("arrested") == ["The mayor of Lima"]


def test_receiving_reverses_the_roles(code: Code) -> None:
    coded = code("Bolivia has received helicopters from Brazil, the minister said." + FOLLOW_UP)
    assert coded.event("received").type == "AID"
    assert coded.actors("received") == ["Brazil"]
    assert coded.targets("received") == ["Bolivia"]


@pytest.mark.parametrize(
    ("sentence", "trigger", "modality"),
    [
        ("Chile expelled the envoy.", "expelled", "asserted"),
        ("Chile did not expel the envoy.", "expel", "negated"),
        ("Chile denied that it had attacked the convoy.", "attacked", "negated"),
        ("Chile refused to release the sailors.", "release", "negated"),
        ("Chile failed to release the sailors.", "release", "negated"),
        ("Nobody in Santiago has attacked the convoy.", "attacked", "negated"),
        ("Chile would have released the sailors in May.", "released", "negated"),
        ("Had Chile attacked the convoy, nobody would have known.", "attacked", "negated"),
        ("Chile will release the sailors on Friday.", "release", "planned"),
        ("Chile plans to release the sailors.", "release", "planned"),
        ("Chile promised to release the sailors.", "release", "planned"),
        ("Chile is to release the sailors.", "release", "planned"),
        ("Chile may release the sailors.", "release", "possible"),
        ("Chile offered to release the sailors.", "release", "possible"),
        ("Peru asked Chile to release the sailors.", "release", "possible"),
        ("Chile is likely to release the sailors.", "release", "possible"),
        ("Chile appears to be attacking the convoy.", "attacking", "possible"),
        ("Chile allegedly attacked the convoy.", "attacked", "possible"),
        ("If Chile attacks the convoy, Peru will respond.", "attacks", "possible"),
        ("Chile tried to attack the convoy.", "attack", "possible"),
        ("Peru accused Chile of attacking the convoy.", "attacking", "asserted"),
        ("Chile began attacking the convoy.", "attacking", "asserted"),
        ("Peru condemned the attack on the convoy.", "attack", "asserted"),
        ("Chile threatened to attack the convoy.", "attack", "possible"),
        ("Chile stopped short of attacking the convoy.", "attacking", "negated"),
        ("Chile came close to attacking the convoy.", "attacking", "negated"),
        ("There was no sign of an attack on the convoy.", "attack", "negated"),
        ("There were signs of an attack on the convoy.", "attack", "asserted"),
        ("Chile has yet to release the sailors.", "release", "negated"),
        ("Chile neither detained nor released the sailors.", "released", "negated"),
        ("Were Chile to attack the convoy, Peru would respond.", "attack", "possible"),
        ("Chilean ships are on the brink of attacking the convoy.", "attacking", "possible"),
    ],
)
def test_hedged_denied_and_planned_events_are_no_facts(code: Code, sentence: str, trigger: str, modality: str) -> None:
    assert code(sentence + FOLLOW_UP).event(trigger).modality == modality


def test_background_is_told_from_news(code: Code) -> None:
    coded = code("Chile expelled the envoy on Monday.\n\nBackground: Peru detained a Chilean pilot in 2021.")
    assert coded.event("expelled").section == "lead"
    assert coded.event("detained").section == "background"


def test_boilerplate_is_not_coded(code: Code) -> None:
    coded = code(
        "Chile expelled the envoy on Monday.\n\nAdvertisement:\n\n"
        "Journalists fight on their own frontline. Support Ukrainska Pravda or become our patron!"
    )
    assert coded.roots == ["SANCTION"]


def test_statements_are_no_events(code: Code) -> None:
    coded = code("The minister said that the harvest was good. The mayor declined to comment.")
    assert coded.events == []


def test_a_quoted_event_names_who_asserts_it(code: Code) -> None:
    coded = code('"Chilean troops attacked our convoy," said Ana Quispe, the Peruvian minister.' + FOLLOW_UP)
    assert coded.asserter("attacked") == "Ana Quispe"
    assert coded.event("attacked").targets[0].code == "PER"


def test_the_article_itself_asserts_what_stands_outside_quotes(code: Code) -> None:
    assert code("Chile expelled the envoy on Monday." + FOLLOW_UP).event("expelled").quote is None


@pytest.mark.parametrize(
    ("sentence", "trigger", "actor"),
    [
        ("Peru urged Chile to withdraw its troops.", "withdraw", "Chile"),
        ("Chile promised Peru to withdraw its troops.", "withdraw", "Chile"),
        ("Peru accused Chile of attacking the convoy.", "attacking", "Chile"),
        ("The rebels who attacked the village fled.", "attacked", "The rebels"),
        ("Chile expelled the envoy and recalled its ambassador.", "recalled", "Chile"),
        ("Chile adopted a resolution condemning the raid.", "condemning", "Chile"),
        ("Peru urged both sides to talk and offered to mediate.", "offered", "Peru"),
    ],
)
def test_implied_subjects_are_found(code: Code, sentence: str, trigger: str, actor: str) -> None:
    assert code(sentence + FOLLOW_UP).actors(trigger) == [actor]


def test_pronouns_are_resolved(code: Code) -> None:
    coded = code("Chile said on Monday that it had expelled the envoy." + FOLLOW_UP)
    assert coded.event("expelled").actors[0].code == "CHL"


def test_both_parties_of_a_joint_event(code: Code) -> None:
    coded = code("Chile and Peru held talks in Lima on Monday." + FOLLOW_UP)
    codes = {p.code for e in coded.events if e.type == "CONSULT" for p in (*e.actors, *e.targets)}
    assert {"CHL", "PER"} <= codes


def test_the_two_governments_are_two_participants(code: Code) -> None:
    coded = code("Chile and Peru met in Lima on Monday. The two governments signed a fisheries accord.")
    assert {p.code for p in coded.event("signed").actors} == {"CHL", "PER"}


def test_domestic_institutions_take_the_country_of_the_article(code: Code) -> None:
    coded = code("LISBON - Portugal's cabinet met on Monday. Prosecutors opened an investigation into a port contract.")
    assert coded.event("opened").actors[0].code == "PRT"


def test_compounds_generics_and_documents_are_no_mentions(code: Code) -> None:
    coded = code("The ceasefire talks began. Any embargo hurts trade. The agreement is on his desk.")
    triggers = {coded.text[slice(*e.trigger)] for e in coded.events}
    assert not triggers & {"ceasefire", "embargo", "agreement"}


def test_ending_a_measure_is_one_event(code: Code) -> None:
    coded = code("Chile lifted the embargo on Peruvian fish." + FOLLOW_UP)
    assert coded.roots == ["YIELD"]


def test_stopping_aid_is_no_aid(code: Code) -> None:
    coded = code("Chile suspended military aid to Peru." + FOLLOW_UP)
    assert coded.roots == ["SANCTION"]
    assert coded.event("suspended").targets[0].code == "PER"


def test_the_same_verb_means_different_events(code: Code) -> None:
    coded = code(
        "Peru met the deadline. Chile met the Peruvian envoy. Drones struck Lima. Dockers struck for three days."
    )
    assert coded.event("met", 1).type == "OTHER"
    assert coded.event("met", 2).type == "CONSULT"
    assert coded.event("struck", 1).type == "ASSAULT"
    assert coded.event("struck", 2).type == "PROTEST"


def test_time_and_place_of_an_event_are_those_of_its_clause(code: Code) -> None:
    coded = code("Peru said on Monday that Chile had expelled the envoy from Lima in March." + FOLLOW_UP)
    time = coded.event("expelled").time
    assert time is not None
    assert time.value == "2024-03"
    assert "Lima" in [p.name for p in coded.event("expelled").places]


def test_counts_stay_with_their_event(code: Code) -> None:
    coded = code(
        "Rebels killed 1,200 soldiers and police arrested twenty-five farmers. Norway gave 40 million dollars to Mali."
    )
    assert coded.event("killed").counts == {"killed": 1200}
    assert coded.event("arrested").counts == {"arrested": 25}
    assert coded.event("gave").counts["amount_usd"] == 40_000_000


def test_a_result_is_not_an_event_of_its_own(code: Code) -> None:
    coded = code("Rebels shelled the village, killing six soldiers and wounding ten." + FOLLOW_UP)
    assert coded.roots == ["ASSAULT"]
    assert coded.event("shelled").counts == {"killed": 6, "injured": 10}


def test_mentions_of_one_event_are_linked(code: Code) -> None:
    coded = code(
        "Chile expelled the Peruvian envoy on Monday. Lima called the expulsion of its envoy by Chile a mistake."
    )
    first, second = coded.event("expelled"), coded.event("expulsion")
    assert first.group is not None
    assert first.group == second.group


def test_different_attacks_are_not_linked(code: Code) -> None:
    coded = code("Rebels attacked Lima in March. Troops attacked a village in Chad in May.")
    assert coded.event("attacked", 1).group is None
    assert coded.event("attacked", 2).group is None


def test_the_main_event_comes_first_in_its_sentence(code: Code) -> None:
    coded = code("After a raid in which rebels killed six people, Chile closed the border." + FOLLOW_UP)
    assert coded.roots[0] == "COERCE"


def test_a_headline_verb_taken_for_a_noun(code: Code) -> None:
    coded = code("Malaysia apologises after patrol clash\n\nThe navy spoke on Monday. It was calm.")
    assert coded.event("apologises").type == "SUPPORT"


@pytest.mark.parametrize(
    ("sentence", "root"),
    [
        ("Chile said it will release the sailors on Friday.", "AGREE"),
        ("Chile said it will not lift the embargo.", "REJECT"),
        ("Chile announced that it will expel the envoy.", "THREATEN"),
        ("Chile said that Peru must withdraw its troops.", "REQUEST"),
        ("Chile released the sailors on Friday.", "YIELD"),
    ],
)
def test_a_single_sentence_is_coded_by_what_it_announces(code: Code, sentence: str, root: str) -> None:
    assert code(sentence).roots[0] == root


@pytest.mark.xfail(reason="a description in another sentence is not linked to its first mention")
def test_definite_descriptions_take_the_code_of_what_they_describe(code: Code) -> None:
    coded = code("Poland detained a Belarusian citizen. The suspect met a diplomat in March.")
    assert coded.event("met").actors[0].code == "BLR"


def test_of_names_the_party_behind_a_request_or_help(code: Code) -> None:
    coded = code("The ship was searched at the request of the Chilean consul." + FOLLOW_UP)
    assert coded.actors("request") == ["the Chilean consul"]
    coded = code("The raid was prepared with the help of Interpol." + FOLLOW_UP)
    assert coded.actors("help") == ["Interpol"]


def test_an_adjective_says_who_shells_and_of_says_what(code: Code) -> None:
    coded = code("Peruvian shelling of the port went on all night." + FOLLOW_UP)
    assert coded.event("shelling").actors[0].code == "PER"
    assert coded.targets("shelling") == ["the port"]


def test_bare_plurals_that_take_place_are_events(code: Code) -> None:
    assert code("Peace talks opened in Lima." + FOLLOW_UP).event("talks").type == "CONSULT"
    assert code("Chile offered Lima as a venue for talks." + FOLLOW_UP).event("talks").type == "CONSULT"


def test_a_meeting_that_is_held_is_named_by_its_noun(code: Code) -> None:
    coded = code("The meeting should have been held in July." + FOLLOW_UP)
    assert coded.event("meeting").type == "CONSULT"
    assert coded.event("held").type == "OTHER"
    assert code("Two sailors drank. They were held for a week.").event("held").type == "COERCE"


def test_officials_of_two_countries_are_of_both(code: Code) -> None:
    coded = code("Chile and Peru have quarrelled over fish. The foreign ministers meet in Istanbul.")
    assert {p.code for p in coded.event("meet").actors} == {"CHL", "PER"}


def test_a_person_is_of_one_country_throughout(code: Code) -> None:
    text = "SANTIAGO - Chilean police arrested Pablo Ruz on Sunday. Peru is looking on. Mr Ruz denies the theft."
    assert code(text).event("denies").actors[0].code == "CHL"


def test_the_commission_speaks_for_the_union_where_the_article_is_about_it(code: Code) -> None:
    coded = code("Brussels has frozen the aid. A Commission official warned that roads would be closed.")
    assert coded.event("warned").actors[0].code == "IGO"


def test_parties_of_many_countries_share_a_name(code: Code) -> None:
    coded = code("Chile has a new cabinet. The Social Democrats condemned it.")
    assert coded.event("condemned").actors[0].code != "USA"


def test_a_time_is_no_part_of_a_name(code: Code) -> None:
    coded = code("The Bishops' Forum on Wednesday accused Peru of theft." + FOLLOW_UP)
    assert coded.actors("accused") == ["The Bishops' Forum"]


def test_a_noun_keeps_the_country_it_was_introduced_with(code: Code) -> None:
    coded = code("Chile sued a Danish brewery. Peru looks on. The brewery denied the charge.")
    assert coded.event("denied").actors[0].code == "DNK"


def test_an_adjective_owns_an_offer_and_what_is_offered(code: Code) -> None:
    coded = code("What angered Lima was a Chilean offer to shelter the deserters." + FOLLOW_UP)
    assert coded.event("shelter").actors[0].code == "CHL"


def test_a_nationality_makes_a_noun_particular(code: Code) -> None:
    assert code("The two sides met under Omani mediation." + FOLLOW_UP).event("mediation").type == "CONSULT"


def test_the_strike_of_workers_is_no_attack(code: Code) -> None:
    assert code("Pilots threaten a strike over the rota." + FOLLOW_UP).event("strike").type == "PROTEST"
    assert code("The strike by the dockers went on." + FOLLOW_UP).event("strike").type == "PROTEST"
    assert code("The strike on the bridge killed six." + FOLLOW_UP).event("strike").type == "ASSAULT"


def test_some_of_them_are_of_their_country(code: Code) -> None:
    coded = code("Protesters in Yerevan burned a flag. One of them threw a stone at an officer.")
    assert coded.event("threw").actors[0].code == "ARM"


def test_people_beside_a_place_are_of_its_country(code: Code) -> None:
    coded = code("Gunmen kidnapped a Polish engineer near Basra." + FOLLOW_UP)
    assert coded.event("kidnapped").actors[0].code == "IRQ"


def test_a_body_is_known_by_its_kind_once_named(code: Code) -> None:
    coded = code("NATO condemned the launch. Peru looks on. The alliance urged Lima to negotiate.")
    assert coded.event("urged").actors[0].code == "IGO"


def test_its_leader_is_of_its_country(code: Code) -> None:
    coded = code("Chile's navy seized a boat. Its commander accused Peru of theft.")
    assert coded.event("accused").actors[0].code == "CHL"


def test_an_infinitive_that_is_denied_makes_a_promise_no_threat(code: Code) -> None:
    assert code("The rebels promised not to shell the port." + FOLLOW_UP).event("promised").type == "AGREE"
    assert code("Chile promised to withdraw a battalion from the port." + FOLLOW_UP).event("promised").type == "AGREE"
    assert code("The rebels promised to shell the port." + FOLLOW_UP).event("promised").type == "THREATEN"
    assert code("The mayor vowed that his men would attack the fort." + FOLLOW_UP).event("vowed").type == "THREATEN"


def test_an_answer_is_no_target(code: Code) -> None:
    coded = code("Chile suspended imports of Peruvian fish on Monday in reply to a tax." + FOLLOW_UP)
    assert coded.targets("suspended") == ["imports of Peruvian fish"]


def test_a_complaint_is_about_the_subject_of_its_clause(code: Code) -> None:
    coded = code("Lima complained that Chilean sailors had ignored the signal." + FOLLOW_UP)
    assert coded.targets("complained") == ["Chilean sailors"]


def test_the_lead_outweighs_the_dateline(code: Code) -> None:
    coded = code(
        "BUENOS AIRES, May 6 (Agency) - Chile and rebels of Chile agreed on a truce in Chile on Monday.\n\n"
        "The army will lift its blockade of the coast."
    )
    assert coded.event("lift").actors[0].code == "CHL"


@pytest.mark.parametrize(
    ("sentence", "trigger", "root"),
    [
        ("Norway has sent trucks to carry the sick.", "sent", "AID"),
        ("Malta flew in a field hospital.", "flew", "AID"),
        ("Spain's ambassador handed the premier a cheque.", "handed", "AID"),
        ("Two Greek ships landed flour on the island.", "landed", "AID"),
        ("Kenya has let all of the refugees in.", "let", "YIELD"),
        ("Estonia has shared the traces of the virus with Latvia.", "shared", "COOPERATE"),
    ],
)
def test_gifts_and_favours_of_other_words(code: Code, sentence: str, trigger: str, root: str) -> None:
    assert code(sentence + FOLLOW_UP).event(trigger).type == root


def test_people_of_a_clause_are_where_its_main_clause_plays(code: Code) -> None:
    coded = code("Police in Lima held six men after strikers marched on the Chilean consulate." + FOLLOW_UP)
    assert coded.event("marched").actors[0].code == "PER"


def test_an_adverb_before_the_preposition_keeps_the_subject(code: Code) -> None:
    assert code("Chile stopped short of attacking the convoy." + FOLLOW_UP).actors("attacking") == ["Chile"]
