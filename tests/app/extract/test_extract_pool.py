"""The pool on work that needs no model: order, crashes, bounded reading ahead."""

import os
import time
from collections.abc import Iterator

import pytest

from workers.app.articles.files import FileMessage
from workers.app.extract import pool
from workers.app.extract.pool import CHUNK_ARTICLES, CHUNKS_PER_JOB, Extracted, extract_all
from workers.errors import Rejection
from workers.messages import InputMessage

COUNT = 3 * CHUNK_ARTICLES


def upper(message: InputMessage) -> Extracted:
    if message.value == b"slow":
        time.sleep(0.3)  # the other process must overtake it, so that order is kept on purpose
    if message.value == b"crash":
        os._exit(9)
    if message.value == b"bad":
        return Extracted(Rejection("decode", "Bad", "b"))
    return Extracted(message.value.upper() + f" {os.getpid()}".encode())


def article(value: str) -> FileMessage:
    return FileMessage(value, InputMessage(value.encode()))


@pytest.fixture
def _always_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "POOL_WORTH_BYTES", 0)


def words(values: list[str]) -> list[str]:
    outcomes = extract_all(map(article, values), 2, upper)
    found = []
    for outcome in outcomes:
        value = outcome.result.value
        shown = value.reason if isinstance(value, Rejection) else value.decode().split()[0]
        found.append(f"{outcome.source.place}={shown}")
    return found


@pytest.mark.usefixtures("_always_pool")
def test_outcomes_come_in_input_order() -> None:
    values = ["slow", *(f"a{i}" for i in range(COUNT)), "bad"]
    assert words(values) == ["slow=SLOW", *(f"a{i}=A{i}" for i in range(COUNT)), "bad=Bad"]


@pytest.mark.usefixtures("_always_pool")
def test_a_crash_costs_only_its_own_article() -> None:
    values = [f"a{i}" for i in range(COUNT)]
    values[CHUNK_ARTICLES + 5] = "crash"
    expected = [f"{v}=ProcessDied" if v == "crash" else f"{v}={v.upper()}" for v in values]
    assert words(values) == expected


def test_few_articles_need_no_process() -> None:
    outcomes = list(extract_all([article("a"), article("b")], 2, upper))
    assert {outcome.result.value for outcome in outcomes} == {f"{v} {os.getpid()}".encode() for v in ("A", "B")}


@pytest.mark.usefixtures("_always_pool")
def test_the_input_is_read_only_so_far_ahead() -> None:
    read = 0

    def endless() -> Iterator[FileMessage]:
        nonlocal read
        while True:
            read += 1
            yield article(f"a{read}")

    outcomes = extract_all(endless(), 2, upper)
    next(outcomes)
    assert read <= (2 * CHUNKS_PER_JOB + 1) * CHUNK_ARTICLES + 2
    outcomes.close()  # type: ignore[attr-defined] # a generator
