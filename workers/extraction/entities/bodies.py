"""Names of bodies: acronyms and short forms are joined with the full name."""

from dataclasses import dataclass, field

from workers.extraction.entities.gender import fold
from workers.extraction.entities.named import NameRun
from workers.extraction.entities.titles import organ, singular

_BODIES = frozenset({"organisation", "other"})
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "de", "la", "&", "to", "a"})
_TAILS = frozenset({"of", "for", "inc", "corp", "ltd", "plc", "group", "&", "international", "company"})
_COMPANY = frozenset({"inc", "corp", "ltd", "plc", "llc", "gmbh", "ag", "co", "corporation", "limited", "holdings"})
_MAX_ACRONYM = 8
_MIN_SHORT = 3  # letters


@dataclass(slots=True)
class Cluster:
    """All occurrences of one name; ``words`` is the fullest form."""

    words: tuple[str, ...]
    type: str
    runs: list[NameRun] = field(default_factory=list)
    gender: str | None = None


def fold_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words in lower case without accents and final stops: what names are compared by."""
    return tuple(fold(w).rstrip(".").replace("’", "'") for w in words)


def merge_bodies(clusters: list[Cluster], text: str) -> list[Cluster]:
    """Join acronyms with what they stand for, and short forms with the full name of a body."""
    bodies = [c for c in clusters if c.type in _BODIES and len(c.words) > 1]
    by_acronym: dict[str, Cluster] = {}
    by_start: dict[tuple[str, ...], Cluster] = {}
    by_end: dict[tuple[str, ...], Cluster] = {}
    for body in bodies:
        for acronym in _acronyms(body.words):
            by_acronym.setdefault(acronym, body)
        full = fold_words(body.words)
        for size in range(1, len(full)):
            if size > 1 and full[size] in _TAILS:
                by_start.setdefault(full[:size], body)
            if size == 1 and full[-1] in _COMPANY and len(full[0]) > _MIN_SHORT:
                by_start.setdefault(full[:1], body)  # "Kestrel" for "Kestrel Copper Corp"
            if full[0] not in _SMALL:
                by_end.setdefault(full[-size:], body)
    kept: list[Cluster] = []
    standing: set[int] = set()
    for cluster in sorted(clusters, key=lambda c: -len(c.words)):
        home = _acronym_home(cluster, by_acronym) or _short_home(cluster, by_start, by_end, text)
        if home is None or id(home) not in standing:
            kept.append(cluster)
            standing.add(id(cluster))
            continue
        home.runs.extend(cluster.runs)
        home.type = "organisation"
    return kept


def _acronyms(words: tuple[str, ...]) -> set[str]:
    capitals = "".join(w[0] for w in words if w[0].isupper())
    parts = "".join(p[0] for w in words if w.lower() not in _SMALL for p in w.split("-") if p)
    every = "".join(w[0] for w in words)
    return {a.upper() for a in (capitals, parts, every) if len(a) > 1}


def _acronym_home(cluster: Cluster, by_acronym: dict[str, Cluster]) -> Cluster | None:
    """Return the body that ``WHO`` or ``U.N.`` stands for."""
    word = cluster.words[0].replace(".", "")
    if len(cluster.words) > 1 or cluster.type not in _BODIES | {"place"} or not word.isupper():
        return None
    return by_acronym.get(word) if 1 < len(word) <= _MAX_ACRONYM else None


def _short_home(
    cluster: Cluster, by_start: dict[tuple[str, ...], Cluster], by_end: dict[tuple[str, ...], Cluster], text: str
) -> Cluster | None:
    """Return the fuller name of a body: ``State Emergency Service`` (of Ukraine), ``the Post`` (The New York Post)."""
    key = fold_words(cluster.words)
    if len(key) == 1 and key in by_start and (cluster.type in _BODIES or not any(r.honorific for r in cluster.runs)):
        return by_start[key] if cluster.type != "norp" else None
    if cluster.type not in _BODIES:
        return None
    if len(key) > 1:
        home = by_start.get(key)
        return home or (by_end.get(key) if organ(singular(key[-1])) is not None else None)
    common = all(text[max(0, r.start - 4) : r.start].lower() == "the " for r in cluster.runs)
    return by_end.get(key) if common else None
