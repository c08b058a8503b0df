"""What kind of participant a noun phrase is: two parties at once, people, the speaker's own, a pronoun's antecedent."""

from workers.extraction.entities.titles import organ, role
from workers.extraction.events.dealings import has_origin
from workers.extraction.events.memory import kind
from workers.extraction.events.syntax import Tree
from workers.extraction.events.words import words
from workers.extraction.text import Span

_JOINT = frozenset({"two", "both", "neither", "either"})
_PARTIES = words("participants-parties")
_SIDES = words("participants-sides")
_WORKERS = ("men", "man", "women", "woman")  # watchman, railwaymen
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_BODIES = frozenset({"state", "body"})
GROUPS = words("participants-groups")


def is_joint(tree: Tree, token: int) -> bool:
    """Tell whether the phrase means two parties at once."""
    if tree.lower[token] in {"both", "neither", "either"}:
        return True
    kids = tree.children[token]
    if tree.lemma[token] in _PARTIES and any(tree.lower[c] in _JOINT for c in kids):
        return True
    definite = any(tree.lower[c] == "the" for c in kids) and not any(tree.dep[c] in {"poss", "nummod"} for c in kids)
    return definite and tree.tag[token] == "NNS" and tree.lemma[token] in _SIDES


def is_people(tree: Tree, token: int) -> bool:
    """Tell whether the phrase means people or a body of people."""
    return (
        tree.entity[token] == "PERSON"
        or tree.lemma[token] in GROUPS
        or (tree.pos[token] == "NOUN" and role(tree.lemma[token]) is not None)
    )


def has_a_country(tree: Tree, token: int, sector: str | None, *, named: bool) -> bool:
    """Tell whether the party must be of some country: people, bodies and what stands on land, not ships and goods.

    ``sector`` is the phrase's, ``named`` tells a person with a name.
    """
    lemma = tree.lemma[token]
    if lemma in kind("vessels") and sector != "MIL":
        return has_origin(tree, token)
    body = organ(lemma)
    if tree.pos[token] == "PROPN" and not tree.text[token].islower():
        standing = tree.entity[token] in _PLACES  # a village that no gazetteer has
    else:
        standing = lemma in kind("premises")
    return (
        sector is not None
        or named
        or is_people(tree, token)
        or lemma.endswith(_WORKERS)
        or (body is not None and body.kind in _BODIES)
        or not kind("worked").isdisjoint((lemma, tree.lower[token]))
        or standing
        or has_origin(tree, token)
    )


def agrees(tree: Tree, pronoun: int, noun: int) -> bool:
    """Tell whether a pronoun can stand for the noun, by number and kind."""
    plural = tree.tag[noun] in {"NNS", "NNPS"} or len(tree.conjuncts(noun)) > 1
    lower = tree.lower[pronoun]
    if lower in {"they", "them", "their", "themselves"}:
        return plural or tree.lemma[noun] in {
            "group",
            "police",
            "government",
            "committee",
            "union",
            "army",
            "majority",
            "team",
        }
    if lower in {"it", "its", "itself"}:
        return not plural and tree.entity[noun] != "PERSON"
    return not plural and tree.entity[noun] not in {"ORG", "GPE", "NORP"}


def in_one_sentence(tree: Tree, token: int, span: Span) -> bool:
    """Tell whether the span lies in the token's sentence."""
    root = tree.sentence[token]
    return any(
        tree.sentence[i] == root and tree.start[i] < span.end and tree.end[i] > span.start
        for i in range(max(0, token - 80), min(len(tree.start), token + 80))
    )


def is_ours(tree: Tree, token: int) -> bool:
    """Tell whether the phrase belongs to who speaks (``our troops``)."""
    return any(tree.dep[c] == "poss" and tree.lower[c] in {"our", "my"} for c in tree.children[token])
