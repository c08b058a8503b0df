"""From drafts to quotes: speaker, chain, and the type told from the marks."""

from bisect import bisect_right

from schemas.quote import QuoteType
from workers.extraction.entities.table import EntityTable
from workers.extraction.quotes.attribution import attribute
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.confidence import confidence
from workers.extraction.quotes.draft import Draft
from workers.extraction.quotes.naming import Namer
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Quote

_DIRECT = 0.95
_INDIRECT = 0.02


def resolve(
    analysis: Analysis,
    entities: EntityTable,
    blocks: tuple[Block, ...],
    drafts: list[Draft],
) -> tuple[Quote, ...]:
    """Turn drafts into quotes, in their order."""
    text = analysis.article.text
    for draft in drafts:
        if draft.cue is not None:
            draft.cue_text = blocks[draft.cue.block].parse.span(draft.cue.first, draft.cue.last)
    namer = Namer(text, entities, blocks)
    speakers = [namer.speaker(draft) for draft in drafts]
    who = [namer.identity(draft, speaker) for draft, speaker in zip(drafts, speakers, strict=True)]
    chains = attribute(analysis, blocks, drafts, speakers, who)
    marks = [Span(q.start, q.end) for pieces in analysis.quoted for q in pieces if q.depth == 0]
    return tuple(
        Quote(
            type=quote_type(text, marks, draft.content),
            content=tuple(draft.content),
            cue=draft.cue_text,
            cue_lemma=draft.lemma,
            cue_class=draft.cue_class,
            speaker=speaker,
            chain=chain,
            section=analysis.paragraphs[draft.block].role,
            confidence=confidence(draft, speaker),
        )
        for draft, speaker, chain in zip(drafts, speakers, chains, strict=True)
    )


def quote_type(text: str, marks: list[Span], content: list[Span]) -> QuoteType:
    """Tell the type by the share of letters and digits between top-level marks (``marks``, in order)."""
    inside = total = 0
    for span in content:
        total += sum(c.isalnum() for c in text[span.start : span.end])
        k = max(0, bisect_right(marks, (span.start, 1 << 60)) - 1)
        while k < len(marks) and marks[k].start < span.end:
            inside += sum(c.isalnum() for c in text[max(marks[k].start, span.start) : min(marks[k].end, span.end)])
            k += 1
    share = inside / total if total else 0.0
    return "direct" if share >= _DIRECT else "indirect" if share <= _INDIRECT else "mixed"
