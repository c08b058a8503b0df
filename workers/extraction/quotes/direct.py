"""Direct quotation: which quoted stretches are utterances, and which cue and speaker stand beside them.

Works from the marks outward: the words between two stretches, up to a sentence's end, are searched for a cue with its
subject. The parse is asked for the subject only, and a token pattern answers where it is silent, because the parser's
trees are least reliable around long quotations.
"""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.left import cue_left
from workers.extraction.quotes.match import Match
from workers.extraction.quotes.parenthetical import lead_in
from workers.extraction.quotes.right import begins_sentence, cue_right
from workers.extraction.text import Span

_WEAK_REACH = 8


def find_direct(blocks: tuple[Block, ...]) -> list[Draft]:
    """Return an utterance for each quoted stretch (or run of stretches) that has a cue, or goes on an utterance."""
    drafts: list[Draft] = []
    for number, block in enumerate(blocks):
        _paragraph(blocks, number, block, drafts)
    return drafts


def _paragraph(blocks: tuple[Block, ...], number: int, block: Block, drafts: list[Draft]) -> None:
    used_until = -1  # last token of a cue clause that an earlier stretch of this paragraph took
    used_cue = -1
    last: Draft | None = None
    for q, piece in enumerate(block.quoted):
        span = Span(piece.start, piece.end)
        if piece.joined and drafts and drafts[-1].block < number and _goes_on(drafts[-1], blocks, number):
            last = drafts[-1]
            last.content.append(span)
            own = cue_right(block, q) if last.cue is None else None
            if own is not None:
                _adopt(last, number, own)
                used_until = own.reach
            continue
        right = cue_right(block, q)
        left = cue_left(blocks, number, q, used_cue)
        gap_free = left is None and begins_sentence(block, q)
        chosen = left
        if right is not None and (left is None or (right.tight and (not left.tight or block.final(q) == ","))):
            chosen = right if (gap_free or left is not None or used_until == block.first[q] - 1) else None
        if chosen is None and last is not None and used_until >= 0 and _continues(block, q, used_until):
            last.content.append(span)
            last.quoted.append(q)
            continue
        if chosen is None:
            continue
        lead = lead_in(block, q, chosen) if chosen.rule == "left" else None
        draft = Draft(number, [span] if lead is None else [lead, span], chosen.rule, quoted=[q])
        _adopt(draft, number, chosen)
        drafts.append(draft)
        last = draft
        used_until = max(used_until, chosen.reach)
        if chosen.block in {None, number}:
            used_cue = max(used_cue, chosen.cue if chosen.cue is not None else chosen.reach)


def _adopt(draft: Draft, number: int, match: Match) -> None:
    where = number if match.block is None else match.block
    if match.cue is not None:
        draft.cue = Place(where, match.cue, match.cue if match.cue_last is None else match.cue_last)
        draft.lemma = match.entry.lemma if match.entry is not None else None
    if match.speaker is not None:
        draft.speaker = Place(where, *match.speaker)
        draft.head = match.head
    draft.rule = match.rule


def _goes_on(draft: Draft, blocks: tuple[Block, ...], number: int) -> bool:
    """Return whether the last utterance ended the paragraph before this one."""
    before = blocks[number - 1].parse
    return bool(len(before)) and draft.end >= before.start[0]


def _continues(block: Block, q: int, used_until: int) -> bool:
    """Return whether only the taken cue clause stands between this stretch and the utterance before it."""
    t = block.first[q] - 1
    if not block.parse.is_punct(t) and block.parse.lower[t] not in {"and", "but", "that"}:
        return False
    while t > used_until and block.inside[t] < 0:
        if not block.parse.is_punct(t):
            # a free word after the cue clause: "he said, and "..." goes on; a new sentence does not
            return block.clause_start[t] == block.clause_start[used_until] and t - used_until <= _WEAK_REACH
        t -= 1
    return True
