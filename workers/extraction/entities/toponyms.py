"""Which place of a name is meant.

The region or country beside it tells (``Paris, Texas``), the countries the article is about, and size
(Leidner, Toponym Resolution in Text, 2007, chapter 3: "largest population" and "one referent per discourse").
"""

import math
from collections import Counter
from dataclasses import dataclass, field

from workers.extraction.entities import gazetteer
from workers.extraction.entities.codes import kind_of_name
from workers.extraction.entities.gazetteer import Entry
from workers.extraction.lexicons.classes import word_class

# log10 of the people that a town needs to be believed without support from the article: 15,000.
_KNOWN_TOWN = 4.18
_OF_THE_ARTICLE = 3.0  # what the article's main country is worth beside log10 of the people
_MENTIONED = 1.0
_COUNTRY = 2.0  # a country is named far more often than a region or town of its name


@dataclass(slots=True)
class Context:
    """The countries an article is about, by how often it names them, and what its names were resolved to."""

    countries: Counter[str]
    resolved: dict[str, Entry | None] = field(default_factory=dict)

    def support(self, country: str) -> float:
        """Return how much the article speaks for a country, in orders of magnitude of people."""
        count = self.countries.get(country, 0)
        return _MENTIONED + (_OF_THE_ARTICLE - _MENTIONED) * count / max(self.countries.values()) if count else 0.0


def resolve(name: str, beside: str | None, context: Context) -> Entry | None:
    """Return the place that a name means in an article, None when it is unknown or too small to be believed.

    ``beside`` is the name after a comma or in brackets, if any.
    """
    within = _areas(beside) if beside else []
    key = f"{name}\n{beside}" if within else name
    if key not in context.resolved:
        context.resolved[key] = _best(name, within, context)
        if within and context.resolved[key] is not None:  # one referent per discourse
            context.resolved[name] = context.resolved[key]
    return context.resolved[key]


def _areas(name: str) -> list[Entry]:
    """Return the countries and regions of that name."""
    country = _country_named(name)
    return [*([country] if country else []), *gazetteer.regions(_bare(name))]


def _best(name: str, within: list[Entry], context: Context) -> Entry | None:
    candidates = _entries(name)
    if within:
        inside = [c for c in candidates if any(_is_inside(c, area) for area in within)]
        if inside:
            return max(inside, key=lambda c: c.population)
    scored = [(_score(c, context), c) for c in candidates]
    best = max(scored, key=lambda pair: pair[0], default=None)
    if best is None or (best[1].kind == "city" and best[0] < _KNOWN_TOWN):
        return None
    return best[1]


def _entries(name: str) -> list[Entry]:
    country = _country_named(name)
    found = [country] if country else []
    bare = _bare(name)
    if bare != name and bare.split()[-1:] != name.split()[-1:]:  # Kharkiv Oblast is not Kharkiv
        return found + (gazetteer.regions(bare) or gazetteer.cities(bare)[:1])
    for variant in dict.fromkeys((name, bare)):
        found += gazetteer.regions(variant) + gazetteer.cities(variant)
    return found


def _country_named(name: str) -> Entry | None:
    kind = kind_of_name(name)
    return gazetteer.country(kind[1]) if kind is not None and kind[0] == "country" else None


def _is_inside(entry: Entry, area: Entry) -> bool:
    if entry.country != area.country or entry.kind == "country":
        return False
    return area.kind == "country" or entry.region == area.region


def _score(entry: Entry, context: Context) -> float:
    people = math.log10(max(entry.population, 1))
    prior = _COUNTRY if entry.kind == "country" else 0.0
    if entry.kind == "city" and kind_of_name(entry.name) == ("capital", entry.country):
        prior = _COUNTRY  # Washington is not the state
    elif entry.kind == "region" and any(c.region == entry.region for c in gazetteer.cities(entry.name)):
        prior = -_COUNTRY  # Lisbon, Minsk, Kisumu: the town before the region around it
    return people + context.support(entry.country) + prior


def _bare(name: str) -> str:
    """Take directions before and kinds after off a name: ``southern Lebanon``, ``Kharkiv Oblast``."""
    words = name.split()
    while len(words) > 1 and words[0].lower() in _in("direction"):
        words = words[1:]
    if len(words) > 1 and words[-1].lower() in _in("kind-after") - {"city"}:
        words = words[:-1]
    return " ".join(words)


def _in(name: str) -> frozenset[str]:
    return word_class("place_words.tsv", name)
