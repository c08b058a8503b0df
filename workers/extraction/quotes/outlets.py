"""News outlets in a stretch of text: which capitalised names are outlets, and where exactly the name stands."""

import re
from dataclasses import dataclass
from functools import cache

from workers.extraction.entities.gender import is_first_name
from workers.extraction.lexicons.reader import rows
from workers.extraction.quotes.words import words as words_of
from workers.extraction.text import Span

_WORD = re.compile(r"[^\W_]+(?:[.&'’/+-][^\W_]+)*|&")
_CONNECT = frozenset(
    {"of", "the", "de", "del", "della", "la", "le", "el", "and", "und", "für", "di", "do", "da", "&", "al", "en", "e"}
)
_NUMBERED = re.compile(r"(?:TV|TA|TG|RTL|Canal|Kanal|Channel)\s?\d+$")  # TV8, Sky TG24
_UNNAMED = re.compile(
    r"\b(?:(?P<nation>[A-Z][a-z]+)\s+)?(?:[Ss]tate|[Nn]ational|[Pp]ublic)(?:-run)?\s+(?:television|TV|radio|media)\b(?!\s+[A-Z])"
)
_STEM = 3
_STRONG = frozenset({"Radio", "TV", "Television", "Gazette", "Newspaper"})
_STATIONS = frozenset({"radio", "television"})
_OF = re.compile(r"\b(?:of|by|for|at|from|in|to|with)\b")
_SHAPE = re.compile(
    r"[a-z]{2}(?:press|news|inform|pravda|gazeta|TV|FM|Wire)$|[A-Za-z]\.(?:com|net|org|info|news|media|tv|fm|ua|ru|ro|pl|lt|lv|ee|md|by|cz|sk|hu|bg|rs|am|az|ge|kz"
    r"|me|mk|al|ba|si|hr|gr|tr|ir|il|jp|in|pk|lk|za|ng|ke|uk|de|fr|es|it|nl|be|se|fi|dk|is|ie|pt|at|ch)$"
)
_IN_REPORT = re.compile(
    r"^(?:an?|the)\s+(?:\w+\s+)?(?:report|article|story|account|dispatch|broadcast|item)\s+(?:in|by|from|on|of|for)\b"
)
_GAP = re.compile(r"[^\S\n]+|[^\S\n]*\n[^\S\n]*")  # a name does not go on in the next paragraph


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
    generic: frozenset[str]
    demonyms: frozenset[str]


@cache
def outlets() -> Outlets:
    """Read the outlet lexicon once."""
    kinds: dict[str, set[str]] = {k: set() for k in ("name", "word", "noun", "platform", "institution", "generic")}
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
        generic=frozenset(kinds["generic"]),
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
    parts = bare.split()
    if bare.lower() in known.names or name.lower() in known.names or _NUMBERED.search(bare) is not None:
        return True
    if len(parts) == 1:
        return _SHAPE.search(bare) is not None
    branch = len(parts[0]) >= _STEM and parts[0].isupper() and parts[0].lower() in known.names
    if "News" in parts or parts[-1] in _STRONG or branch:
        return True  # whatever else: "Baltic News Service", "Army Radio", "CNN Türk"
    if any(p in known.institutions for p in parts) or any(" " in i and i in bare for i in known.institutions):
        return False
    return any(p in known.words for p in parts)


def _bare(name: str) -> str:
    return name[4:] if name[:4].lower() == "the " else name


def is_known(name: str) -> bool:
    """Return whether a name is an outlet's by itself, not by its form."""
    return _bare(name).lower() in outlets().names


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
        if name is not None and is_outlet(_with_article(text, name)):
            return name
    unnamed = _UNNAMED.search(text, span.start, span.end)
    if unnamed is not None and (unnamed["nation"] is None or unnamed["nation"] in known.demonyms | {"The"}):
        start = unnamed.start() + (len("The ") if unnamed["nation"] == "The" else 0)
        return Span(start, unnamed.end())
    return _unlisted(text, words, runs, trusted=trusted)


def _unlisted(text: str, words: list[re.Match[str]], runs: list[tuple[int, int]], *, trusted: bool) -> Span | None:
    """Return a name that only the words around it tell to be an outlet's."""
    known = outlets()
    behind = {run for run in runs if _behind_noun(text, words, run[0])}
    for first, last in sorted(runs, key=lambda run: run not in behind):  # "the Beirut daily An-Nida"
        beside = (first, last) in behind or (
            last + 1 < len(words)
            and words[last + 1][0].lower() in known.nouns | {"news"}
            and text[words[last].end() : words[last + 1].start()] == " "
        )
        if not beside and not trusted:
            continue
        name = _clean(text, words, first, last, whole=(first, last) in behind)
        if name is None or is_platform(text[name.start : name.end]):
            continue
        if not beside and _is_other(text[name.start : name.end].split()):
            return None  # "citing the Joint Chiefs of Staff (JCS)", "citing Minister Robert Kalina"
        if (
            last + 1 < len(words)
            and words[last + 1][0] in _STATIONS
            and (first, last) not in behind
            and sum(c.isupper() for c in text[name.start : name.end]) == len(text[name.start : name.end].split())
        ):
            return Span(name.start, words[last + 1].end())  # "Prague radio"
        return name
    return None


def _is_other(parts: list[str]) -> bool:
    """Return whether a name that the wording would take for an outlet's is an institution's or a person's."""
    person = len(parts) > 1 and (is_first_name(parts[0]) or any(p.lower() in words_of("title") for p in parts))
    return person or any(p in outlets().institutions for p in parts)


def _with_article(text: str, name: Span) -> str:
    """``the Times``: some names are outlets' only with their article."""
    return (
        text[name.start - 4 : name.end]
        if text[name.start - 4 : name.start].lower() == "the "
        else text[name.start : name.end]
    )


def _behind_noun(text: str, words: list[re.Match[str]], first: int) -> bool:
    """Return whether a word for an outlet stands right before: ``the newspaper Trud``."""
    before = words[first - 1] if first else None
    gap = "" if before is None else text[before.end() : words[first].start()]
    return before is not None and before[0].lower() in outlets().nouns and gap in {" ", ", "}


def _known(text: str, words: list[re.Match[str]], first: int, last: int) -> Span | None:
    """Return a known name that goes on in lower case: ``Jutarnji list``."""
    for end in range(min(last + 2, len(words) - 1), last, -1):
        span = Span(words[first].start(), words[end].end())
        if text[span.start : span.end] in outlets().mixed:
            return span
    return None


def heads(text: str, mention: Span, name: Span) -> bool:
    """Return whether an outlet's name is what a mention is about: not in ``a letter seen by the Gazette``."""
    return _OF.search(_IN_REPORT.sub("", text[mention.start : name.start])) is None


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
            if _stands_alone(text, words, first, k):
                break
            if _capital(words[k][0]):
                last = k
            elif words[k][0].lower() not in _CONNECT:
                break
            k += 1
        owner = text[words[last].end() - 2 : words[last].end()] in {"'s", "’s"}
        owns = owner and last + 1 < len(words) and _capital(words[last + 1][0])
        if not owns or is_outlet(text[words[first].start() : words[last].end() - 2]):
            runs.append((first, last))  # not "Spain" of "Spain's El Heraldo"
        i = last + 1
    return runs


def _stands_alone(text: str, words: list[re.Match[str]], first: int, k: int) -> bool:
    """Return whether the name ends before word ``k``: ``the BBC's Somali service``, ``Reuters and Telegram``."""
    so_far = text[words[first].start() : words[k - 1].end()]
    if so_far.endswith(("'s", "’s")):
        known = f"{_bare(so_far).lower()} "
        return not any(n.startswith(known) for n in outlets().names)  # but "People's Daily"
    if words[k][0].lower() not in {"and", "&"} or not is_outlet(so_far):
        return words[k][0].lower() == "and" and k + 1 < len(words) and is_platform(words[k + 1][0])
    return not any(n.startswith(f"{_bare(so_far).lower()} {words[k][0].lower()} ") for n in outlets().names)


def _capital(word: str) -> bool:
    return any(c.isupper() for c in word) or word in outlets().small


def _clean(text: str, words: list[re.Match[str]], first: int, last: int, *, whole: bool = False) -> Span | None:
    """Cut the article, the possessive and, but for a ``whole`` name, a leading nationality off a name."""
    if first == last and words[first][0].lower() in {"the", "a", "an", "this", "that", "one", "its"}:
        return None  # "The agency" at the head of a sentence
    if words[first][0].lower() == "the" and first < last:
        first += 1
    known = outlets()
    if first < last and not whole and text[words[first].start() : words[last].end()].lower() not in known.names:
        rest = text[words[first + 1].start() : words[last].end()]
        if (
            words[first][0] in known.demonyms
            and words[first + 1][0].lower() not in _CONNECT
            and not known.generic.issuperset(rest.split())  # "Polish Press Agency"
            and rest not in known.words
        ):
            first += 1
    elif first == last and words[first][0] in known.demonyms:
        name = Span(words[first].start(), words[last].end())
        return name if _with_article(text, name).lower() in known.names else None  # "The Hindu"
    start, end = words[first].start(), words[last].end()
    for ending in ("'s", "’s"):
        if text[start:end].endswith(ending):
            end -= 2
    return Span(start, end) if start < end else None
