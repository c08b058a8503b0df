"""Field names of other article formats, mapped onto those of `RawArticle`.

Sources: news-please's result class (``maintext``, ``date_publish``, ``source_domain``), schema.org NewsArticle as
JSON-LD (``articleBody``, ``headline``, ``datePublished``, author and publisher objects), IPTC ninjs 1.x (``body_text``,
``versioncreated``, ``byline``) and 2.x (``bodies``, ``headlines``, ``versionCreated``).
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from schemas.codec import field

Reader = Callable[[object], object]


class Alias(NamedTuple):
    """A field of another format and how to read its value."""

    name: str
    read: Reader


def _as_is(value: object) -> object:
    return value


def _name_of(value: object) -> object:
    """Return the name in a schema.org Person or Organization (of several the first), or a plain name."""
    if isinstance(value, list) and value:
        value = value[0]
    if isinstance(value, dict):
        return field(value, "name") or field(value, "@id")
    return value


def _language(value: object) -> object:
    """Return the tag in a schema.org Language (``alternateName`` holds it), or a plain tag."""
    return field(value, "alternateName") or field(value, "name") if isinstance(value, dict) else value


def _names_of(value: object) -> object:
    """Return the names in one or several persons or plain names."""
    items = value if isinstance(value, list) else [value]
    return [name for name in map(_name_of, items) if name is not None]


def _link(value: object) -> object:
    """Return the address in a URL or an object with an ``@id``, ``url`` or ``href``."""
    if isinstance(value, dict):
        return field(value, "@id") or field(value, "url") or field(value, "href")
    return value


def _identifier(value: object) -> object:
    """Return an identifier: text, number, or a schema.org PropertyValue."""
    if isinstance(value, dict):
        value = field(value, "value")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _part(*content_types: str) -> Reader:
    """Read the value of the first ninjs 2 part of one of the content types, the role ``main`` first."""

    def read(value: object) -> object:
        parts = value if isinstance(value, list) else []
        fitting = [
            p for p in parts if (field(p, "contenttype") or field(p, "contentType") or "text/plain") in content_types
        ]
        best = sorted(fitting, key=lambda part: field(part, "role") != "main")
        return field(best[0], "value") if best else None

    return read


def _version(value: object) -> object:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


_PLAIN = _part("text/plain")
_HTML = _part("text/html", "application/xhtml+xml")

# In order of preference; the field's own name always comes first.
ALIASES: Mapping[str, tuple[Alias, ...]] = {
    "id": (Alias("identifier", _identifier), Alias("uri", _as_is), Alias("@id", _as_is)),
    "text": (
        Alias("maintext", _as_is),
        Alias("articleBody", _as_is),
        Alias("body_text", _as_is),
        Alias("bodies", _PLAIN),
    ),
    "html": (Alias("body_html", _as_is), Alias("body_xhtml", _as_is), Alias("bodies", _HTML)),
    "title": (Alias("headline", _as_is), Alias("headlines", _PLAIN), Alias("name", _as_is)),
    "description": (
        Alias("abstract", _as_is),
        Alias("description_text", _as_is),
        Alias("descriptions", _PLAIN),
    ),
    "url": (Alias("mainEntityOfPage", _link), Alias("canonical", _link)),
    "publisher": (Alias("source_domain", _as_is), Alias("infosources", _name_of), Alias("source", _name_of)),
    "authors": (Alias("author", _names_of), Alias("byline", _names_of), Alias("by", _names_of)),
    "published_at": (
        Alias("date_publish", _as_is),
        Alias("datePublished", _as_is),
        Alias("versioncreated", _as_is),
        Alias("versionCreated", _as_is),
        Alias("firstcreated", _as_is),
        Alias("firstCreated", _as_is),
    ),
    "language": (Alias("inLanguage", _language),),
    "version": (),
}
_READ_OWN: Mapping[str, Reader] = {
    "id": _identifier,
    "publisher": _name_of,
    "authors": _names_of,
    "version": _version,
}


def _blank(value: object) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


class Canonical(NamedTuple):
    """The fields of `RawArticle`, and under which name each was found."""

    fields: dict[str, object]
    found_as: dict[str, str]


def canonical(article: Mapping[str, object]) -> Canonical:
    """Map an article of any known format onto the fields of `RawArticle`; blank values count as absent."""
    fields: dict[str, object] = {}
    found_as: dict[str, str] = {}
    for name, aliases in ALIASES.items():
        for alias in (Alias(name, _READ_OWN.get(name, _as_is)), *aliases):
            value = alias.read(article.get(alias.name))
            if not _blank(value):
                fields[name] = value
                found_as[name] = alias.name
                break
    return Canonical(fields, found_as)
