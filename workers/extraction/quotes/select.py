"""One quote per utterance: direct and indirect readings of the same words compete here."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft


def select(blocks: tuple[Block, ...], direct: list[Draft], indirect: list[Draft]) -> list[Draft]:
    """Return the drafts to keep, in text order."""
    taken = {(d.cue.block, d.cue.first): d for d in direct if d.cue is not None}
    kept = list(direct)
    for draft in indirect:
        rival = taken.get((draft.cue.block, draft.cue.first)) if draft.cue is not None else None
        if rival is not None:
            wider = draft.start < rival.start and draft.rule == "clause" and draft.end >= rival.end
            if wider and rival in kept:
                kept.remove(rival)
            else:
                continue
        kept.append(draft)
    del blocks
    kept.sort(key=lambda d: (d.start, -d.end))
    return kept
