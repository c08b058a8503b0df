import io
import sys
from pathlib import Path

import pytest

from workers.app.articles.files import read_articles


def read(path: Path, name: str, content: bytes) -> list[tuple[str, bytes, bytes]]:
    file = path / name
    file.write_bytes(content)
    return [
        (found.place.removeprefix(f"{path}/"), found.message.value, dict(found.message.headers)["content-type"])
        for found in read_articles([str(file)])
    ]


JSON = b"application/json"
TEXT = b"text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.JSONL", "a", "a.log", "a.json"])
def test_lines_are_articles_and_blank_lines_are_skipped(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, name, b'{"text": "a"}\n\n  {"text": "b"} \r\n{"text": "c"}') == [
        (f"{name}:1", b'{"text": "a"}', JSON),
        (f"{name}:3", b'{"text": "b"}', JSON),
        (f"{name}:4", b'{"text": "c"}', JSON),
    ]


def test_a_bad_line_is_still_an_article_so_that_it_is_reported(tmp_path: Path) -> None:
    assert [value for _, value, _ in read(tmp_path, "a.jsonl", b"no json\n{}")] == [b"no json", b"{}"]


def test_json_files_hold_one_article_or_a_list(tmp_path: Path) -> None:
    assert read(tmp_path, "a.json", b'{\n  "text": "a"\n}\n') == [("a.json", b'{\n  "text": "a"\n}\n', JSON)]
    assert read(tmp_path, "b.json", b'[{"text": "a"}, {"text":"b"}]') == [
        ("b.json[1]", b'{"text":"a"}', JSON),
        ("b.json[2]", b'{"text":"b"}', JSON),
    ]


@pytest.mark.parametrize("name", ["a.txt", "a", "a.md"])
def test_a_text_is_one_article_untouched(tmp_path: Path, name: str) -> None:
    content = b"\n One.\r\n\r\n{Two}\n"
    assert read(tmp_path, name, content) == [(name, content, TEXT)]


def test_a_text_may_begin_with_a_brace(tmp_path: Path) -> None:
    assert read(tmp_path, "a.txt", b"{One}\nTwo") == [("a.txt", b"{One}\nTwo", TEXT)]


def test_a_page_is_one_article(tmp_path: Path) -> None:
    assert read(tmp_path, "a.html", b"<p>a</p>") == [("a.html", b"<p>a</p>", b"text/html; charset=utf-8")]


@pytest.mark.parametrize(("content", "count"), [(b'{"text": "a"}\n{"text": "b"}\n', 2), (b"One.\n\nTwo.\n", 1)])
def test_standard_input(monkeypatch: pytest.MonkeyPatch, content: bytes, count: int) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    found = list(read_articles(["-"]))
    assert len(found) == count
    assert found[0].place.startswith("stdin")


def test_files_come_in_their_order(tmp_path: Path) -> None:
    names = []
    for name in ("b.txt", "a.txt"):
        (tmp_path / name).write_text(name)
        names.append(str(tmp_path / name))
    assert [found.message.value for found in read_articles(names)] == [b"b.txt", b"a.txt"]
