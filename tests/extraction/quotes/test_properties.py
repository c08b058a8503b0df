"""Whatever the text, quotes come out with true spans, and nothing is raised."""

import time
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workers.extraction.entities.table import EntityTable
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.text import ArticleText

MARKS = ['"', "“", "”", "'", "’", "‘", "«", "»", "„", "''", "``", "— ", ",", ".", "?", ":", "\n", "\n\n", "\t", " "]
WORDS = ["said ", "told Reuters ", "according to ", "the minister ", "Ruth Amadi ", "that it rained ", "he ", "adding "]
OTHER = [
    "called it ",
    "as ",
    "Source: ",
    "Quote from Amadi: ",
    "5'10\" ",
    "привет ",
    "日本 ",
    "\x00",
    "\ufffd",
    "🙂",
    "( ",
]
PIECES = st.sampled_from([*MARKS, *WORDS, *OTHER])


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES | st.text(max_size=6), max_size=60).map("".join))
def test_any_text_gives_true_spans(analyzer: Analyzer, text: str) -> None:
    with analyzer.memory_zone():
        quotes = extract_quotes(analyzer.analyze(ArticleText(text=text)), EntityTable(()))
    for quote in quotes:
        for span in (*quote.content, *filter(None, (quote.cue, quote.speaker.mention))):
            assert 0 <= span.start < span.end <= len(text)
            assert text[span.start : span.end].strip()
        assert all(a.end <= b.start for a, b in pairwise(quote.content))
        assert 0 <= quote.confidence <= 1


@pytest.mark.parametrize(
    "sentence",
    [
        "said the man told her that it rained and he said , ",
        '"a" "b" ',
        "“we go he said, ",
        "'we go' dogs' ",
        "go” said he, ",
        "A and B and C and D said that it rained and told X ",
    ],
)
def test_time_is_linear_in_one_long_paragraph(analyzer: Analyzer, sentence: str) -> None:
    def seconds_per_character(size: int) -> float:
        text = (sentence * (size // len(sentence) + 1))[:size]
        analysis = analyzer.analyze(ArticleText(text=text))
        best = float("inf")
        for _ in range(2):
            begun = time.process_time()
            extract_quotes(analysis, EntityTable(()))
            best = min(best, time.process_time() - begun)
        return best / size

    assert seconds_per_character(16_000) < 3 * seconds_per_character(2_000) + 2e-6
