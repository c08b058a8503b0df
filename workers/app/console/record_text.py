"""Quotes, events and articles as text for people."""

from collections.abc import Sequence

from rich.text import Text

from schemas.enriched_article import EnrichedArticle
from schemas.event import Event, Participant
from schemas.quote import Quote
from workers.app.console.counted import counted

ROOT_STYLES = {1: "green", 2: "cyan", 3: "yellow", 4: "red"}  # by PLOVER's quad class
MODALITY_STYLES = {"negated": "red", "possible": "yellow", "planned": "yellow"}
UNKNOWN = "?"


def speaker_name(quote: Quote) -> str:
    """Return the speaker's full name, else the mention, else a question mark."""
    mention = quote.speaker.mention.text if quote.speaker.mention else None
    return quote.speaker.name or mention or UNKNOWN


def chain(quote: Quote) -> str:
    """Return the outlets between speaker and article, nearest first."""
    return " ← ".join(relay.name for relay in quote.attribution_chain)


def participants(found: Sequence[Participant]) -> str:
    """Return actors or targets in one line."""
    labels = [one.name or (one.mention.text if one.mention else "") or one.code or UNKNOWN for one in found]
    return ", ".join(dict.fromkeys(labels))  # a joint party ("the two countries") stands once for each country


def who_to_whom(event: Event) -> str:
    """Return ``actors → targets``; what is missing stays out."""
    actors, targets = participants(event.actors), participants(event.targets)
    return f"{actors or UNKNOWN} → {targets}" if targets else actors or UNKNOWN


def root(event: Event) -> Text:
    """Return the PLOVER root in the colour of its quad class."""
    return Text(event.type, style=ROOT_STYLES.get(event.quad or 0, ""))


def modality(event: Event) -> Text:
    """Return the modality; what did not happen, or not yet, stands out."""
    return Text(event.modality, style=MODALITY_STYLES.get(event.modality, ""))


def when(event: Event) -> str:
    """Return the event's time as ISO 8601."""
    return event.time.value if event.time else ""


def asserted_by(event: Event) -> str:
    """Return who says so, or nothing when the article itself does."""
    return (event.asserted_by.name or UNKNOWN) if event.asserted_by else ""


def quote_line(quote: Quote) -> Text:
    """Return a quote in one line."""
    line = Text()
    line.append(speaker_name(quote), style="bold cyan")
    if quote.cue:
        line.append(f" {quote.cue.text}", style="dim")
    line.append(f"  {quote.content.text}")
    if quote.attribution_chain:
        line.append(f"  ({chain(quote)})", style="dim")
    return line


def event_line(event: Event) -> Text:
    """Return an event in one line."""
    line = root(event)
    line.stylize("bold")
    line.append(f"  {who_to_whom(event)}", style="default not bold")
    line.append(f"  {event.trigger.text}", style="default italic not bold")
    details = [event.time.value if event.time else "", ", ".join(place.name for place in event.places)]
    if event.modality != "asserted":
        details.append(event.modality)
    if event.asserted_by:
        details.append(f"says {asserted_by(event)}")
    shown = " · ".join(detail for detail in details if detail)
    line.append(f"  {shown}", style="dim not bold")
    return line


def article_line(article: EnrichedArticle) -> Text:
    """Return an article in one line: date, publisher, title or first words, and what was found."""
    about = article.article
    line = Text()
    line.append(about.published_at or "undated", style="dim")
    if about.publisher:
        line.append(f"  {about.publisher}", style="cyan")
    line.append(f"  {headline(article)}", style="bold")
    line.append(f"  {counted(len(article.quotes), 'quote')}, {counted(len(article.events), 'event')}", style="dim")
    return line


def headline(article: EnrichedArticle, width: int = 90) -> str:
    """Return the title, else the beginning of the article's first own words, in at most ``width`` characters."""
    text = article.article.text
    starts = [section.start for section in article.sections if section.role in {"headline", "lead", "body"}]
    words = " ".join((article.article.title or text[min(starts, default=0) :]).split())
    return words if len(words) <= width else words[: width - 1].rsplit(" ", 1)[0] + "…"
