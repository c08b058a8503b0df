"""Ids inside quotes and events, made comparable.

A quote names its events, an event the quote that asserts it, and both name entities. When an event goes, its id goes
from its quote as well: that is the same change, told once. So references to matched quotes and events are compared as
the pairs they are, references to unmatched ones are left out, and entities are compared by their name and type.
"""

from collections.abc import Mapping, Sequence

from msgspec import structs

from schemas.enriched_article import Entity
from schemas.event import Event, Participant
from schemas.quote import Quote


class References:
    """The ids of one side of a comparison.

    Args:
        quotes: from this side's ids of matched quotes to the ids they are compared under.
        events: the same for events.
        entities: of this side.
        all_events: of this side, for the groups of events that are one.
    """

    def __init__(
        self,
        quotes: Mapping[str, str],
        events: Mapping[str, str],
        entities: Sequence[Entity],
        all_events: Sequence[Event],
    ) -> None:
        self._quotes = quotes
        self._events = events
        self._entities = {entity.id: f"{entity.name} ({entity.type})" for entity in entities}
        self._groups: dict[str, list[str]] = {}
        for event in all_events:
            if event.coref is not None and event.id in events:
                self._groups.setdefault(event.coref, []).append(events[event.id])

    def quote(self, quote: Quote) -> Quote:
        """Return the quote with comparable references, under the id it is compared under."""
        return structs.replace(
            quote,
            id=self._quotes[quote.id],
            speaker=structs.replace(quote.speaker, entity_id=self._entity(quote.speaker.entity_id)),
            events=tuple(sorted(self._events[each] for each in quote.events if each in self._events)),
        )

    def event(self, event: Event) -> Event:
        """Return the event with comparable references; ``coref`` lists the other mentions of the same event."""
        asserted_by = event.asserted_by
        if asserted_by is not None:
            asserted_by = structs.replace(asserted_by, quote_id=self._quotes.get(asserted_by.quote_id or ""))
        mentions = self._groups.get(event.coref or "", [])
        others = sorted(each for each in mentions if each != self._events[event.id])
        return structs.replace(
            event,
            id=self._events[event.id],
            actors=tuple(self._participant(each) for each in event.actors),
            targets=tuple(self._participant(each) for each in event.targets),
            asserted_by=asserted_by,
            coref=" ".join(others) or None,
        )

    def _participant(self, participant: Participant) -> Participant:
        return structs.replace(participant, entity_id=self._entity(participant.entity_id))

    def _entity(self, identifier: str | None) -> str | None:
        return None if identifier is None else self._entities.get(identifier, identifier)
