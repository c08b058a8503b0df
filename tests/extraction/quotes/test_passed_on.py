"""Wordings by which a cue clause or a source line tells who passed a statement on."""

import pytest
from reading import read

from workers.extraction.nlp import Analyzer


@pytest.mark.parametrize(
    ("text", "chain"),
    [
        ('"We know little," Tomas Bright said in an interview with Borba distributed by Tanjug.', ("Tanjug", "Borba")),
        (
            '"We know little," Tomas Bright said in an interview with the newspaper Le Phare carried by Reuters.',
            ("Reuters", "Le Phare"),
        ),
        ("The rebels, in a broadcast monitored in Nairobi by the BBC, said that the town had fallen.", ("BBC",)),
        ("In an interview with the Islander, Tomas Bright claimed that the boats were empty.", ("Islander",)),
        ("“It was a long lunch,” Tomas Bright remarked to the Jerusalem Post.", ("Jerusalem Post",)),
        ('"I have eaten nine cakes," Clara Bright told LMfm radio.', ("LMfm",)),
        ("Clara Bright told Lindby radio that the boats were empty.", ("Lindby radio",)),
        ("Source: Georgian outlet Kvira\n\nDetails: Clara Bright said that the boats were empty.", ("Kvira",)),
        (
            "Source: Czech weekly Vlna, citing Karel Vrba, deputy head of the port\n\nDetails: Vrba said it was shut.",
            ("Vlna",),
        ),
    ],
)
def test_the_outlets_are_named_nearest_first(analyzer: Analyzer, text: str, chain: tuple[str, ...]) -> None:
    assert [q.chain for q in read(analyzer, text)] == [chain]


@pytest.mark.parametrize(
    "text",
    [
        "Clara Bright said in a leaflet distributed by the Lindby Rowing Club that the boats were empty.",
        "In an interview with the Finance Ministry, Clara Bright claimed that the boats were empty.",
        "Clara Bright complained to the Rowing Club that the boats were empty.",
        "“It was a long lunch,” Clara Bright remarked to the Norwegians.",
    ],
)
def test_other_bodies_pass_nothing_on(analyzer: Analyzer, text: str) -> None:
    assert [q.chain for q in read(analyzer, text)] == [()]


def test_the_newspaper_is_the_one_whose_reporter_was_told(analyzer: Analyzer) -> None:
    text = 'Li Wei told the newspaper Global Times that it was cold. "They lie," he grumbled to its reporter.'
    assert [q.chain for q in read(analyzer, text)] == [("Global Times",)] * 2
