"""Pronouns: whom they may stand for, and who of those is in the reader's mind.

Salience after Lappin and Leass (1994): recency in sentences, subjects and main clauses first; who spoke last goes on.
"""

from bisect import bisect_left

from workers.extraction.entities.referents import Ground, Place, Referent
from workers.extraction.parse import Parse
from workers.extraction.quotes.cues import lexicon

SINGULAR = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
NEUTER = frozenset({"it", "its", "itself"})
FIRST = frozenset({"i", "me", "my", "myself", "mine"})
PRONOUNS = frozenset(SINGULAR) | PLURAL | NEUTER | FIRST
_REACH = 12  # sentences after which readers lose track of a person
_TOPIC, _OFTEN = 0.12, 8  # weight of each earlier mention of a named person, up to so many: whom the article is about
_SHORT_REACH = 3  # of a thing or a group
_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "dative", "iobj"})
_SUBJECT = frozenset({"nsubj", "nsubjpass"})
_EMPTY_VERBS = frozenset(
    {
        "is",
        "was",
        "'s",
        "’s",
        "be",
        "been",
        "seems",
        "seemed",
        "appears",
        "appeared",
        "happened",
        "remains",
        "takes",
        "took",
    }
)
_FILLERS = frozenset({"acomp", "ccomp", "xcomp", "csubj", "attr", "advcl"})


def start_of(place: Place) -> int:
    """Return where a place begins; the key that places are ordered by."""
    return place.start


def says(ground: Ground, place: Place) -> bool:
    """Return whether a mention is the subject of a speech verb."""
    parse = ground.parses[place.paragraph]
    cue = lexicon().verbs.get(parse.lower[parse.head[place.token]])
    return cue is not None and "quote" in cue.frames


def agrees(word: str, referent: Referent) -> bool:
    """Return whether gender and number of a pronoun fit."""
    if word in SINGULAR:
        return referent.type == "person" and not referent.plural and referent.gender in {None, SINGULAR[word]}
    if word in PLURAL:
        return referent.plural or referent.type in {"group", "organisation"}
    return not referent.plural and referent.type in {"organisation", "place", "other"}


def salience(ground: Ground, place: Place, word: str, referent: Referent) -> float | None:
    """Return how much a referent stands in mind at a pronoun; None when it is too far away."""
    at = bisect_left(referent.places, place.start, key=start_of) - 1
    if at < 0:
        return None
    last = referent.places[at]
    distance = place.sentence - last.sentence
    if distance > (_REACH if word in SINGULAR else _SHORT_REACH):
        return None
    nearest = [p for p in referent.places[max(0, at - 4) : at + 1] if p.sentence == last.sentence]
    score = 6.0 - distance - (place.start - last.start) / 4000
    score += 1.5 * any(p.subject for p in nearest) + 0.8 * any(p.main for p in nearest)
    score += 0.3 * (last.form == "pronoun" and last.subject)
    if place.quote < 0:
        score -= 2.0 * all(p.quote >= 0 for p in nearest)
    else:
        score += 1.0 * any(p.quote == place.quote for p in nearest)
    if word in SINGULAR:
        score += 0.3 * (referent.name is not None) - 2.0 * (referent.gender is None)
        score += _TOPIC * min(at + 1, _OFTEN) * (referent.name is not None)
        turn = place.subject and place.quote < 0 and last.subject and distance <= _SHORT_REACH
        score += 2.0 * (turn and says(ground, place) and says(ground, last))
    elif word in PLURAL:
        if not referent.plural and place.quote >= 0:
            return None  # whom a speaker calls "they" is rarely the body named last
        score -= 2.0 * (not referent.plural)
    else:
        score -= 0.5 * (referent.type == "place")
    return score


def clausemates(parse: Parse, token: int) -> frozenset[int]:
    """Return the tokens that a pronoun cannot stand for: the other arguments of its verb.

    Reflexive and possessive pronouns have none.
    """
    if parse.lower[token].endswith(("self", "selves")) or parse.dep[token] == "poss":
        return frozenset()
    verb = parse.head[token]
    mates = {c for c in parse.children[verb] if parse.dep[c] in _ARGUMENTS}
    at = verb
    while (
        parse.dep[at] == "conj"
        and parse.head[at] < at
        and not any(parse.dep[c] in _SUBJECT for c in parse.children[at])
    ):
        at = parse.head[at]  # "The minister summoned the envoy and handed him a note": not the minister
        mates.update(c for c in parse.children[at] if parse.dep[c] in _SUBJECT)
    for c in parse.children[verb]:
        if parse.dep[c] == "prep":
            mates.update(k for k in parse.children[c] if parse.dep[k] == "pobj")
    if parse.dep[token] == "pobj":
        governor = parse.head[verb]
        mates.update(c for c in parse.children[governor] if parse.dep[c] in _ARGUMENTS)
    return frozenset(mates - {token})


def is_pleonastic(parse: Parse, token: int) -> bool:
    """Return whether ``it`` points to nothing: ``it is clear that``, ``it was announced that``."""
    if parse.lower[token] != "it":
        return False
    if parse.dep[token] == "expl":
        return True
    verb = parse.head[token]
    deps = {parse.dep[c] for c in parse.children[verb]}
    if parse.dep[token] == "nsubjpass":
        return "ccomp" in deps
    return parse.dep[token] == "nsubj" and parse.lower[verb] in _EMPTY_VERBS and bool(deps & _FILLERS)
