"""Where and when: places and time expressions that hold for a trigger by syntax."""

import re
from datetime import date

from workers.extraction.events.frame import Frame
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words
from workers.extraction.types import EventTime, Place, TimeExpression

_CALENDAR = re.compile(r"\d{4}(-\d\d(-\d\d(T[\d:]+|T(MO|AF|EV|NI|MI))?)?)?")
_WHERE = frozenset({"in", "at", "near", "outside", "around", "across", "off", "on", "over", "along", "through", "from"})
_WHITHER = frozenset({"to", "into", "against", "of", "towards"})
_AT_TARGET = frozenset({"ASSAULT", "CONSULT", "PROTEST", "COERCE", "MOBILIZE"})
_UPWARD = words("setting-upward")


def anchors(tree: Tree, times: tuple[TimeExpression, ...]) -> list[tuple[int, TimeExpression]]:
    """Return each calendar time of the paragraph with the token that it modifies."""
    found = []
    for time in times:
        if time.type not in {"DATE", "TIME"} or not _CALENDAR.fullmatch(time.value) or time.granularity is None:
            continue
        inside = [i for i in range(len(tree.start)) if tree.start[i] < time.span.end and tree.end[i] > time.span.start]
        if not inside:
            continue
        members = set(inside)
        top = next((i for i in inside if tree.head[i] not in members), inside[0])
        anchor, last = tree.head[top], top
        steps = 0
        while tree.pos[anchor] in {"ADP", "SCONJ"} and tree.head[anchor] != anchor and steps < 4:  # noqa: PLR2004 - in on by since
            last, anchor, steps = anchor, tree.head[anchor], steps + 1
        if tree.lower[last] in {"since", "until", "till", "between"}:
            continue
        found.append((anchor if anchor != top else top, time))
    return found


def time_of(  # noqa: PLR0911 - a climb that stops at many kinds of clause
    tree: Tree, frame: Frame, anchored: list[tuple[int, TimeExpression]]
) -> EventTime | None:
    """Return the time expression that governs the trigger: its own, else that of the clauses it depends on."""
    if not anchored:
        return None
    token = frame.token
    child = token
    for step in range(8):
        here = [t for a, t in anchored if a == child]
        if step == 0 and not here:
            # "the release on Monday of the crew": the expression may hang on a direct modifier.
            mine = set(tree.children[token]) | ({frame.support} if frame.support is not None else set())
            here = [
                t
                for a, t in anchored
                if a in mine and tree.dep[a] in {"prep", "dobj", "pobj", "npadvmod", "advmod", "acl"}
            ]
            objects = [
                g
                for c in tree.children[token]
                if tree.dep[c] in {"dobj", "prep", "attr"}
                for g in (c, *tree.kids(c, "pobj"))
            ]
            here = here or [t for a, t in anchored if a in objects and tree.pos[token] in VERBAL]
        if here:
            time = min(here, key=lambda t: abs(t.span.start - tree.start[token]))
            return _event_time(time)
        dep, head = tree.dep[child], tree.head[child]
        if dep == "relcl":
            # "since 2021, when it threatened ..."
            dated = [t for _, t in anchored if t.span.start < tree.end[head] and t.span.end > tree.start[head]]
            return _event_time(dated[0]) if dated else None
        if head == child or dep not in _UPWARD:
            return None
        if dep == "ccomp" and any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[child]):
            # What was said on Monday need not have happened on Monday.
            return None
        if dep == "conj" and tree.pos[child] in VERBAL:
            first = [t for a, t in anchored if a == head and t.span.start < tree.start[head]]
            if not first and any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[child]):
                return None
        child = head
    return None


def _event_time(time: TimeExpression) -> EventTime | None:
    return None if time.granularity is None else EventTime(time.span, time.value, time.granularity)


def is_future(time: EventTime | None, published: date | None) -> bool:
    """Tell whether the time lies wholly after the publication date."""
    return (
        time is not None and published is not None and time.value[:10] > published.isoformat()[: len(time.value[:10])]
    )


def places_of(
    tree: Tree, frame: Frame, places: tuple[Place, ...], targets: tuple[int, ...], root: str | None
) -> tuple[Place, ...]:
    """Return the places in the trigger's own phrases (``in Kharkiv``), and those attacked, visited or closed."""
    if not places:
        return ()
    where = _WHERE | _WHITHER if root in _AT_TARGET else _WHERE
    tokens = [t for key in sorted(where) for t in frame.get(key)]
    if root in _AT_TARGET:
        tokens.extend(targets)
    if frame.support is not None:
        tokens.extend(
            g for c in tree.kids(frame.support, "prep") if tree.lower[c] in where for g in tree.kids(c, "pobj")
        )
    found: list[Place] = []
    for token in tokens:
        span = tree.noun_phrase(token)
        found.extend(
            p
            for p in places
            if p.mention is not None and p.mention.start < span.end and p.mention.end > span.start and p not in found
        )
    return tuple(sorted(found, key=lambda p: p.mention.start if p.mention else 0))
