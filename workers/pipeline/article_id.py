"""Ids that depend on content alone: UUIDv5 (RFC 9562) under the project's own namespace."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, UUID, uuid5

NAMESPACE = UUID("6d1c9c1e-3f0a-5c55-9d58-3c0f6f0f2a11")

# Parameters that say how a reader came, not what the page is.
_TRACKING = frozenset({"fbclid", "gclid", "dclid", "msclkid", "yclid", "igshid", "mc_cid", "mc_eid", "cmpid", "ocid"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_url(url: str) -> str:
    """Return one spelling for all addresses of a page.

    Scheme and host lower case, default port, fragment, tracking parameters and a trailing slash gone, ``http`` read as
    ``https``; what does not parse as a web address comes back unchanged.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        return url.strip()
    host = parts.hostname if port in {None, _DEFAULT_PORTS[scheme]} else f"{parts.hostname}:{port}"
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _TRACKING and not name.lower().startswith("utm_")
    ]
    return urlunsplit(("https", host, parts.path.rstrip("/"), urlencode(kept), ""))


def article_id(url: str | None, text: str) -> str:
    """Return the id of an article that came without one: from its canonical URL, else from its text."""
    return str(uuid5(NAMESPACE_URL, canonical_url(url)) if url else uuid5(NAMESPACE, text))


def part_id(article: str, kind: str, *parts: object) -> str:
    """Return the id of a quote, event or entity: from the article's id, the kind, its spans and its type."""
    return str(uuid5(NAMESPACE, "\x1f".join((article, kind, *map(str, parts)))))
