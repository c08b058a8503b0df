"""Cities, regions and countries by name (GeoNames).

The cities stay one sorted block of bytes (11 MB) that is searched by bisection: 235,000 Python objects would take ten
times the memory in each pool child and a second to build.
"""

import gzip
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from workers.extraction.lexicons.reader import rows

_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "-": " ", "’": "", "'": ""}
    | dict.fromkeys("‘`´ʼʻʿʾ", "")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A place of the gazetteer; ``kind`` is ``city``, ``region`` or ``country``."""

    kind: str
    name: str
    country: str
    region: str | None
    population: int
    lat: float | None
    lon: float | None
    geonames_id: int | None


def fold(name: str) -> str:
    """Return the key of a name: lower case, without accents, apostrophes and hyphens."""
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return decomposed if decomposed.isascii() else "".join(c for c in decomposed if not unicodedata.combining(c))


def cities(name: str) -> list[Entry]:
    """Return the populated places of that name, the most populous first."""
    found = {city.geonames_id: city for key in _keys(name) for city in map(_city, _lines(key.encode() + b"\t"))}
    return sorted(found.values(), key=lambda city: -city.population)


def regions(name: str) -> list[Entry]:
    """Return the first-level regions (states, oblasts, provinces) of that name, the most populous first."""
    return _areas()[0].get(fold(name), [])


def country(code: str) -> Entry | None:
    """Return the country of an ISO 3166-1 alpha-3 code."""
    return _areas()[1].get(code)


def _keys(name: str) -> list[str]:
    key = fold(name)
    alias = _aliases().get(key)
    variants = [key, *([alias] if alias else [])]
    if key.startswith("st. "):
        variants += ["saint " + key[4:], "st " + key[4:]]
    return variants


@cache
def _cities() -> bytes:
    block = gzip.decompress(files("workers.extraction.lexicons").joinpath("cities.tsv.gz").read_bytes())
    start = 0
    while block.startswith(b"#", start):
        start = block.index(b"\n", start) + 1
    return block[start:]


@cache
def _aliases() -> dict[str, str]:
    return {fold(alias): fold(name) for name, listed in rows("city_aliases.tsv") for alias in listed.split("|")}


@cache
def _areas() -> tuple[dict[str, list[Entry]], dict[str, Entry], dict[tuple[str, str], Entry]]:
    """Return the regions by key, the countries by code, the regions by country and code."""
    by_name: dict[str, list[Entry]] = {}
    by_code: dict[tuple[str, str], Entry] = {}
    countries: dict[str, Entry] = {}
    for country, code, name, people, lat, lon, number in rows("regions.tsv"):
        kind = "region" if code else "country"
        entry = Entry(
            kind, name, country, code or None, int(people), float(lat), float(lon), int(number) if number else None
        )
        if code:
            by_name.setdefault(fold(name), []).append(entry)
            by_code[country, code] = entry
        else:
            countries[country] = entry
    for country, code, listed in rows("region_aliases.tsv"):
        for alias in listed.split("|"):
            by_name.setdefault(fold(alias), []).append(by_code[country, code])
    for entries in by_name.values():
        entries.sort(key=lambda entry: -entry.population)
    return by_name, countries, by_code


def _lines(prefix: bytes) -> list[str]:
    """Return the lines of the cities that start with ``prefix``, by bisection."""
    block = _cities()
    low, high = 0, len(block)
    while low < high:
        middle = (low + high) // 2
        start = block.rfind(b"\n", 0, middle) + 1
        end = block.index(b"\n", start)
        if block[start:end] < prefix:
            low = end + 1
        else:
            high = start
    found = []
    while block.startswith(prefix, low):
        end = block.index(b"\n", low)
        found.append(block[low:end].decode())
        low = end + 1
    return found


def _city(line: str) -> Entry:
    key, name, number, country, region, people, lat, lon = line.split("\t")
    return Entry("city", name or key.title(), country, region, int(people), float(lat), float(lon), int(number))
