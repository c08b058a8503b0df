"""What the golden files hold: every record of every article, readable in a diff.

An article file ``NAME`` has its records in ``EXPECTED/NAME.json``: for each article the stream, key, headers and value
of each record, in the order they are published. Write them anew with ``python -m tests.golden.regenerate``.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from schemas.codec import encode_value, parse
from workers.app.articles.files import read_articles
from workers.app.extract.loaded_processor import processor
from workers.errors import Rejection
from workers.messages import OutputRecord
from workers.pipeline.process import PIPELINE_VERSION

ROOT = Path(__file__).parents[2]
VERSION_MARK = "PIPELINE_VERSION"


class Golden(NamedTuple):
    """An article file and the file with its records."""

    articles: Path
    expected: Path


def goldens() -> list[Golden]:
    """Return the seeds and the articles written for these tests."""
    found: list[Golden] = []
    for articles, expected in (
        (ROOT / "seeds", ROOT / "seeds" / "expected"),
        (ROOT / "tests" / "golden" / "articles", ROOT / "tests" / "golden" / "expected"),
    ):
        found += (
            Golden(path, expected / f"{path.stem}.json")
            for path in sorted(articles.iterdir())
            if path.suffix in {".txt", ".jsonl", ".html"}
        )
    return found


def render(articles: Path) -> bytes:
    """Return what the golden file of ``articles`` should hold.

    A new version number alone changes no golden file: it is written as a mark, and so are the ids made from it.
    """
    return encode_value(list(_articles(articles)), indent=True) + b"\n"


def _articles(path: Path) -> Iterator[object]:
    for article in read_articles([str(path)]):
        result = processor().process(article.message)
        if isinstance(result, Rejection):
            yield {"rejected": [result.stage, result.reason, result.message]}
            continue
        yield list(_records(result))


def _records(result: tuple[OutputRecord, ...]) -> Iterator[object]:
    """Yield the records; a value that also stands in the enriched article is not written twice."""
    inside: dict[bytes, str] = {}
    for record in result:
        value = parse(record.value)
        assert isinstance(value, dict)
        assert encode_value(value) == record.value, "the value is not in canonical form"
        headers = {name: header.decode() for name, header in record.headers}
        shown: object = value
        if record.stream == "enriched":
            inside = {
                encode_value(item): f"{part}[{index}]"
                for part in ("quotes", "events")
                for index, item in enumerate(value[part])
            }
            assert value["provenance"]["pipeline_version"] == PIPELINE_VERSION
            value["provenance"]["pipeline_version"] = headers["ce_id"] = VERSION_MARK
        elif record.value in inside:
            shown = f"as in {inside[record.value]} of the enriched article"
        yield {"stream": record.stream, "key": record.key.decode(), "headers": headers, "value": shown}
