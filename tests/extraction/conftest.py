"""Fixtures for the extraction tests: one loaded pipeline for the whole run."""

import pytest

from workers.extraction.nlp import Analyzer


@pytest.fixture(scope="session")
def analyzer() -> Analyzer:
    return Analyzer()
