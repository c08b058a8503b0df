"""Reading back what the worker made of the demo's articles."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field

from schemas.codec import decode
from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.event import Event
from schemas.quote import Quote
from workers.errors import Fatal
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import Record, read
from workers.streaming.options import TopicNames

CHECK_S = 0.2


@dataclass(slots=True)
class Results:
    """Records of committed transactions; what is there twice shows as a second entry."""

    articles: list[EnrichedArticle] = field(default_factory=list)
    quotes: list[Quote] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    dead_letters: list[DeadLetter] = field(default_factory=list)

    def add(self, record: Record, topics: TopicNames) -> None:
        """Take in a record of one of the four output topics."""
        value = record.value or b""
        if record.topic == topics.enriched:
            self.articles.append(decode(value, EnrichedArticle))
        elif record.topic == topics.quotes:
            self.quotes.append(decode(value, Quote))
        elif record.topic == topics.events:
            self.events.append(decode(value, Event))
        else:
            self.dead_letters.append(DeadLetter.from_headers(record.headers))

    def complete(self, published: int) -> bool:
        """Tell whether every article is accounted for, with all quotes and coded events that it announces."""
        return (
            len(self.articles) + len(self.dead_letters) >= published
            and len(self.quotes) >= sum(len(article.quotes) for article in self.articles)
            and len(self.events) >= sum(_coded(article) for article in self.articles)
        )

    def balanced(self, published: int) -> bool:
        """Tell whether nothing is lost and nothing is there twice."""
        return (
            len(self.articles) + len(self.dead_letters) == published
            and len(self.quotes) == sum(len(article.quotes) for article in self.articles)
            and len(self.events) == sum(_coded(article) for article in self.articles)
        )


def _coded(article: EnrichedArticle) -> int:
    """Return how many records the article has on the events topic."""
    return sum(event.type != "OTHER" for event in article.events)


async def read_results(connection: Connection, topics: TopicNames) -> Results:
    """Read the output topics, read committed, from the first to the last record."""
    results = Results()
    async for record in read(connection, _outputs(topics), follow=False):
        results.add(record, topics)
    return results


async def await_results(
    connection: Connection, topics: TopicNames, published: int, check_worker: Callable[[], None], deadline_s: float
) -> None:
    """Follow the output topics, read committed, until every article is accounted for.

    Raises:
        Fatal: not complete after ``deadline_s``, or ``check_worker`` says that the worker is gone.
    """
    results = Results()

    async def collect() -> None:
        records = read(connection, _outputs(topics))
        async with aclosing(records):
            async for record in records:
                results.add(record, topics)
                if results.complete(published):
                    return

    async def watch() -> None:
        while True:
            check_worker()
            await asyncio.sleep(CHECK_S)

    watching = asyncio.create_task(watch())
    collecting = asyncio.create_task(collect())
    try:
        done, _ = await asyncio.wait({watching, collecting}, timeout=deadline_s, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (watching, collecting):
            task.cancel()
        await asyncio.wait({watching, collecting})
    for task in done:
        await task  # raises what it ended with
    if not done:
        seen = len(results.articles) + len(results.dead_letters)
        raise Fatal(f"only {seen} of {published} articles came back within {deadline_s:.0f} s")


def _outputs(topics: TopicNames) -> list[str]:
    return [topics.enriched, topics.quotes, topics.events, topics.dead_letters]
