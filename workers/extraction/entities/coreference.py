"""Coreference by rule: descriptions and pronouns to the people and bodies of an article.

No weights for a neural model can be had offline. The rules are those of the field: agreement in gender and number,
recency, subjects before objects (Hobbs 1978; Lappin and Leass 1994), names and roles in sieves from the surest on
(Raghunathan et al. 2010), and the bounds of quotations: a pronoun inside is not its own speaker.
"""

from bisect import bisect_left, insort

from workers.extraction.entities.descriptions import SAME, fit, is_person, is_same_office, may_vary, varies
from workers.extraction.entities.pronouns import (
    FIRST,
    NEUTER,
    SINGULAR,
    agrees,
    clausemates,
    is_pleonastic,
    salience,
    says,
    start_of,
)
from workers.extraction.entities.referents import Ground, Place, Referent
from workers.extraction.entities.turns import find_speakers, is_speaker

_NEAR = 8  # sentences between a description and the name that it takes
_TURN = 4  # sentences of a speaker's turn
_WINDOW = 100  # mentions before a pronoun or description that are looked at
_FULL_NAME = 2  # words
_PEERS = frozenset({"colleague", "counterpart"})


class Resolver:
    """Resolves the mentions of one article in text order; ``referents`` come in with their names, and grow."""

    def __init__(self, ground: Ground, referents: list[Referent]) -> None:
        self.referents = referents
        self._ground = ground
        self._index = {id(r): i for i, r in enumerate(referents)}
        self._timeline = sorted((p.start, i) for i, r in enumerate(referents) for p in r.places)
        self._speakers: dict[int, Referent | None] = {}
        self._recent_at = -1
        self._recent: list[Referent] = []

    def resolve(self, places: list[Place]) -> None:
        """Resolve descriptions and pronouns, in text order: first those outside quotations, then those inside."""
        titled = [r.places[0] for r in self.referents if r.name is not None and r.titles and r.places[0].form == "name"]
        for place in sorted([*titled, *places], key=start_of):
            if place.run is not None:
                self._name_titled(place)
            elif place.quote < 0:
                self._resolve(place)
        self._speakers = find_speakers(self._ground, self.referents)
        for place in places:
            if place.quote >= 0:
                self._resolve(place)
        self._name_office_holders()

    def _resolve(self, place: Place) -> None:
        referent = place.described
        if referent is not None:
            self._name_described(place, referent)
        elif place.nominal is not None:
            referent = self._description(place) or self._new(place)
            referent.describe(place.nominal)
        else:
            referent = self._pronoun(place)
        if referent is not None:
            insort(referent.places, place, key=start_of)
            insort(self._timeline, (place.start, self._index[id(referent)]))
            self._recent_at = -1

    def _new(self, place: Place) -> Referent:
        nominal = place.nominal
        if nominal is None:
            raise ValueError("only a description brings a new referent")
        kind = "group" if nominal.plural or (nominal.role is None and nominal.organ is None) else "organisation"
        referent = Referent("person" if is_person(nominal) and not nominal.plural else kind, plural=nominal.plural)
        referent.describe(nominal, place.title)
        referent.owner = self._owner(place)
        self._index[id(referent)] = len(self.referents)
        self.referents.append(referent)
        return referent

    def _name_described(self, place: Place, referent: Referent) -> None:
        """Name who was described before: ``a navy spokesman said ... The spokesman, Admiral Hartoko, denied``."""
        nominal = place.nominal
        if nominal is None or not nominal.definite or (referent.places and referent.places[0].start < nominal.start):
            return
        owner = self._owner(place)
        if nominal.noun in _PEERS and owner is not None:
            # "his Danish colleague, Bent Krogh" is a minister, too
            referent.nouns |= owner.nouns - _PEERS
            referent.wider |= owner.wider
            return
        for other in self._before(place):
            if other.name is None and other is not referent and self._fit(place, other, owner) >= SAME:
                self._merge(referent, other)
                return

    def _name_titled(self, place: Place) -> None:
        """Name an office holder at the first name: ``the defence minister ... Defence Minister Raimo Kask``."""
        referent = self.referents[self._index_at(place)]
        for other in self._before(place):
            if (
                other.name is None
                and is_same_office(referent, other)
                and place.sentence - other.places[-1].sentence <= _NEAR
            ):
                self._merge(referent, other)
                return

    def _index_at(self, place: Place) -> int:
        at = bisect_left(self._timeline, (place.start, -1))
        return self._timeline[at][1]

    def _description(self, place: Place) -> Referent | None:
        nominal = place.nominal
        if nominal is None or nominal.plural or nominal.indefinite:
            return None
        if not nominal.definite and not (nominal.organ is not None and nominal.country):
            return None
        best: tuple[float, int] = (0.0, -1)
        chosen: Referent | None = None
        owner = self._owner(place)
        for referent in self._before(place):
            score = self._fit(place, referent, owner)
            if score > 0 and (rank := (score, self._last(referent, place).start)) > best:
                best, chosen = rank, referent
        return chosen or self._variation(place, owner)

    def _variation(self, place: Place, owner: Referent | None) -> Referent | None:
        """Return who is called something new for a change: ``"We lost," the striker said`` after a named speaker."""
        nominal = place.nominal
        if nominal is None or owner is not None or not varies(nominal) or not says(self._ground, place):
            return None
        for referent in self._before(place):
            if referent.type != "person" or referent.name is None:
                continue
            at = bisect_left(referent.places, place.start, key=start_of)
            recent = [p for p in referent.places[max(0, at - 4) : at] if place.sentence - p.sentence <= _TURN]
            if any(p.subject and p.quote < 0 for p in recent):
                return referent if may_vary(nominal, referent) else None
        return None

    def _fit(self, place: Place, referent: Referent, owner: Referent | None) -> float:
        if place.quote >= 0 and self._speakers.get(place.quote) is referent:
            return 0
        return fit(place, referent, owner, place.sentence - self._last(referent, place).sentence)

    def _owner(self, place: Place) -> Referent | None:
        """Return who the possessor of a description is: ``the minister's spokeswoman``, ``her ministry``."""
        if place.nominal is None or place.nominal.owner is None:
            return None
        start = self._ground.parses[place.paragraph].start[place.nominal.owner]
        for referent in self._before(place, after=True):
            at = bisect_left(referent.places, start + 1, key=start_of) - 1
            if at >= 0 and referent.places[at].end > start and referent.places[at] is not place:
                return referent
        return None

    def _pronoun(self, place: Place) -> Referent | None:
        parse = self._ground.parses[place.paragraph]
        word = parse.lower[place.token]
        speaker = self._speakers.get(place.quote)
        if word in FIRST:
            return speaker
        if word in NEUTER and is_pleonastic(parse, place.token):
            return None
        mates = clausemates(parse, place.token)
        best, chosen = 0.0, None
        for referent in self._before(place):
            if not agrees(word, referent) or referent is speaker or self._is_mate(place, referent, mates):
                continue
            score = salience(self._ground, place, word, referent)
            if score is not None and score > best:
                best, chosen = score, referent
        if chosen is not None and word in SINGULAR and chosen.gender is None:
            chosen.gender = SINGULAR[word]
        return chosen

    def _is_mate(self, place: Place, referent: Referent, mates: frozenset[int]) -> bool:
        return bool(mates) and any(p.paragraph == place.paragraph and p.token in mates for p in referent.places[-6:])

    def _name_office_holders(self) -> None:
        """Name who is first described, then named without a title: ``Estonia's defence minister ... Raimo Kask said``.

        Only where one person with an office is left without a name, so that none gets a wrong one.
        """
        unnamed = [r for r in self.referents if self._is_office_holder(r)]
        for named in self.referents:
            if not unnamed or not self._is_bare_name(named):
                continue
            begin = named.places[0].start
            before = [r for r in unnamed if r.places[0].start < begin and r.gender in {None, named.gender or r.gender}]
            if len(before) == 1:
                self._merge(named, before[0])
                unnamed.remove(before[0])

    def _is_office_holder(self, referent: Referent) -> bool:
        """Return whether an unnamed person with an office speaks in the article."""
        if referent.name is not None or referent.type != "person" or referent.plural or not referent.places:
            return False
        nominal = referent.places[0].nominal
        if nominal is not None and nominal.indefinite:
            return False  # "a senior official said" on purpose
        office = nominal is not None and nominal.role is not None and not nominal.role.plain and not nominal.role.kin
        return office and any(p.quote < 0 and p.subject and is_speaker(self._ground, p) for p in referent.places)

    def _is_bare_name(self, referent: Referent) -> bool:
        """Return whether a person is brought in by full name and speech verb alone."""
        if referent.name is None or referent.type != "person" or referent.titles or not referent.places:
            return False
        first = referent.places[0]
        full = len(referent.name.split()) >= _FULL_NAME
        return full and first.form == "name" and first.subject and says(self._ground, first)

    def _merge(self, named: Referent, other: Referent) -> None:
        """Make two referents one; ``other`` is left without mentions."""
        named.absorb(other)
        other.places = []
        keep, gone = self._index[id(named)], self._index[id(other)]
        self._timeline = [(start, keep if i == gone else i) for start, i in self._timeline]
        self._recent_at = -1

    def _before(self, place: Place, *, after: bool = False) -> list[Referent]:
        """Return the referents mentioned before the place, the last mentioned first, within the window of mentions.

        ``after`` includes mentions that begin inside the place, such as its possessor.
        """
        if self._recent_at != place.start or after:
            end = place.end if after else place.start
            at = bisect_left(self._timeline, (end, -1))
            found = dict.fromkeys(i for _, i in reversed(self._timeline[max(0, at - _WINDOW) : at]))
            recent = [self.referents[i] for i in found]
            if after:
                return recent
            self._recent_at, self._recent = place.start, recent
        return self._recent

    def _last(self, referent: Referent, place: Place) -> Place:
        """Return the referent's last mention before a place (its first where there is none)."""
        return referent.places[max(0, bisect_left(referent.places, place.start, key=start_of) - 1)]
