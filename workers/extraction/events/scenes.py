"""Where people act: the place beside their verb, in their sentence, or in the sentence before.

``At Izmir dockers refused to unload a freighter, and the police arrested their leader``: dockers, police and leader are
of the country of Izmir, whatever the story is about.
"""

from collections.abc import Callable

from workers.extraction.events.dealings import is_envoy
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.text import Span

_AT = frozenset({"in", "at", "near", "outside"})
_LINKED = frozenset({"conj", "advcl"})
_CLAUSES_UP = 3
_STEPS_UP = 5
_BACK = 120  # tokens

Placed = Callable[[Span], str | None]


def scene(tree: Tree, token: int, placed: Placed, told: frozenset[str]) -> str | None:
    """Return the country of the place where the party at ``token`` acts or is acted on, None when no place is told.

    ``placed`` gives the country of the places named in a span. ``told`` are the countries the article is about: a place
    behind the verb of another sentence counts only when it lies in one of them (``they met in Geneva``).
    """
    return _beside_verb(tree, token, placed) or _earlier(tree, token, placed) or _before(tree, token, placed, told)


def _beside_verb(tree: Tree, token: int, placed: Placed) -> str | None:
    verb = token
    for _ in range(_STEPS_UP):
        if tree.pos[verb] in VERBAL:
            break
        verb = tree.head[verb]
        if tree.pos[verb] == "NOUN":  # "the flogging of growers at Bamenda"
            behind = [c for c in tree.kids(verb, "prep") if c > token]
            if (code := _first_place(tree, behind, placed)) is not None:
                return code
    for _ in range(_CLAUSES_UP):
        if tree.pos[verb] not in VERBAL:
            return None
        beside = list(tree.kids(verb, "prep"))
        if tree.dep[verb] in _LINKED:
            # "police in Kisumu held six after protesters marched": one scene
            beside += [c for s in tree.kids(tree.head[verb], "nsubj") for c in tree.kids(s, "prep")]
        if (code := _first_place(tree, beside, placed)) is not None or tree.dep[verb] not in _LINKED:
            return code
        verb = tree.head[verb]
    return None


def _first_place(tree: Tree, prepositions: list[int], placed: Placed) -> str | None:
    return next((code for c in prepositions if (code := _place_of(tree, c, placed)) is not None), None)


def _place_of(tree: Tree, preposition: int, placed: Placed) -> str | None:
    """Return the country of the place behind a preposition of place."""
    if tree.lower[preposition] not in _AT:
        return None
    if is_envoy(tree, tree.head[preposition]):
        return None  # "the ambassador in Nairobi" speaks for people elsewhere
    for g in tree.kids(preposition, "pobj"):
        if tree.pos[g] == "PROPN" and (code := placed(tree.noun_phrase(g))) is not None:
            return code
    following = preposition + 1
    if not tree.kids(preposition, "pobj") and following < len(tree.pos) and tree.pos[following] == "PROPN":
        return placed(Span(tree.start[following], tree.end[following]))  # "At Izmir dockers": taken for a compound
    return None


def _earlier(tree: Tree, token: int, placed: Placed) -> str | None:
    """Return the place named before the party in its sentence (``Police in Lusaka dispersed mourners``)."""
    for i in range(token - 1, max(-1, token - _BACK), -1):
        if tree.sentence[i] != tree.sentence[token]:
            return None
        if tree.dep[i] == "prep" and (code := _place_of(tree, i, placed)) is not None:
            return code
    return None


def _before(tree: Tree, token: int, placed: Placed, told: frozenset[str]) -> str | None:
    """Return the scene that the sentence before sets."""
    i = token
    while i >= 0 and tree.sentence[i] == tree.sentence[token] and token - i < _BACK:
        i -= 1
    if i < 0 or token - i >= _BACK:
        return None
    root, low = tree.sentence[i], max(0, i - _BACK)
    while i >= low and tree.sentence[i] == root:
        if tree.dep[i] == "prep" and (code := _place_of(tree, i, placed)) is not None and (i < root or code in told):
            return code
        i -= 1
    return None
