"""What holds for every text: nothing raises, mentions lie in the text, time is linear."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workers.extraction.entities import resolve_entities
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText

PIECES = st.sampled_from(
    [
        *("Maria Olsen", "Holt", "he", "She", "They", "it", "His", "I", "the minister", "a man", "officials", "said"),
        *(
            "Ministry",
            "of",
            "the",
            "and",
            "NATO",
            "WHO",
            "Mr.",
            "Dr",
            "U.S.",
            "al-",
            "O’",
            "'s",
            "’s",
            "van der",
            "Jr.",
        ),
        *(
            '"',
            "“",
            "”",
            "‘",
            "''",
            "``",
            "«",
            "»",
            "(",
            ")",
            ",",
            ".",
            "?",
            ":",
            "—",
            "-",
            "\n",
            "\n\n",
            "\r\n",
            "\x00",
        ),
        *(
            "Source:",
            "Quote from Olsen:",
            "Иван",
            "北京",
            "ﷺ",
            "\u200b",
            "\u2028",
            "ǅ",
            "İ",
            "ß",
            "😀",
            "1",
            "&amp;",
            "<b>",
        ),
    ]
)
TEXTS = st.one_of(
    st.lists(PIECES, max_size=80).map(" ".join),
    st.lists(PIECES, max_size=80).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
)


@given(text=TEXTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_nothing_raises_and_mentions_lie_in_the_text(analyzer: Analyzer, text: str) -> None:
    with analyzer.memory_zone():
        table = resolve_entities(analyzer.analyze(ArticleText(text)))
    assert [m.phrase.start for m in table.mentions] == sorted(m.phrase.start for m in table.mentions)
    for mention in table.mentions:
        assert 0 <= mention.phrase.start <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end].strip()
    for entity in table.entities:
        assert entity.name.strip()
        assert list(entity.mentions) == sorted(entity.mentions)
        assert all(0 <= m.start < m.end <= len(text) for m in entity.mentions)


@pytest.mark.parametrize(
    "unit",
    [
        'The baker Arne Holt told Maria Olsen that he knew her. "It rains," the baker said. ',
        "Holt said he told the minister. ",
        "NATO and the UN met. They left. It rained. ",
        'A"b ',
        "Maria Olsen Arne Holt Kask Union Bank ",
        "of the Ministry of ",
        "A navy spokesman said no. The spokesman, Arne Holt, said yes. Mr Lund wept. ",
    ],
)
def test_time_is_linear(analyzer: Analyzer, unit: str) -> None:
    def seconds(size: int) -> float:
        with analyzer.memory_zone():
            analysis = analyzer.analyze(ArticleText((unit * (size // len(unit) + 1))[:size]))
            best = 1e9
            for _ in range(3):
                begun = time.process_time()
                resolve_entities(analysis)
                best = min(best, time.process_time() - begun)
        return best

    assert seconds(24_000) < 20 * max(seconds(4_000), 0.005)
