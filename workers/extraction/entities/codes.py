"""Country, organisation and sector codes of a phrase.

The names come from ``lexicons/countries.tsv``, ``organisations.tsv``, ``leaders.tsv`` and ``sectors.tsv``. Codes are
ISO 3166-1 alpha-3, or IGO, NGO and IMG for what belongs to no one country; sectors are PLOVER's (GOV, MIL, REB, ...).

A phrase takes the code of the first name in it that modifies or is its head (``the Iranian foreign minister``, ``the
king of Jordan``, ``Ankara``); a name that says only whom it concerns (``the ambassador to Russia``, ``pro-Iranian``,
``Israeli-occupied``) counts when nothing else is named.
"""

from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from workers.extraction.entities.gazetteer import cities
from workers.extraction.entities.names import Match, Names, tokenize
from workers.extraction.entities.patterns import code_of_pattern
from workers.extraction.entities.sectors import sector_of
from workers.extraction.lexicons.classes import word_class
from workers.extraction.lexicons.reader import rows
from workers.extraction.types import Entity

_PHRASE_LIMIT = 400  # characters: a noun phrase, not an article
_TOWN, _CITY = 15_000, 500_000  # people a town needs to be believed after "in", and alone: many surnames are towns
_CITY_WORDS = 3
_ASKED = 2048  # phrases: the extractors ask for the names of one article again and again


class ActorCode(NamedTuple):
    """``code``: ISO 3166-1 alpha-3, IGO or NGO; ``sector``: PLOVER's (GOV, MIL, REB, ...)."""

    code: str | None
    sector: str | None


class _Coded(NamedTuple):
    code: str
    sector: str | None
    kind: str  # country part adjective capital organisation leader


NOTHING = ActorCode(None, None)
_NO_COUNTRY = frozenset({"IGO", "NGO", "IMG"})


@cache
def _names() -> Names[_Coded]:
    names: Names[_Coded] = Names()
    for code, countries, adjectives, capitals, parts in rows("countries.tsv"):
        for name in filter(None, parts.split("|")):
            names.add(name, _Coded(code, None, "part"))
        for name in filter(None, capitals.split("|")):
            names.add(name, _Coded(code, "GOV", "capital"))
        for name in filter(None, adjectives.split("|")):
            names.add(name, _Coded(code, None, "adjective"))
            if not name.endswith(("s", "se", "sh", "ch")):
                names.add(name + "s", _Coded(code, None, "adjective"))
        for name in filter(None, countries.split("|")):
            names.add(name, _Coded(code, None, "country"))
    for kind, file in (("leader", "leaders.tsv"), ("organisation", "organisations.tsv")):
        for code, sector, listed in rows(file):
            for name in listed.split("|"):
                names.add(name, _Coded(code, sector, kind))
    return names


@lru_cache(maxsize=_ASKED)
def code_of(phrase: str, *, towns: bool = True) -> ActorCode:
    """Return the codes of a noun phrase such as ``the Iranian foreign minister`` or ``the Kremlin``.

    ``towns``: let a town in the phrase tell the country, the biggest of its name (a reader who knows the article
    knows better, see ``toponyms``).
    """
    tokens = tokenize(phrase[:_PHRASE_LIMIT])
    if not tokens:
        return NOTHING
    matches = [m for m in _names().find(tokens) if not _is_part_of_a_name(tokens, m)]
    best = min(matches, key=lambda m: (_remoteness(tokens, m), m.start), default=None)
    if best is None:
        body = code_of_pattern(tokens)
        if body is not None:
            return ActorCode(body.code, sector_of(tokens) or body.sector)
        return ActorCode(_country_of_city(tokens) if towns else None, sector_of(tokens))
    # The words of the name are not the head of the phrase: the White House is no house.
    outside = list(tokens)
    for match in matches:
        outside[match.start : match.end] = ["·"] * (match.end - match.start)
    return ActorCode(best.value.code, _joint_sector(tokens, best, sector_of(outside)))


def _country_of_city(tokens: list[str]) -> str | None:
    """Return the country of a city that the phrase names as a place (``police in Kisumu``) or consists of."""
    start = next((i for i, t in enumerate(tokens) if t[0].isupper() and (i or len(tokens) <= _CITY_WORDS)), len(tokens))
    end = start
    while end < len(tokens) and (tokens[end][0].isupper() or tokens[end] == "-"):
        end += 1
    before = [t.lower() for t in tokens[:start] if t.lower() not in _in("before-names")]
    if end - start not in range(1, _CITY_WORDS + 1) or (before and before[-1] not in _in("place")):
        return None
    people = _TOWN if before else _CITY
    found = [c for c in cities(" ".join(tokens[start:end]).replace(" - ", "-")) if c.population >= people]
    if not found or any(c.country != found[0].country and c.population * 3 > found[0].population for c in found):
        return None
    return found[0].country


def code_of_entity(entity: Entity) -> ActorCode:
    """Return the codes of an entity: those of its name, else of its titles, with its country as the last resort."""
    named = code_of(entity.name)
    code, sector = named
    for title in entity.titles:
        titled = code_of(title)
        code, sector = code or titled.code, sector or titled.sector
    return ActorCode(code or entity.country, sector)


class NamedCountry(NamedTuple):
    """A name in a text and the country it speaks for; ``kind`` as in ``kind_of_name``."""

    name: str
    kind: str
    code: str


def countries_in(text: str) -> Iterator[NamedCountry]:
    """Yield the names of a text that speak for a country: its own, its cities', people of office, groups."""
    tokens = tokenize(text)
    for match in _names().find(tokens):
        if match.value.code not in _NO_COUNTRY:
            yield NamedCountry(" ".join(tokens[match.start : match.end]), match.value.kind, match.value.code)


@lru_cache(maxsize=_ASKED)
def kind_of_name(name: str) -> tuple[str, str] | None:
    """Return the kind and code of a name that is listed as it stands, None for any other.

    Kinds are ``country``, ``part``, ``adjective``, ``capital``, ``organisation`` and ``leader``.
    """
    tokens = tokenize(name[:_PHRASE_LIMIT])
    tokens = tokens[tokens[:1] in (["the"], ["The"]) :]
    match = next(_names().find(tokens), None)
    if match is None or match.start or match.end < len(tokens):
        return None
    return match.value.kind, match.value.code


def country_of_demonym(word: str) -> str | None:
    """Return the country of an adjective or demonym (``Iranian``, ``Swedes``), None for any other word."""
    for match in _names().find(tokenize(word[:_PHRASE_LIMIT])):
        if match.value.kind == "adjective":
            return match.value.code
    return None


def _remoteness(tokens: list[str], match: Match[_Coded]) -> int:
    """0: the phrase is of this country; 1: the name only says whom or what it concerns."""
    before = tokens[match.start - 1].lower() if match.start else ""
    if before == "-" and match.start > 1 and tokens[match.start - 2].lower() in _in("stance"):
        return 1
    if match.end + 1 < len(tokens) and tokens[match.end] == "-" and tokens[match.end + 1].lower() in _in("acted-on"):
        return 1
    start = match.start
    while start and tokens[start - 1].lower() in _in("before-names"):
        start -= 1
    return int(start > 1 and tokens[start - 1].lower() in _in("concerning"))


def _joint_sector(tokens: list[str], match: Match[_Coded], head: str | None) -> str | None:
    """Return the sector of a phrase whose code comes from ``match`` and whose head noun says ``head``."""
    own = match.value.sector
    if match.value.kind == "adjective" and head is None and tokens[match.end - 1].endswith("s"):
        return "CVL" if match.end == len(tokens) else None  # Nigerians, but a Swiss one
    if match.value.kind == "capital":
        alone = all(t.lower() in {"the", "'s", "’s"} for t in tokens[: match.start] + tokens[match.end :])
        return head or (own if alone else None)
    if match.value.kind == "organisation" and head in {None, "GOV", "PTY", "CVL", own}:
        return own  # a Hamas leader is of Hamas, whatever leaders are elsewhere
    return head or own


def _is_part_of_a_name(tokens: list[str], match: Match[_Coded]) -> bool:
    """Tell whether a match is a piece of another name: Henry *Cameron*, ethnic *Albanians*, Ana Castro-*Vale*."""
    before = tokens[match.start - 1] if match.start else ""
    if before == "-" and match.start > 1 and tokens[match.start - 2].istitle():
        return match.value.kind in {"organisation", "leader", "part"}
    if match.value.sector == "PTY" and before[:1].isupper() and before.lower() in _in("party-prefix"):
        return True  # the Social Democrats of many countries
    if match.value.kind == "adjective" or match.end - match.start > 1:
        return before.lower() == "ethnic"  # ethnic Albanians live elsewhere
    if not (before[:1].isupper() and before[1:].islower()):
        return False
    return match.value.kind == "leader" and not _is_title_or_name(tokens, match.start - 1)


def _is_title_or_name(tokens: list[str], index: int) -> bool:
    if tokens[index].lower() in _in("name-suffix") or sector_of(tokens[: index + 1]) is not None:
        return True
    return any(m.end == index + 1 for m in _names().find(tokens[: index + 1]))


def _in(name: str) -> frozenset[str]:
    return word_class("phrase_words.tsv", name)
