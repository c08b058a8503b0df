"""Rules: regular expressions over word classes, each with the function that reads its matches."""

import re
from collections.abc import Callable
from typing import NamedTuple

from workers.extraction.timex.anchors import Anchors
from workers.extraction.timex.found import Found, Reading
from workers.extraction.timex.tokens import CODE

Reader = Callable[[Found, Anchors], "Reading | list[Reading] | None"]

_ITEM = re.compile(r"\?P<\w+>|[a-z]+|\s+")


class Rule(NamedTuple):
    """A pattern over a class string (``tokens.class_string``) and its reader."""

    pattern: re.Pattern[str]
    reader: Reader


def rule(pattern: str, reader: Reader) -> Rule:
    """Compile a pattern whose lower-case words are word classes and whose blanks are only for reading."""

    def translate(item: re.Match[str]) -> str:
        word = item[0]
        if word.isspace():
            return ""
        return word if word.startswith("?") else CODE[word]

    return Rule(re.compile(_ITEM.sub(translate, pattern)), reader)


# All repetition is bounded: an unbounded one would be tried from each word of a long run of numbers.
# "late", "the end of", "mid-", "earlier": they narrow a date but leave its value.
MODIFIER = "(?: the? (?P<mod>[early late mid]) [of hyphen in on]? | the? edge of | [earlier later] in? )?"
NUMBER = (
    "(?P<n> a (?=unit)"
    " | [number int integer year decimal vague couple pair another] (?: [hyphen and]{0,3} [number decimal] ){0,6} )"
)
