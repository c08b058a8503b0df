"""A quotation broken by its cue clause before the marks begin: ``The tunnel, X said, "will outlive us"``."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.match import Match
from workers.extraction.text import Span

_MAX_LEAD = 25
_VERBAL = frozenset({"VERB", "AUX"})


def lead_in(block: Block, q: int, match: Match) -> Span | None:
    """Return the words before the cue clause that belong to what was said, or None.

    The cue clause stands between commas; the words before it want a verb that opens the marks, or end with a verb
    that wants what the marks hold.
    """
    parse = block.parse
    if match.cue is None or match.speaker is None or match.block is not None or parse.text[block.first[q] - 1] != ",":
        return None
    begin, first = min(match.cue, match.speaker[0]), block.clause_start[match.cue]
    comma = begin - 1
    if comma <= first or parse.text[comma] != "," or comma - first > _MAX_LEAD:
        return None
    if any(block.inside[t] >= 0 or parse.text[t] in {",", ";", ":"} for t in range(first, comma)):
        return None
    while first < comma and parse.dep[first] in {"cc", "punct"}:
        first += 1
    opening = next((t for t in range(block.first[q], block.last[q] + 1) if not parse.is_punct(t)), None)
    if opening is None or first == comma or not parse.text[opening][0].islower():
        return None
    wants_verb = parse.pos[first] not in {"ADP", "SCONJ", "ADV", "VERB"} and parse.tag[opening] in {
        "MD",
        "VBZ",
        "VBD",
        "VBP",
    }
    ends_in_verb = parse.pos[comma - 1] in _VERBAL and parse.pos[first] != "VERB" and comma - first > 1
    if not (wants_verb or ends_in_verb):
        return None
    return parse.span(first, comma - 1)
