"""What the coder has told of the parties so far: a later mention that names no country takes theirs."""

from dataclasses import dataclass, field

from workers.extraction.entities.titles import organ
from workers.extraction.entities.words import group
from workers.extraction.events.words import words
from workers.extraction.lexicons.classes import word_class
from workers.extraction.text import Span
from workers.extraction.types import Entity

_BODIES = words("participants-bodies")
_OF_NO_COUNTRY = frozenset({"IGO", "NGO"})
_LAST = 20  # groups looked at
_REACH = 600  # characters: a paragraph and a half


def kind(name: str) -> frozenset[str]:
    """Return a class of nouns of ``lexicons/events/parties.tsv``."""
    return word_class("events/parties.tsv", name)


@dataclass(slots=True)
class Memory:
    """The last code of each noun, of ships, companies and people (by name), and of the groups last spoken of."""

    nouns: dict[str, str] = field(default_factory=dict)
    ship: str | None = None
    company: str | None = None
    person: str | None = None
    people: dict[str, str] = field(default_factory=dict)
    deeds: dict[str, str] = field(default_factory=dict)
    groups: list[tuple[int, int, str]] = field(default_factory=list)

    def learn_bodies(self, entities: tuple[Entity, ...]) -> None:
        """Take the nouns in the names of bodies of no country (``mission`` from ``the OSCE Mission in Kosovo``)."""
        for entity in entities:
            if entity.type == "person" or entity.code not in _OF_NO_COUNTRY:
                continue
            for word in entity.name.lower().split():
                if organ(word) is not None or word in group("generic") or word in kind("missions"):
                    self.nouns.setdefault(word, entity.code)

    def learn_name(self, code: str, sector: str | None) -> None:
        """Take the code of a body that is named."""
        if code in _OF_NO_COUNTRY:
            self.nouns.update(dict.fromkeys(_BODIES, code))  # "NATO condemned it. The alliance urged ..."
        elif sector == "BUS":
            self.company = code

    def learn(self, lemma: str, code: str, span: Span, *, plural: bool) -> None:
        """Take the code that a phrase with this head noun has."""
        self.learn_name(code, None)
        self.nouns[lemma] = code
        if lemma in kind("vessels"):
            self.ship = code
        if lemma in kind("companies"):
            self.company = code
        if plural:
            self.groups.append((span.start, span.end, code))

    def learn_deed(self, verb: str, code: str) -> None:
        """Take who did something (``hijacked``), for ``the hijackers``."""
        self.deeds[verb] = code

    def doer(self, noun: str) -> str | None:
        """Return the code of those who did what an agent noun says, None for another noun."""
        if not noun.endswith(("er", "or")):
            return None
        stems = (noun[:-2], noun[:-1], noun[:-2] + "e", noun[:-3])  # attack-er, raid-er, invad-er, kidnap-per
        return next((self.deeds[stem] for stem in stems if stem in self.deeds), None)

    def group_before(self, position: int, than: Span | None, unlike: str | None) -> str | None:
        """Return the code of the people or things last spoken of in the plural, ``than`` left out.

        ``unlike`` is the country that acts on them: those of another come first.
        """
        last = self.groups[-_LAST:][::-1]
        unlike = unlike or next((code for start, _, code in last if than is not None and start == than.start), None)
        near = [
            code
            for start, end, code in last
            if end <= position and position - end < _REACH and (than is None or start != than.start)
        ]
        states = [code for code in near if code != unlike and code not in _OF_NO_COUNTRY]
        return states[0] if states else near[0] if near else None
