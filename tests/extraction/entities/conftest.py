"""Resolves articles with the run's one pipeline."""

from collections.abc import Iterator

import pytest
from resolved import Resolve, Resolved

from workers.extraction.entities import resolve_entities
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText


@pytest.fixture
def resolve(analyzer: Analyzer) -> Iterator[Resolve]:
    def run(text: str) -> Resolved:
        return Resolved(text, resolve_entities(analyzer.analyze(ArticleText(text))))

    with analyzer.memory_zone():
        yield run
