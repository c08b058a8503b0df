"""Whose an unlisted body is by the pattern of its name: ``International Tribunal for ...``, ``Merrin Tin plc``."""

from functools import cache
from typing import NamedTuple

from workers.extraction.lexicons.classes import word_class
from workers.extraction.lexicons.reader import rows

_NAME_WORDS = 2  # a body's name has a word beside its noun


class PatternCode(NamedTuple):
    """``code``: IGO, NGO or the country of a legal form; ``sector``: PLOVER's."""

    code: str
    sector: str


@cache
def _forms() -> dict[str, str]:
    """Return the country of each legal form of companies that only one country has, in lower case without stops."""
    return {form: code for code, forms in rows("company_forms.tsv") for form in forms.split("|")}


def code_of_pattern(tokens: list[str]) -> PatternCode | None:
    """Return the codes of a noun phrase whose unlisted name follows a known pattern, None for any other."""
    words = [t for t in tokens if t[0].isalnum()]
    for at in range(1, len(words)):
        form = _forms().get(words[at].lower())
        if form is not None and words[at - 1][0].isupper() and not words[at].istitle():
            return PatternCode(form, "BUS")
        if words[at] in {"Without", "without"} and words[at + 1 : at + 2] and words[at + 1] in _in("limits"):
            return PatternCode("NGO", "NGO")
    first = 1 if words[:1] in (["the"], ["The"]) else 0
    name = words[first:]
    wide = 2 if " ".join(name[:2]) in _wide() else 1
    if len(name) < _NAME_WORDS or (name[0] not in _in("worldwide") and " ".join(name[:wide]) not in _wide()):
        return None
    nouns = {w.lower() for w in name[wide:] if w[0].isupper()}
    if name[0] in _in("worldwide") and nouns & _in("of-states"):
        return PatternCode("IGO", "IGO")
    return PatternCode("NGO", "NGO") if nouns & _in("of-people") else None


@cache
def _wide() -> frozenset[str]:
    return _in("worldwide") | {area.replace("_", " ") for area in _in("continental")}


def _in(name: str) -> frozenset[str]:
    return word_class("body_patterns.tsv", name)
