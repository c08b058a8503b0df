"""Group the names of an article: which of them name the same person or body, and what their fullest name is."""

import re
from bisect import bisect_left, insort
from collections import Counter, defaultdict

from workers.extraction.entities.bodies import Cluster, fold_words, merge_bodies
from workers.extraction.entities.gender import honorific_gender, is_first_name, name_gender
from workers.extraction.entities.named import NameRun

_PERSON, _ORGANISATION, _PLACE, _OTHER = "person", "organisation", "place", "other"
_KIN = re.compile(r"\b(?:husband|wife|spouse|brother|sister|son|daughter|father|mother|widow|widower|couple|cousin)\b")
_MAX_SLIPS = 2
_GIVEN_AND_SURNAME = 2
_BURMESE = frozenset({"U", "Daw", "Ko", "Ma"})  # a form of address that is told with the name
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


def cluster_names(runs: list[NameRun], text: str) -> list[Cluster]:
    """Return the clusters in order of first mention."""
    by_form: dict[tuple[str, ...], list[NameRun]] = defaultdict(list)
    for run in runs:
        by_form[fold_words(run.words)].append(run)
    clusters = [_cluster(same) for same in by_form.values()]
    clusters = _merge_people(clusters, related=_KIN.search(text) is not None)
    clusters = merge_bodies(clusters, text)
    for cluster in clusters:
        cluster.runs.sort(key=lambda r: r.start)
        if cluster.type == _PERSON:
            cluster.gender = _gender(cluster)
    clusters.sort(key=lambda c: c.runs[0].start)
    return clusters


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
    key = fold_words(words)
    return key[:-1] if len(key) > 1 and key[-1] in _SUFFIXES else key


def _merge_people(clusters: list[Cluster], *, related: bool) -> list[Cluster]:
    """Attach surnames, given names and shorter forms to the fullest name.

    ``related``: the text tells of relatives, so that ``Mr Holm`` may be somebody else than Maria Holm.
    """
    alone = {_core(c.words)[0] for c in clusters if c.type in {_PERSON, _OTHER} and len(_core(c.words)) == 1}
    for cluster in clusters:
        core = _core(cluster.words)
        if cluster.type == _OTHER and len(core) == _GIVEN_AND_SURNAME and core[-1] in alone:
            cluster.type = _PERSON  # "Irma Calmo ... Calmo": people go by their surnames
    full = [c for c in clusters if c.type == _PERSON and len(_core(c.words)) > 1]
    rest = [c for c in clusters if c.type != _PERSON or len(_core(c.words)) <= 1]
    anchors = _anchors(full)
    by_part: dict[str, list[Cluster]] = defaultdict(list)
    by_tail: dict[tuple[str, ...], Cluster] = {}
    for anchor in anchors:
        core = _core(anchor.words)
        for part in _parts(core):
            by_part[part].append(anchor)
        for size in range(2, len(core)):
            by_tail.setdefault(core[-size:], anchor)  # "Van der Aalst" for "Femke van der Aalst"
    kept: list[Cluster] = []
    for cluster in rest:
        homes = _homes(cluster, anchors, by_part, by_tail)
        if homes:
            cluster.runs = _attach(cluster, homes, _core(cluster.words)[0], related=related)
        if cluster.runs:
            kept.append(cluster)
    return anchors + kept


def _anchors(full: list[Cluster]) -> list[Cluster]:
    """Return one cluster for each person with a full name, middle names and epithets aside."""
    anchors: list[Cluster] = []
    by_surname: dict[str, list[Cluster]] = defaultdict(list)
    for cluster in sorted(full, key=lambda c: (-len(_core(c.words)), c.runs[0].start)):
        core = _core(cluster.words)
        home = next((a for a in by_surname[core[-1]] if _same_person(_core(a.words), core)), None)
        if home is None:
            anchors.append(cluster)
            for part in {core[-1], *core[-1].split("-")}:
                by_surname[part].append(cluster)
            continue
        title = home.words[0] in _BURMESE
        if not title and not is_first_name(home.words[0]) and is_first_name(cluster.words[0]):
            home.words = cluster.words  # what stood before the given name was no part of the name
        home.runs.extend(cluster.runs)
    return anchors


def _homes(
    cluster: Cluster,
    anchors: list[Cluster],
    by_part: dict[str, list[Cluster]],
    by_tail: dict[tuple[str, ...], Cluster],
) -> list[Cluster]:
    """Return the people whom a short name may stand for; a country or capital beats a namesake."""
    key = _core(cluster.words)
    if key in by_tail:
        return [by_tail[key]]
    if len(key) > 1 or (cluster.type == _PLACE and _score(cluster, _PLACE) > _score(cluster, _PERSON) + 4):
        return []
    homes = list({id(c): c for c in by_part.get(key[0], [])}.values())
    if not homes and cluster.type == _PERSON and any(r.honorific for r in cluster.runs):
        homes = [a for a in anchors if _typo(key[0], _core(a.words)[-1])]
    return homes


def _score(cluster: Cluster, kind: str) -> float:
    return sum(r.score.get(kind, 0.0) for r in cluster.runs)


def _attach(cluster: Cluster, homes: list[Cluster], part: str, *, related: bool) -> list[NameRun]:
    """Give each occurrence of a short name to the person it fits; return those that fit nobody.

    Honorifics decide first, then surnames before given names, then who was named before, and more often. An honorific
    that fits nobody is taken for a slip, or for our ignorance of a given name, unless the people are ``related``.
    """
    left = []
    starts = {id(home): sorted(r.start for r in home.runs) for home in homes}
    for run in sorted(cluster.runs, key=lambda r: r.start):
        gender = honorific_gender(run.honorific) if run.honorific else None
        fitting = [h for h in homes if gender is None or _gender(h) in {None, gender}]
        if not fitting and related:
            left.append(run)
            continue
        fitting = fitting or homes
        best: tuple[int, int, int] | None = None
        chosen = fitting[0]
        for home in fitting:
            surname = _core(home.words)[-1]
            closeness = 2 if surname == part else 1 if part in surname.split("-") else 0
            before = bisect_left(starts[id(home)], run.start)
            rank = (closeness if before else closeness - 3, before, -starts[id(home)][0])
            if best is None or rank > best:
                best, chosen = rank, home
        chosen.runs.append(run)
        insort(starts[id(chosen)], run.start)
    return left


def _parts(core: tuple[str, ...]) -> list[str]:
    """Return the words that may stand for a full name alone."""
    parts = {core[0], core[-1]}
    for word in (core[0], core[-1]):
        parts.update(p for p in word.split("-") if len(p) > 2)  # noqa: PLR2004 - "al", "el"
    if len(core) > 2:  # noqa: PLR2004 - "Fernández" of "Cristina Fernández de Kirchner", "bin Salman"
        parts.update(w for w in core[1:-1] if len(w) > 3)  # noqa: PLR2004 - no initials and particles
    return sorted(parts)


def _same_person(longer: tuple[str, ...], shorter: tuple[str, ...]) -> bool:
    """Return whether two names with one surname have one given name, middle names and initials aside."""
    a, b = longer[0], shorter[0]
    if a == b or (len(b) == 1 and a.startswith(b)) or (len(a) == 1 and b.startswith(a)):
        return True
    # "Crooked Hillary Clinton", "Maria Ana Olsen" and "Ana Olsen"
    inside = 1 < len(shorter) < len(longer) and longer[-len(shorter) :] == shorter
    return inside and not (is_first_name(a) and is_first_name(b))


def _typo(a: str, b: str) -> bool:
    """Return whether two long surnames are one with slips of the pen: at most two letters inserted or left out."""
    if min(len(a), len(b)) < 6 or abs(len(a) - len(b)) > _MAX_SLIPS or a[0] != b[0]:  # noqa: PLR2004 - short names differ by a letter
        return False
    i = j = slips = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            i, j = i + 1, j + 1
            continue
        slips += 1
        if slips > _MAX_SLIPS:
            return False
        if a[i + 1 :].startswith(b[j : j + 2]):
            i += 1
        elif b[j + 1 :].startswith(a[i : i + 2]):
            j += 1
        else:
            i, j = i + 1, j + 1
    return slips + (len(a) - i) + (len(b) - j) <= _MAX_SLIPS


def _gender(cluster: Cluster) -> str | None:
    told = [honorific_gender(r.honorific) for r in cluster.runs if r.honorific]
    for gender in told:
        if gender is not None:
            return gender
    return name_gender(cluster.words) if len(cluster.words) > 1 or is_first_name(cluster.words[0]) else None
