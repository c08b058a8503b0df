"""The attribution chain: the outlets between a statement and this article, nearest first.

Three places tell of them: the cue clause (``told Reuters``, ``as quoted by Interfax``), a statement of an outlet around
the statement (``X called it Y, TASS reported``), and the article's source line. A source line that names a person holds
for that person's statements, one that names outlets only for every statement outside the background.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.draft import Draft
from workers.extraction.quotes.free import name_part
from workers.extraction.quotes.outlets import find_outlet, heads, is_outlet, outlets
from workers.extraction.quotes.source_line import Source, read_source_line
from workers.extraction.quotes.speakers import nearest_subject, noun_phrase
from workers.extraction.types import Analysis, Relay, Span, Speaker

_CARRIED = re.compile(
    r"\b(?:as\s+)?(?P<verb>quoted|reported|cited|carried|relayed|published|broadcast|aired|saying)\s+(?P<prep>by|on|in)\s+",
    re.IGNORECASE,
)
_CITING = re.compile(r"\b(?P<verb>citing|quoting|with reference to|referring to)\s+", re.IGNORECASE)
_MEDIUM = re.compile(
    r"\b(?:(?P<told>told|tells?|telling|informed|assured)\s+"
    r"|(?:in|during)\s+an?\s+(?:[\w-]+\s+){0,2}(?:interview|conversation|comment|commentary|article|column|op-ed)\s+(?:[\w-]+\s+){0,2}?(?:with|to|for|in|on)\s+"
    r"|in\s+(?:comments|remarks)\s+(?:to|for|on)\s+|(?:speaking|talking|spoke)\s+(?:to|with|on)\s+|(?:seen|obtained|reviewed|viewed)\s+by\s+"
    r"|interviewed\s+by\s+|asked\s+by\s+|on\s+(?=(?:the\s+)?[A-Z][\w.-]*\s+(?:radio|television|TV)\b))",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:told|tells)\s+(?P<name>(?:the\s+)?[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,3})")
_PHRASE_END = re.compile(
    r"[,;:.!?\"“”«»()]\s|[,;:.!?\"“”«»()]$|\s(?:that|which|who|when|while|because|and\s+(?=[a-z]))\s|$"
)
_INTERVIEW = ("told", "in an interview", "in interview", "during an interview", "speaking to", "speaking with")
_REACH = 90
_LOOK_BACK = 2000
_MAX_SOURCES = 20  # each is asked for each statement; a text with more is a list of articles, and must stay linear


def attribute(
    analysis: Analysis, blocks: tuple[Block, ...], drafts: Sequence[Draft], speakers: Sequence[Speaker]
) -> list[tuple[Relay, ...]]:
    """Return the chain of each draft."""
    text = analysis.article.text
    own = _cue_clauses(text, blocks, drafts)
    for i, draft in enumerate(drafts):
        own[i] += _quoting(text, blocks, draft)
    _carry_interview(drafts, speakers, own)
    chains = _nest(text, drafts, speakers, own)
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
    return list(found.values())[:_MAX_SOURCES]


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
        content = [span for i in members for span in drafts[i].content]
        for piece in _outside(sentence, content):
            named = [*relays_in(text, piece), *_definite(text, block, piece), *_told(text, block, piece)]
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
    name = find_outlet(
        text,
        parse.span(*noun_phrase(block, head, verb)),
        trusted=parse.pos[head] == "PROPN" and parse.entity[head] == "ORG",
    )
    return [] if name is None else [(name, text[parse.start[verb] : parse.end[verb]].lower())]


def _carry_interview(drafts: Sequence[Draft], speakers: Sequence[Speaker], own: list[list[tuple[Span, str]]]) -> None:
    """When the article opens with what X told an outlet, X's further statements come from there too."""
    opening = next((i for i, d in enumerate(drafts) if d.block == 0 and own[i] and speakers[i].kind == "person"), None)
    if opening is None or not own[opening][0][1].startswith(_INTERVIEW):
        return
    for i in range(opening + 1, len(drafts)):
        if not own[i] and speakers[i].entity is not None and speakers[i].entity == speakers[opening].entity:
            own[i] = list(own[opening])


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


def relays_in(text: str, piece: Span) -> list[tuple[Span, str]]:
    """Return the outlets that the wording of a cue clause names, those that carried it before those it was said to."""
    carried = _named(text, piece, _CARRIED, trusted=True)
    citing = _named(text, piece, _CITING, trusted=False)
    medium = _named(text, piece, _MEDIUM, trusted=False)
    return carried + citing + medium


def _named(text: str, piece: Span, pattern: re.Pattern[str], *, trusted: bool) -> list[tuple[Span, str]]:
    found = []
    for match in pattern.finditer(text, piece.start, piece.end):
        stop = _PHRASE_END.search(text, match.end(), min(piece.end, match.end() + _REACH))
        end = stop.start() if stop is not None else min(piece.end, match.end() + _REACH)
        name = find_outlet(
            text, Span(match.end(), end), trusted=trusted and text[match.end() - 3 : match.end()].lower() == "by "
        )
        if name is not None:
            found.append((name, " ".join(match[0].lower().split())))
    return found


def _definite(text: str, block: Block, piece: Span) -> list[tuple[Span, str]]:
    """``told the newspaper``: the outlets named last in the paragraph."""
    match = re.compile(r"\btold\s+the\s+(\w+)", re.IGNORECASE).search(text, piece.start, piece.end)
    if match is None or match[1].lower() not in outlets().nouns:
        return []
    if find_outlet(text, Span(match.start(), min(piece.end, match.end() + _REACH // 3)), trusted=False) is not None:
        return []
    return relays_in(text, Span(max(block.parse.start[0], piece.start - _LOOK_BACK), piece.start))


def _told(text: str, block: Block, piece: Span) -> list[tuple[Span, str]]:
    """``told Trud``: an organisation that the lexicon does not know, when nothing speaks against an outlet."""
    match = _TOLD.search(text, piece.start, piece.end)
    if match is None or find_outlet(text, Span(match.start(), match.end("name")), trusted=False) is not None:
        return []
    name = find_outlet(text, Span(match.start("name"), match.end("name")), trusted=True)
    parse = block.parse
    if name is None:
        return []
    first = bisect_left(parse.start, name.start)
    return [(name, "told")] if first < len(parse) and parse.entity[first] == "ORG" else []


def _nest(
    text: str, drafts: Sequence[Draft], speakers: Sequence[Speaker], own: list[list[tuple[Span, str]]]
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
            speaker = speakers[outer]
            if speaker.mention is not None:
                name = find_outlet(text, speaker.mention, trusted=False)
                if name is not None and speaker.kind != "person" and heads(text, speaker.mention, name):
                    drafts[outer].cue_class = "relay"
                    cue = drafts[outer].cue_text
                    chains[i].append((name, "reported" if cue is None else text[cue.start : cue.end].lower()))
            chains[i] += chains[outer]
        stack.append(i)
    return chains


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
