"""Where reported speech ends and where it is broken; all sentences are our own."""

import pytest
from reading import only, read

from workers.extraction.nlp import Analyzer


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("Orbach insists that the offer was fair and has refused to publish the minutes.", "that the offer was fair"),
        ("Berg said the wall would not hold but declined to give a date.", "the wall would not hold"),
        (
            "He said that most of the rooms were complete and rejected a protest by the union.",
            "that most of the rooms were complete",
        ),
        (
            "Kern said it did not comment on contracts, but the firm had been told to wait.",
            "it did not comment on contracts",
        ),
        ("A man who said he was ill left the hall.", "he was ill"),
        (
            "The envoy said the talks had ended with a promise: Chad would reopen the border by Friday.",
            "the talks had ended with a promise: Chad would reopen the border by Friday",
        ),
        (
            'Ash told parliament that the minister had lied, that the dam was cracked and that "people will drown".',
            'that the minister had lied, that the dam was cracked and that "people will drown"',
        ),
        (
            "Reuters, citing three bankers, said one of the branches, in Uralsk, had been raided by police.",
            "one of the branches, in Uralsk, had been raided by police",
        ),
    ],
)
def test_end_of_reported_speech(analyzer: Analyzer, text: str, content: str) -> None:
    assert read(analyzer, text)[0].content == (content,)


def test_semicolon_ends_speech_before_a_new_cue(analyzer: Analyzer) -> None:
    text = "Kern testified that the longest call lasted four minutes; he conceded that nobody knew what was said."
    assert [q.content for q in read(analyzer, text)] == [
        ("that the longest call lasted four minutes",),
        ("that nobody knew what was said",),
    ]


def test_participle_with_its_own_content_ends_speech(analyzer: Analyzer) -> None:
    text = 'Osei denied that customs men had beaten a driver, dismissing the report as "market gossip".'
    first, second = read(analyzer, text)
    assert first.content == ("that customs men had beaten a driver",)
    assert (second.cue, second.content) == ("dismissing", ('the report as "market gossip"',))


def test_second_speaker_whose_subject_the_parser_joins_to_the_first_clause(analyzer: Analyzer) -> None:
    text = (
        'An employee there told Bloomberg that the files were "on somebody\'s desk", and a lawyer for Altyn Bank, '
        "quoted by the agency Interfax, denied that anyone had been detained."
    )
    first, second = read(analyzer, text)
    assert first.content == ('that the files were "on somebody\'s desk"',)
    assert (second.speaker, second.content) == ("a lawyer for Altyn Bank", ("that anyone had been detained",))


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ('The tunnel, Ms. Cole added, "will outlive all of us."', ("The tunnel", '"will outlive all of us."')),
        ('He was, he said, "lied to like everyone else."', ("He was", '"lied to like everyone else."')),
        ('The sale, Choque remarked, was "a farce".', ("The sale", 'was "a farce"')),
        ('In an interview, she said, "we will not go."', ('"we will not go."',)),
    ],
)
def test_words_before_a_parenthetical_cue_clause(analyzer: Analyzer, text: str, content: tuple[str, ...]) -> None:
    assert only(analyzer, text).content == content


@pytest.mark.parametrize(
    "text",
    [
        "Brandt, asked whether she would support the bill, said she would read it first.",
        "Asked what she would do with the bill, Brandt said she would read it first.",
    ],
)
def test_questions_put_to_the_speaker_are_no_statement(analyzer: Analyzer, text: str) -> None:
    quote = only(analyzer, text)
    assert (quote.speaker, quote.content) == ("Brandt", ("she would read it first",))


def test_accusation_hung_on_the_accused(analyzer: Analyzer) -> None:
    quote = only(analyzer, "Marla Dorrance accused her opponent of hiding behind a water bond.")
    assert (quote.speaker, quote.content) == ("Marla Dorrance", ("hiding behind a water bond",))
    assert quote.cue_class == "performative"


def test_addressee_before_a_clause_that_looks_relative(analyzer: Analyzer) -> None:
    text = "The speaker rebuked Conor Walsh, who reminded members that patients were watching."
    quote = only(analyzer, text)
    assert (quote.name, quote.content) == ("Conor Walsh", ("that patients were watching",))


def test_coordinate_subjunctive(analyzer: Analyzer) -> None:
    text = "Its president, Walter Imhoff, once proposed that the halls be sold and every family be given a tablet."
    assert only(analyzer, text).content == ("that the halls be sold and every family be given a tablet",)


def test_cue_that_the_tagger_takes_for_a_noun(analyzer: Analyzer) -> None:
    quote = only(analyzer, "Local media report that the ship was sold in 2019.")
    assert (quote.speaker, quote.content) == ("Local media", ("that the ship was sold in 2019",))


@pytest.mark.parametrize(
    "text", ["The claims that the vote was rigged are false.", "The minister announced that decision on Monday."]
)
def test_noun_before_that_is_no_cue(analyzer: Analyzer, text: str) -> None:
    assert read(analyzer, text) == []


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("The union demanded that the cook be freed and threatened to strike.", "the cook be freed", "to strike"),
        (
            "The navy ordered that the boat be towed and vowed to fine the owner.",
            "the boat be towed",
            "to fine the owner",
        ),
        ("The mayor proposed that it be shut and offered to pay for a ferry.", "it be shut", "to pay for a ferry"),
    ],
)
def test_threat_behind_a_passive_demand(analyzer: Analyzer, text: str, first: str, second: str) -> None:
    demand, threat = read(analyzer, text)
    assert (demand.content, threat.content) == ((f"that {first}",), (second,))
    assert demand.speaker == threat.speaker


def test_passive_that_goes_on_is_still_demanded(analyzer: Analyzer) -> None:
    quote = only(analyzer, "The judge recommended that the boy be released and asked to leave the town.")
    assert quote.content == ("that the boy be released and asked to leave the town",)


@pytest.mark.parametrize(
    "medium", ["in a statement of three lines", "in a letter of two pages", "in a report of 40 pages"]
)
def test_clause_behind_a_medium_that_is_described(analyzer: Analyzer, medium: str) -> None:
    assert only(analyzer, f"The navy said {medium} that it respected the court.").content == (
        "that it respected the court",
    )


def test_relative_clause_on_the_medium_is_no_content(analyzer: Analyzer) -> None:
    assert read(analyzer, "The bank replied in a letter that it sent on Monday.") == []
