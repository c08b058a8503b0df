"""What the demo shows: one article's quotes and events."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.enriched_article import EnrichedArticle
from schemas.event import Event
from schemas.quote import Quote
from workers.app.record_text import (
    asserted_by,
    chain,
    headline,
    modality,
    participants,
    root,
    speaker_name,
    when,
)


def show_article(console: Console, article: EnrichedArticle, quotes: Sequence[Quote], events: Sequence[Event]) -> None:
    """Print the tables of one article; quotes and events in the order of the text."""
    about = article.article
    console.print()
    title = Text(headline(article), style="bold")
    source = " · ".join(part for part in (about.publisher, about.published_at, about.language) if part)
    if source:
        title.append(f"  {source}", style="not bold dim")
    console.rule(title, align="left", style="dim")
    if quotes:
        console.print(_quotes(sorted(quotes, key=lambda quote: quote.content.spans[0].start)))
    if events:
        console.print(_events(sorted(events, key=lambda event: event.trigger.start)))
    if not quotes and not events:
        console.print("no quotes, no events", style="dim")


def _table(title: str) -> Table:
    return Table(
        title=Text(title, style="bold"), title_justify="left", box=box.HORIZONTALS, header_style="bold", pad_edge=False,
        expand=True,
    )  # fmt: skip


def _quotes(quotes: Sequence[Quote]) -> Table:
    table = _table(f"{len(quotes)} quotes")
    table.add_column("Speaker", style="cyan", ratio=14)
    table.add_column("Cue", style="dim", ratio=9)
    table.add_column("Quote", ratio=55)
    table.add_column("Type", style="dim", ratio=8)
    table.add_column("Chain of outlets", style="dim", ratio=18)
    for quote in quotes:
        cue = quote.cue.text if quote.cue else ""
        table.add_row(speaker_name(quote), cue, quote.content.text, quote.type, chain(quote))
    return table


def _events(events: Sequence[Event]) -> Table:
    table = _table(f"{len(events)} events")
    table.add_column("Type", ratio=10)
    table.add_column("Actors", style="cyan", ratio=16)
    table.add_column("→ Targets", style="cyan", ratio=16)
    table.add_column("Trigger", style="italic", ratio=13)
    table.add_column("When", ratio=11)
    table.add_column("Modality", ratio=10)
    table.add_column("Asserted by", style="dim", ratio=14)
    for event in events:
        table.add_row(
            root(event),
            participants(event.actors),
            participants(event.targets),
            event.trigger.text,
            when(event),
            modality(event),
            asserted_by(event),
        )
    return table
