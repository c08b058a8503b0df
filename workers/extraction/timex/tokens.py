"""Cut text into words and give each a word class of time expressions; one character a word, for regular expressions."""

import re
from dataclasses import dataclass
from functools import cache

from workers.extraction.lexicons.reader import rows

_TOKEN = re.compile(
    r"""
    \d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?Z?)?(?!\d)   # 2023-06-09
    |(?<![\d/.])\d{1,2}([/.])\d{1,2}\1\d{2}(?:\d{2})?(?![\d/])  # 7/8/07, 9.6.2023
    |9/11(?![\d/])
    |\d{1,2}:\d{2}(?::\d{2})?(?!\d)                          # 08:30
    |\d{1,2}\.\d{2}(?=\s?[ap]\.?m\b)                         # 8.30 pm
    |(?:\d{4}|['’]?\d0)['’]?s\b                              # 1990s, '90s
    |(?<!\w)['’]\d\d\b(?!s)                                  # '82
    |\d+(?:st|nd|rd|th)\b
    |[Qq][1-4]\b
    |\d{1,3}(?:,\d{3})+(?!\d)
    |\d+(?:\.\d+)?
    |[ap]\.\s?m\b\.?
    |(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.
    |['’]s\b
    |[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*\d*
    |\S
    """,
    re.VERBOSE,
)

# One character a class, so that a rule is a regular expression over the words of a text.
_CLASSES = (
    "other", "month", "weekday", "weekdays", "unit", "units", "weekend", "quarter", "half", "season",
    "part", "dawn", "noon", "deictic", "tonight", "overnight", "ref", "recent", "final", "current", "the",
    "a", "last", "next", "this", "that", "same", "previous", "following", "ago", "earlier", "later",
    "before", "after", "from", "for", "early", "edge", "filler", "late", "mid", "every", "per", "all",
    "approximate", "vague", "couple", "pair", "another", "times", "old", "long", "of", "in", "on", "at",
    "and", "to", "fiscal", "oclock", "ampm", "zone", "setadverb", "holiday", "number", "ordinal", "decade",
    "hyphen", "comma", "possessive", "iso", "slashed", "clock", "int", "integer", "year", "decimal",
    "nthquarter", "ended", "hours",
)  # fmt: skip
CODE = {name: chr(0xE000 + i) for i, name in enumerate(_CLASSES)}  # private use: no metacharacter of a pattern
_LAST_DAY = 31
_FIRST_YEAR, _LAST_YEAR = 1000, 2200  # the years that news writes about
_TOO_LONG = 10  # digits
_THIS_CENTURY = "39"  # '39 is to come, '40 is past
_CAPITALISED = frozenset({"month", "weekday", "weekdays", "holiday"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word (or a phrase that acts as one) at ``text[start:end]``, its class and what it means."""

    start: int
    end: int
    text: str
    kind: str
    value: str


@cache
def _phrases() -> dict[str, list[tuple[tuple[str, ...], str, str]]]:
    """Return the lexicon by first word, longest phrase first."""
    phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
    for kind, value, listed in rows("time_words.tsv"):
        for phrase in listed.split("|"):
            words = tuple(m[0].casefold() for m in _TOKEN.finditer(phrase))
            phrases.setdefault(words[0], []).append((words, kind, value))
    for entries in phrases.values():
        entries.sort(key=lambda entry: -len(entry[0]))
    return phrases


def tokenize(text: str, offset: int = 0) -> list[Token]:
    """Return the words of ``text`` with their classes; ``offset`` is added to their places."""
    found = [(m.start() + offset, m.end() + offset, m[0]) for m in _TOKEN.finditer(text)]
    folded = [word.casefold() for _, _, word in found]
    phrases = _phrases()
    tokens: list[Token] = []
    at = 0
    while at < len(found):
        start, end, word = found[at]
        kind, value, length = "other", "", 1
        for words, a_kind, a_value in phrases.get(folded[at], ()):
            if tuple(folded[at : at + len(words)]) == words and (
                word[0].isupper() or a_kind not in _CAPITALISED or word[0].isdigit()
            ):
                kind, value, length = a_kind, a_value, len(words)
                break
        else:
            if word[0].isdigit() or word[0] in "'’Qq":
                kind, value = _numeric(word)
        if length > 1:
            end = found[at + length - 1][1]
            word = text[start - offset : end - offset]
        tokens.append(Token(start, end, word, kind, value))
        at += length
    return tokens


def _numeric(word: str) -> tuple[str, str]:
    """Return the class and value of a word with a digit."""
    digits = word.replace(",", "")
    if digits.isdecimal():
        return _number(word, digits)
    if word[0] in "'’" and word[1:].isdecimal():
        return "year", ("19" if word[1:] > _THIS_CENTURY else "20") + word[1:]
    if word[-2:] in {"st", "nd", "rd", "th"}:
        return ("ordinal", word[:-2]) if len(word) <= len("21st") else ("other", "")
    if word[-1] == "s":
        decade = word.strip("'’s")
        return ("decade", decade[:-1] + "X") if decade.isdecimal() and decade[-1] == "0" else ("other", "")
    if word[0] in "Qq" and word[1:].isdecimal():
        return "nthquarter", word[1:]
    return _marked(word)


def _number(word: str, digits: str) -> tuple[str, str]:
    number = int(digits) if len(digits) < _TOO_LONG else 10**9  # int() refuses thousands of digits
    if len(word) == len("1999") and _FIRST_YEAR <= number < _LAST_YEAR:
        return "year", word
    return ("int" if len(word) <= len("31") and number <= _LAST_DAY else "integer"), str(number)


def _marked(word: str) -> tuple[str, str]:
    """Return the class and value of digits with colons, hyphens, slashes or full stops."""
    if ":" in word:
        return ("iso", word) if "-" in word else ("clock", word)
    if word.count("-") == 2:  # noqa: PLR2004 - year, month, day
        return "iso", word
    if "/" in word or word.count(".") == 2:  # noqa: PLR2004 - same
        return "slashed", word
    return ("decimal", word) if len(word) < _TOO_LONG else ("other", "")


def class_string(tokens: list[Token]) -> str:
    """Return one character a token: its class."""
    return "".join([CODE[token.kind] for token in tokens])
