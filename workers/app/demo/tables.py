"""What the demo shows: one article's quotes and events."""

from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.enriched_article import EnrichedArticle
from schemas.event import Event
from schemas.quote import Quote
from workers.app.console.counted import counted
from workers.app.console.record_text import (
    asserted_by,
    chain,
    headline,
    modality,
    root,
    speaker_name,
    when,
    who_to_whom,
)

NONE = "–"


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


# Cells are `Text`: Rich would take [words in brackets] of an article for its own markup.
def _table(title: str) -> Table:
    return Table(
        title=Text(title, style="bold"),
        title_justify="left",
        box=box.HORIZONTALS,
        header_style="bold",
        border_style="dim",
        pad_edge=False,
        expand=True,
    )


def _quotes(quotes: Sequence[Quote]) -> Table:
    spoken = sum(quote.cue_class == "speech" for quote in quotes)
    table = _table(counted(len(quotes), "quote") + ("" if spoken == len(quotes) else f", {spoken} of them spoken"))
    table.add_column("Speaker", style="cyan", min_width=11, max_width=18)
    table.add_column("Cue", style="dim", min_width=9)
    table.add_column("Quote", ratio=1)
    table.add_column("Type", style="dim", no_wrap=True)
    table.add_column("Chain of outlets", style="dim", min_width=16, max_width=22)
    for quote in quotes:
        cue = quote.cue.text if quote.cue else NONE
        outlets = chain(quote).replace(" ←", "\n←") or NONE
        kind = quote.type if quote.cue_class == "speech" else f"{quote.type},\n{quote.cue_class}"
        table.add_row(*map(Text, (speaker_name(quote), cue, quote.content.text, kind, outlets)))
    return table


def _events(events: Sequence[Event]) -> Table:
    table = _table(counted(len(events), "event"))
    table.add_column("Type", no_wrap=True)
    table.add_column("Actors → targets", style="cyan", ratio=1)
    table.add_column("Trigger", style="italic", min_width=9, max_width=18)
    table.add_column("When", no_wrap=True)
    table.add_column("Modality", no_wrap=True)
    table.add_column("Asserted by", style="dim", min_width=11, max_width=24)
    for event in events:
        table.add_row(
            root(event),
            Text(who_to_whom(event)),
            Text(event.trigger.text),
            when(event) or NONE,
            modality(event),
            Text(asserted_by(event) or "the article"),
        )
    return table
