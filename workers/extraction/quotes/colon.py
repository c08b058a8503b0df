"""Speaker, colon, speech without marks: transcripts (``CLARKE: Well``) and headlines (``Clarke: We will act``)."""

import re
from collections import Counter

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft
from workers.extraction.text import Span
from workers.extraction.types import Analysis

_TURN = re.compile(r"[\"“']?(?P<name>[A-Z][A-Z.'’-]+(?: [A-Z][A-Z.'’-]+){0,3})(?: \([^)\n]{1,40}\))?:\s+(?=\S)")
_LABEL = re.compile(r"(?P<name>Q|A|[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){0,3}):\s+(?=\S)")
_HEADLINE = re.compile(r"(?P<name>[^:\"“”‘\n]{2,60}?):\s+(?=\S)")
_BODIES = frozenset(
    {"poll", "polls", "report", "reports", "study", "survey", "police", "experts", "expert", "analysts", "officials"}
)
_MIN_TURNS = 2
_MIN_WORDS = 4
_MAX_NAME = 5


def find_colon(analysis: Analysis, blocks: tuple[Block, ...]) -> list[Draft]:
    """Return the turns of a transcript and what a headline puts after its speaker and a colon."""
    text = analysis.article.text
    turns = []
    for paragraph in analysis.paragraphs:
        found = _TURN.match(text, paragraph.start, paragraph.end)
        if found is not None and found["name"] not in {
            "UPDATE",
            "UPDATED",
            "PHOTO",
            "PHOTOS",
            "VIDEO",
            "WATCH",
            "NOTE",
            "BREAKING",
        }:
            turns.append((paragraph.index, found))
    if not turns:
        turns = _interview(analysis)
    drafts = []
    if len(turns) >= _MIN_TURNS:
        for number, found in turns:
            content = _content(text, found.end(), analysis.paragraphs[number].end)
            mention = Span(found.start("name"), found.end("name"))
            drafts.append(
                Draft(number, [content], "turn", mention=mention, quoted=list(range(len(blocks[number].quoted))))
            )
    elif analysis.paragraphs and 0 not in {number for number, _ in turns}:
        draft = _headline(analysis, blocks)
        if draft is not None:
            drafts.append(draft)
    return drafts


def _interview(analysis: Analysis) -> list[tuple[int, re.Match[str]]]:
    """Return the turns of an interview: paragraphs with labels of which two come again (``Q:``, ``Berg:``)."""
    text = analysis.article.text
    found = [(p.index, _LABEL.match(text, p.start, p.end)) for p in analysis.paragraphs]
    labelled = [(index, match) for index, match in found if match is not None]
    counts = Counter(match["name"] for _, match in labelled)
    again = {name for name, count in counts.items() if count >= _MIN_TURNS}
    return (
        [(i, m) for i, m in labelled if m["name"].split()[-1] in {n.split()[-1] for n in again}]
        if len(again) > 1
        else []
    )


def _content(text: str, start: int, end: int) -> Span:
    while end > start and text[end - 1] in ' \t\n"”':
        end -= 1
    return Span(start, end)


def _headline(analysis: Analysis, blocks: tuple[Block, ...]) -> Draft | None:
    """Return what the first paragraph, when it reads like a headline, puts after a person and a colon."""
    text = analysis.article.text
    paragraph = analysis.paragraphs[0]
    found = _HEADLINE.match(text, paragraph.start, paragraph.end)
    block = blocks[0]
    parse = block.parse
    if (
        found is None
        or "\n" in text[paragraph.start : paragraph.end]
        or parse.sentence[-1] > len(parse) // 2 + _MAX_NAME
    ):
        return None
    tokens = [t for t in range(len(parse)) if parse.end[t] <= found.end("name")]
    words = len(text[found.end() : paragraph.end].split())
    if not tokens or len(tokens) > _MAX_NAME or words < _MIN_WORDS or text[found.end()] in "\"“‘'":
        return None
    last = tokens[-1]
    if not (parse.entity[last] == "PERSON" or (len(tokens) == 1 and parse.lower[last] in _BODIES)):
        return None
    content = _content(text, found.end(), paragraph.end)
    if text[content.end - 1] == ".":
        content = Span(content.start, content.end - 1)
    return Draft(0, [content], "headline", mention=Span(found.start("name"), found.end("name")))
