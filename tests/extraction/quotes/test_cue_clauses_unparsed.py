"""Cue clauses that the parser hangs elsewhere, and those that stand in the midst of what is said."""

import pytest
from reading import only, read

from workers.extraction.nlp import Analyzer


@pytest.mark.parametrize(
    ("text", "content", "speaker"),
    [
        (
            "Serbia has freed two cooks captured in May, the Serbian office for missing persons reported on 2 May.",
            "Serbia has freed two cooks captured in May",
            "the Serbian office for missing persons",
        ),
        (
            "A boat towed a trawler away on Sunday, South Korea's Yonhap news agency reported on Friday, citing TV8.",
            "A boat towed a trawler away on Sunday",
            "South Korea's Yonhap news agency",
        ),
        (
            "Bloomberg, citing a letter seen by Le Monde, reported on Monday that the mine had closed.",
            "that the mine had closed",
            "Bloomberg",
        ),
        (
            "According to Reuters, quoting two officers, the governor has shut three schools.",
            "the governor has shut three schools",
            "Reuters",
        ),
        (
            "The ministry told Reuters that the consul had been summoned on Monday and asked to explain the arrest.",
            "that the consul had been summoned on Monday and asked to explain the arrest",
            "The ministry",
        ),
        (
            'An adviser told TV8 that the mills "were asked to pay", while a manager, quoted by AFP, denied owing any.',
            'that the mills "were asked to pay"',
            "An adviser",
        ),
    ],
)
def test_the_clause_is_found_by_its_commas(analyzer: Analyzer, text: str, content: str, speaker: str) -> None:
    quote = next(q for q in read(analyzer, text) if q.cue_class == "speech")
    assert quote.content == (content,)
    assert quote.speaker == speaker


@pytest.mark.parametrize(
    ("text", "content"),
    [
        (
            "Its garrison at Kidal, Maj. Okello Oumar assured the newspaper New Vision, has not left camp since May.",
            ("Its garrison at Kidal", "has not left camp since May"),
        ),
        (
            "The prosecution, its lawyers indicated, has begged the president for a pardon.",
            ("The prosecution", "has begged the president for a pardon"),
        ),
        ("Repairs, the captain went on, will take a year.", ("Repairs", "will take a year")),
        (
            'The crews accepted at once; the owners, Maria Bright said, "are thinking about the money".',
            ("the owners", '"are thinking about the money"'),
        ),
        (
            "If Chad frees them by Sunday, Niger will pay, an aide said on Tuesday; if not, the envoy may be recalled.",
            ("If Chad frees them by Sunday, Niger will pay", "if not, the envoy may be recalled"),
        ),
    ],
)
def test_what_is_said_stands_around_it(analyzer: Analyzer, text: str, content: tuple[str, ...]) -> None:
    assert only(analyzer, text).content == content


def test_a_rank_with_a_stop_ends_no_sentence(analyzer: Analyzer) -> None:
    text = '"They never fight again," a priest, Fr. Marco Bertoni, who knows them, reminded a visitor. "I ate it all."'
    quote = only(analyzer, text)
    assert quote.name == "Marco Bertoni"
    assert quote.content == ('"They never fight again,"', '"I ate it all."')


def test_a_label_may_tell_office_and_outlet(analyzer: Analyzer) -> None:
    text = (
        "Two boats sank off the coast.\n\nQuote from Halyna Marchuk, head of the town's military administration and of"
        ' its port, speaking to Suspilne: "The baker had just lit the oven."'
    )
    quote = only(analyzer, text)
    assert (quote.name, quote.chain) == ("Halyna Marchuk", ("Suspilne",))


@pytest.mark.parametrize(
    "text",
    [
        "The captain went on a trip.",
        "They sold two boats, the property of a fund.",
        "The storm sank two boats, the worst loss reported in May.",
        "The town has two mills, one built in 1950.",
    ],
)
def test_nobody_speaks(analyzer: Analyzer, text: str) -> None:
    assert read(analyzer, text) == []
