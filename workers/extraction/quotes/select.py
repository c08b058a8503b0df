"""One quote per utterance: direct and indirect readings of the same words compete here."""

from bisect import bisect_left

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft
from workers.extraction.quotes.outlets import find_outlet, heads

_WHOLE = frozenset({"clause", "fronted", "label", "according"})


def select(text: str, blocks: tuple[Block, ...], direct: list[Draft], indirect: list[Draft]) -> list[Draft]:
    """Return the drafts to keep, in text order."""
    rivals = {(d.cue.block, d.cue.first): d for d in direct if d.cue is not None}
    dropped: set[int] = set()
    kept: list[Draft] = []
    for draft in indirect:
        rival = rivals.get((draft.cue.block, draft.cue.first)) if draft.cue is not None else None
        if rival is None:
            kept.append(draft)
        elif draft.rule == "clause" and draft.start < rival.start and draft.end >= rival.end:
            dropped.add(id(rival))
            kept.append(draft)
        elif draft.rule == "around" and rival.rule == "left" and _covers(draft, rival):
            dropped.add(id(rival))
            kept.append(draft)  # 'The sale, he said, was "a farce"'
        elif draft.rule in {"fronted", "around"} and rival.rule == "left" and draft.end <= rival.start:
            rival.content[:0] = draft.content  # "It will return, he said, "with better boots""
    kept += [d for d in direct if id(d) not in dropped]
    kept = _without_cycles(blocks, kept)
    kept.sort(key=lambda d: (d.start, -d.end))
    return _without_nested(text, blocks, kept)


def _covers(draft: Draft, rival: Draft) -> bool:
    """Return whether the last piece of one reading holds all of the other's content."""
    return draft.content[-1].start <= rival.content[-1].start and draft.end >= rival.end


def _without_cycles(blocks: tuple[Block, ...], drafts: list[Draft]) -> list[Draft]:
    """Drop the reading "The bank expects [its economist wrote]" of "The bank expects growth, its economist wrote"."""
    whole = sorted(
        ((_cue_start(blocks, d), d) for d in drafts if d.cue is not None and d.rule == "fronted"),
        key=lambda pair: pair[0],
    )
    cues = [at for at, _ in whole]
    kept = []
    for draft in drafts:
        if draft.rule == "clause" and draft.cue is not None:
            cue = _cue_start(blocks, draft)
            rivals = whole[bisect_left(cues, draft.start) : bisect_left(cues, draft.end)]
            if any(d.start <= cue < d.end for _, d in rivals):
                continue
        kept.append(draft)
    return kept


def _cue_start(blocks: tuple[Block, ...], draft: Draft) -> int:
    return -1 if draft.cue is None else blocks[draft.cue.block].parse.start[draft.cue.first]


def _without_nested(text: str, blocks: tuple[Block, ...], drafts: list[Draft]) -> list[Draft]:
    """Drop statements inside statements, unless the outer one is an outlet's report or the inner speaker is named.

    A pronoun inside reported speech is nearly always its speaker again ("She said she recalls ...").
    """
    kept: list[Draft] = []
    stack: list[Draft] = []
    for draft in drafts:
        while stack and stack[-1].end < draft.end:
            stack.pop()
        outer = stack[-1] if stack else None
        if outer is not None and outer.end >= draft.end and not _independent(text, blocks, outer, draft):
            continue
        kept.append(draft)
        stack.append(draft)
    return kept


def _independent(text: str, blocks: tuple[Block, ...], outer: Draft, inner: Draft) -> bool:
    if inner.cue is None or inner.head is None or inner.speaker is None:
        return False
    if outer.speaker is not None:
        parse = blocks[outer.speaker.block].parse
        mention = parse.span(outer.speaker.first, outer.speaker.last)
        name = find_outlet(text, mention, trusted=False)
        if name is not None and heads(text, mention, name):
            return True
    return (
        inner.cue_class == "speech"
        and inner.rule in _WHOLE
        and blocks[inner.speaker.block].parse.pos[inner.head] in {"NOUN", "PROPN"}
    )
