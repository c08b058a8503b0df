"""The whole pipeline on made-up articles: what comes out, and that its bytes depend on the message alone."""

import os
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from schemas.codec import decode, encode_value
from schemas.enriched_article import EnrichedArticle
from schemas.json_schema import json_schema
from workers.app.extract.loaded_processor import processor
from workers.errors import Rejection
from workers.messages import InputMessage, OutputRecord
from workers.pipeline import process as process_module
from workers.pipeline.process import PIPELINE_VERSION

SEEDS = sorted((Path(__file__).parents[2] / "seeds").glob("*.txt"))
ARTICLES = [
    InputMessage(
        encode_value(
            {
                "id": "one",
                "published_at": "2024-03-05",
                "text": "Norland sent two ships to Sudania on Monday, the ministry said.\n\n“We will help our"
                " neighbours,” said Ada Olsen, the foreign minister. She added that talks would go on in Rondeville.",
            }
        ),
        topic="news.articles.raw.v1",
        partition=3,
        offset=17,
        timestamp_ms=1_709_640_000_000,
    ),
    InputMessage(b"Police arrested four men in Paris on Friday, Reuters reported.\n\nNobody was hurt.", offset=18),
    InputMessage("Die Ministerin sagte am Montag, dass die Gespräche fortgesetzt werden.".encode()),
    InputMessage(b'{"text": 5}'),
    InputMessage(b"One word"),
    *(InputMessage(path.read_bytes()) for path in SEEDS),
]


def records(message: InputMessage) -> tuple[OutputRecord, ...]:
    result = processor().process(message)
    assert not isinstance(result, Rejection), result
    return result


def enriched(message: InputMessage) -> EnrichedArticle:
    return decode(records(message)[0].value, EnrichedArticle)


def test_the_enriched_article_comes_first_and_holds_the_others() -> None:
    first, *others = records(ARTICLES[0])
    assert first.stream == "enriched"
    article = decode(first.value, EnrichedArticle)
    assert len(others) == len(article.quotes) + sum(event.type != "OTHER" for event in article.events)
    assert article.quotes
    assert {record.key for record in (first, *others)} == {b"one"}


def test_provenance_names_the_message_and_the_pipeline() -> None:
    made = enriched(ARTICLES[0]).provenance
    assert made.pipeline_version == PIPELINE_VERSION
    assert made.model.startswith("en_core_web_sm-")
    assert made.input is not None
    assert (made.input.partition, made.input.offset, made.input.timestamp) == (3, 17, 1_709_640_000_000)


def test_an_article_from_a_file_has_no_input() -> None:
    assert enriched(ARTICLES[1]).provenance.input is None


def test_a_foreign_article_says_so_and_has_no_findings() -> None:
    article = enriched(ARTICLES[2])
    assert article.article.language == "de"
    assert [section.role for section in article.sections] == ["lead"]
    assert (article.entities, article.quotes, article.events, article.times) == ((), (), (), ())


def test_a_bad_message_is_a_rejection_between_good_ones() -> None:
    results = processor().process_many(ARTICLES)
    assert [isinstance(result, Rejection) for result in results] == [m.value == b'{"text": 5}' for m in ARTICLES]


def test_an_error_of_the_extractors_is_a_rejection_of_this_article(monkeypatch: pytest.MonkeyPatch) -> None:
    real = process_module.extract

    def breaks_on_paris(article: object, analyzer: object, laps: object) -> object:
        if "Paris" in article.text:  # type: ignore[attr-defined] # an ArticleText
            raise ZeroDivisionError(f"in {article.text}\n")  # type: ignore[attr-defined] # same
        return real(article, analyzer, laps)  # type: ignore[arg-type] # same

    monkeypatch.setattr(process_module, "extract", breaks_on_paris)
    first, second = processor().process_many(ARTICLES[:2])
    assert not isinstance(first, Rejection)
    assert isinstance(second, Rejection)
    assert (second.stage, second.reason) == ("extract", "ZeroDivisionError")
    assert second.message.startswith("extraction failed at workers.pipeline.process:")
    assert "Paris" not in second.message


def test_running_out_of_memory_is_no_rejection(monkeypatch: pytest.MonkeyPatch) -> None:
    def runs_out(*_: object) -> object:
        raise MemoryError

    monkeypatch.setattr(process_module, "extract", runs_out)
    with pytest.raises(MemoryError):
        processor().process(ARTICLES[0])


def test_bytes_are_the_same_alone_and_in_any_batch() -> None:
    alone = [processor().process(message) for message in ARTICLES]
    assert processor().process_many(ARTICLES) == alone
    assert processor().process_many(ARTICLES[::-1]) == alone[::-1]
    assert processor().process_many([*ARTICLES, *ARTICLES]) == alone * 2


@pytest.mark.parametrize("hash_seed", ["1", "2"])
def test_bytes_are_the_same_in_another_process(hash_seed: str) -> None:
    """Another hash seed reorders every set; what leaks such an order into a record shows here."""
    code = (
        "import pickle, sys\n"
        "from workers.pipeline.process import open_processor\n"
        "messages = pickle.load(sys.stdin.buffer)\n"
        "pickle.dump(open_processor().process_many(messages), sys.stdout.buffer)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=pickle.dumps(ARTICLES),
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
    )
    assert pickle.loads(done.stdout) == processor().process_many(ARTICLES)  # noqa: S301 - between two processes of this test


@pytest.mark.parametrize("message", ARTICLES[:3])
def test_records_fit_their_schema(message: InputMessage) -> None:
    names = {"enriched": "enriched-article.v1", "quotes": "quote.v1", "events": "event.v1"}
    for record in records(message):
        Draft202012Validator(json_schema(names[record.stream])).validate(decode(record.value, dict[str, object]))
