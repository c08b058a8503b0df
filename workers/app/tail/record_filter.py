"""Which records a person asked for."""

from dataclasses import dataclass

from schemas.enriched_article import EnrichedArticle
from schemas.event import Event, Participant
from schemas.quote import Quote


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that must all hold; each is compared without regard to case, as a part of the name."""

    speaker: str | None = None
    actor: str | None = None
    type: str | None = None
    place: str | None = None

    def admits_quote(self, quote: Quote) -> bool:
        """Tell by speaker (name or mention) and type (direct, indirect, mixed)."""
        mention = quote.speaker.mention.text if quote.speaker.mention else None
        return _among(self.speaker, (quote.speaker.name, mention)) and _equal(self.type, quote.type)

    def admits_event(self, event: Event) -> bool:
        """Tell by actor or target (name, mention or code), PLOVER root and place (name or country)."""
        names = [name for one in (*event.actors, *event.targets) for name in _names(one)]
        places = [name for place in event.places for name in (place.name, place.country)]
        return _among(self.actor, names) and _equal(self.type, event.type) and _among(self.place, places)

    def admits_article(self, article: EnrichedArticle) -> bool:
        """Tell whether the article has a quote of the speaker, and an event with that actor, type and place."""
        if self.speaker and not any(Filter(speaker=self.speaker).admits_quote(quote) for quote in article.quotes):
            return False
        rest = Filter(actor=self.actor, type=self.type, place=self.place)
        return rest == Filter() or any(rest.admits_event(event) for event in article.events)


def _names(participant: Participant) -> tuple[str | None, ...]:
    mention = participant.mention.text if participant.mention else None
    return participant.name, mention, participant.code


def _among(wanted: str | None, names: "tuple[str | None, ...] | list[str | None]") -> bool:
    return wanted is None or any(wanted.casefold() in name.casefold() for name in names if name)


def _equal(wanted: str | None, found: str) -> bool:
    return wanted is None or wanted.casefold() == found.casefold()
