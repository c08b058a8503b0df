"""Group the names of an article: which of them name the same person or body, and what their fullest name is."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from workers.extraction.entities.gender import fold, honorific_gender, is_first_name, name_gender
from workers.extraction.entities.named import NameRun
from workers.extraction.entities.titles import organ, singular

_PERSON, _ORGANISATION, _PLACE, _OTHER = "person", "organisation", "place", "other"
_SMALL = frozenset({"of", "the", "and", "for", "on", "in", "de", "la", "&", "to", "a"})
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(slots=True)
class Cluster:
    """All occurrences of one name; ``words`` is the fullest form."""

    words: tuple[str, ...]
    type: str
    runs: list[NameRun] = field(default_factory=list)
    gender: str | None = None


def cluster_names(runs: list[NameRun], text: str) -> list[Cluster]:
    """Return the clusters in order of first mention."""
    by_form: dict[tuple[str, ...], list[NameRun]] = defaultdict(list)
    for run in runs:
        by_form[_key(run.words)].append(run)
    clusters = [_cluster(same) for same in by_form.values()]
    clusters = _merge_people(clusters)
    clusters = _merge_bodies(clusters, text)
    for cluster in clusters:
        cluster.runs.sort(key=lambda r: r.start)
        if cluster.type == _PERSON:
            cluster.gender = _gender(cluster)
    clusters.sort(key=lambda c: c.runs[0].start)
    return clusters


def _key(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(fold(w).rstrip(".").replace("’", "'") for w in words)


def _cluster(runs: list[NameRun]) -> Cluster:
    total: Counter[str] = Counter()
    for run in runs:
        for kind, weight in run.score.items():
            total[kind] += weight  # type: ignore[assignment]  # weights are fractions
    words = Counter(run.words for run in runs).most_common(1)[0][0]
    norp = total.pop("norp", 0.0)
    best = max(total, key=lambda k: (total[k], k), default=None)
    if best is None or total[best] <= 0:
        best = "norp" if norp > 0 else _OTHER
    elif norp > total[best]:
        best = "norp"
    return Cluster(words, best, list(runs))


def _core(words: tuple[str, ...]) -> tuple[str, ...]:
    key = _key(words)
    return key[:-1] if len(key) > 1 and key[-1] in _SUFFIXES else key


def _merge_people(clusters: list[Cluster]) -> list[Cluster]:
    """Attach surnames, given names and shorter forms to the fullest name."""
    full = [c for c in clusters if c.type == _PERSON and len(_core(c.words)) > 1]
    full.sort(key=lambda c: (-len(_core(c.words)), c.runs[0].start))
    anchors: list[Cluster] = []
    rest = [c for c in clusters if c not in full]
    for cluster in full:
        home = next((a for a in anchors if _same_person(_core(a.words), _core(cluster.words))), None)
        if home is None:
            anchors.append(cluster)
        else:
            home.runs.extend(cluster.runs)
    by_part: dict[str, list[Cluster]] = defaultdict(list)
    for anchor in anchors:
        for part in _parts(_core(anchor.words)):
            by_part[part].append(anchor)
    kept: list[Cluster] = []
    for cluster in rest:
        key = _core(cluster.words)
        homes = _dedupe(by_part.get(key[0], [])) if len(key) == 1 else []
        if len(key) == 1 and not homes and cluster.type == _PERSON:
            homes = [a for a in anchors if _typo(key[0], _core(a.words)[-1]) and any(r.title for r in cluster.runs)]
        if not homes or (cluster.type == _PLACE and _score(cluster, _PLACE) > _score(cluster, _PERSON) + 4):  # noqa: PLR2004 - a country or capital beats a namesake
            kept.append(cluster)
            continue
        _attach(cluster, homes, key[0])
    return anchors + kept


def _score(cluster: Cluster, kind: str) -> float:
    return sum(r.score.get(kind, 0.0) for r in cluster.runs)


def _dedupe(clusters: list[Cluster]) -> list[Cluster]:
    return list({id(c): c for c in clusters}.values())


def _attach(cluster: Cluster, homes: list[Cluster], part: str) -> None:
    """Give each occurrence of a short name to the person it fits: by honorific, surname before given name, recency."""
    for run in cluster.runs:
        gender = honorific_gender(run.honorific) if run.honorific else None
        fitting = [h for h in homes if gender is None or _gender(h) in {None, gender}] or homes

        def rank(home: Cluster, run: NameRun = run) -> tuple[int, int, int]:
            surname = _core(home.words)[-1]
            closeness = 2 if surname == part else 1 if part in surname.split("-") else 0
            before = [r.start for r in home.runs if r.start < run.start]
            full = [r.start for r in home.runs if r.start < run.start and len(r.words) > 1]
            return (
                closeness if before else closeness - 3,
                len(home.runs) if len(homes) > 1 and not full else max(full, default=-1),
                -home.runs[0].start,
            )

        max(fitting, key=rank).runs.append(run)


def _parts(core: tuple[str, ...]) -> list[str]:
    """Return the words that may stand for a full name alone."""
    parts = {core[0], core[-1]}
    for word in (core[0], core[-1]):
        parts.update(p for p in word.split("-") if len(p) > 2)  # noqa: PLR2004 - "al", "el"
    if len(core) > 2:  # noqa: PLR2004 - "Fernández" of "Cristina Fernández de Kirchner", "bin Salman"
        parts.update(w for w in core[1:-1] if len(w) > 3)  # noqa: PLR2004 - no initials and particles
    return sorted(parts)


def _same_person(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Return whether a shorter full name fits: same surname and given name, middle names and initials aside."""
    if longer == shorter:
        return True
    if longer[-1] != shorter[-1] and not (
        shorter[-1] in longer[-1].split("-") or _surname_particles(longer) == _surname_particles(shorter)
    ):
        # "Salman bin Abdul" cut short, or "El-Hassan Mohamed" inside "Mohamed El-Hassan Mohamed"
        return False
    a, b = longer[0], shorter[0]
    if a == b or (len(b) == 1 and a.startswith(b)) or (len(a) == 1 and b.startswith(a)):
        return True
    return (
        len(shorter) < len(longer)
        and longer[-len(shorter) :] == shorter
        and len(shorter) > 1
        and not is_first_name(shorter[0])
    )


def _surname_particles(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:]


def _typo(a: str, b: str) -> bool:
    """Return whether two long surnames differ by one letter, inserted, left out or changed."""
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > 1 or a[0] != b[0]:  # noqa: PLR2004 - short names differ by a letter
        return False
    i = 0
    while i < min(len(a), len(b)) and a[i] == b[i]:
        i += 1
    return a[i + 1 :] == b[i + 1 :] or a[i:] == b[i + 1 :] or a[i + 1 :] == b[i:]


def _gender(cluster: Cluster) -> str | None:
    told = [honorific_gender(r.honorific) for r in cluster.runs if r.honorific]
    for gender in told:
        if gender is not None:
            return gender
    return name_gender(cluster.words) if len(cluster.words) > 1 or is_first_name(cluster.words[0]) else None


def _merge_bodies(clusters: list[Cluster], text: str) -> list[Cluster]:
    """Join acronyms with what they stand for, and short forms with the full name of a body."""
    bodies = [c for c in clusters if c.type in {_ORGANISATION, _OTHER} and len(c.words) > 1]
    by_acronym: dict[str, Cluster] = {}
    for body in bodies:
        for acronym in _acronyms(body.words):
            by_acronym.setdefault(acronym, body)
    merged: dict[int, Cluster] = {}
    for cluster in clusters:
        if len(cluster.words) != 1 or cluster.type not in {_ORGANISATION, _OTHER, _PLACE}:
            continue
        word = cluster.words[0].replace(".", "")
        if word.isupper() and 2 <= len(word) <= 8 and (home := by_acronym.get(word)) is not None:  # noqa: PLR2004 - an acronym
            merged[id(cluster)] = home
    for cluster in clusters:
        if id(cluster) in merged or cluster.type not in {_ORGANISATION, _OTHER}:
            continue
        home = _longer(cluster, bodies, text)
        if home is not None:
            merged[id(cluster)] = home
    for cluster in clusters:
        target = merged.get(id(cluster))
        seen = {id(cluster)}
        while target is not None and id(target) in merged and id(target) not in seen:
            seen.add(id(target))
            target = merged[id(target)]
        if target is not None and target is not cluster:
            target.runs.extend(cluster.runs)
            if target.type == _OTHER:
                target.type = _ORGANISATION
    return [c for c in clusters if id(c) not in merged]


def _acronyms(words: tuple[str, ...]) -> set[str]:
    capitals = "".join(w[0] for w in words if w[0].isupper())
    parts = "".join(p[0] for w in words if w.lower() not in _SMALL for p in w.split("-") if p)
    every = "".join(w[0] for w in words)
    return {a.upper() for a in (capitals, parts, every) if len(a) > 1}


def _longer(cluster: Cluster, bodies: list[Cluster], text: str) -> Cluster | None:
    """Return the fuller name of a body that ``cluster`` shortens: ``State Emergency Service`` (of Ukraine)."""
    key = _key(cluster.words)
    for body in bodies:
        full = _key(body.words)
        if body is cluster or len(full) <= len(key):
            continue
        if (
            full[: len(key)] == key
            and len(key) > 1
            and full[len(key)] in {"of", "for", "inc", "corp", "ltd", "plc", "group", "&"}
        ):
            return body
        ends = full[-len(key) :] == key
        if ends and len(key) > 1 and full[0] not in _SMALL and organ(singular(key[-1])) is not None:
            return body
        # "the Post" for "The New York Post": one common word, always with the article
        if ends and len(key) == 1 and all(text[max(0, r.start - 4) : r.start].lower() == "the " for r in cluster.runs):
            return body
    return None
