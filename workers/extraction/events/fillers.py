"""What an argument names: its own words, those of what it counts or measures, and those a pronoun or number stands for.

``returned the sailors``, ``returned two of the sailors``, and, after a sentence about them, ``returned two more`` or
``returned them`` all return sailors.
"""

from collections.abc import Callable
from functools import lru_cache

from workers.extraction.entities.codes import country_of_demonym
from workers.extraction.entities.titles import role
from workers.extraction.events.syntax import Tree
from workers.extraction.events.words import words as word_list

NAMED = "%named"  # in a word class: anything that carries a name
PERSON = "%person"  # anyone: a person's name, a noun for people, a personal pronoun
FOREIGN = "%foreign"  # anything of a country that is named: Dutch bulbs
MANY = "%many"  # several at once: a plural, a coordination
_PERSONAL = frozenset({"i", "me", "we", "us", "he", "him", "she", "her", "they", "them", "who", "whom"})
_NAMED_ENTITIES = frozenset({"GPE", "NORP", "ORG", "PERSON"})
_PLURAL_PRONOUNS = frozenset({"they", "them", "these", "those", "we", "us", "both", "all", "some"})
_PLURAL_TAGS = frozenset({"NNS", "NNPS"})
TRANSPARENT = word_list("lexicon-transparent")
_QUANTITIES = word_list("fillers-quantities")
_OCCASIONS = word_list("fillers-occasions")
MODIFIERS = frozenset({"amod", "compound", "nmod", "advmod", "nummod"})
_BACK = 60  # tokens: two or three sentences of a paragraph
_ANTECEDENTS = 6


def names(tree: Tree, head: int, words: frozenset[str], *, deep: bool, elided: bool = False) -> list[int]:
    """Return ``head`` when it, its modifier, its coordinate or what it counts is one of the words, else nothing.

    ``deep`` false: only ``head`` itself; ``elided``: also what a pronoun or number stands for. What is counted or
    coordinated is returned beside ``head``.
    """
    if tree.lemma[head] in words or tree.lower[head] in words:
        return [head]
    if any(holds(tree, head) for holds in _kinds(words)):
        return [head]
    found = _named_beside(tree, head, words) if deep else []
    return found or (_meant(tree, head, words) if elided and _is_elided(tree, head) else [])


def _meant(tree: Tree, head: int, words: frozenset[str]) -> list[int]:
    """Return ``head`` when the text before has one of the words for a pronoun or number to stand for."""
    before = _antecedents(tree, head)
    if not before and PERSON in words and tree.pos[head] == "NUM":
        return [head]  # a headline: "two held after raid"
    return [head] if any(_is_one_of(tree, t, words) for t in before) else []


@lru_cache(maxsize=4096)
def _kinds(words: frozenset[str]) -> tuple[Callable[[Tree, int], bool], ...]:
    """Return the tests for what a condition names by kind; most conditions name words alone."""
    return tuple(holds for kind, holds in _KINDS if kind in words)


def _named_beside(tree: Tree, head: int, words: frozenset[str]) -> list[int]:
    for c in tree.children[head]:
        if tree.dep[c] in MODIFIERS and (tree.lemma[c] in words or tree.lower[c] in words):
            return [head]
        if tree.dep[c] == "conj" and tree.lemma[c] in words:
            return [head, c]
    counted = next((t for t in _counted(tree, head) if _is_one_of(tree, t, words)), None)
    return [] if counted is None else [head, counted]


def _is_one_of(tree: Tree, token: int, words: frozenset[str]) -> bool:
    return tree.lemma[token] in words or (PERSON in words and _is_person(tree, token))


def _counted(tree: Tree, head: int) -> list[int]:
    """Return what a quantity is of (``a consignment of rice``, ``two of the lorries``)."""
    if not _is_quantity(tree, head):
        return []
    return [g for c in tree.kids(head, "prep") if tree.lower[c] == "of" for g in tree.kids(c, "pobj")]


def _is_quantity(tree: Tree, token: int) -> bool:
    return tree.pos[token] == "NUM" or tree.lemma[token] in TRANSPARENT or tree.lower[token] in _QUANTITIES


def _is_elided(tree: Tree, head: int) -> bool:
    """Tell whether the noun is left out or a pronoun, so that only the text before tells what is meant."""
    if tree.lower[head] in {"it", "they", "them"}:
        return tree.lemma[tree.head[head]] not in {"give", "make", "have", "take"}  # "I do not know who gave it"
    if tree.pos[head] != "NUM" and tree.lower[head] not in _QUANTITIES:
        return False
    counted = _counted(tree, head)
    return not counted or all(tree.pos[t] == "PRON" for t in counted)


def _antecedents(tree: Tree, head: int) -> list[int]:
    """Return the nouns before ``head`` that it may stand for, the nearest first."""
    if head not in tree.stands_for:
        tree.stands_for[head] = _nouns_before(tree, head)
    return tree.stands_for[head]


def _nouns_before(tree: Tree, head: int) -> list[int]:
    many = tree.lower[head] not in {"it", "one"} or bool(_counted(tree, head))  # "one of them"
    clause = tree.head[head]
    found: list[int] = []
    for i in range(head - 1, max(-1, head - _BACK), -1):
        if tree.pos[i] not in {"NOUN", "PROPN"} or tree.dep[i] in {"compound", "nmod", "npadvmod"}:
            continue
        if tree.head[i] == clause or tree.entity[i] in {"DATE", "TIME"}:
            continue  # "the police released them": not themselves
        if many == (tree.tag[i] in _PLURAL_TAGS):
            found.append(i)
            if len(found) == _ANTECEDENTS:
                break
    return found


def _is_person(tree: Tree, token: int) -> bool:
    if tree.entity[token] == "PERSON" or role(tree.lemma[token]) is not None:
        return True
    if tree.lower[token] not in _PERSONAL:
        return False
    if tree.lower[token] not in {"they", "them"}:
        return True
    nearest = next(iter(_antecedents(tree, token)), None)
    return nearest is None or tree.lemma[nearest] not in _OCCASIONS  # "the talks will be held, and held in Lima"


def _is_many(tree: Tree, token: int) -> bool:
    return (
        tree.tag[token] in _PLURAL_TAGS
        or tree.lower[token] in _PLURAL_PRONOUNS
        or any(tree.dep[c] == "conj" for c in tree.children[token])
    )


def _is_foreign(tree: Tree, token: int) -> bool:
    return any(
        tree.dep[c] in {"amod", "compound", "nmod"} and (tree.entity[c] == "NORP" or is_demonym(tree.text[c]))
        for c in tree.children[token]
    )


@lru_cache(maxsize=4096)
def is_demonym(word: str) -> bool:
    """Tell whether a word says of which country something is (``Omani``, ``Swedes``)."""
    return word[:1].isupper() and country_of_demonym(word) is not None


_KINDS: tuple[tuple[str, Callable[[Tree, int], bool]], ...] = (
    (NAMED, lambda tree, token: tree.entity[token] in _NAMED_ENTITIES),
    (PERSON, _is_person),
    (MANY, _is_many),
    (FOREIGN, _is_foreign),
)
