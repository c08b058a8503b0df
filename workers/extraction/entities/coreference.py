"""Coreference by rule: descriptions and pronouns to the people and bodies of an article.

No weights for a neural model can be had offline. The rules are those of the field: agreement in gender and number,
recency, subjects before objects (Hobbs 1978; Lappin and Leass 1994), names and roles in sieves from the surest on
(Raghunathan et al. 2010), and the bounds of quotations: a pronoun inside is not its own speaker.
"""

from bisect import bisect_left, insort
from dataclasses import dataclass, field

from workers.extraction.entities.referents import Ground, Place, Referent
from workers.extraction.quotes.cues import lexicon

_SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
_NEUTER = frozenset({"it", "its", "itself"})
PRONOUNS = frozenset(_SINGULAR) | _PLURAL | _NEUTER
_WINDOW = 150  # mentions before a pronoun or description that are looked at
_DOMAINS = frozenset(
    """foreign interior defence defense finance trade energy health education justice environment transport labour
    labor agriculture economy economic culture prime deputy vice home presidential internal external tourism housing
    industry information digital development social security police army navy military party opposition fire county
    regional federal state provincial city municipal national government ministry company team club""".split()
)
_SPOKES = frozenset({"spokesman", "spokeswoman", "spokesperson"})


def _start(place: Place) -> int:
    return place.start


@dataclass(slots=True)
class Resolver:
    """Resolves the mentions of one article in text order."""

    ground: Ground
    referents: list[Referent]
    speakers: dict[int, Referent | None] = field(default_factory=dict)
    timeline: list[tuple[int, int]] = field(default_factory=list)
    _seen: tuple[int, list[Referent]] = field(default_factory=lambda: (-1, []))
    _index: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the mentions that are resolved already."""
        self._index = {id(r): i for i, r in enumerate(self.referents)}
        self.timeline = sorted((p.start, i) for i, r in enumerate(self.referents) for p in r.places)

    def resolve(self, open_places: list[Place]) -> None:
        """Resolve descriptions and pronouns: first those outside quotations, then those inside."""
        outside = [p for p in open_places if p.quote < 0]
        inside = [p for p in open_places if p.quote >= 0]
        for place in outside:
            self._resolve_one(place)
        self._find_speakers()
        for place in inside:
            self._resolve_one(place)

    def _resolve_one(self, place: Place) -> None:
        if place.nominal is not None:
            referent = self._description(place)
            if referent is None:
                referent = self._new(place)
        else:
            found = self._pronoun(place)
            if found is None:
                return
            referent = found
        self._put(referent, place)

    def _put(self, referent: Referent, place: Place) -> None:
        insort(referent.places, place, key=_start)
        insort(self.timeline, (place.start, self._index[id(referent)]))

    # ---- descriptions

    def _new(self, place: Place) -> Referent:
        nominal = place.nominal
        assert nominal is not None  # noqa: S101 - descriptions only
        if nominal.role is not None and nominal.organ is None:
            kind = "group" if nominal.plural else "person"
        elif nominal.organ is not None:
            kind = "group" if nominal.plural else "organisation"
        else:
            kind = "group"
        referent = Referent(kind, plural=nominal.plural)
        referent.describe(nominal, place.title)
        self._index[id(referent)] = len(self.referents)
        self.referents.append(referent)
        return referent

    def _description(self, place: Place) -> Referent | None:
        nominal = place.nominal
        assert nominal is not None  # noqa: S101 - descriptions only
        if nominal.plural or (nominal.indefinite and nominal.determiner not in {"both"}):
            return None
        if not nominal.definite and not (nominal.role is None and nominal.organ is not None and nominal.country):
            return None
        best: tuple[float, int] | None = None
        chosen: Referent | None = None
        for referent in self._recent(place):
            score = self._fit(place, referent)
            if score <= 0:
                continue
            last = self._last_before(referent, place.start)
            rank = (score, last)
            if best is None or rank > best:
                best, chosen = rank, referent
        return chosen

    def _fit(self, place: Place, referent: Referent) -> float:  # noqa: C901, PLR0911, PLR0912 - one condition after the other
        """Return how well a description fits a referent; 0 when it cannot."""
        nominal = place.nominal
        assert nominal is not None  # noqa: S101 - descriptions only
        if referent.plural != nominal.plural:
            return 0
        person = nominal.role is not None and nominal.organ is None
        if person != (referent.type == "person") or (not person and referent.type not in {"organisation", "other"}):
            return 0
        gender = nominal.role.gender if nominal.role else None
        if gender and referent.gender and gender != referent.gender:
            return 0
        if nominal.country and referent.countries and nominal.country not in referent.countries:
            return 0
        if place.quote >= 0 and self.speakers.get(place.quote) is referent and nominal.determiner != "this":
            return 0
        owner = self._owner(place)
        if owner is not None and referent.owner is not None and owner is not referent.owner:
            return 0
        if owner is referent:
            return 0
        if nominal.owner is not None and referent.owner is None and owner is not None:
            # "the minister's spokeswoman" is not the spokeswoman of the ministry
            same_country = bool(nominal.country and nominal.country in referent.countries)
            if not same_country and nominal.noun not in referent.nouns:
                return 0
        specific = nominal.modifiers & _DOMAINS
        theirs = referent.modifiers & _DOMAINS
        if specific and theirs and not specific & theirs and not (nominal.tail & theirs):
            return 0
        if nominal.noun in referent.nouns or (nominal.noun in _SPOKES and referent.nouns & _SPOKES):
            bonus = 1.0 if nominal.modifiers & (referent.modifiers | referent.nouns) else 0.0
            if nominal.modifiers and referent.modifiers and not bonus and not nominal.country:
                bonus = -1.0
            return 4 + bonus
        if nominal.noun in referent.wider:
            bonus = 1.0 if nominal.country and nominal.country in referent.countries else 0.0
            return 2 + bonus
        if not person:
            return self._fit_body(place, referent)
        if nominal.role is not None and nominal.role.plain and not nominal.role.kin and referent.nouns <= {"person"}:
            if (
                nominal.noun in {"man", "woman", "boy", "girl", "person", "year-old"}
                and place.sentence - self._last_sentence(referent, place.start) <= 4
            ):  # noqa: PLR2004 - the near context
                return 1
        return 0

    def _fit_body(self, place: Place, referent: Referent) -> float:
        nominal = place.nominal
        assert nominal is not None and nominal.organ is not None  # noqa: S101, PT018 - bodies only
        if referent.name is None or referent.type not in {"organisation", "other"}:
            return 0
        words = {w.lower() for w in referent.name.replace("’s", "").split()}
        if nominal.noun in words or nominal.noun.split()[-1] in words:
            return 3
        if referent.nouns:
            return 0
        near = place.sentence - self._last_sentence(referent, place.start) <= 3  # noqa: PLR2004 - the near context
        if nominal.organ.kind == "business" and near and referent.type == "organisation":
            return 1
        if (
            nominal.organ.kind in {"media", "body"}
            and near
            and referent.type == "organisation"
            and not nominal.modifiers
        ):
            return 0.5
        return 0

    def _owner(self, place: Place) -> Referent | None:
        nominal = place.nominal
        if nominal is None or nominal.owner is None:
            return None
        parse = self.ground.parses[place.paragraph]
        start = parse.start[nominal.owner]
        for referent in self._recent(place):
            for other in reversed(referent.places):
                if other.start <= start < other.end and other is not place:
                    return referent
                if other.end < start:
                    break
        return None

    # ---- pronouns

    def _pronoun(self, place: Place) -> Referent | None:
        parse = self.ground.parses[place.paragraph]
        word = parse.lower[place.token]
        if word in _NEUTER and self._pleonastic(place):
            return None
        best: float | None = None
        chosen: Referent | None = None
        speaker = self.speakers.get(place.quote) if place.quote >= 0 else None
        barred = self._clausemates(place)
        for referent in self._recent(place):
            if referent is speaker or referent in barred or not self._agrees(word, referent):
                continue
            score = self._salience(place, word, referent)
            if score is not None and (best is None or score > best):
                best, chosen = score, referent
        if chosen is None or best is None or best < 0:
            return None
        if word in _SINGULAR and chosen.gender is None and chosen.type == "person":
            chosen.gender = _SINGULAR[word]
        return chosen

    def _agrees(self, word: str, referent: Referent) -> bool:
        if word in _SINGULAR:
            return referent.type == "person" and not referent.plural and referent.gender in {None, _SINGULAR[word]}
        if word in _PLURAL:
            return referent.plural or referent.type in {"group", "organisation"}
        return not referent.plural and referent.type in {"organisation", "place", "other"}

    def _salience(self, place: Place, word: str, referent: Referent) -> float | None:
        at = bisect_left(referent.places, place.start, key=_start) - 1
        if at < 0:
            return None
        last = referent.places[at]
        distance = place.sentence - last.sentence
        if distance > 12 or (word in _NEUTER | _PLURAL and distance > 3):  # noqa: PLR2004 - further away readers lose track
            return None
        score = 6.0 - distance
        nearest = [p for p in referent.places[max(0, at - 4) : at + 1] if p.sentence == last.sentence]
        if any(p.subject for p in nearest):
            score += 1.5
        if last.form == "pronoun" and last.subject:
            score += 0.3
        if all(p.quote >= 0 for p in nearest) and place.quote < 0:
            score -= 2.0
        if place.quote >= 0 and any(p.quote == place.quote for p in nearest):
            score += 1.0
        if referent.name is not None and word in _SINGULAR:
            score += 0.3
        if word in _SINGULAR and referent.gender is None:
            score -= 0.7
        if word in _PLURAL and not referent.plural:
            score -= 2.0
        if word in _NEUTER and referent.type == "place":
            score -= 0.5
        if (
            place.subject
            and place.quote < 0
            and word in _SINGULAR
            and self.said(place)
            and self._spoke_last(referent, place)
        ):
            score += 2.0
        return score - (place.start - last.start) / 4000

    def said(self, place: Place) -> bool:
        """Return whether the pronoun is the subject of a speech verb."""
        parse = self.ground.parses[place.paragraph]
        verb = parse.head[place.token]
        cue = lexicon().verbs.get(parse.lower[verb])
        return cue is not None and "quote" in cue.frames

    def _spoke_last(self, referent: Referent, place: Place) -> bool:
        """Return whether the referent was the subject of the speech verb before."""
        at = bisect_left(referent.places, place.start, key=_start) - 1
        last = referent.places[at]
        return last.subject and place.sentence - last.sentence <= 3 and self.said(last)  # noqa: PLR2004 - the turn before

    def _clausemates(self, place: Place) -> list[Referent]:
        """Return who the pronoun cannot be: the other arguments of its verb, unless it is reflexive or possessive."""
        parse = self.ground.parses[place.paragraph]
        word = parse.lower[place.token]
        if word.endswith(("self", "selves")) or parse.dep[place.token] == "poss":
            return []
        verb = parse.head[place.token]
        mates = {
            c
            for c in parse.children[verb]
            if c != place.token and parse.dep[c] in {"nsubj", "nsubjpass", "dobj", "dative", "iobj"}
        }
        for c in parse.children[verb]:
            if parse.dep[c] == "prep":
                mates.update(k for k in parse.children[c] if parse.dep[k] == "pobj")
        if parse.dep[verb] == "pobj" or parse.dep[place.token] == "pobj":
            governor = parse.head[verb]
            mates.update(c for c in parse.children[governor] if parse.dep[c] in {"nsubj", "nsubjpass"})
        mates.discard(place.token)
        found = []
        for referent in self._recent(place):
            if any(p.paragraph == place.paragraph and p.token in mates for p in referent.places[-6:]):
                found.append(referent)
        return found

    def _pleonastic(self, place: Place) -> bool:
        """Return whether ``it`` points to nothing: ``it is clear that``, ``it was announced``, ``it rains``."""
        parse = self.ground.parses[place.paragraph]
        if parse.lower[place.token] != "it" or parse.dep[place.token] not in {"nsubj", "nsubjpass", "expl"}:
            return False
        verb = parse.head[place.token]
        if parse.dep[place.token] == "expl":
            return True
        if parse.lower[verb] in {
            "is",
            "was",
            "'s",
            "’s",
            "be",
            "been",
            "seems",
            "appears",
            "happened",
            "remains",
            "takes",
            "took",
        }:
            return any(
                parse.dep[c] in {"acomp", "ccomp", "xcomp", "csubj", "attr", "advcl"} for c in parse.children[verb]
            )
        return parse.dep[place.token] == "nsubjpass" and any(parse.dep[c] == "ccomp" for c in parse.children[verb])

    # ---- quotations

    def _find_speakers(self) -> None:
        """Tell roughly who speaks in each quotation: the nearest subject of a speech verb in its paragraph."""
        subjects: dict[int, list[tuple[int, Referent]]] = {}
        for referent in self.referents:
            for place in referent.places:
                if place.quote < 0 and (place.subject or place.form != "pronoun") and self._is_speaker(place):
                    subjects.setdefault(place.paragraph, []).append((place.token, referent))
        previous: tuple[int, Referent | None] = (-2, None)
        for index, (paragraph, first, last) in enumerate(self.ground.spans):
            speaker: Referent | None = None
            found = subjects.get(paragraph, [])
            if found:
                _, speaker = min(found, key=lambda f: f[0] - last if f[0] > last else (first - f[0]) * 1.5)
            elif previous[0] >= paragraph - 1 and first <= 1:
                speaker = previous[1]
            elif first <= 1:
                source = next(
                    (
                        r
                        for r in self.referents
                        if r.type == "person" and any(p.paragraph == paragraph - 1 for p in r.places)
                    ),
                    None,
                )
                speaker = source if self.ground.parses[paragraph].role == "quote" else None
            self.speakers[index] = speaker
            previous = (paragraph, speaker)

    def _is_speaker(self, place: Place) -> bool:
        parse = self.ground.parses[place.paragraph]
        if not place.subject:
            head = parse.head[place.token]
            return (
                parse.dep[place.token] == "pobj"
                and parse.lower[head] == "to"
                and head > 0
                and parse.lower[head - 1] == "according"
            )
        return self.said(place)

    def is_speaker_anywhere(self, referent: Referent) -> bool:
        """Return whether the referent says something in the article."""
        return any(self._is_speaker(p) for p in referent.places if p.subject)

    def merge(self, named: Referent, other: Referent) -> None:
        """Make two referents one."""
        named.absorb(other)
        other.places = []

    # ---- order

    def _recent(self, place: Place) -> list[Referent]:
        """Return the referents mentioned before the place, the last mentioned first, within the window of mentions."""
        at = bisect_left(self.timeline, (place.start, -1))
        if self._seen[0] != place.start:
            found: dict[int, None] = {}
            for _, index in reversed(self.timeline[max(0, at - _WINDOW) : at]):
                found.setdefault(index)
            self._seen = (place.start, [self.referents[i] for i in found])
        return self._seen[1]

    def _last_before(self, referent: Referent, start: int) -> int:
        at = bisect_left(referent.places, start, key=_start) - 1
        return referent.places[at].start if at >= 0 else -1

    def _last_sentence(self, referent: Referent, start: int) -> int:
        at = bisect_left(referent.places, start, key=_start) - 1
        return referent.places[at].sentence if at >= 0 else -99
