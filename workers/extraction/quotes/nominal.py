"""The speaker of a cue clause beside a quoted stretch: by the parse, else by the run of nouns beside the cue."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.speakers import noun_phrase, subject


def inverted_subject(block: Block, j: int, stop: int) -> tuple[int, tuple[int, int]] | None:
    """Return head and phrase of the speaker in ``said X``."""
    parse = block.parse
    for child in parse.children[j]:
        if j < child < stop and parse.dep[child] in {"nsubj", "nsubjpass"}:
            return child, noun_phrase(block, child, j)
    k = j + 1
    while k < stop and parse.pos[k] in {"ADV", "PART"}:
        k += 1
    head = _phrase_head(block, k, stop)
    if head is None:
        shared = subject(block, j)
        if shared is None or block.inside[shared] >= 0:
            return None
        return shared, noun_phrase(block, shared, j)
    return head, _widen(block, head, k, j)


def _phrase_head(block: Block, k: int, stop: int) -> int | None:
    """Return the head of the noun phrase that begins at ``k``: the last noun of its first run."""
    parse = block.parse
    head = None
    while k < stop:
        pos = parse.pos[k]
        if pos in {"NOUN", "PROPN", "PRON"}:
            head = k
            if pos == "PRON" and parse.tag[k] != "PRP$":
                return k
        elif pos not in {"DET", "ADJ", "NUM", "PART"} and parse.text[k] not in {"-", "'s", "’s", "."}:
            break
        k += 1
    return head


def _widen(block: Block, head: int, first: int, cue: int) -> tuple[int, int]:
    begin, last = noun_phrase(block, head, cue)
    return min(max(begin, first), head), last


def straight_subject(block: Block, j: int, t: int) -> tuple[int, tuple[int, int]] | None:
    """Return head and phrase of the speaker in ``X said``, X beginning at or after token ``t``."""
    found = subject(block, j)
    if found is not None and t <= found < j:
        return found, noun_phrase(block, found, j)
    head = _phrase_head(block, t, j)
    if head is None:
        return None
    return head, _widen(block, head, t, j)
