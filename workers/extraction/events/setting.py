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
_OCCUR = words("modality-occur")
_OCCASION = frozenset({"during", "at", "after", "in"})
_DASHES = frozenset({"-", "–", "—", ":"})


def anchors(tree: Tree, times: tuple[TimeExpression, ...]) -> list[tuple[int, TimeExpression]]:
    """Return each calendar time of the paragraph with the token that it modifies."""
    found = []
    for time in times:
        if time.type not in {"DATE", "TIME"} or not _CALENDAR.fullmatch(time.value) or time.granularity is None:
            continue
        inside = [i for i in range(len(tree.start)) if tree.start[i] < time.span.end and tree.end[i] > time.span.start]
        if not inside:
            continue
        if (opened := _opened(tree, inside)) is not None:
            found.append((opened, time))
            continue
        members = set(inside)
        top = next((i for i in inside if tree.head[i] not in members), inside[0])
        anchor, last = tree.head[top], top
        steps = 0
        while tree.pos[anchor] in {"ADP", "SCONJ"} and tree.head[anchor] != anchor and steps < 4:  # noqa: PLR2004 - in on by since
            last, anchor, steps = anchor, tree.head[anchor], steps + 1
        if tree.lower[last] in {"since", "until", "till", "between"}:
            if not tree.kids(top, "relcl"):
                continue
            anchor = top  # "since 2009, when it refused": only what the clause tells is of 2009
        before = last - 1
        if before >= 0 and tree.pos[before] == "VERB" and tree.head[anchor] == before and anchor > last:
            anchor = before  # "said on Monday it would leave": hung on what is said
        found.append((anchor, time))
    return found


def _opened(tree: Tree, inside: list[int]) -> int | None:
    """Return the main verb of an entry that a date opens (``May 4 - Chile closes the port``), else None."""
    after = inside[-1] + 1
    opens = inside[0] == 0 or tree.sentence[inside[0] - 1] != tree.sentence[inside[0]]
    if not opens or after >= len(tree.text) or tree.text[after] not in _DASHES:
        return None
    root = tree.sentence[inside[0]]
    return root if root > after and tree.pos[root] in VERBAL else None


def entry_time(tree: Tree, times: tuple[TimeExpression, ...]) -> EventTime | None:
    """Return the date that opens the paragraph of a chronicle (``4 May 1998 - Chile ...``), else None."""
    for time in times:
        if time.type == "DATE" and tree.start and time.span.start == tree.start[0] and time.granularity == "day":
            after = next((i for i, start in enumerate(tree.start) if start >= time.span.end), None)
            return _event_time(time) if after is not None and tree.text[after] in _DASHES else None
    return None


def time_of(  # noqa: PLR0911 - a climb that stops at many kinds of clause
    tree: Tree, frame: Frame, anchored: list[tuple[int, TimeExpression]]
) -> EventTime | None:
    """Return the time expression that governs the trigger: its own, else that of the clauses it depends on."""
    if not anchored:
        return None
    token = frame.token
    child = token
    for step in range(8):
        here = _at(tree, child, anchored) or (_own(tree, frame, anchored) if step == 0 else [])
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
            first = [t for t in _at(tree, head, anchored) if t.span.start < tree.start[head]]
            if not first and any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[child]):
                return None
        if dep == "nsubj" and (occurs := _occurring(tree, head)):
            head = occurs[0]
        child = head
    return None


def _occurring(tree: Tree, verb: int) -> list[int]:
    """Return the verb that says when the subject takes place (``the visit was to begin``, ``is due to begin``)."""
    below = [verb, *tree.kids(verb, "acomp")]
    return [c for b in below for c in tree.kids(b, "xcomp") if tree.lemma[c] in _OCCUR]


def _at(tree: Tree, token: int, anchored: list[tuple[int, TimeExpression]]) -> list[TimeExpression]:
    """Return the times at a token, and those between a verb and its subject (``Chile on Monday freed ...``)."""
    subjects = tree.kids(token, "nsubj", "nsubjpass") if tree.pos[token] in VERBAL else ()
    return [
        t
        for a, t in anchored
        if a == token or (a in subjects and tree.end[a] <= t.span.start and _next_to(tree, t, token))
    ]


def _next_to(tree: Tree, time: TimeExpression, verb: int) -> bool:
    """Tell whether only auxiliaries and adverbs stand between the time and the verb."""
    i = verb - 1
    while i >= 0 and tree.start[i] >= time.span.end:
        if tree.dep[i] not in {"aux", "auxpass", "neg", "advmod"}:
            return False
        i -= 1
    return i >= 0 and tree.start[i] >= time.span.start


def _own(tree: Tree, frame: Frame, anchored: list[tuple[int, TimeExpression]]) -> list[TimeExpression]:
    """Return the times that hang on the trigger's own arguments (``the release on Monday of the crew``)."""
    token = frame.token
    mine = set(tree.children[token]) | ({frame.support} if frame.support is not None else set())
    here = [
        t for a, t in anchored if a in mine and tree.dep[a] in {"prep", "dobj", "pobj", "npadvmod", "advmod", "acl"}
    ]
    if here:
        return here
    if tree.pos[token] in VERBAL:
        nested = [g for c in tree.kids(token, "dobj", "attr") for g in (c, *tree.kids(c, "pobj"))]
        for c in tree.kids(token, "prep"):
            nested += [c, *tree.kids(c, "pobj")]
            if tree.lower[c] in _OCCASION:
                nested += [g for o in tree.kids(c, "pobj") for g in _phrase(tree, o)]
    else:
        # "a visit by the minister of Mali to Oslo in May": the parser hangs the date on the last name.
        nested = [g for g in _phrase(tree, token) if g != token and tree.pos[g] in {"NOUN", "PROPN"}]
        nested += [c for c in tree.kids(token, "relcl") if tree.lemma[c] in _OCCUR]  # "talks, which began on Sunday"
    return [t for a, t in anchored if a in nested]


def _phrase(tree: Tree, noun: int) -> list[int]:
    """Return the heads of a noun's phrase reached by prepositions alone."""
    found = [noun]
    for token in found:
        found.extend(g for c in tree.kids(token, "prep", "agent") for g in tree.kids(c, "pobj"))
    return found


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
