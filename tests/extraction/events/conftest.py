"""The event extractor as a fixture."""

from datetime import date

import pytest
from coded import Code, Coded

from workers.extraction.article import extract
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText


@pytest.fixture(scope="session")
def code(analyzer: Analyzer) -> Code:
    """Codes an article; a second sentence keeps a text from being read as a single-sentence alert."""

    def _code(text: str) -> Coded:
        return Coded(text, extract(ArticleText(text=text, published_on=date(2024, 5, 8)), analyzer))

    return _code
