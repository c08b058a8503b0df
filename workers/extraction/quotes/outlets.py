"""News outlets in a stretch of text: which capitalised names are outlets, and where exactly the name stands."""

import re
from dataclasses import dataclass
from functools import cache

from workers.extraction.lexicons.reader import rows
from workers.extraction.types import Span

_WORD = re.compile(r"[^\W_]+(?:[.&'’/+-][^\W_]+)*|&")
_CONNECT = frozenset(
    {"of", "the", "de", "del", "della", "la", "le", "el", "and", "und", "für", "di", "do", "da", "&", "al", "en", "e"}
)
_OF = re.compile(r"\b(?:of|by|for|at|from|in|to|with)\b")
_SHAPE = re.compile(
    r"[a-z]{2}(?:press|news|inform|pravda|gazeta|TV|FM|Wire)$|[A-Za-z]\.(?:com|net|org|info|tv|ua|ru|ro|pl|lt|lv|ee|md|by|cz|sk|hu|bg|rs)$"
)
_GAP = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Outlets:
    """The outlet lexicon; names, nouns and platforms in lower case.

    ``small`` names are written in lower case (dpa), ``mixed`` ones end so (Jutarnji list).
    """

    names: frozenset[str]
    small: frozenset[str]
    mixed: frozenset[str]
    words: frozenset[str]
    nouns: frozenset[str]
    platforms: frozenset[str]
    institutions: frozenset[str]
    demonyms: frozenset[str]


@cache
def outlets() -> Outlets:
    """Read the outlet lexicon once."""
    kinds: dict[str, set[str]] = {k: set() for k in ("name", "word", "noun", "platform", "institution")}
    for kind, entries in rows("outlets.tsv"):
        kinds[kind].update(entries.split("|"))
    demonyms = {word for row in rows("countries.tsv") if len(row) > 2 for word in row[2].split("|")}  # noqa: PLR2004 - third column: adjectives
    return Outlets(
        names=frozenset(n.lower() for n in kinds["name"]),
        mixed=frozenset(n for n in kinds["name"] if n.split()[-1].islower() and not n.islower()),
        small=frozenset(n for n in kinds["name"] if n.islower()),
        words=frozenset(kinds["word"]),
        nouns=frozenset(n.lower() for n in kinds["noun"]),
        platforms=frozenset(n.lower() for n in kinds["platform"]),
        institutions=frozenset(kinds["institution"]),
        demonyms=frozenset(demonyms),
    )


def is_platform(name: str) -> bool:
    """Return whether a name is a platform such as Telegram, which people post on and which reports nothing itself."""
    return _bare(name).lower() in outlets().platforms


def is_outlet(name: str) -> bool:
    """Return whether a name alone tells that it is a news outlet's."""
    known = outlets()
    bare = _bare(name)
    if bare.lower() in known.platforms:
        return False
    if bare.lower() in known.names or name.lower() in known.names:
        return True
    parts = bare.split()
    if len(parts) > 1 and "News" in parts:
        return True  # whatever else: "Baltic News Service"
    if len(parts) == 1 and _SHAPE.search(bare) is not None:
        return True
    if any(p in known.institutions for p in parts) or any(" " in i and i in bare for i in known.institutions):
        return False
    return len(parts) > 1 and any(p in known.words for p in parts)


def _bare(name: str) -> str:
    return name[4:] if name[:4].lower() == "the " else name


def find_outlet(text: str, span: Span, *, trusted: bool) -> Span | None:
    """Return where in ``span`` an outlet is named, or None.

    ``trusted``: the wording around says that it is an outlet (``as reported by``), so that any capitalised name that
    is no platform or institution will do; else the name must be known or stand beside ``newspaper``, ``agency`` ...
    """
    known = outlets()
    words = list(_WORD.finditer(text, span.start, span.end))
    runs = _runs(text, words)
    for first, last in runs:
        longer = _known(text, words, first, last)
        if longer is not None:
            return longer
        name = _clean(text, words, first, last)
        if name is not None and is_outlet(text[name.start : name.end]):
            return name
    for first, last in runs:
        beside = (
            first > 0
            and words[first - 1][0].lower() in known.nouns
            and words[first - 1].end() + 1 == words[first].start()
        )
        beside = beside or (
            last + 1 < len(words)
            and words[last + 1][0].lower() in known.nouns | {"news"}
            and text[words[last].end() : words[last + 1].start()] == " "
        )
        if not beside and not trusted:
            continue
        name = _clean(text, words, first, last)
        if name is None or is_platform(text[name.start : name.end]):
            continue
        if any(w in known.institutions for w in text[name.start : name.end].split()) and not beside:
            continue
        return name
    return None


def _known(text: str, words: list[re.Match[str]], first: int, last: int) -> Span | None:
    """Return a known name that goes on in lower case: ``Jutarnji list``."""
    for end in range(min(last + 2, len(words) - 1), last, -1):
        span = Span(words[first].start(), words[end].end())
        if text[span.start : span.end] in outlets().mixed:
            return span
    return None


def heads(text: str, mention: Span, name: Span) -> bool:
    """Return whether an outlet's name is what a mention is about: not in ``a letter seen by the Gazette``."""
    return _OF.search(text, mention.start, name.start) is None


def _runs(text: str, words: list[re.Match[str]]) -> list[tuple[int, int]]:
    """Return the runs of capitalised words, joined by connectors such as ``of``."""
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(words):
        if not _capital(words[i][0]):
            i += 1
            continue
        first = last = i
        k = i + 1
        while k < len(words):
            if not _GAP.fullmatch(text, words[k - 1].end(), words[k].start()):
                break
            if _capital(words[k][0]):
                last = k
            elif words[k][0].lower() not in _CONNECT:
                break
            k += 1
        runs.append((first, last))
        i = last + 1
    return runs


def _capital(word: str) -> bool:
    return any(c.isupper() for c in word) or word in outlets().small


def _clean(text: str, words: list[re.Match[str]], first: int, last: int) -> Span | None:
    """Cut the article, the possessive and a leading nationality off a name."""
    if first == last and words[first][0].lower() in {"the", "a", "an", "this", "that", "one", "its"}:
        return None  # "The agency" at the head of a sentence
    if words[first][0].lower() == "the" and first < last:
        first += 1
    known = outlets()
    if first < last and text[words[first].start() : words[last].end()].lower() not in known.names:
        rest = text[words[first + 1].start() : words[last].end()]
        if (
            words[first][0] in known.demonyms
            and words[first + 1][0].lower() not in _CONNECT
            and rest not in known.words
        ):
            first += 1
    elif first == last and words[first][0] in known.demonyms:
        return None
    start, end = words[first].start(), words[last].end()
    for ending in ("'s", "’s"):
        if text[start:end].endswith(ending):
            end -= 2
    return Span(start, end) if start < end else None
