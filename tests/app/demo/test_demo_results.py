import asyncio

import pytest
from records import article, event, quote

from schemas.codec import encode
from schemas.dead_letter import DeadLetter
from workers.app.demo import results as demo_results
from workers.app.demo.results import Results, await_results
from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import Record
from workers.streaming.options import TopicNames

TOPICS = TopicNames()
LETTER = DeadLetter(
    topic="raw",
    partition=0,
    offset=1,
    stage="decode",
    reason="Empty",
    message="the message is empty",
    attempts=1,
    pipeline_version="0",
)


def record(topic: str, value: bytes, headers: tuple[tuple[str, bytes], ...] = ()) -> Record:
    return Record(topic, 0, 0, 0, b"a1", value, headers)


ARTICLE = record(TOPICS.enriched, encode(article()))
QUOTE = record(TOPICS.quotes, encode(quote()))
EVENT = record(TOPICS.events, encode(event()))
DEAD = record(TOPICS.dead_letters, b"", LETTER.headers())


def results(*records: Record) -> Results:
    found = Results()
    for one in records:
        found.add(one, TOPICS)
    return found


def test_complete_when_every_announced_quote_and_coded_event_is_there() -> None:
    assert not results(ARTICLE).complete(1)
    assert not results(ARTICLE, QUOTE).complete(1)
    assert results(ARTICLE, QUOTE, EVENT).complete(1)  # its second event is OTHER, which has no record
    assert not results(ARTICLE, QUOTE, EVENT).complete(2)
    assert results(ARTICLE, QUOTE, EVENT, DEAD).complete(2)


def test_a_record_that_is_there_twice_is_out_of_balance() -> None:
    assert results(ARTICLE, QUOTE, EVENT, DEAD).balanced(2)
    for twice in (ARTICLE, QUOTE, EVENT, DEAD):
        assert not results(ARTICLE, QUOTE, EVENT, DEAD, twice).balanced(2)


def test_dead_letters_keep_their_reason() -> None:
    assert results(DEAD).dead_letters == [LETTER]


async def test_waiting_ends_with_the_reason_when_the_worker_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise Fatal("the worker ended with status 1")

    async def never(*_: object) -> object:
        await asyncio.Event().wait()
        yield

    monkeypatch.setattr(demo_results, "read", never)
    async with asyncio.timeout(5):
        with pytest.raises(Fatal, match="the worker ended with status 1"):
            await await_results(Connection(), TOPICS, 1, gone, 60.0)


async def test_waiting_ends_with_what_came_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    async def one_article(*_: object) -> object:
        yield ARTICLE
        await asyncio.Event().wait()

    monkeypatch.setattr(demo_results, "read", one_article)
    async with asyncio.timeout(5):
        with pytest.raises(Fatal, match="only 1 of 2 articles came back"):
            await await_results(Connection(), TOPICS, 2, lambda: None, 0.05)
