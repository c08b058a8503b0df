"""The codes of an article's entities, and of the short names that stand for them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from workers.extraction.entities.codes import NOTHING, ActorCode, code_of, code_of_entity
from workers.extraction.entities.words import group
from workers.extraction.events.introduced import Introductions
from workers.extraction.types import Entity, Place

_UNION = re.compile(r"\b(?:European Union|European Commission|EU|Brussels)\b")


_ABOUT = -1  # no entity: whether the article is about the union


@dataclass(frozen=True, slots=True)
class KnownEntities:
    """Gives the codes of entities by their index, each told once."""

    entities: Sequence[Entity]
    places: Sequence[Place]
    introductions: Introductions
    _known: dict[int, ActorCode] = field(default_factory=dict)
    _short_for: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the first and last words of names."""
        for i, entity in enumerate(self.entities):
            first, *rest = entity.name.split() or [""]
            if entity.type != "person" and rest:
                self._short_for.setdefault(rest[-1], i)
                self._short_for.setdefault(first, i)

    def of(self, entity: int | None) -> ActorCode:
        """Return the codes of an entity; those of None are empty."""
        if entity is None:
            return NOTHING
        if entity not in self._known:
            held = self.entities[entity]
            coded = ActorCode(held.code, held.sector)
            coded = coded if held.code is not None else _of_names(held)
            if coded.code is None and held.titles:
                coded = ActorCode(self._titled_place(held), coded.sector)
            if coded.code is None and held.mentions and held.name.split()[-1].lower() in group("company"):
                coded = ActorCode(self.introductions.of("companies", held.mentions[0].end), coded.sector)
            self._known[entity] = coded
        return self._known[entity]

    def of_short(self, word: str) -> str | None:
        """Return the code of the body that a capitalised noun is short for (``the League``)."""
        if not word[:1].isupper():
            return None
        if (known := self._short_for.get(word)) is not None:
            return self.of(known).code
        return self._of_the_union() if word == "Commission" else None

    def _of_the_union(self) -> str | None:
        if _ABOUT not in self._known:
            about = _UNION.search(self.introductions.text) is not None
            self._known[_ABOUT] = ActorCode("IGO" if about else None, None)
        return self._known[_ABOUT].code

    def _titled_place(self, entity: Entity) -> str | None:
        """Return the country of a place in someone's title (``governor of the Kherson Oblast``)."""
        for place in self.places:
            if place.country and any(place.name in title for title in entity.titles):
                return place.country
        return None


def _of_names(entity: Entity) -> ActorCode:
    """Return the codes of an entity, not those of a company or town inside a double-barrelled surname."""
    code = code_of_entity(entity)
    if entity.type == "person" and "-" in entity.name:
        inner, last = entity.name.rsplit("-", 1)
        if code.code == code_of(last).code and code_of(inner).code is None:
            titled = next((c for c in map(code_of, entity.titles) if c.code is not None), NOTHING)
            return ActorCode(titled.code or entity.country, titled.sector or code.sector)
    return code
