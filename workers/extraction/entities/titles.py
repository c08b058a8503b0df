"""Nouns that tell what a person or an organisation is, and which of them may stand for which."""

from dataclasses import dataclass
from functools import cache, lru_cache

from workers.extraction.lexicons.reader import rows

HONORIFICS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "dr",
        "prof",
        "sir",
        "dame",
        "lord",
        "lady",
        "madam",
        "rev",
        "hon",
        "cllr",
        "cllrs",
        "fr",
        "sr",
        "br",
        "st",
        "gen",
        "lt",
        "col",
        "maj",
        "capt",
        "cpl",
        "sgt",
        "pvt",
        "adm",
        "cmdr",
        "sen",
        "sens",
        "reps",
        "del",
        "gens",
        "rep",
        "gov",
        "pres",
        "atty",
        "supt",
        "insp",
        "det",
        "justice",
        "judge",
        "pope",
        "queen",
        "king",
        "prince",
        "princess",
        "sheikh",
        "ayatollah",
        "imam",
    ]
)
MASCULINE = frozenset({"mr", "sir", "lord", "pope", "king", "prince", "sheikh", "ayatollah", "imam", "fr"})
FEMININE = frozenset({"mrs", "ms", "miss", "dame", "lady", "madam", "queen", "princess"})
ABBREVIATIONS = {
    "gov": "governor",
    "sen": "senator",
    "rep": "representative",
    "gen": "general",
    "prof": "professor",
    "dr": "doctor",
    "lt": "lieutenant",
    "col": "colonel",
    "maj": "major",
    "capt": "captain",
    "sgt": "sergeant",
    "adm": "admiral",
    "rev": "reverend",
    "pres": "president",
    "det": "detective",
    "del": "delegate",
    "insp": "inspector",
}
_PREFIXES = frozenset({"ex", "co", "vice", "deputy", "sub", "under", "then", "former"})
_POLITE = frozenset({"mr", "mrs", "ms", "miss", "mx", "sir", "dame", "lord", "lady", "madam"})
_IRREGULAR = {"people": "person", "men": "man", "women": "woman", "children": "child", "wives": "wife", "mps": "mp"}


@dataclass(frozen=True, slots=True)
class Role:
    """What a person noun tells: its gender, the nouns that may stand for it, and whether it is a relative or plain."""

    noun: str
    gender: str | None
    wider: frozenset[str]
    kin: bool
    plain: bool


@dataclass(frozen=True, slots=True)
class Organ:
    """What an organisation noun tells: ``kind`` is state, body, business or media."""

    noun: str
    kind: str
    wider: frozenset[str]


@cache
def _roles() -> dict[str, Role]:
    found = {}
    for noun, gender, wider in (row + ("",) * (3 - len(row)) for row in rows("role_nouns.tsv")):
        words = frozenset(wider.split("|")) - {""}
        found[noun] = Role(
            noun, None if gender == "-" else gender, words - {"kin", "plain"}, "kin" in words, "plain" in words
        )
    return found


@cache
def _organs() -> dict[str, Organ]:
    return {
        noun: Organ(noun, kind, frozenset(wider.split("|")) - {""})
        for noun, kind, wider in (row + ("",) * (3 - len(row)) for row in rows("organisation_nouns.tsv"))
    }


@lru_cache(maxsize=8192)  # texts bring new words without end
def singular(word: str) -> str:
    """Return the singular of a lower case noun; a guess by its ending, irregular ones by list."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men"):
        return word[:-2] + "an"
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" and "dies" keep their ending
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def role(word: str) -> Role | None:
    """Return the role of a lower case person noun (also ``ex-minister``, ``co-author``), or None."""
    if word == "year-old":
        return Role(word, None, frozenset(), kin=False, plain=True)
    found = _roles().get(word)
    if found is None and "-" in word:
        head, _, tail = word.partition("-")
        if head in _PREFIXES:
            found = _roles().get(tail)
        elif word.endswith(("-elect", "-designate")):
            found = _roles().get(head)
    return found


def organ(word: str) -> Organ | None:
    """Return what a lower case organisation noun tells, or None."""
    return _organs().get(word)


def is_honorific(word: str) -> bool:
    """Return whether a word such as ``Mr.`` or ``Gen`` stands before a name only."""
    return word[:1].isupper() and word.lower().rstrip(".") in HONORIFICS


def is_polite(word: str) -> bool:
    """Return whether a word is a mere form of address, which tells no office: ``Mr.``, ``Dame``."""
    return word.lower().rstrip(".") in _POLITE
