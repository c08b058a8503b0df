"""Find listed names in a phrase: longest first, left to right, with regard to capitals."""

import re
from collections.abc import Iterator
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|['’]s\b|[^\W_]+(?:['’](?!s\b)[^\W_]+)*|[^\s\w]")
_ACRONYM = 5  # letters: up to here, a name in capitals must be written so (``US`` is a country, ``us`` is not)


def tokenize(phrase: str) -> list[str]:
    """Split a phrase into words, abbreviations with full stops, possessive endings and single marks."""
    return _TOKEN.findall(phrase)


class Match(NamedTuple, Generic[T]):
    """A name found at ``tokens[start:end]`` and what is known about it."""

    start: int
    end: int
    value: T


class Names(Generic[T]):
    """A set of names, each with a value; the name added last wins."""

    def __init__(self) -> None:
        self._by_first: dict[str, dict[tuple[str, ...], tuple[tuple[str, ...], T]]] = {}
        self._longest: dict[str, int] = {}

    def add(self, name: str, value: T) -> None:
        """Add a name; words in lower case will match any case, words with a capital need one."""
        tokens = tuple(tokenize(name))
        folded = tuple(map(_fold, tokens))
        listed = self._by_first.setdefault(folded[0], {})
        if folded in listed:  # al-Qaeda and Al-Qaeda, Hamas and HAMAS: what either allows
            tokens = tuple(map(_less_strict, tokens, listed[folded][0]))
        listed[folded] = tokens, value
        self._longest[folded[0]] = max(self._longest.get(folded[0], 0), len(tokens))

    def find(self, tokens: list[str]) -> Iterator[Match[T]]:
        """Yield the names in ``tokens``, the longest at each place, without overlap."""
        folded = [_fold(t) for t in tokens]
        position = 0
        while position < len(tokens):
            match = self._at(tokens, folded, position)
            if match is None:
                position += 1
            else:
                yield match
                position = match.end

    def _at(self, tokens: list[str], folded: list[str], start: int) -> Match[T] | None:
        listed = self._by_first.get(folded[start])
        if listed is None:
            return None
        for length in range(min(self._longest[folded[start]], len(tokens) - start), 0, -1):
            found = listed.get(tuple(folded[start : start + length]))
            if found is not None and all(map(_same_case, tokens[start : start + length], found[0])):
                return Match(start, start + length, found[1])
        return None


def _fold(token: str) -> str:
    return token.casefold().replace("’", "'")


def _less_strict(one: str, other: str) -> str:
    return max(one, other, key=lambda token: (token.islower(), not token.isupper()))


def _same_case(token: str, listed: str) -> bool:
    if listed.isupper() and len(listed) <= _ACRONYM:
        return token == listed
    return not listed[0].isupper() or token[0].isupper()
