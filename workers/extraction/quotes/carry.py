"""Chains that go on: what a speaker told an outlet does not end with the sentence that names the outlet.

``"They asked for coffee," he joked`` after ``X told the daily An-Nida that ...`` comes from An-Nida too. A chain goes
on with the same speaker: in the paragraph while nobody else speaks; after ``told`` and the like also into the next
paragraph; and after an interview to the article's end. It does not where the cue clause names another occasion.
"""

import re
from bisect import bisect_left
from collections.abc import Hashable, Sequence

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft
from workers.extraction.quotes.wording import relays_in
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Speaker

Chain = list[tuple[Span, str]]

_INTERVIEW = re.compile(r"interview|^(?:speaking|talking|spoke) ")
_RELAYED = re.compile(
    r"^(?:as )?(?:quoted|reported|cited|carried|relayed|published|printed|broadcast|aired|shown|read|saying"
    r"|quoting|citing|with reference|referring|according|said|says|wrote$|writes$|claimed)"
)
_ELSEWHERE = re.compile(
    r"\b(?:told|tells|telling|informed|assured)\s+(?!(?:the|its|his|her)\s+(?:\w+\s+)?"
    r"(?:newspaper|paper|daily|weekly|magazine|agency|broadcaster|channel|station|network|outlet|website|site|portal|programme|program|interviewer)\b"
    r"|him\b|her\b|it\b)\w"
    r"|\b(?:news|press)\s+(?:conference|briefing)\b|\bin\s+(?:parliament|court|congress|a\s+(?:written\s+)?(?:statement|speech|letter|post|tweet))\b"
    r"|\bon\s+(?:Telegram|X|Twitter|Facebook|Instagram|television|TV|radio)\b|\b(?:addressing|speech|sermon|rally|ceremony|hearing|testified)\b",
    re.IGNORECASE,
)


def carry(
    analysis: Analysis,
    blocks: tuple[Block, ...],
    drafts: Sequence[Draft],
    speakers: Sequence[Speaker],
    chains: list[Chain],
    who: Sequence[Hashable],
) -> None:
    """Add to ``chains`` those that go on; ``who`` identifies the speaker of each draft, None when nothing does."""
    text = analysis.article.text
    interviews: dict[Hashable, Chain] = {}
    last: tuple[Hashable, Chain, int] | None = None
    opening = next((d.block for d in drafts), None) == 0
    for i, draft in enumerate(drafts):
        if draft.cue_class == "relay":
            continue
        if chains[i]:
            last = (who[i], chains[i], draft.block) if who[i] is not None else None
            relation = chains[i][-1][1]
            whole = opening and draft.block == 0 and relation.startswith("told") and speakers[i].kind == "person"
            if who[i] is not None and (_INTERVIEW.search(relation) or whole):
                interviews[who[i]] = chains[i]
            continue
        if who[i] is None or analysis.paragraphs[draft.block].role == "background" or _elsewhere(text, blocks, draft):
            last = None
            continue
        near = last is not None and last[0] == who[i] and draft.block - last[2] <= _reach(text, draft, last[1])
        found = last[1] if last is not None and near else interviews.get(who[i])
        if found is None and speakers[i].kind in {"person", "unnamed"}:
            found = _announced(text, blocks, drafts, i) or None
            if found is not None:
                interviews[who[i]] = found
        if found is None:
            last = None
            continue
        chains[i] = list(found)
        last = who[i], found, draft.block


def _reach(text: str, draft: Draft, chain: Chain) -> int:
    """Return into how many paragraphs more a chain goes: a statement made to an outlet rarely ends with one."""
    cue = draft.cue_text
    if cue is not None and text[cue.start : cue.end].lower().startswith("quoted"):
        return 1  # "was quoted as saying", again
    return 0 if _RELAYED.search(chain[-1][1]) else 1


def _announced(text: str, blocks: tuple[Block, ...], drafts: Sequence[Draft], i: int) -> Chain:
    """``X spoke to the BBC. "It is serious," she said``: the outlet of an interview told in the sentence before."""
    draft = drafts[i]
    number = draft.block if draft.cue is None else draft.cue.block
    block = blocks[number]
    token = bisect_left(block.parse.start, draft.start) if draft.cue is None else draft.cue.first
    before = block.clause_start[token] - 1 if token < len(block.parse) else -1
    if before < 0 and number:
        block = blocks[number - 1]
        before = len(block.parse) - 1
    if before < 0:
        return []
    sentence = Span(block.parse.start[block.clause_start[before]], block.parse.end[before])
    if i and drafts[i - 1].end > sentence.start:
        return []  # it has a statement of its own, maybe somebody else's
    return [relay for relay in relays_in(text, sentence) if _INTERVIEW.search(relay[1])]


def _elsewhere(text: str, blocks: tuple[Block, ...], draft: Draft) -> bool:
    """Return whether the cue clause tells of another occasion."""
    if draft.cue is None:
        return False
    block = blocks[draft.cue.block]
    first, last = block.clause_start[draft.cue.first], block.clause_end[draft.cue.last]
    sentence = text[block.parse.start[first] : block.parse.end[last]]
    for span in draft.content:
        sentence = sentence.replace(text[span.start : span.end], " ")
    return _ELSEWHERE.search(sentence) is not None
