"""Whose the unnamed institutions are: the country that an article, or a sentence of it, is about.

``the government``, ``prosecutors`` or ``dockworkers`` carry no country of their own; readers take it from the dateline,
the lead and the last country named. Joint parties (``the two governments``) are the two countries named most.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workers.extraction.entities.codes import code_of, kind_of_name
from workers.extraction.entities.table import EntityTable
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Place

_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|for) )?(?:the )?[A-Z][\w’'-]*)*")
_ISO = re.compile(r"[A-Z]{3}")
_NO_COUNTRY = frozenset({"IGO", "NGO", "IMG", "MNC", "INT"})
_LEAD_WEIGHT = 3
_RIVAL = 3
_NEAR = 400  # characters: about a paragraph


@dataclass(frozen=True, slots=True)
class Locality:
    """The countries named in an article, by position; built once an article, looked up by offset."""

    named: tuple[tuple[int, str], ...]
    topics: tuple[tuple[int, str], ...]
    ranked: tuple[str, ...]
    rivals: frozenset[str] = frozenset()

    @property
    def home(self) -> str | None:
        """The country that the article is about first of all."""
        return self.ranked[0] if self.ranked else None

    def country(self, near: Span, other_than: str | None = None) -> str | None:
        """Return the country that an unnamed institution at ``near`` belongs to.

        ``other_than`` is a country that deals with the institution, so that it is not its own.
        """
        ranked = [c for c in self.ranked if c != other_than]
        if len(ranked) < 2:  # noqa: PLR2004 - no choice
            return ranked[0] if ranked else None
        for position, code in reversed(self.topics):
            if near.start - _NEAR < position < near.start and code in self.rivals and code != other_than:
                return code
        return ranked[0]

    def opponent(self, home: str | None) -> str | None:
        """Return whom ``the enemy`` means to ``home``: the other country that the article names most."""
        return next((c for c in self.ranked if c != home), None)

    def pair(self, near: Span) -> tuple[str, ...]:
        """Return the two countries that a joint party at ``near`` stands for."""
        before: list[str] = []
        for position, code in reversed(self.named):
            if position < near.start and code not in before:
                before.append(code)
        chosen = [c for c in self.ranked if c in before][:2]
        return tuple(chosen if len(chosen) == 2 else self.ranked[:2])  # noqa: PLR2004 - a pair


def locate(analysis: Analysis, entities: EntityTable, places: Sequence[Place]) -> Locality:
    """Collect the countries named in the article."""
    text = analysis.article.text
    named = {at: code for p in analysis.paragraphs for at, code in _countries(text, p.start, p.end)}
    for entity in entities.entities:
        if entity.type == "person":
            for mention in entity.mentions:
                named.pop(mention.start, None)  # a surname that is also a company or a town
    towns: Counter[str] = Counter()
    for place in places:
        if place.mention is not None and place.country:
            named.setdefault(place.mention.start, place.country)
            # Where things happen, down to the town, says more than who comes in.
            towns[place.country] += kind_of_name(place.name) is None
    for entity in entities.entities:
        if entity.country and entity.type == "person" and entity.mentions:
            named.setdefault(entity.mentions[0].start, entity.country)
    # A dateline is a paragraph of its own and tells where the reporter sits; the lead tells what it is about.
    lead = next((p.end for p in analysis.paragraphs if p.role not in {"headline", "dateline"}), 0)
    weights: Counter[str] = towns
    first: dict[str, int] = {}
    for position, code in sorted(named.items()):
        weights[code] += _LEAD_WEIGHT if position < lead else 1
        first.setdefault(code, position)
    title = analysis.article.title or ""
    for _, code in _countries(title, 0, len(title)):
        weights[code] += _LEAD_WEIGHT
    order = sorted(weights, key=lambda c: (-weights[c], first.get(c, 0)))
    ordered = tuple(sorted(named.items()))
    topics = tuple((at, code) for at, code in ordered if _topical(text, at))
    # The second country takes over for a paragraph only where the article is nearly as much about it.
    rivals = frozenset(c for c in order[:2] if weights[c] * _RIVAL >= weights[order[0]])
    return Locality(ordered, topics, tuple(order), rivals)


def _topical(text: str, position: int) -> bool:
    """Tell whether a name opens a sentence or owns something (``Indonesia's parliament``): what follows is its own."""
    before = text[max(0, position - 6) : position].removesuffix("The ").rstrip(" \"“‘'")
    if not before or before[-1] in ".!?\n:—-":
        return True
    name = _NAME.match(text, position)
    return name is not None and (name[0].endswith(("'s", "’s")) or text[name.end() : name.end() + 2] in {"'s", "’s"})


def _countries(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for found in _NAME.finditer(text, start, end):
        code, sector = code_of(found[0])
        if sector == "JRN":
            continue  # who reports, not who is reported on
        if code is not None and _ISO.fullmatch(code) and code not in _NO_COUNTRY:
            yield found.start() + 4 * found[0].startswith("The "), code
