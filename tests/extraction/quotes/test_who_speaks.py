"""Who speaks: people an outlet quotes, labels, transcripts, institutions, documents; all texts are our own."""

import pytest
from reading import only, read

from workers.extraction.nlp import Analyzer


@pytest.mark.parametrize(
    ("text", "speaker", "chain"),
    [
        ('Interfax quoted Ruth Amadi as saying: "The dam is safe."', "Ruth Amadi", ("Interfax",)),
        ('"The dam is safe," TASS quoted Ruth Amadi as saying.', "Ruth Amadi", ("TASS",)),
        (
            "The agency quoted the minister, Ruth Amadi, as saying that the dam was safe.",
            "the minister, Ruth Amadi",
            (),
        ),
        ('"The dam is safe," Ruth Amadi was quoted as saying by TASS.', "Ruth Amadi", ("TASS",)),
    ],
)
def test_people_whom_an_outlet_quotes(analyzer: Analyzer, text: str, speaker: str, chain: tuple[str, ...]) -> None:
    quote = only(analyzer, text)
    assert (quote.speaker, quote.name, quote.chain) == (speaker, "Ruth Amadi", chain)


@pytest.mark.parametrize(
    "label", ["Quote from General Marek Dusza", "Direct speech from Marek Dusza", "What Marek Dusza said"]
)
def test_name_that_only_a_label_gives(analyzer: Analyzer, label: str) -> None:
    quote = only(analyzer, f'The bridge was hit twice.\n\n{label}: "We hold the ridge. We will hold it."')
    assert (quote.name, quote.kind, quote.cue) == ("Marek Dusza", "person", None)


def test_name_in_a_label_is_the_full_name_of_the_surname(analyzer: Analyzer) -> None:
    text = (
        'The bridge was mined.\n\nQuote from General Rimas Dusza: "A bridge is a friend."\n\n'
        "Details: Dusza explained that charges could be laid in hours."
    )
    assert [q.name for q in read(analyzer, text)] == ["Rimas Dusza", "Rimas Dusza"]


def test_label_without_source_takes_who_spoke_above(analyzer: Analyzer) -> None:
    text = 'Ruth Amadi, the water minister, wrote about this on Facebook.\n\nQuote: "The dam is safe. We checked it."'
    assert only(analyzer, text).name == "Ruth Amadi"


def test_labelled_quotation_over_two_paragraphs_is_one(analyzer: Analyzer) -> None:
    text = 'Source: Ruth Amadi, on Facebook\n\nQuote: "The dam is safe.\n\nAnd we will check it again."'
    assert only(analyzer, text).content == ('"The dam is safe.', 'And we will check it again."')


def test_interview_with_names_as_labels(analyzer: Analyzer) -> None:
    text = (
        "We spoke to the engineer Mia Berg.\n\nEcho: When did you see it?\n\nBerg: On Sunday. There were nine.\n\n"
        "Echo: And what did you do?\n\nBerg: We called the water board."
    )
    assert [(q.name, q.content[0]) for q in read(analyzer, text) if q.speaker == "Berg"] == [
        ("Mia Berg", "On Sunday. There were nine."),
        ("Mia Berg", "We called the water board."),
    ]


def test_questions_and_answers_name_nobody(analyzer: Analyzer) -> None:
    text = "Q: When did you see it?\n\nA: On Sunday. There were nine.\n\nQ: And then?\n\nA: We called the board."
    assert [(q.speaker, q.name) for q in read(analyzer, text)] == [("Q", None), ("A", None), ("Q", None), ("A", None)]


def test_institution_is_named_by_the_name_in_it(analyzer: Analyzer) -> None:
    text = (
        "The village was bombed on Monday, the Sumy regional prosecutor's office said.\n\n"
        "According to the prosecutor's office, three people died."
    )
    assert {q.name for q in read(analyzer, text)} == {"Sumy regional prosecutor's office"}


def test_statement_speaks_for_its_signer(analyzer: Analyzer) -> None:
    text = (
        "In a statement signed by its secretary, Emile Katembo, the union said that 900 people had fled.\n\n"
        '"We bury by night," the statement reads.'
    )
    assert read(analyzer, text)[1].name == "Emile Katembo"


def test_nationality_stands_for_the_person(analyzer: Analyzer) -> None:
    text = (
        'Ethiopia\'s deputy water minister, Tesfaye Gebru, met her. "I gave her a cup of coffee," the Ethiopian said.'
    )
    assert only(analyzer, text).name == "Tesfaye Gebru"


def test_one_official_on_purpose_unnamed_stays_unnamed(analyzer: Analyzer) -> None:
    text = "A senior administration official said the bill was dead. Ken Moss said it was not."
    assert [q.name for q in read(analyzer, text)] == [None, "Ken Moss"]


def test_interview_carries_its_outlet(analyzer: Analyzer) -> None:
    text = (
        "Tuvalu will not yield, fisheries minister Sione Falani has told Radio New Zealand.\n\n"
        '"We count the poachers," Falani said.\n\n"They will leave," said a lawyer.'
    )
    assert [q.chain for q in read(analyzer, text)] == [("Radio New Zealand",), ("Radio New Zealand",), ()]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Minister Tomas Lind met his Danish colleague, Bent Krogh. The Danish minister said it was late.",
            "Bent Krogh",
        ),
        ('Oyuna Bataar, who teaches there, said it was cold. "We do not cry," she said.', "Oyuna Bataar"),
        ("Minister of Justice Pavel Dvorak came. The justice minister said nobody would be charged.", "Pavel Dvorak"),
        ("Supervisor Dale Whitmore came. Whitmore said that it was late.", "Dale Whitmore"),
        ("Cheesemaker Anna Prosse came. Ms Prosse said that it was late.", "Anna Prosse"),
        ("Ilma Sento runs it. Sento came in 1997. Sento said that it was late.", "Ilma Sento"),
        ("U Thein Maung came to the bridge. Thein Maung said that it was late.", "U Thein Maung"),
        ("The bishop of Lund, Karin Aberg, came. The bishop said that it was late.", "Karin Aberg"),
        ("Pope Benedict Leo appealed for peace. The pontiff said that war was a failure.", "Benedict Leo"),
    ],
)
def test_later_mentions_take_the_full_name(analyzer: Analyzer, text: str, name: str) -> None:
    assert read(analyzer, text)[-1].name == name


def test_an_office_is_its_holders_not_another_speakers(analyzer: Analyzer) -> None:
    text = (
        "The plan is dead, the deputy foreign minister said.\n\n"
        "The deputy minister, Sela Nambo, denied that it was.\n\n"
        '"It sleeps," said Ole Brenner of the Harbour Institute.'
    )
    assert [q.name for q in read(analyzer, text)] == ["Sela Nambo", "Sela Nambo", "Ole Brenner"]


def test_hyphenated_name_is_the_office_holder_told_of_before(analyzer: Analyzer) -> None:
    text = (
        "Tonga will not sell its boats, the kingdom's minister for fisheries has told the BBC.\n\n"
        "In the interview, taped in Victoria on Friday, Mele Morel-Havea said that brokers had asked for a million.\n\n"
        "The minister confirmed that Fiji had sent a plane."
    )
    found = read(analyzer, text)
    assert [q.name for q in found] == ["Mele Morel-Havea"] * 3
    assert [q.chain for q in found] == [("BBC",)] * 3


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Maria Holm sold the mill. Her husband came, too. Mr Holm said they would stay.", "Holm"),
        ("Senator Helen Price met the press. Mr Price, her brother, said the house was sold.", "Price"),
        ("Maria Holm and her husband, Peter Holm, run the mill. Mr Holm said they would stay.", "Peter Holm"),
        ("Maria Holm sold the mill. Her husband came, too. Ms Holm said they would stay.", "Maria Holm"),
    ],
)
def test_relative_with_the_same_surname_keeps_apart(analyzer: Analyzer, text: str, name: str) -> None:
    assert only(analyzer, text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The defence ministry in Baghdad said it had struck a camp.", "defence ministry in Baghdad"),
        ("20 people died, according to the interior ministry in Dakar.", "interior ministry in Dakar"),
        ("The foreign ministry in March denied that it had been asked.", "foreign ministry"),
        ("Slovakia's Cyber Security Office said the attack was over.", "Slovakia's Cyber Security Office"),
        ("Estonia's Information System Authority said it was shut.", "Estonia's Information System Authority"),
    ],
)
def test_body_keeps_its_country_and_seat(analyzer: Analyzer, text: str, name: str) -> None:
    assert only(analyzer, text).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("President-elect Jorge Paz came. The president-elect said it would hurt.", "Jorge Paz"),
        ("The premier-designate, Lena Vogt, came. The premier-designate said it would hurt.", "Lena Vogt"),
    ],
)
def test_office_that_is_not_yet_held(analyzer: Analyzer, text: str, name: str) -> None:
    assert read(analyzer, text)[-1].name == name
