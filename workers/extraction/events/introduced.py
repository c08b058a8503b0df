"""How the article calls things: the country beside a noun or name (``Latvia's largest dairy``, then ``the dairy``)."""

import re
from dataclasses import dataclass, field

from workers.extraction.entities.codes import code_of, country_of_demonym
from workers.extraction.events.memory import kind

_REACH = 60  # characters before the noun
_OWNER = re.compile(r"(?:^|[^\w’'-])((?:[A-Z][\w.-]* )*[A-Z][\w.-]*)(?:['’]s (?:[\w-]+ ){0,3}|s['’] (?:[\w-]+ ){0,3})$")
_ADJECTIVE = re.compile(r"(?:^|[^\w’'-])([A-Z][\w.-]*(?: [A-Z][\w.-]*)?)(?:-\w+)? (?:[a-z-]+ ){0,3}$")
_BETWEEN = re.compile(r" (?:the|a|an|in|of|by|to|and|at|for|from|on|with) ")
_NO_COUNTRY = frozenset({"IGO", "NGO", "IMG", "MNC"})
_CLASSES = frozenset({"vessels", "companies"})


@dataclass(frozen=True, slots=True)
class Introductions:
    """Looks nouns up in the text, each once."""

    text: str
    _found: dict[str, tuple[tuple[int, str], ...]] = field(default_factory=dict)

    def of(self, noun: str, before: int, other_than: str | None = None) -> str | None:
        """Return the country with which a noun stood last before a place in the text, else first after it.

        ``noun`` is a word, or ``vessels`` or ``companies`` for any noun of the class.
        """
        if noun not in self._found:
            self._found[noun] = tuple(self._look(noun))
        found = [(at, code) for at, code in self._found[noun] if code != other_than]
        earlier = [code for at, code in found if at < before]
        return earlier[-1] if earlier else found[0][1] if found else None

    def _look(self, noun: str) -> list[tuple[int, str]]:
        nouns = kind(noun) if noun in _CLASSES else {noun}
        told = []
        for match in re.finditer(rf"\b(?:{'|'.join(map(re.escape, sorted(nouns)))})s?\b", self.text):
            code = self._owner(max(0, match.start() - _REACH), match.start())
            if code is not None and len(code) == 3 and code not in _NO_COUNTRY:  # noqa: PLR2004 - alpha-3
                told.append((match.start(), code))
        return told

    def _owner(self, start: int, end: int) -> str | None:
        """Return the code of the possessor or adjective that ends a stretch of the text."""
        if (owner := _OWNER.search(self.text, start, end)) is not None:
            return code_of(owner[1], towns=False).code
        adjective = _ADJECTIVE.search(self.text, start, end)
        if adjective is None or _BETWEEN.search(self.text, adjective.end(1), end):
            return None
        return country_of_demonym(adjective[1]) or country_of_demonym(adjective[1].split()[-1])
