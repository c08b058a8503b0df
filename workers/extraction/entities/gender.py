"""A person's gender from names, honorifics and nouns; pronouns are counted by the coreference rules."""

import unicodedata
from functools import cache, lru_cache

from workers.extraction.entities.titles import FEMININE, MASCULINE
from workers.extraction.lexicons.reader import rows

_FEMININE_SURNAMES = (
    "ova",
    "eva",
    "ova",
    "skaya",
    "ska",
    "cka",
    "aya",
    "dottir",
    "ovna",
    "evna",
    "ienė",
    "iene",
    "aite",
    "yte",
)
_MASCULINE_PATRONYMICS = ("ovich", "evich", "ovych", "evych")


@lru_cache(maxsize=8192)  # texts bring new words without end
def fold(word: str) -> str:
    """Return a word in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c)).replace("ł", "l").replace("ø", "o")


@cache
def _names() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    sure: set[str] = set()
    for gender, names in rows("first_names.tsv"):
        for name in names.split():
            key = fold(name)
            if gender == "u":
                found[key] = None
                sure.add(key)
            elif key not in sure:
                found[key] = gender if found.get(key, gender) == gender else None
    return found


def is_first_name(word: str) -> bool:
    """Return whether a word is a known given name."""
    key = fold(word)
    return key in _names() or ("-" in key and key.split("-")[0] in _names())


def name_gender(words: tuple[str, ...]) -> str | None:
    """Return ``f`` or ``m`` for a full name (given name first), or None."""
    key = fold(words[0])
    names = _names()
    if key in names:
        if names[key] is not None:
            return names[key]
    elif "-" in key and (first := key.split("-")[0]) in names and names[first] is not None:
        return names[first]
    if len(words) > 1:
        for word in words[1:]:
            last = fold(word).split("-")[0]
            if last.endswith(_MASCULINE_PATRONYMICS):
                return "m"
            if last.endswith(_FEMININE_SURNAMES) and len(last) > 5:  # noqa: PLR2004 - "Eva" itself is a given name
                return "f"
    return None


def honorific_gender(word: str) -> str | None:
    """Return the gender that ``Mr`` or ``Mrs.`` tells, or None."""
    key = word.lower().rstrip(".")
    return "m" if key in MASCULINE else "f" if key in FEMININE else None
