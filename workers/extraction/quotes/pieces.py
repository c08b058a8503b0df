"""From token ranges to content spans."""

from workers.extraction.quotes.block import Block
from workers.extraction.text import Span


def spans(block: Block, pieces: list[tuple[int, int]]) -> list[Span]:
    """Turn token ranges into spans: whole quoted stretches, no punctuation at the edges."""
    parse = block.parse
    found = []
    for a, b in pieces:
        first, last = parse.trim(a, b)
        while (
            first < last and parse.lower[last] in {"and", "but"} and parse.dep[last] == "cc" and block.inside[last] < 0
        ):
            first, last = parse.trim(first, last - 1)
        if first > last:
            continue
        for edge in (first, last):
            q = block.inside[edge]
            if q >= 0 and block.first[q] >= a and block.last[q] <= b + 2:
                first, last = min(first, block.first[q]), max(last, block.last[q])
        if first < last or any(c.isalnum() for c in parse.text[first]):
            found.append(parse.span(first, last))
    return found
