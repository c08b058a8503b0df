"""Whose the unnamed institutions are: the country that an article, or a sentence of it, is about.

``the government``, ``prosecutors`` or ``dockworkers`` carry no country of their own; readers take it from the dateline,
the lead and the last country named. Joint parties (``the two governments``) are the two countries named most, those of
a joint declaration (``We, the ministers of ...``) the countries that make it.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workers.extraction.entities.codes import code_of, countries_in, kind_of_name
from workers.extraction.entities.sectors import sector_of
from workers.extraction.entities.table import EntityTable
from workers.extraction.lexicons.classes import word_class
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Place

_NAME = re.compile(r"[A-Z][\w’'-]*(?: (?:(?:of|for) )?(?:the )?[A-Z][\w’'-]*)*")
_DECLARED = re.compile(
    r"\b(?:We, the|[Jj]oint (?:\w+ ){1,5}(?:by|of|from) the) (?:[\w-]+ ){0,4}?"
    r"of ((?:the )?[A-Z][^.;:\n]{2,160}? and [^.;:,\n]+)"
)
_ISO = re.compile(r"[A-Z]{3}")
_AFTER = re.compile(r"([A-Z][\w’-]+(?: [A-Z][a-z]+)?)((?: [\w-]+){1,4})")
_PREDICATE = re.compile(r"(?: has| have| had)?(?: also| again)? (\w+)")
_OWNED = re.compile(r"(?:[A-Z][\w’-]+ ?){1,3}?['’]s((?: [\w-]+){1,2})")
_TOWN = re.compile(r"[^\W\d_]+(?:[ -][^\W\d_]+){0,3}(?=[,(/—–-]| [(—–-])")
_OFFICES = frozenset({"GOV", "MIL", "COP", "JUD", "LEG", "SPY", "OPP", "PTY"})
_NO_COUNTRY = frozenset({"IGO", "NGO", "IMG", "MNC", "INT"})
_LEAD_WEIGHT = 3
_SEAT = 0.5  # what the dateline's country needs of the weight of the one named most, to be whose the unnamed are
_RIVAL = 3
_NEAR = 400  # characters: about a paragraph


@dataclass(frozen=True, slots=True)
class Locality:
    """The countries named in an article, by position; built once an article, looked up by offset.

    ``topics`` are those of ``named`` that open a sentence or own something; ``ranked`` begins with the article's own,
    ``rivals`` are the first two where they are named about as often; ``seat`` is the dateline's.
    """

    named: tuple[tuple[int, str], ...]
    topics: tuple[tuple[int, str], ...]
    ranked: tuple[str, ...]
    rivals: frozenset[str] = frozenset()
    declared: tuple[str, ...] = ()
    seat: str | None = None

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
        for code in _before(self.topics, near):
            if code in self.rivals and code != other_than:
                return code
        return ranked[0]

    def opponent(self, home: str | None) -> str | None:
        """Return whom ``the enemy`` means to ``home``: the other country that the article names most."""
        return next((c for c in self.ranked if c != home), None)

    def other(self, near: Span, than: str) -> str | None:
        """Return the country last named before ``near`` that is not ``than``; else the one most named."""
        return next((code for code in _before(self.named, near) if code != than), self.opponent(than))

    def pair(self, near: Span) -> tuple[str, ...]:
        """Return the two countries that a joint party at ``near`` stands for."""
        before: list[str] = []
        for position, code in reversed(self.named):
            if position < near.start and code not in before:
                before.append(code)
        chosen = [c for c in self.ranked if c in before][:2]
        return tuple(chosen if len(chosen) == 2 else self.ranked[:2])  # noqa: PLR2004 - a pair


def _before(named: tuple[tuple[int, str], ...], near: Span) -> Iterator[str]:
    """Yield the countries named in the paragraph's length before a span, the last first."""
    at = bisect_left(named, (near.start, ""))
    while at and named[at - 1][0] > near.start - _NEAR:
        at -= 1
        yield named[at][1]


def locate(analysis: Analysis, entities: EntityTable, places: Sequence[Place]) -> Locality:
    """Collect the countries named in the article."""
    text = analysis.article.text
    named = {at: code for p in analysis.paragraphs for at, code in _countries(text, p.start, p.end)}
    for entity in entities.entities:
        if entity.type == "person":
            for mention in entity.mentions:
                named.pop(mention.start, None)  # a surname that is also a company or a town
    named |= _dateline_town(analysis, named)
    seat, on_the_spot = _seat(analysis, named)
    _mean_the_seat(text, named, seat)
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
    title = analysis.article.title or ""
    weights = _weigh(text, named, towns, lead, title)
    first = {code: position for position, code in sorted(named.items(), reverse=True)}
    order = sorted(weights, key=lambda c: (-weights[c], first.get(c, 0)))
    # The second country takes over for a paragraph only where the article is nearly as much about it. The rivals are
    # told by weight alone; whose reporters write comes first among them.
    rivals = frozenset(c for c in order[:2] if weights[c] * _RIVAL >= weights[order[0]])
    if seat in rivals and (on_the_spot or weights[seat] >= _SEAT * weights[order[0]]):
        order.sort(key=lambda c: c != seat)
    ordered = tuple(sorted(named.items()))
    topics = tuple((at, code) for at, code in ordered if _topical(text, at))
    return Locality(ordered, topics, tuple(order), rivals, _declared(f"{title}\n{text}"), seat)


def _weigh(text: str, named: Mapping[int, str], towns: Counter[str], lead: int, title: str) -> Counter[str]:
    """Return how much the article is about each country: by names, those of the lead and the title above all."""
    weights = Counter(towns)
    for position, code in named.items():
        if not _is_abroad(text, position):
            weights[code] += _LEAD_WEIGHT if position < lead else 1
    for _, code in _countries(title, 0, len(title)):
        weights[code] += _LEAD_WEIGHT
    return weights


def _dateline_town(analysis: Analysis, named: Mapping[int, str]) -> dict[int, str]:
    """Return the country of a town in capitals (``BELFAST, May 3 -``) by its place, where nothing else tells it."""
    for p in analysis.paragraphs:
        if p.role == "dateline" and not any(p.start <= at < p.end for at in named):
            town = _TOWN.match(analysis.article.text, p.start, p.end)
            code = None if town is None else code_of(f"in {town[0].title()}").code
            return {} if code is None or code in _NO_COUNTRY else {p.start: code}
    return {}


def _mean_the_seat(text: str, named: dict[int, str], seat: str | None) -> None:
    """Read names that countries share as that of the dateline: ``Congolese`` below ``BRAZZAVILLE``. In place."""
    if seat is None:
        return
    for position in named:
        word = re.match(r"\w+", text[position : position + _NEAR])
        if word is not None and f"{word[0].lower()}:{seat}" in _in("shared"):
            named[position] = seat


def _seat(analysis: Analysis, named: Mapping[int, str]) -> tuple[str | None, bool]:
    """Return the country of the dateline, and whether its town is no capital, so that the reporter went there."""
    for paragraph in analysis.paragraphs:
        if paragraph.role == "dateline":
            inside = [at for at in sorted(named) if paragraph.start <= at < paragraph.end]
            if not inside:
                return None, False
            name = _NAME.match(analysis.article.text, inside[0])
            return named[inside[0]], name is None or (kind_of_name(name[0]) or ("",))[0] != "capital"
    return None, False


def _declared(text: str) -> tuple[str, ...]:
    """Return the countries that make a joint declaration: ``We, the presidents of Malawi, Tanzania and Zambia``."""
    found = _DECLARED.search(text)
    if found is None:
        return ()
    codes = dict.fromkeys(c.code for c in countries_in(found[1]) if c.kind == "country")
    return tuple(codes) if len(codes) > 1 else ()


def _topical(text: str, position: int) -> bool:
    """Tell whether a name opens a sentence or owns something (``Indonesia's parliament``): what follows is its own."""
    if _is_elsewhere(text, position) or _is_talking(text, position):
        return False
    before = text[max(0, position - 6) : position].removesuffix("The ").rstrip(" \"“‘'")
    if not before or before[-1] in ".!?\n:—-":
        return True
    name = _NAME.match(text, position)
    return name is not None and (name[0].endswith(("'s", "’s")) or text[name.end() : name.end() + 2] in {"'s", "’s"})


def _is_talking(text: str, position: int) -> bool:
    """Tell whether the country only speaks of what happens elsewhere (``Australia urged the gunmen to surrender``)."""
    name = _NAME.match(text, position)
    following = _PREDICATE.match(text, name.end()) if name is not None else None
    return following is not None and following[1] in _in("speaking")


def _is_elsewhere(text: str, position: int) -> bool:
    """Tell whether an adjective only says where someone comes from: an envoy, a ship, a singer abroad."""
    following = _after_adjective(text, position)
    return bool(following) and (_names_an_envoy(following) or sector_of(following) not in _OFFICES)


def _is_abroad(text: str, position: int) -> bool:
    """Tell whether an adjective belongs to an embassy or envoy, which stand in another country."""
    return _names_an_envoy(_after_adjective(text, position))


def _names_an_envoy(words: list[str]) -> bool:
    return not _in("envoys").isdisjoint(w.lower() for w in words)


def _after_adjective(text: str, position: int) -> list[str]:
    """Return the words that follow an adjective of nationality or a country's possessive, none for any other word."""
    owned = _OWNED.match(text, position)
    if owned is not None and _names_an_envoy(words := owned[1].split()):
        return words
    after = _AFTER.match(text, position)
    kind = kind_of_name(after[1]) if after is not None else None
    return after[2].split() if after is not None and kind is not None and kind[0] == "adjective" else []


def _in(name: str) -> frozenset[str]:
    return word_class("events/parties.tsv", name)


def _countries(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    for found in _NAME.finditer(text, start, end):
        code, sector = code_of(found[0])
        if sector in {"JRN", "BUS"}:
            continue  # who reports, not who is reported on; a company works anywhere
        if code is not None and _ISO.fullmatch(code) and code not in _NO_COUNTRY:
            yield found.start() + 4 * found[0].startswith("The "), code
