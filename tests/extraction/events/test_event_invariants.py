"""On any input: no exception, true offsets, known values; and time that grows with the text, not with its square."""

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from workers.extraction.article import extract
from workers.extraction.entities import resolve_entities
from workers.extraction.events import extract_events
from workers.extraction.events.ontology import CONTEXTS, ROOTS
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.types import Extraction

WORDS = [
    "Chile",
    "Peru",
    "rebels",
    "troops",
    "attacked",
    "said",
    "will",
    "not",
    "may",
    "refused",
    "to",
    "release",
    "the",
    "a",
    "of",
    "by",
    "and",
    "who",
    "that",
    "if",
    "killed",
    "12",
    "million",
    "$",
    "talks",
    "with",
    "against",
    "embargo",
    "lifted",
    ",",
    ".",
    '"',
    "“",
    "”",
    "'",
    ":",
    ";",
    "-",
    "–",
    "(",
    ")",
    "\n",
    "\n\n",
    "Background:",
    "Advertisement:",
    "on",
    "Monday",
    "threatened",
    "would",
    "have",
    "been",
    "expelled",
    "envoy",
    "its",
    "they",
    "I",
    "we",
    "...",
    "?!",
    "ACCUSED",
    "accusing",
]
sentences = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)
anything = st.text(st.characters(exclude_categories=["Cs"]), max_size=200)


def check(text: str, extraction: Extraction) -> None:
    for event in extraction.events:
        assert 0 <= event.trigger.start < event.trigger.end <= len(text)
        assert event.type == "OTHER" or event.type in ROOTS
        assert set(event.contexts) <= set(CONTEXTS)
        assert event.mode is None or event.mode in ROOTS[event.type].modes
        assert 0 <= event.confidence <= 1
        assert event.quote is None or event.quote < len(extraction.quotes)
        assert all(n > 0 for n in event.counts.values())
        for participant in (*event.actors, *event.targets):
            assert participant.mention is not None
            assert 0 <= participant.mention.start < participant.mention.end <= len(text)
            assert participant.entity is None or participant.entity < len(extraction.entities)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=sentences | anything)
@example(text="")
@example(text="who who who attacked")
@example(text="no no no")
def test_any_text_is_coded_without_an_exception(text: str, analyzer: Analyzer) -> None:
    check(text, extract(ArticleText(text=text, published_on=date(2024, 5, 8)), analyzer))


def test_a_repeated_run_gives_the_same_events(analyzer: Analyzer) -> None:
    text = "Chile expelled two envoys on Monday. Peru said it would respond, and recalled its ambassador."
    runs = [extract(ArticleText(text=text, published_on=date(2024, 5, 8)), analyzer).events for _ in range(2)]
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    "unit",
    [
        "Rebels attacked the town of Lima. ",
        "Chile and Peru, ",
        "said that ",
        "to refuse to agree to ",
        "the attack on ",
    ],
)
def test_time_is_linear_in_the_text(unit: str, analyzer: Analyzer) -> None:
    def seconds(times: int) -> float:
        with analyzer.memory_zone():
            analysis = analyzer.analyze(ArticleText(text=unit * times + "."))
            entities = resolve_entities(analysis)
            best = float("inf")
            for _ in range(3):
                started = time.process_time()
                extract_events(analysis, entities, (), (), ())
                best = min(best, time.process_time() - started)
            return best

    took = [seconds(n) for n in (80, 160, 320)]
    # Doubling the text may double the time; three times leaves room for a busy machine, a square would be four.
    assert all(later < 3.2 * earlier + 0.02 for earlier, later in pairwise(took)), took
