"""The attribution chain: the outlets between a statement and this article, nearest first.

Three places tell of them: the cue clause (``told Reuters``, ``as quoted by Interfax``), a statement of an outlet around
the statement (``X called it Y, TASS reported``), and the article's source line. A source line that names a person holds
for that person's statements, one that names outlets only for every statement outside the background.
"""

import re
from bisect import bisect_right
from collections.abc import Hashable, Sequence

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.carry import carry
from workers.extraction.quotes.draft import Draft
from workers.extraction.quotes.free import name_part
from workers.extraction.quotes.outlets import is_known, is_outlet
from workers.extraction.quotes.source_line import Source, read_source_line
from workers.extraction.quotes.speakers import nearest_subject, noun_phrase
from workers.extraction.quotes.wording import definite, quoting, relays_in, reporter, told
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Relay, Speaker

_CONTRAST = re.compile(r"\W+(?:while|whereas|although|though)\s")
_MAX_SOURCES = 20  # each is asked for each statement; a text with more is a list of articles, and must stay linear


def attribute(
    analysis: Analysis,
    blocks: tuple[Block, ...],
    drafts: Sequence[Draft],
    speakers: Sequence[Speaker],
    who: Sequence[Hashable],
) -> list[tuple[Relay, ...]]:
    """Return the chain of each draft; ``who`` identifies its speaker, None when nothing does."""
    text = analysis.article.text
    own = _cue_clauses(text, blocks, drafts)
    for i, draft in enumerate(drafts):
        own[i] += _quoting(text, blocks, draft)
        if draft.rule == "labelled" and (label := analysis.sections[analysis.paragraphs[draft.block].section].label):
            own[i] += relays_in(text, label)
    chains = _nest(text, blocks, drafts, speakers, own)
    carry(analysis, blocks, drafts, speakers, chains, who)
    sources = _sources(analysis)
    result = []
    for draft, speaker, chain in zip(drafts, speakers, chains, strict=True):
        whole = [r for s in sources if _holds(text, s, analysis, draft, speaker) for r in s.relays] + chain
        result.append(_relays(text, whole, speaker))
    return result


def _sources(analysis: Analysis) -> list[Source]:
    """Return what the source lines name, each wording once."""
    text = analysis.article.text
    found: dict[str, Source] = {}
    for paragraph in analysis.paragraphs:
        if paragraph.role == "source" and len(found) < _MAX_SOURCES:
            for source in read_source_line(text, Span(paragraph.start, paragraph.end)):
                if source.relays:
                    author = source.author
                    wording = [
                        text[s.start : s.end] for s in ([author] if author else []) + [r for r, _ in source.relays]
                    ]
                    found.setdefault(f"{author is None}\n" + "\n".join(wording), source)
    # "Ruth Amadi on TV8; Ukrinform": who took it from there is nearer, wherever the line has it
    return sorted(list(found.values())[:_MAX_SOURCES], key=lambda source: source.author is not None)


def _relays(text: str, chain: list[tuple[Span, str]], speaker: Speaker) -> tuple[Relay, ...]:
    """Name the outlets, each once, without the speaker."""
    seen = {_key(speaker.name)} if speaker.name else set()
    found = []
    for span, relation in chain:
        name = text[span.start : span.end]
        if _key(name) not in seen:
            seen.add(_key(name))
            found.append(Relay(name, relation))
    return tuple(found)


def _key(name: str) -> str:
    return " ".join(w for w in re.findall(r"\w+", name.lower()) if w not in {"the", "a", "an"})


def _cue_clauses(text: str, blocks: tuple[Block, ...], drafts: Sequence[Draft]) -> list[list[tuple[Span, str]]]:
    """Return for each draft the outlets that its cue clause names.

    A sentence may hold several cue clauses: wording belongs to the nearest cue, and to the cues with the same speaker.
    """
    found: list[list[tuple[Span, str]]] = [[] for _ in drafts]
    sentences: dict[tuple[int, int], list[int]] = {}
    for i, draft in enumerate(drafts):
        if draft.cue is not None:
            start = blocks[draft.cue.block].clause_start[draft.cue.first]
            sentences.setdefault((draft.cue.block, start), []).append(i)
    for (number, first), members in sentences.items():
        block = blocks[number]
        sentence = Span(block.parse.start[first], block.parse.end[block.clause_end[first]])
        # an outer statement's content holds the inner one's cue clause, which may name an outlet of its own
        outer = {k for i in members for k in members if _holds_cue(drafts[k], drafts[i])}
        content = [span for i in members if i not in outer for span in drafts[i].content]
        for piece in _outside(sentence, content):
            if _CONTRAST.match(text, piece.start):
                continue  # "X told Reuters that it sank, while Y, quoted by AFP, denied it"
            named = [*relays_in(text, piece), *definite(text, block, piece), *told(text, block, piece)]
            for relay in named:
                owner = min(members, key=lambda i: _distance(drafts[i], relay[0]))
                for i in members:
                    if i == owner or drafts[i].speaker == drafts[owner].speaker:
                        found[i].append(relay)
    return found


def _quoting(text: str, blocks: tuple[Block, ...], draft: Draft) -> list[tuple[Span, str]]:
    """``the agency Interfax quoted X as saying``: the outlet that is the subject of an active ``quoted``."""
    if draft.cue is None or draft.cue.first == draft.cue.last:
        return []
    block = blocks[draft.cue.block]
    parse, verb = block.parse, draft.cue.first
    if parse.child(verb, "dobj") is None or parse.child(verb, "auxpass") is not None:
        return []
    head = nearest_subject(block, verb)
    if head is None:
        return []
    name = quoting(text, block, head, parse.span(*noun_phrase(block, head, verb)))
    return [] if name is None else [(name, text[parse.start[verb] : parse.end[verb]].lower())]


def _distance(draft: Draft, span: Span) -> int:
    """Return how far a name stands from a draft's cue."""
    cue = draft.cue_text
    if cue is None:
        return 1 << 30
    return max(span.start - cue.end, cue.start - span.end, 0)


def _outside(sentence: Span, content: list[Span]) -> list[Span]:
    """Return what of a sentence is no content."""
    pieces = []
    start = sentence.start
    for span in sorted(content):
        if span.end <= sentence.start or span.start >= sentence.end:
            continue
        if span.start > start:
            pieces.append(Span(start, span.start))
        start = max(start, span.end)
    if start < sentence.end:
        pieces.append(Span(start, sentence.end))
    return pieces


def _nest(
    text: str,
    blocks: tuple[Block, ...],
    drafts: Sequence[Draft],
    speakers: Sequence[Speaker],
    own: list[list[tuple[Span, str]]],
) -> list[list[tuple[Span, str]]]:
    """Let a statement inside another's content inherit its chain; an outlet around it is a relay."""
    chains = [list(c) for c in own]
    stack: list[int] = []
    for i, draft in enumerate(drafts):
        while stack and drafts[stack[-1]].end < draft.end:
            stack.pop()
        inside = [
            k
            for k in stack
            if drafts[k].start <= draft.start and draft.cue is not None and _holds_cue(drafts[k], draft)
        ]
        if inside:
            outer = inside[-1]
            around = list(chains[outer])
            name = _reporter(text, blocks, drafts[outer], speakers[outer])
            if name is not None:
                drafts[outer].cue_class = "relay"
                cue = drafts[outer].cue_text
                around.insert(0, (name, "reported" if cue is None else text[cue.start : cue.end].lower()))
            chains[i] = around + chains[i]
        stack.append(i)
    return chains


def _reporter(text: str, blocks: tuple[Block, ...], draft: Draft, speaker: Speaker) -> Span | None:
    """Return the outlet that a draft is the report of, or None."""
    if speaker.mention is None or draft.speaker is None or draft.head is None:
        return None
    behind = draft.rule == "fronted" and draft.lemma in {"report", "write"}
    name = reporter(text, blocks[draft.speaker.block], draft.head, speaker.mention, behind=behind)
    if name is None or (speaker.kind == "person" and not is_known(text[name.start : name.end])):
        return None
    return name


def _holds_cue(outer: Draft, inner: Draft) -> bool:
    """Return whether a cue stands inside another statement's content; pieces are in order."""
    if outer is inner or inner.cue_text is None:
        return False
    at = bisect_right(outer.content, (inner.cue_text.start, 1 << 60)) - 1
    return at >= 0 and inner.cue_text.end <= outer.content[at].end


def _holds(text: str, source: Source, analysis: Analysis, draft: Draft, speaker: Speaker) -> bool:
    """Return whether a source of the source line holds for a statement."""
    section = analysis.paragraphs[draft.block].role
    if source.author is None:
        return section != "background"
    if draft.rule == "labelled":
        return True
    name = name_part(text, source.author)
    author = _key(text[name.start : name.end]).split()
    said = _key(speaker.name or "").split()
    if not author or not said:
        return False
    if speaker.kind == "person":
        return said[-1] in _key(text[source.author.start : source.author.end]).split() and said[-1] == author[-1]
    return set(said) <= set(author) or set(author) <= set(said)


__all__ = ["attribute", "is_outlet"]
