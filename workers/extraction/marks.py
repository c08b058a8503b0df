"""Quotation marks: which stretches of a paragraph stand between marks.

One pass over the characters, a stack of open marks, decisions from the neighbouring characters alone, so that time is
linear and a missing or odd mark costs at most its paragraph. Known marks: straight, curly, single (curly and straight),
guillemets in both directions, low-high, TeX (two backticks or two apostrophes). Apostrophes, primes and inch marks are
not marks.
"""

import re
from dataclasses import dataclass

from workers.extraction.text import Span

_MARK = re.compile(r"''|``|[\"“”„‟«»‘’‚‛‹›']")
_KIND = {
    '"': "double",
    "“": "double",
    "”": "double",
    "„": "double",
    "‟": "double",
    "''": "double",
    "``": "double",
    "«": "guillemet",
    "»": "guillemet",
    "‹": "guillemet1",
    "›": "guillemet1",
    "‘": "single",
    "’": "single",
    "‚": "single",
    "‛": "single",
    "'": "single",
}
_OPENING = frozenset({"“", "„", "``", "‘", "‚", "‛", "‟"})
_DASH = re.compile(r"[—–―]\s?(?=[^\W\d_])(?![^\n]*[\"“”„«»])")
_STRONG = re.compile(r"[.,!?…]['’](?!\w)")
_CLITIC = re.compile(r"['’‘](?:tis|twas|twere|em|til|cause|bout|round|n|\d\ds?)\b", re.IGNORECASE)
_BEFORE_OPEN = frozenset(' \t\n\r\u00a0\u2009\u202f([{—–-/:;,"“‘«„=>|')
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Quoted:
    """A stretch between marks, marks included.

    ``closed`` and ``opened`` tell whether both marks were found; ``depth`` is 0 at top level; ``joined`` marks a piece
    that goes on the quotation of the paragraph before (the mark re-opened, or left out).
    """

    start: int
    end: int
    kind: str
    depth: int
    opened: bool = True
    closed: bool = True
    joined: bool = False


@dataclass(slots=True)
class _Open:
    start: int
    mark: str
    kind: str
    opened: bool = True
    joined: bool = False


def find_quoted(text: str, paragraphs: tuple[Span, ...]) -> tuple[tuple[Quoted, ...], ...]:
    """Return for each paragraph its quoted stretches in text order, outer before inner.

    ``paragraphs`` are spans of ``text`` in order. A quotation left open at a paragraph's end goes on in the next
    one when that begins with an opening mark of the same kind, or holds the closing mark that was missing.
    """
    found: list[tuple[Quoted, ...]] = []
    pending: _Open | None = None
    for span in paragraphs:
        pieces, pending = _scan(text, span, pending)
        found.append(pieces)
    return tuple(found)


def _scan(text: str, span: Span, pending: _Open | None) -> tuple[tuple[Quoted, ...], _Open | None]:
    if _DASH.match(text, span.start, span.end) is not None:
        return (Quoted(span.start, _rstrip(text, span.end), "dash", 0, closed=False),), None
    found: list[Quoted] = []
    stack: list[_Open] = []
    first = True
    strong = _last_strong(text, span)
    for match in _MARK.finditer(text, span.start, span.end):
        mark, at = match[0], match.start()
        if mark == "''" and text[at - 1 : at] == "'":
            continue
        kind = _KIND[mark]
        after = match.end()
        opens, closes = _direction(text, span, mark, at, after)
        if closes and kind == "single" and at < strong and _plural(text, at, after):
            continue  # "the drivers' fault": a mark after a stop is still to come
        if not opens and not closes:
            continue
        if first:
            first = False
            if pending is not None and kind == pending.kind:
                if opens and at == span.start:
                    stack.append(_Open(at, mark, kind, joined=True))
                    continue
                if closes and not opens:
                    stack.append(_Open(span.start, mark, kind, opened=False, joined=True))
        _place(found, stack, _Open(at, mark, kind), after, text, span, opens=opens, closes=closes)
    rest = _unclosed(found, stack, text, span)
    found.sort(key=lambda q: (q.start, q.depth))
    return tuple(found), rest


def _last_strong(text: str, span: Span) -> int:
    """Return where the last single closing mark behind a stop stands, or -1."""
    last = -1
    for match in _STRONG.finditer(text, span.start, span.end):
        last = match.end() - 1
    return last


def _plural(text: str, at: int, after: int) -> bool:
    """Return whether a closing mark may be a plural's apostrophe: ``drivers' fault``."""
    return text[at - 1 : at] == "s" and text[after : after + 1] == " " and text[after + 1 : after + 2].islower()


def _place(
    found: list[Quoted],
    stack: list[_Open],
    mark: _Open,
    after: int,
    text: str,
    span: Span,
    *,
    opens: bool,
    closes: bool,
) -> None:
    """Open or close with one mark."""
    position = next((i for i in range(len(stack) - 1, -1, -1) if stack[i].kind == mark.kind), None)
    if position is not None and closes and (not opens or position == len(stack) - 1):
        begun = stack[position]
        if any(c.isalnum() for c in text[begun.start : min(after, begun.start + 40)]) or after - begun.start > 40:  # noqa: PLR2004 - a bounded look for a letter keeps this linear
            found.append(
                Quoted(begun.start, after, begun.kind, position, begun.opened, closed=True, joined=begun.joined)
            )
        del stack[position:]
        return
    if opens:
        if position is not None and (mark.kind != "single" or position == len(stack) - 1):
            begun = stack[position]
            if mark.kind != "single":
                end = _rstrip(text, mark.start)
                found.append(
                    Quoted(begun.start, end, begun.kind, position, begun.opened, closed=False, joined=begun.joined)
                )
            del stack[position:]
        if len(stack) < _MAX_DEPTH:
            stack.append(mark)
        return
    if position is None and closes and mark.kind != "single" and not stack:
        last = found[-1].end if found else span.start  # stretches are found in the order of their ends
        found.append(Quoted(last, after, mark.kind, 0, opened=False))


def _rstrip(text: str, end: int) -> int:
    while end > 0 and text[end - 1].isspace():
        end -= 1
    return end


def _unclosed(found: list[Quoted], stack: list[_Open], text: str, span: Span) -> _Open | None:
    """Take what is still open at the paragraph's end; return it when the next paragraph may go on with it."""
    for depth, begun in enumerate(stack):
        if begun.kind == "single" and (depth > 0 or text[begun.start] == "'"):
            continue
        if begun.kind == "single" and begun.start != span.start:
            continue
        found.append(
            Quoted(
                begun.start,
                _rstrip(text, span.end),
                begun.kind,
                depth,
                begun.opened,
                closed=False,
                joined=begun.joined,
            )
        )
        if depth == 0:
            return begun
        break
    return None


def _direction(text: str, span: Span, mark: str, at: int, after: int) -> tuple[bool, bool]:  # noqa: PLR0911 - one case per kind of mark
    """Return whether the mark can open and whether it can close here."""
    before = text[at - 1] if at > span.start else " "
    behind = text[after] if after < span.end else " "
    if mark in {"'", "’", "‘"}:
        return _single(text, span, mark, at, before, behind)
    if mark in {"„", "‚", "``", "‟", "‛"}:
        return True, False
    if mark == "“":
        # closes only what a low mark opened, as in German
        return before in _BEFORE_OPEN or behind.isalnum(), not behind.isalnum() and not before.isspace()
    if mark == "”":
        return behind.isalnum() and before.isspace(), not (behind.isalnum() and before.isspace())
    if mark in {"«", "»", "‹", "›"}:
        can_open = before in _BEFORE_OPEN and not (mark in "»›" and behind.isspace())
        can_close = not before.isspace() or mark in "»›"
        if mark in "«‹":
            can_open, can_close = can_open or behind.isspace(), not before.isspace() and not behind.isalnum()
        return can_open, can_close
    # straight double or two apostrophes
    if mark == '"' and before.isdigit() and not _open_before(text, span, at):
        return False, False
    looks_open = before in _BEFORE_OPEN and not behind.isspace()
    looks_closed = not before.isspace() and not behind.isalnum()
    if looks_open == looks_closed:
        return True, True
    return looks_open, looks_closed


def _open_before(text: str, span: Span, at: int) -> bool:
    """Return whether a straight mark stands open just before a digit's mark (looks back 200 characters at most)."""
    return text.count('"', max(span.start, at - 200), at) % 2 == 1


def _single(text: str, span: Span, mark: str, at: int, before: str, behind: str) -> tuple[bool, bool]:
    if before.isalnum() and behind.isalnum():
        return False, False
    if before.isdigit():  # feet and minutes
        return False, mark == "’"
    if mark == "‘":
        return behind.isalnum() or behind in '“"[', False
    if not before.isalnum() and behind.isalnum():
        if mark == "’" or _CLITIC.match(text, at, span.end):
            return False, False
        return before in _BEFORE_OPEN, False
    return False, not before.isspace()
