"""Two enrichments of one article."""

from collections.abc import Collection, Iterator

import msgspec
from msgspec import structs

from schemas.enriched_article import Article, EnrichedArticle, Entity, FiveW, Section, TimeExpression
from schemas.event import Event, Participant
from schemas.quote import Quote
from workers.pipeline.comparison.changes import Change, What
from workers.pipeline.comparison.fields import compare_fields
from workers.pipeline.comparison.matching import Matched, match_events, match_quotes
from workers.pipeline.comparison.references import References


class _Rest(msgspec.Struct, frozen=True, kw_only=True):
    """What an enriched article holds besides quotes, events and provenance."""

    article: Article
    sections: tuple[Section, ...]
    entities: tuple[Entity, ...]
    times: tuple[TimeExpression, ...]
    five_w: FiveW


def compare_articles(
    before: EnrichedArticle | None, after: EnrichedArticle | None, *, ignored: Collection[str] = ()
) -> tuple[Change, ...]:
    """Return what differs: quotes first, then events, then the article's other parts.

    Args:
        before: one enrichment; None: the first side has no such article.
        after: the other; at least one of both is there.
        ignored: fields that may differ, see ``compare_fields``.
    """
    if before is None or after is None:
        one = before or after
        return tuple(_whole(one, added=before is None)) if one is not None else ()
    quotes = match_quotes(before.quotes, after.quotes)
    events = match_events(before.events, after.events)
    left = References(
        {one.id: one.id for one, _ in quotes.pairs},
        {one.id: one.id for one, _ in events.pairs},
        before.entities,
        before.events,
    )
    right = References(quotes.ids, events.ids, after.entities, after.events)
    identifier = before.article.id
    changes: list[Change] = []
    for quote, now in quotes.pairs:
        if fields := compare_fields(left.quote(quote), right.quote(now), ignored=ignored):
            changes.append(Change("quote", "changed", identifier, quote.id, quote_text(quote), fields))
    changes += _unmatched_quotes(quotes, identifier)
    for event, then in events.pairs:
        if fields := compare_fields(left.event(event), right.event(then), ignored=ignored):
            changes.append(Change("event", "changed", identifier, event.id, event_text(event), fields))
    changes += _unmatched_events(events, identifier)
    if fields := compare_fields(_rest(before), _rest(after), ignored=ignored):
        changes.append(Change("article", "changed", identifier, identifier, article_text(before), fields))
    return tuple(changes)


def quote_text(quote: Quote) -> str:
    """Return a quote in one line."""
    mention = quote.speaker.mention.text if quote.speaker.mention else None
    return f"{quote.speaker.name or mention or '?'}: {quote.content.text}"


def event_text(event: Event) -> str:
    """Return an event in one line."""
    actors, targets = (", ".join(map(_name, found)) for found in (event.actors, event.targets))
    parties = f"{actors or '?'} → {targets}" if targets else actors or "?"
    return f"{event.type} {parties} “{event.trigger.text}” [{event.trigger.start}:{event.trigger.end}]"


def article_text(article: EnrichedArticle) -> str:
    """Return an article in one line."""
    return article.article.title or article.article.url or article.article.text[:80]


def _name(participant: Participant) -> str:
    mention = participant.mention.text if participant.mention else None
    return participant.name or mention or participant.code or "?"


def _whole(article: EnrichedArticle, *, added: bool) -> Iterator[Change]:
    what: What = "added" if added else "removed"
    identifier = article.article.id
    for quote in article.quotes:
        yield Change("quote", what, identifier, quote.id, quote_text(quote))
    for event in article.events:
        yield Change("event", what, identifier, event.id, event_text(event))
    yield Change("article", what, identifier, identifier, article_text(article))


def _unmatched_quotes(matched: Matched[Quote], article: str) -> Iterator[Change]:
    for quote in matched.removed:
        yield Change("quote", "removed", article, quote.id, quote_text(quote))
    for quote in matched.added:
        yield Change("quote", "added", article, quote.id, quote_text(quote))


def _unmatched_events(matched: Matched[Event], article: str) -> Iterator[Change]:
    for event in matched.removed:
        yield Change("event", "removed", article, event.id, event_text(event))
    for event in matched.added:
        yield Change("event", "added", article, event.id, event_text(event))


def _rest(enriched: EnrichedArticle) -> _Rest:
    return _Rest(
        article=enriched.article,
        sections=enriched.sections,
        entities=tuple(structs.replace(entity, id="") for entity in enriched.entities),  # it follows from the others
        times=enriched.times,
        five_w=enriched.five_w,
    )
