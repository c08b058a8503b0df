"""Cut a text into blocks (paragraphs, list items, lines) and long blocks into parseable pieces."""

import re

from workers.extraction.text import Span

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_FINISHED = re.compile(r"[.!?…:;\"”’'»)\]]\s*$")
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*\s+(?=[\"“‘«„(\[A-Z\u00c0-\u00de\u0370-\u03ff\u0400-\u042f])")
_SPACE = re.compile(r"\s+")

#: Longest piece handed to the parser, in characters; a common newspaper paragraph has 200 to 900.
MAX_PIECE = 3000
_MAX_WRAPPED_LINE = 200
_WRAPPED_UNFINISHED = 0.5
_WRAPPED_LOWER = 0.25


def strip(text: str, start: int, end: int) -> Span | None:
    """Return the span without blanks at its edges, or None when nothing is left."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None


def find_blocks(text: str) -> list[Span]:
    """Return the blocks in order; every non-blank character lies in exactly one.

    Blank lines always end a block. A single line break ends one too, unless the lines around it look hard-wrapped
    (unfinished, and going on in lower case).
    """
    found: list[Span] = []
    group: list[Span] = []
    breaks = 0
    position = 0
    for line in _LINE.finditer(text):
        breaks += sum(1 for _ in _BREAK.finditer(text, position, line.start()))
        position = line.end()
        span = strip(text, line.start(), line.end())
        if span is None:
            continue
        if breaks > 1:
            found.extend(_split(text, group))
            group = []
        group.append(span)
        breaks = 0
    found.extend(_split(text, group))
    return found


def _split(text: str, lines: list[Span]) -> list[Span]:
    """Return one block for hard-wrapped lines, else one a line."""
    if len(lines) < 2:  # noqa: PLR2004 - one line is one block
        return lines
    unfinished = sum(1 for line in lines[:-1] if not _FINISHED.search(text, line.end - 1, line.end))
    lower = sum(1 for line in lines[1:] if text[line.start].islower())
    gaps = len(lines) - 1
    longest = max(line.end - line.start for line in lines)
    if unfinished >= _WRAPPED_UNFINISHED * gaps and lower >= _WRAPPED_LOWER * gaps and longest <= _MAX_WRAPPED_LINE:
        return [Span(lines[0].start, lines[-1].end)]
    return lines


def cut(text: str, span: Span) -> list[Span]:
    """Cut a span longer than ``MAX_PIECE`` at sentence ends, outside quotation marks where possible."""
    pieces: list[Span] = []
    start = span.start
    while span.end - start > MAX_PIECE:
        at = _cut_point(text, start, start + MAX_PIECE)
        piece = strip(text, start, at)
        if piece is not None:
            pieces.append(piece)
        start = at
    last = strip(text, start, span.end)
    if last is not None:
        pieces.append(last)
    return pieces


def _cut_point(text: str, start: int, limit: int) -> int:
    best: int | None = None
    outside: int | None = None
    straight, depth, seen = 0, 0, start
    for match in _SENTENCE_END.finditer(text, start, limit):
        chunk = text[seen : match.end()]
        seen = match.end()
        straight += chunk.count('"')
        depth += chunk.count("“") + chunk.count("«") - chunk.count("”") - chunk.count("»")
        best = match.end()
        if straight % 2 == 0 and depth <= 0:
            outside = match.end()
    if outside is not None and outside - start > MAX_PIECE // 3:
        return outside
    if best is not None and best - start > MAX_PIECE // 3:
        return best
    blank = None
    for match in _SPACE.finditer(text, start + MAX_PIECE // 2, limit):
        blank = match.end()
    return blank if blank is not None else limit
