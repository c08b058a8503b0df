"""Who acts on a party, read off the tree: subjects of its verb, envoys and embassies, whose people are meant."""

from collections.abc import Iterator

from workers.extraction.events.memory import kind
from workers.extraction.events.syntax import Tree
from workers.extraction.text import Span

_NUMBERED = frozenset({"first", "second", "third"})
_HOUSES = frozenset({"embassy", "consulate", "legation"})
_STEPS = 3
_INSIDE, _NEAR = 4, 30  # levels below the verb, tokens of a level


def acting_subjects(tree: Tree, token: int) -> Iterator[int]:
    """Yield the subjects of the verb whose object the party is, or that asks it to act; the nearest first."""
    verb, dep = tree.head[token], tree.dep[token]
    bare = tree.tag[verb] == "VB" and not any(tree.tag[c] == "MD" for c in tree.kids(verb, "aux"))
    controlled = dep == "nsubj" and tree.dep[verb] in {"ccomp", "xcomp"} and bare
    if dep == "pobj" or controlled:
        verb = tree.head[verb]
    elif dep not in {"dobj", "dative", "conj"}:
        return
    for _ in range(_STEPS):
        yield from tree.kids(verb, "nsubj")
        if tree.dep[verb] not in {"conj", "xcomp"}:
            return
        verb = tree.head[verb]


def subject_beside(tree: Tree, token: int) -> Span | None:
    """Return the subject of the verb that a phrase is the object of."""
    verb = tree.head[token]
    for _ in range(_STEPS):
        for subject in tree.kids(verb, "nsubj"):
            return None if subject == token else tree.noun_phrase(subject)
        if tree.dep[verb] != "conj":
            return None
        verb = tree.head[verb]
    return None


def house_acted_on(tree: Tree, token: int) -> int | None:
    """Return the embassy that the subject at ``token`` acts on: it does not stand at home."""
    if tree.dep[token] != "nsubj":
        return None
    near = [tree.head[token]]
    for _ in range(_INSIDE):
        near = [c for t in near for c in tree.kids(t, "dobj", "prep", "pobj", "conj") if c > token][:_NEAR]
        if (house := next((t for t in near if tree.lemma[t] in _HOUSES), None)) is not None:
            return house
    return None


def is_abroad(tree: Tree, subject: int) -> bool:
    """Tell whether the subject is in another country (``an envoy``, ``Taiwan's office here appealed to ...``)."""
    return is_envoy(tree, subject) or any(tree.lower[c] == "here" for c in tree.kids(subject, "advmod"))


def told_by(tree: Tree, token: int) -> tuple[str, int] | None:
    """Return verb lemma and subject of the clause that tells what the party at ``token`` did (``denied that``)."""
    verb = tree.head[token]
    for _ in range(_STEPS):
        above = tree.head[verb]
        if tree.dep[verb] == "ccomp":
            return next(((tree.lemma[above], s) for s in tree.kids(above, "nsubj")), None)
        if tree.dep[verb] != "conj":
            return None
        verb = above
    return None


def verb_above(tree: Tree, token: int) -> int:
    """Return the verb of an object or of a prepositional phrase."""
    verb = tree.head[token]
    while tree.dep[verb] in {"prep", "agent"} and tree.head[verb] != verb:
        verb = tree.head[verb]
    return verb


def is_definite(tree: Tree, token: int) -> bool:
    """Tell whether ``the`` determines the noun."""
    return any(tree.lower[c] == "the" for c in tree.kids(token, "det"))


def has_origin(tree: Tree, token: int) -> bool:
    """Tell whether a name says where the people are from (``youths from Alale``), known or not."""
    return any(
        tree.lower[c] == "from" and any(tree.pos[g] == "PROPN" for g in tree.kids(c, "pobj"))
        for c in tree.kids(token, "prep")
    )


def is_envoy(tree: Tree, token: int) -> bool:
    """Tell whether the noun is somebody or a house of a country in another: ``ambassador``, ``a second secretary``."""
    lemma = tree.lemma[token]
    if lemma in kind("envoys"):
        return True
    return lemma in kind("secretaries") and any(tree.lower[c] in _NUMBERED for c in tree.kids(token, "amod"))
