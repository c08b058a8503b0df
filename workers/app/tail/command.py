"""``stringer tail``: committed quotes, events or articles as they come."""

import asyncio
import os
import sys
from contextlib import aclosing
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from workers.app.invocation import BootstrapServers, TopicPrefix, output_console, settings_for

if TYPE_CHECKING:
    from rich.text import Text

    from workers.app.tail.record_filter import Filter
    from workers.streaming.kafka.connection import Connection


class Kind(StrEnum):
    """What to show."""

    QUOTES = "quotes"
    EVENTS = "events"
    ARTICLES = "articles"


ALLOWED = {Kind.QUOTES: {"--speaker", "--type"}, Kind.EVENTS: {"--actor", "--type", "--place"}}


def tail(
    context: typer.Context,
    kind: Annotated[Kind, typer.Argument(help="What to show.")],
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    speaker: Annotated[str | None, typer.Option("--speaker", help="Part of the speaker's name.")] = None,
    actor: Annotated[str | None, typer.Option("--actor", help="Part of an actor's or target's name, or code.")] = None,
    kind_of: Annotated[
        str | None, typer.Option("--type", help="PLOVER root, or direct, indirect, mixed for quotes.")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", help="Part of the place's name, or its country code.")] = None,
    count: Annotated[int | None, typer.Option("--count", "-n", min=1, help="End after so many records.")] = None,
    from_beginning: Annotated[
        bool, typer.Option("--from-beginning", help="Begin at the oldest record instead of the next new one.")
    ] = False,
    no_follow: Annotated[
        bool, typer.Option("--no-follow", "-e", help="End at the last record instead of waiting for more.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print each record's JSON, one a line.")] = False,
) -> None:
    """Show records of committed transactions, oldest first; all conditions must hold."""
    from workers.app.composition import connection_of, topic_names  # noqa: PLC0415 - `--help` needs no Kafka client
    from workers.app.tail.record_filter import Filter  # noqa: PLC0415

    given = {"--speaker": speaker, "--actor": actor, "--type": kind_of, "--place": place}
    for name, value in given.items():
        if value is not None and name not in ALLOWED.get(kind, set(given)):
            raise typer.BadParameter(f"{name} says nothing about {kind}", param_hint=name)
    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    names = topic_names(settings)
    topic = {Kind.QUOTES: names.quotes, Kind.EVENTS: names.events, Kind.ARTICLES: names.enriched}[kind]
    show = _Printer(kind, Filter(speaker, actor, kind_of, place), as_json=as_json)
    try:
        asyncio.run(
            _tail(
                connection_of(settings),
                topic,
                show,
                count=count,
                from_beginning=from_beginning or no_follow,
                follow=not no_follow,
            )
        )
    except BrokenPipeError:
        # The reader of our output went away (`| head`): no error, but Python must not flush stdout again at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Printer:
    """Prints the records that the filter admits."""

    def __init__(self, kind: Kind, condition: "Filter", *, as_json: bool) -> None:
        self._kind = kind
        self._condition = condition
        self._as_json = as_json
        self._console = output_console()
        self._wrap = self._console.is_terminal

    def __call__(self, value: bytes) -> bool:
        """Print the record and return True, or return False when it is not admitted."""
        line = self._line(value)
        if line is None:
            return False
        if self._as_json:
            sys.stdout.buffer.write(value + b"\n")
            sys.stdout.buffer.flush()
        else:
            self._console.print(line, soft_wrap=not self._wrap)
        return True

    def _line(self, value: bytes) -> "Text | None":
        from schemas.codec import decode  # noqa: PLC0415 - see tail
        from schemas.enriched_article import EnrichedArticle  # noqa: PLC0415
        from schemas.event import Event  # noqa: PLC0415
        from schemas.quote import Quote  # noqa: PLC0415
        from workers.app.console.record_text import article_line, event_line, quote_line  # noqa: PLC0415

        if self._kind is Kind.QUOTES:
            quote = decode(value, Quote)
            return quote_line(quote) if self._condition.admits_quote(quote) else None
        if self._kind is Kind.EVENTS:
            event = decode(value, Event)
            return event_line(event) if self._condition.admits_event(event) else None
        article = decode(value, EnrichedArticle)
        return article_line(article) if self._condition.admits_article(article) else None


async def _tail(
    connection: "Connection", topic: str, show: _Printer, *, count: int | None, from_beginning: bool, follow: bool
) -> None:
    from workers.streaming.kafka.reader import read  # noqa: PLC0415 - see tail

    shown = 0
    records = read(connection, [topic], start="beginning" if from_beginning else "end", follow=follow)
    async with aclosing(records):
        async for record in records:
            shown += record.value is not None and show(record.value)
            if count is not None and shown >= count:
                return
