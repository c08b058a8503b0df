"""A match of a rule: the words it covers and what they mean."""

import re
from dataclasses import dataclass

from workers.extraction.timex.tokens import Token
from workers.extraction.timex.values import Value

_SMALL = 100  # "three hundred" multiplies, "twenty five" adds


@dataclass(frozen=True, slots=True)
class Found:
    """A rule's match over the words of a text."""

    tokens: list[Token]
    match: re.Match[str]

    @property
    def start(self) -> int:
        """Index of the first word."""
        return self.match.start()

    @property
    def end(self) -> int:
        """Index after the last word."""
        return self.match.end()

    def has(self, group: str) -> bool:
        """Tell whether an optional part is there."""
        return group in self.match.re.groupindex and self.match[group] is not None

    def words(self, group: str) -> list[Token]:
        """Return the words of a part, none when it is not there."""
        if not self.has(group):
            return []
        return self.tokens[self.match.start(group) : self.match.end(group)]

    def kind(self, group: str) -> str:
        """Return the class of the first word of a part, empty when it is not there."""
        words = self.words(group)
        return words[0].kind if words else ""

    def value(self, group: str) -> str:
        """Return what the first word of a part means, empty when it is not there."""
        words = self.words(group)
        return words[0].value if words else ""

    def integer(self, group: str) -> int | None:
        """Return a part as an integer."""
        value = self.value(group)
        return int(value) if value.isdecimal() else None

    def amount(self, group: str) -> float | None:
        """Return the number that a part spells, None for a vague one (``several``)."""
        total = 0.0
        for token in self.words(group):
            if token.kind in {"hyphen", "and"}:
                continue
            if token.kind == "vague":
                return None
            if token.kind == "another" and len(self.words(group)) > 1:  # another four years
                continue
            digits = token.value.replace(",", "")
            if not digits.replace(".", "", 1).isdecimal():  # a stray mark between the words of a number
                continue
            number = float(digits)
            if number >= _SMALL and total:
                total *= number
            else:
                total += number
        return total

    def word_before(self, distance: int = 1) -> str:
        """Return a word before the match in lower case, empty at the start of the text."""
        index = self.start - distance
        return self.tokens[index].text.lower() if index >= 0 else ""

    def word_after(self) -> str:
        """Return the word after the match, empty at the end of the text."""
        return self.tokens[self.end].text if self.end < len(self.tokens) else ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule made of its match: a value for ``tokens[start:end]``."""

    start: int
    end: int
    value: Value
