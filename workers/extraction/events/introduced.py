"""How the article calls things: the country beside a noun or name (``Latvia's largest dairy``, then ``the dairy``)."""

import re
from bisect import bisect_left
from dataclasses import dataclass, field

from workers.extraction.entities.codes import code_of, kind_of_name
from workers.extraction.entities.titles import singular
from workers.extraction.events.memory import kind

_NAMED = re.compile(r"(?<![\w’'-])([A-Z][\w.-]*(?: [A-Z][\w.-]*){0,3})(['’]s|(?<=s)['’])?(?=((?: [\w-]+){1,4}))")
_END = frozenset({"the", "a", "an", "in", "of", "by", "to", "and", "at", "for", "from", "on", "with", "that", "who"})
_NO_COUNTRY = frozenset({"IGO", "NGO", "IMG", "MNC"})
_CLASSES = ("vessels", "companies")
# Countries called by a half of the compass, north and south, and what tells that the article means them.
_HALVES = (
    ("PRK", "KOR", re.compile(r"Korea|Pyongyang|Seoul")),
    ("SDN", "SSD", re.compile(r"South Sudan|Juba")),
    ("VNM", "VNM", re.compile(r"(?:North|South) Viet ?-?[Nn]am")),
    ("YEM", "YEM", re.compile(r"(?:North|South) Yemen")),
)


@dataclass(slots=True)
class Introductions:
    """Looks nouns up in an index of the text that is made at the first question; linear in the text."""

    text: str
    _found: dict[str, list[tuple[int, str]]] | None = None
    _halves: dict[str, str] | None = field(default=None)

    def of(self, noun: str, before: int, other_than: str | None = None) -> str | None:
        """Return the country with which a noun stood last before a place in the text, else first after it.

        ``noun`` is a word, or ``vessels`` or ``companies`` for any noun of the class.
        """
        if self._found is None:
            self._found = self._index()
        found = self._found.get(noun, [])
        at = bisect_left(found, (before, ""))
        for _, code in (*reversed(found[max(0, at - _NEAREST) : at]), *found[at : at + _NEAREST]):
            if code != other_than:
                return code
        return None

    def half(self, name: str) -> str | None:
        """Return the country that ``North`` or ``South`` means in the article."""
        if self._halves is None:
            told = next(((north, south) for north, south, told in _HALVES if told.search(self.text)), None)
            self._halves = {} if told is None else {"North": told[0], "South": told[1]}
        return self._halves.get(name)

    def _index(self) -> dict[str, list[tuple[int, str]]]:
        found: dict[str, list[tuple[int, str]]] = {}
        classes = {noun: name for name in _CLASSES for noun in kind(name)}
        for match in _NAMED.finditer(self.text):
            names, owns, following = match[1], match[2], match[3].split()
            code, inside = _country(names.split(), owns=owns is not None)
            if code is None:
                continue
            for word in (*inside, *following):
                if word in _END:
                    break
                noun = singular(word) if word.islower() else word
                for key in {noun, classes.get(noun)} - {None}:
                    found.setdefault(key, []).append((match.start(), code))  # type: ignore[arg-type]  # None is out
        return found


_NEAREST = 8  # mentions of the noun looked at for another country


def _country(names: list[str], *, owns: bool) -> tuple[str | None, list[str]]:
    """Return the country that a run of capitalised words names by adjective or possessive, and the words behind it."""
    if owns:
        code = code_of(" ".join(names), towns=False).code
        return (code if code is not None and code not in _NO_COUNTRY else None), []
    for i in range(len(names)):
        for size in (2, 1):
            kind_and_code = kind_of_name(" ".join(names[i : i + size]))
            if kind_and_code is not None and kind_and_code[0] == "adjective":
                return kind_and_code[1], names[i + size :]
    return None, []
