"""What articles leave behind in a process: nothing that grows with their number."""

import functools
import gc
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "benchmarks"))
from soak_articles import article

from workers.extraction.nlp import Analyzer
from workers.messages import InputMessage
from workers.pipeline.limits import Limits
from workers.pipeline.process import Processor

WORDS = 60


@pytest.fixture(scope="module")
def processor() -> Processor:
    return Processor(Analyzer(), Limits())


def run(processor: Processor, numbers: range) -> list[object]:
    return [processor.process(InputMessage(value=article(number, WORDS))) for number in numbers]


def unbounded_caches() -> dict[str, int]:
    """Entries of the project's caches without a limit."""
    found: dict[str, int] = {}
    for each in gc.get_objects():
        if isinstance(each, functools._lru_cache_wrapper) and each.__module__.startswith("workers."):
            info = each.cache_info()
            if info.maxsize is None:
                found[f"{each.__module__}.{each.__qualname__}"] = info.currsize
    return found


def test_caches_without_a_limit_do_not_grow_with_new_words(processor: Processor) -> None:
    run(processor, range(60))
    before = unbounded_caches()
    assert len(before) > 5
    run(processor, range(1000, 1020))
    # A word list that is asked for late counts one; twenty articles bring hundreds of new words.
    grown = {name: size for name, size in unbounded_caches().items() if size > before.get(name, 0) + 5}
    assert grown == {}


def test_strings_of_articles_are_freed_with_them(processor: Processor) -> None:
    run(processor, range(5))
    strings = len(processor._analyzer.nlp.vocab.strings)
    run(processor, range(2000, 2010))
    assert len(processor._analyzer.nlp.vocab.strings) == strings


def test_a_pipeline_loaded_anew_gives_the_same_bytes(processor: Processor) -> None:
    analyzer = Analyzer(lexemes_before_reload=900)
    first = analyzer.nlp
    again = Processor(analyzer, Limits())
    assert run(again, range(8)) == run(processor, range(8))
    assert analyzer.nlp is not first
    assert len(analyzer.nlp.vocab) < 1500
