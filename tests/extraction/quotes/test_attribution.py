"""The chain of outlets; all sentences are our own."""

import pytest
from reading import only, read

from workers.extraction.nlp import Analyzer
from workers.extraction.quotes.outlets import find_outlet, is_outlet, is_platform
from workers.extraction.quotes.source_line import read_source_line
from workers.extraction.text import Span


def chain_of(line: str) -> tuple[str | None, list[str]]:
    (source,) = read_source_line(line, Span(0, len(line)))
    author = None if source.author is None else line[source.author.start : source.author.end].strip(" ,")
    return author, [line[s.start : s.end] for s, _ in source.relays]


@pytest.mark.parametrize(
    ("line", "author", "chain"),
    [
        (
            "Ruth Amadi, head of the board, as reported by Reuters citing AFP",
            "Ruth Amadi, head of the board",
            ["Reuters", "AFP"],
        ),
        ("Ruth Amadi on radio station Nova, as quoted by PAP", "Ruth Amadi", ["PAP", "Nova"]),
        ("Ruth Amadi in an interview with the newspaper Trud", "Ruth Amadi", ["Trud"]),
        ("Ruth Amadi on Telegram", "Ruth Amadi", []),
        ("Baltic Herald, citing the Latvian channel LTV", None, ["Baltic Herald", "LTV"]),
        ("Ukrinform with reference to Bloomberg", None, ["Ukrinform", "Bloomberg"]),
        ("Baltic Herald, citing the outlet Fen and Telegram channel Dym", None, ["Baltic Herald", "Fen"]),
        ("Ruth Amadi on TV8, as reported by Baltic Herald", "Ruth Amadi", ["Baltic Herald", "TV8"]),
        ("Baltic Herald with reference to the Polish Press Agency", None, ["Baltic Herald", "Polish Press Agency"]),
        ("Finnish broadcaster Yle, as reported by Baltic Herald", None, ["Baltic Herald", "Yle"]),
        ("Baltic Herald, referring to the Joint Chiefs of Staff (JCS)", None, ["Baltic Herald"]),
        ("Baltic Herald with reference to Minister Ruth Amadi's interview with TA3", None, ["Baltic Herald", "TA3"]),
        ("Ruth Amadi in a podcast of the outlet Fen, quoted by PAP", "Ruth Amadi", ["PAP", "Fen"]),
        ("press service of the Air Force", "press service of the Air Force", []),
    ],
)
def test_source_lines(line: str, author: str | None, chain: list[str]) -> None:
    assert chain_of(line) == (author, chain)


def test_source_line_names_several_sources() -> None:
    line = "Oblast administration on Facebook; Ruth Amadi, as cited by Ukrinform"
    assert [len(s.relays) for s in read_source_line(line, Span(0, len(line)))] == [0, 1]


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ('"We are ready," the envoy told Reuters.', ("Reuters",)),
        ('"We are ready," the envoy told the newspaper Trud.', ("Trud",)),
        ('"We are ready," the envoy said, as quoted by Interfax.', ("Interfax",)),
        ("The envoy was quoted by the Anadolu agency as saying that he was ready.", ("Anadolu",)),
        ("In an interview with Der Spiegel, the envoy said that he was ready.", ("Der Spiegel",)),
        ("Bloomberg reported, citing Reuters, that the envoy had left.", ("Reuters",)),
        ("Bloomberg reported, citing two officials, that the envoy had left.", ()),
        ('"We are ready," the envoy wrote on Telegram.', ()),
        ("The envoy told Parliament that he was ready.", ()),
        ('"We are ready," the envoy told the Oslo daily Trud.', ("Trud",)),
        ('"We are ready," the envoy told the Hungarian weekly Magyar Fény.', ("Magyar Fény",)),
        ('"We are ready," the envoy told the BBC\'s Somali service.', ("BBC",)),
        ('"We are ready," the envoy told Spain\'s El Heraldo.', ("El Heraldo",)),
        ('"We are ready," the envoy told Sky TG24.', ("Sky TG24",)),
        ('"We are ready," the envoy told Army Radio.', ("Army Radio",)),
        ('"We are ready," the envoy told state television.', ("state television",)),
        ('"We are ready," the envoy said in an e-mail to The Associated Press.', ("Associated Press",)),
        ("In a letter to the Times published yesterday, the envoy wrote that he was ready.", ("Times",)),
        ("A guard reached by Reuters said that the gate was open.", ("Reuters",)),
        ("The guards, in a statement carried by the official agency, APP, said that the gate was open.", ("APP",)),
        ("The Oslo newspaper, Trud, quoted the envoy as saying that he was ready.", ("Trud",)),
        ("The envoy said on Polsat News that he was ready.", ("Polsat News",)),
        ("The envoy said on the Baltic Herald's report that he was ready.", ()),
        ("The envoy told a news conference that the head of state television was ready.", ()),
        ('"We are ready," the envoy told Reuters and AFP.', ("Reuters", "AFP")),
        ("In an interview with Le Monde and El Pais, the envoy said that he was ready.", ("Le Monde", "El Pais")),
        ("The envoy told CNN and the BBC on Friday that he was ready.", ("CNN", "BBC")),
        ('"We are ready," he told AFP and left.', ("AFP",)),
        ("The envoy, who sued the Baltic Herald last year, said that he was ready.", ()),
        ("Karim Haddad, the editor of the Baltic Herald, said that he was ready.", ()),
    ],
)
def test_cue_clauses(analyzer: Analyzer, text: str, chain: tuple[str, ...]) -> None:
    assert only(analyzer, text).chain == chain


def test_statement_inside_an_outlets_report_inherits_it(analyzer: Analyzer) -> None:
    outer, inner = read(
        analyzer, "Iran denied that it had sent drones, Reuters reported on Monday, citing the Tasnim agency."
    )
    assert (outer.speaker, outer.cue_class, outer.chain) == ("Reuters", "relay", ("Tasnim",))
    assert (inner.speaker, inner.cue_class, inner.chain) == ("Iran", "speech", ("Reuters", "Tasnim"))


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ("Iran denied that it had sent drones, the Global New Light reported.", ("Global New Light",)),
        ('"We sent none," an envoy told Interfax, according to News.am.', ("News.am", "Interfax")),
        ("Iran said it had sent none, the weekly Trud reported on Friday, quoting the agency Fen.", ("Trud", "Fen")),
        ("According to the Baltic Herald, Minister Anna Holm told aides that Iran had sent none.", ("Baltic Herald",)),
        ("According to a report in the Baltic Herald, the minister said that Iran had sent none.", ("Baltic Herald",)),
        (
            "Prague radio said a ship had sunk. It quoted the envoy as saying that Iran had sent none.",
            ("Prague radio",),
        ),
        ("CNN Türk reported that the envoy had told aides that Iran had sent none.", ("CNN Türk",)),
        ('Peru\'s embassy denied any part and called the story "a song without music", EFE reported.', ("EFE",)),
        ('The rebels denied the raid and dismissed the film as "theatre for children", Reuters said.', ("Reuters",)),
    ],
)
def test_statement_inside_a_report(analyzer: Analyzer, text: str, chain: tuple[str, ...]) -> None:
    assert read(analyzer, text)[-1].chain == chain


def test_an_outlet_is_nobodys_description(analyzer: Analyzer) -> None:
    text = (
        "Juma Otieno left. A spokesman called it “hasty and unhelpful”, the Horn Courier reported, citing state radio."
    )
    outer, inner = read(analyzer, text)
    assert outer.name == "Horn Courier"
    assert inner.chain == ("Horn Courier", "state radio")


def test_an_institution_that_reports_is_no_outlet(analyzer: Analyzer) -> None:
    text = "Iran denied that it had sent drones, the Security Council reported."
    assert [q.chain for q in read(analyzer, text)] == [(), ()]


def test_outlet_of_one_clause_does_not_spread_to_the_next(analyzer: Analyzer) -> None:
    text = "An official told Reuters that the mill was open, and a trader, quoted by Interfax, said that it was shut."
    assert [q.chain for q in read(analyzer, text)] == [("Reuters",), ("Interfax",)]


def test_source_line_of_outlets_holds_outside_the_background(analyzer: Analyzer) -> None:
    text = (
        "The envoy said that he was ready.\n\nSource: European Pravda, citing ERR\n\n"
        "Details: He added that he would leave on Monday.\n\nBackground: Latvia said it was not ready."
    )
    assert [q.chain for q in read(analyzer, text)] == [("European Pravda", "ERR"), ("European Pravda", "ERR"), ()]


@pytest.mark.parametrize("name", ["Reuters", "the BBC", "Der Spiegel", "Malta Times", "Armenpress", "News.ro"])
def test_outlets_are_known_by_name_or_shape(name: str) -> None:
    assert is_outlet(name)


@pytest.mark.parametrize("name", ["Security Council", "Environment Agency", "Telegram", "Ruth Amadi", "Norway"])
def test_institutions_platforms_and_people_are_no_outlets(name: str) -> None:
    assert not is_outlet(name)


def test_platforms() -> None:
    assert is_platform("Telegram")
    assert not is_platform("Reuters")


def test_outlet_name_stands_without_description() -> None:
    text = "the state-run news agency BelTA"
    found = find_outlet(text, Span(0, len(text)), trusted=False)
    assert found is not None
    assert text[found.start : found.end] == "BelTA"


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        (
            'Peru\'s embassy denied it and called the story "a song without music", EFE reported.',
            ["EFE", "Peru's embassy"],
        ),
        ("The dam is safe, Ruth Amadi said, Interfax reported on Monday.", ["Interfax", "Ruth Amadi"]),
        ("The envoy had left, the ministry said, TASS reported.", ["TASS", "the ministry"]),
    ],
)
def test_who_passes_it_on_is_no_speaker_of_it(analyzer: Analyzer, text: str, speakers: list[str]) -> None:
    found = sorted(read(analyzer, text), key=lambda q: q.cue_class != "relay")
    assert [q.speaker for q in found] == speakers
    assert [q.cue_class for q in found] == ["relay", "speech"]
    assert "reported" not in " ".join(found[1].content)


@pytest.mark.parametrize(
    ("source", "chain"),
    [
        ("Ruth Amadi on TV8; Ukrinform", ("Ukrinform", "TV8")),
        ("Ruth Amadi in an interview with TSN; Baltic Herald", ("Baltic Herald", "TSN")),
        ("Ukrinform; Ruth Amadi on TV8", ("Ukrinform", "TV8")),
        ("Ruth Amadi on Facebook; Interfax", ("Interfax",)),
    ],
)
def test_outlet_beside_an_author_is_nearer(analyzer: Analyzer, source: str, chain: tuple[str, ...]) -> None:
    assert only(analyzer, f'Source: {source}\n\n"The dam is safe," Amadi said.').chain == chain
