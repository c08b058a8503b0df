"""Nothing in a text makes the time expressions fail, overlap or take long."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.timex import find_times, times_in

WORDS = """
the a last next two 3 2011 1999 99999999999999999999 30 31 32 May march Monday week days year-old years ago
earlier later of in early late mid- end beginning - , . ' ’s 's '90s 1990s 9/11 31/02/2023 2/30/23
2023-13-45 2023-02-30T25:61 25:99 8 p.m. 13 pm 0 am UTC noon midnight first quarter half a century every
each twice per Easter Christmas 0000 1000 2199 morning night tonight from now a couple of several another
1e9 1,000,000 million and fiscal spring fall decade ² ٣ 12th 0th 99th the past
""".split()  # noqa: SIM905 - a list of a hundred quoted words is harder to read
TEXTS = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=40).map(" ".join)
DATES = st.none() | st.dates()


@given(text=TEXTS, published=DATES)
@settings(max_examples=600, deadline=None)
def test_any_line_is_read(text: str, published: date | None) -> None:
    end = 0
    for found in times_in(text, published):
        assert end <= found.span.start < found.span.end <= len(text)
        assert found.value
        end = found.span.end


@pytest.mark.parametrize("published", [date.min, date.max, date(2024, 2, 29), None])
def test_any_publication_date(analyzer: Analyzer, published: date | None) -> None:
    text = "\n\n".join(" ".join(WORDS[i:] + WORDS[:i]) for i in range(0, len(WORDS), 7))
    times = find_times(analyzer.analyze(ArticleText(text, published_on=published)))
    assert [text[t.span.start : t.span.end] for t in times]
    assert find_times(analyzer.analyze(ArticleText(text, published_on=published))) == times


@pytest.mark.parametrize(
    "piece", ["two ", "a ", "one hundred ", "9", "- ", "May 5, ", "the last ", "Monday ", "1990s ", "'", "more than "]
)
def test_time_grows_with_length_only(piece: str) -> None:
    def seconds(times: int) -> float:
        start = time.process_time()
        times_in(piece * times, date(2024, 1, 1))
        return time.process_time() - start

    seconds(1000)
    small = min(seconds(1500) for _ in range(3))
    large = min(seconds(12000) for _ in range(3))
    assert large < 24 * small + 0.05  # eight times the text: 8 when linear, 64 when quadratic
