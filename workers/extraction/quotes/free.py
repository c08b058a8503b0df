"""Quotation without a cue: labelled blocks (``Quote from X:``) and paragraphs that go on the quotation above."""

import re

from workers.extraction.marks import Quoted
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import lexicon
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.source_line import read_source_line
from workers.extraction.quotes.speakers import noun_phrase, subject
from workers.extraction.text import Span
from workers.extraction.types import Analysis

_FROM = re.compile(r"\b(?:from|by|of)\s+(?P<name>[^:：]+?)\s*[:：–—-]*\s*$", re.IGNORECASE)
_OWNED = re.compile(
    r"^\W*(?P<name>.+?)['’]s?\s+(?:quote|statement|comments?|remarks|words|reply|answer)\s*[:：]|"
    r"^\W*(?:what|as)\s+(?P<sayer>.+?)\s+(?:said|wrote)\s*[:：]",
    re.IGNORECASE,
)
_MIN_WORDS = 5


def find_free(analysis: Analysis, blocks: tuple[Block, ...], drafts: list[Draft]) -> list[Draft]:
    """Return utterances that have no cue of their own; ``drafts`` are the direct ones that have."""
    covered = {(d.block, q) for d in drafts for q in d.quoted}
    spans = sorted(s for d in drafts for s in d.content)
    author = None
    found: list[Draft] = []
    last: Draft | None = None
    by_block: dict[int, list[Draft]] = {}
    for draft in drafts:
        by_block.setdefault(draft.block, []).append(draft)
    starts = {s.start for s in spans}
    for number, block in enumerate(blocks):
        paragraph = analysis.paragraphs[number]
        if paragraph.role == "source":
            sources = read_source_line(analysis.article.text, Span(paragraph.start, paragraph.end))
            author = next((s.author for s in sources if s.author is not None), None)
        own = by_block.get(number, [])
        if block.quoted and block.quoted[0].joined and not own and last is not None and last.rule == "labelled":
            last.content.append(Span(block.quoted[0].start, block.quoted[0].end))
            continue
        if paragraph.role == "quote" and not own:
            last = _labelled(analysis, number, block, author)
            if last.mention is None and number:
                _speak_as_above(last, blocks, number - 1)
            found.append(last)
            continue
        free = [
            q for q in range(len(block.quoted)) if (number, q) not in covered and block.quoted[q].start not in starts
        ]
        if not own and free and last is not None and last.block == number - 1 and _fills(block, free):
            draft = Draft(number, [Span(block.quoted[q].start, block.quoted[q].end) for q in free], "free", quoted=free)
            draft.speaker, draft.head, draft.mention = last.speaker, last.head, last.mention
            found.append(draft)
            last = draft
            continue
        if own:
            last = own[-1] if any(q.end >= own[-1].end - 2 for q in block.quoted) else None
            # the quotation above ends its paragraph, or its cue clause does
        elif not (last is not None and last.end > (block.parse.start[0] if len(block.parse) else 0)):
            last = None
    return found


def _fills(block: Block, free: list[int]) -> bool:
    """Return whether the quoted stretches are the whole paragraph, and enough to be an utterance."""
    parse = block.parse
    if any(block.inside[t] < 0 and not parse.is_punct(t) for t in range(len(parse))):
        return False
    if all(block.quoted[q].kind == "single" for q in free):
        return False
    return sum(block.words(q) for q in free) >= _MIN_WORDS and block.final(free[-1]) in ".?!,…"


def join_free(blocks: tuple[Block, ...], drafts: list[Draft]) -> None:
    """Add a stretch without a cue to the statement whose cue clause ends just before it.

    ``The talks were "a farce," she said. "We will not return."`` is one utterance. Only statements with marks of
    their own take it: after plain reported speech a new stretch needs a cue.
    """
    taken = {(d.block, s.start) for d in drafts for s in d.content}
    ends: dict[tuple[int, int], Draft] = {}
    for draft in drafts:
        if draft.rule not in {"fronted", "around"} or draft.cue is None:
            continue
        if any(q.start < draft.end and q.end > draft.start for q in _near(blocks[draft.block], draft)):
            ends[draft.block, blocks[draft.block].clause_end[draft.cue.last]] = draft
    for number, block in enumerate(blocks):
        for q, piece in enumerate(block.quoted):
            before = block.first[q] - 1
            while before >= 0 and block.parse.pos[before] == "SPACE":
                before -= 1
            said = ends.get((number, before))
            if said is None or (number, piece.start) in taken or block.words(q) < _MIN_WORDS - 1:
                continue
            said.content.append(Span(piece.start, piece.end))


def _near(block: Block, draft: Draft) -> list[Quoted]:
    """Return the stretches in the sentence of a draft's cue."""
    if draft.cue is None:
        return []
    first, last = block.clause_start[draft.cue.first], block.clause_end[draft.cue.first]
    return [block.quoted[q] for q in sorted(set(block.inside[first : last + 1]) - {-1})]


def _labelled(analysis: Analysis, number: int, block: Block, author: Span | None) -> Draft:
    paragraph = analysis.paragraphs[number]
    text = analysis.article.text
    quoted = [q for q in range(len(block.quoted)) if block.words(q) > 1]
    content = [Span(block.quoted[q].start, block.quoted[q].end) for q in quoted] or [
        Span(paragraph.start, paragraph.end)
    ]
    draft = Draft(number, content, "labelled", quoted=quoted)
    label = analysis.sections[paragraph.section].label
    mention = None
    if label is not None:
        said = _FROM.search(text, label.start, label.end) or _OWNED.match(text[label.start : label.end])
        if said is not None:
            group = "name" if said["name"] else "sayer"
            shift = 0 if said.re is _FROM else label.start
            # the office and the outlet may follow: "Quote from Ruth Amadi, head of the port, speaking to TV8"
            mention = name_part(text, Span(said.start(group) + shift, said.end(group) + shift))
    if mention is None and author is not None:
        mention = name_part(text, author)
    draft.mention = mention if mention is not None and mention.start < mention.end else None
    return draft


def _speak_as_above(draft: Draft, blocks: tuple[Block, ...], number: int) -> None:
    """Take the speaker from the last cue of the paragraph above: ``X wrote about it on Facebook. Quote: ...``."""
    block = blocks[number]
    parse = block.parse
    for verb in range(len(parse) - 1, -1, -1):
        cue = lexicon().verbs.get(parse.lower[verb])
        if cue is None or block.inside[verb] >= 0 or parse.pos[verb] != "VERB" or not cue.takes("quote", "clause"):
            continue
        head = subject(block, verb)
        if head is not None and parse.lower[head] not in {"it", "this", "that", "what"}:
            draft.speaker, draft.head = Place(number, *noun_phrase(block, head, verb)), head
            return


def name_part(text: str, author: Span) -> Span:
    """Return the author's name: what stands before the first comma."""
    comma = text.find(",", author.start, author.end)
    start, end = author.start, author.end if comma < 0 else comma
    on = re.compile(r"\s+(?:on|via|in)\s+").search(text, start, end)
    if on is not None:
        end = on.start()
    while start < end and not text[start].isalnum():
        start += 1
    while end > start and not (text[end - 1].isalnum() or text[end - 1] == "."):
        end -= 1
    return Span(start, end)
