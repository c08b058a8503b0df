"""How long a chain holds: what was told to an outlet does not end with the sentence that names it."""

import pytest
from reading import read

from workers.extraction.nlp import Analyzer


def chains(analyzer: Analyzer, text: str) -> list[tuple[str, ...]]:
    return [q.chain for q in read(analyzer, text) if q.cue_class == "speech"]


@pytest.mark.parametrize(
    "text",
    [
        'The envoy told the daily Trud that the talks had failed. "They asked for coffee," he joked.',
        'The envoy was quoted by Trud Press as saying that the talks had failed. "It is over," he said.',
        'Envoy Karim Haddad said that the talks had failed, Trud Press reported. "It is over," he said.',
        'The envoy spoke to Trud Press. "It is over," he said. He said he was tired.',
        'Karim Haddad told Trud Press that the talks had failed.\n\n"It is over," Haddad said.',
        'A guard told Trud Press that the gate had been open. "It is over," the guard said.',
    ],
)
def test_the_same_speaker_goes_on(analyzer: Analyzer, text: str) -> None:
    found = chains(analyzer, text)
    assert len(found) == 2
    assert len(set(found)) == 1
    assert found[0]


@pytest.mark.parametrize(
    "text",
    [
        'The envoy told Trud Press that the talks had failed. "It is over," the minister said.',
        'The envoy told Trud Press that the talks had failed. "It is over," he told parliament.',
        "The envoy told Trud Press that the talks had failed. At a news conference in Baku he said that it was over.",
        'Envoy Karim Haddad said that the talks had failed, Trud Press reported.\n\n"It is over," Haddad said.',
        'They met.\n\nKarim Haddad told Trud Press it was over.\n\nAnna Holm said it was not.\n\n"It is," Haddad said.',
        "Karim Haddad told Trud Press that the talks had failed.\n\nBackground: Haddad said in May that he was tired.",
    ],
)
def test_another_speaker_occasion_or_section_ends_it(analyzer: Analyzer, text: str) -> None:
    found = chains(analyzer, text)
    assert found[0]
    assert found[-1] == ()


def test_an_interview_goes_on_behind_other_speakers(analyzer: Analyzer) -> None:
    text = (
        "In an interview with Trud Press, Karim Haddad said that the talks had failed.\n\n"
        'Anna Holm said that they went on.\n\n"It is over," Haddad said.'
    )
    assert chains(analyzer, text) == [("Trud Press",), (), ("Trud Press",)]


def test_the_newspaper_may_be_named_in_the_paragraph_above(analyzer: Analyzer) -> None:
    text = 'The daily Trud met the envoy on Monday.\n\n"It is over," the envoy told the paper.'
    assert chains(analyzer, text) == [("Trud",)]
