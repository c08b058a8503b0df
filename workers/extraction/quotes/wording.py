"""What the wording of a cue clause tells of outlets: ``told Reuters``, ``as quoted by Interfax``, ``citing AFP``."""

import re
from bisect import bisect_left

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.outlets import find_outlet, heads, outlets
from workers.extraction.text import Span

_DATE = r"(?:\s+(?:on|last|late|early|in)(?:\s+\w+){1,2}?)?"
_CARRIED = re.compile(
    r"\b(?:as\s+)?(?P<verb>quoted|reported|cited|carried|relayed|published|printed|broadcast|aired|shown|read|saying|monitored"
    r"|picked up|rebroadcast|republished|reprinted)"
    rf"{_DATE}\s+(?P<prep>by|on|in)\s+",
    re.IGNORECASE,
)
_SPREAD = re.compile(
    rf"\b(?:distributed|circulated|transmitted|translated|recorded|heard|received){_DATE}\s+(?:by|on)\s+", re.IGNORECASE
)  # anybody may do that: a known outlet only
_CITING = re.compile(r"\b(?P<verb>citing|quoting|with reference to|referring to)\s+", re.IGNORECASE)
_TALK = (
    r"interview|conversation|comment|commentary|article|column|op-ed|e-?mail|message|statement|letter|essay|reply|call"
    r"|broadcast|speech|address"
)
_STATE = r"(?:[\w-]+\s+)?(?:state|national|public)(?:-run)?\s+(?:radio|television|TV)\b"
_MEDIUM = re.compile(
    r"\b(?:(?P<told>told|tells?|telling|informed|assured)\s+"
    rf"|(?:in|during)\s+(?:an?\s+)?(?:[\w-]+\s+){{0,2}}(?:{_TALK})\s+(?:[\w-]+\s+){{0,2}}?(?:with|to|for|in|on|by)\s+"
    r"|in\s+(?:comments|remarks)\s+(?:to|for|on)\s+|(?:speaking|talking|spoke)\s+(?:to|with|on)\s+"
    r"|(?:gave|giving|granted)\s+an?\s+(?:[\w-]+\s+){0,2}interview\s+to\s+"
    r"|(?:seen|obtained|reviewed|viewed|reached|contacted)\s+by\s+|(?:interviewed|asked)\s+(?:by|on|in)\s+"
    r"|(?:sent|given|made|issued|e-?mailed|leaked|provided)\s+to\s+|(?:writing|wrote|writes)\s+in\s+"
    r"|(?:said|replied|remarked|confided|complained|explained|admitted|confirmed|repeated|hinted|joked|boasted)\s+to\s+"
    r"|by\s+(?:\w+\s+)?(?:tele)?phone\s+(?:to|with)\s+"
    rf"|(?:on|over)\s+(?=(?:the\s+)?[A-Z](?:[\w.-]*\s+){{1,2}}(?:radio|television|TV)\b|{_STATE}))",
    re.IGNORECASE,
)
_AND = re.compile(r"\s+(?:and|as well as)\s+(?:the\s+)?(?:(?:news\s+)?(?:agency|newspaper|daily|broadcaster)\s+)?")
_REPORTS = re.compile(
    r"\s+(?:said|says|reported|reports|wrote|writes|quoted|cited|carried|ran|published|broadcast|aired)\b"
)
_ON = re.compile(r"\bon\s+(?:the\s+)?(?=[A-Z])")
_COVERAGE = re.compile(r"(?:['’]s)?\s+(?:report|story|article|coverage|claims?|website)\b")
_TOLD = re.compile(r"\b(?:told|tells)\s+(?P<name>(?:the\s+)?[A-Z][\w.'’/-]*(?:\s+[A-Z][\w.'’/-]*){0,3})")
_TOLD_THE = re.compile(
    r"\btold\s+the\s+(?:same\s+)?(\w+)|\bto\s+(?:its|the\s+(\w+)['’]s)\s+(?:reporter|correspondent)\b", re.IGNORECASE
)
_THE = re.compile(r"the\s+(?=[A-Z])")
_PHRASE_END = re.compile(
    r"[,;:.!?\"“”«»()]\s|[,;:.!?\"“”«»()]$|\s(?:that|which|who|when|while|because|and\s+(?=[a-z]))\s|$"
)
_NO_OUTLET = frozenset({"PERSON", "GPE", "LOC", "NORP", "DATE"})
_UNKNOWN = frozenset({"ORG", "PRODUCT", "WORK_OF_ART"})  # what the tagger takes unknown outlets for
_BACK = frozenset({"the", "this", "same"})
_REACH = 90
_LOOK_BACK = 600


def relays_in(text: str, piece: Span) -> list[tuple[Span, str]]:
    """Return the outlets that the wording of a cue clause names, those that carried it before those it was said to."""
    carried = _named(text, piece, _CARRIED, trusted=True)
    citing = _named(text, piece, _CITING, trusted=False)
    medium = _named(text, piece, _MEDIUM, trusted=False)
    spread = _named(text, piece, _SPREAD, trusted=False)
    return carried + spread + citing + medium + _on_air(text, piece)


def _named(text: str, piece: Span, pattern: re.Pattern[str], *, trusted: bool) -> list[tuple[Span, str]]:
    found = []
    for match in pattern.finditer(text, piece.start, piece.end):
        end = _phrase_end(text, match.end(), piece.end)
        if text[end : end + 1] == "," and _ends_in_noun(text[match.end() : end]):
            end = _phrase_end(text, end + 1, piece.end)  # "carried by the official news agency, APP,"
        passed_on = _CARRIED.search(text, match.end(), end) or _SPREAD.search(text, match.end(), end)
        if passed_on is not None:
            end = passed_on.start()  # "in an interview with Le Soleil carried by Reuters"
        by = trusted and text[match.end() - 3 : match.end()].lower() == "by "
        name = find_outlet(text, Span(match.end(), end), trusted=by or _to_the(text, match))
        if name is not None:
            relation = " ".join(match[0].lower().split())
            found.append((name, relation))
            found += [(further, relation) for further in _further(text, name, end)]
    return found


def _to_the(text: str, match: re.Match[str]) -> bool:
    """``in an interview with the Island``: an outlet by its article, which people have not."""
    return match[0].lower().split()[-2:-1] == ["interview"] and _THE.match(text, match.end()) is not None


def _further(text: str, name: Span, end: int) -> list[Span]:
    """``told Reuters and the BBC``: the outlets that follow, joined by nothing but a conjunction."""
    found = []
    while (joined := _AND.match(text, name.end, end)) is not None:
        following = find_outlet(text, Span(joined.end(), end), trusted=False)
        if following is None or following.start != joined.end() or _REPORTS.match(text, following.end):
            break  # "told Reuters and the BBC reported ..."
        found.append(following)
        name = following
    return found


def _on_air(text: str, piece: Span) -> list[tuple[Span, str]]:
    """``said on Polsat News``: an outlet right behind the preposition; not ``on the Post's report``."""
    found = []
    for match in _ON.finditer(text, piece.start, piece.end):
        name = find_outlet(text, Span(match.end(), _phrase_end(text, match.end(), piece.end)), trusted=False)
        if name is not None and name.start == match.end() and _COVERAGE.match(text, name.end) is None:
            found.append((name, "on"))
    return found


def _phrase_end(text: str, start: int, end: int) -> int:
    end = min(end, start + _REACH)
    stop = _PHRASE_END.search(text, start, end)
    return stop.start() if stop is not None else end


def _ends_in_noun(before: str) -> bool:
    words = before.split()
    return bool(words) and words[-1].lower() in outlets().nouns


def definite(text: str, block: Block, piece: Span) -> list[tuple[Span, str]]:
    """``told the newspaper``: the outlets of the wording before in the paragraph, else the one named last."""
    match = _TOLD_THE.search(text, piece.start, piece.end)
    if match is None or (match[1] or match[2] or "paper").lower() not in outlets().nouns:
        return []
    near = Span(match.start(), min(piece.end, match.end() + _REACH // 3))
    if match[1] and find_outlet(text, near, trusted=False) is not None:
        return []
    before = Span(max(block.parse.start[0], piece.start - _LOOK_BACK), piece.start)
    above = Span(max(0, block.parse.start[0] - _LOOK_BACK), block.parse.start[0])
    named = _last(text, before) or _last(text, above)
    return relays_in(text, before) or ([] if named is None else [(named, "told")])


def told(text: str, block: Block, piece: Span) -> list[tuple[Span, str]]:
    """``told Trud``: an organisation that the lexicon does not know, when nothing speaks against an outlet."""
    match = _TOLD.search(text, piece.start, piece.end)
    if match is None or find_outlet(text, Span(match.start(), match.end("name")), trusted=False) is not None:
        return []
    name = find_outlet(text, Span(match.start("name"), match.end("name")), trusted=True)
    parse = block.parse
    if name is None:
        return []
    first = bisect_left(parse.start, name.start)
    return [(name, "told")] if first < len(parse) and parse.entity[first] in _UNKNOWN else []


def reporter(text: str, block: Block, head: int, mention: Span, *, behind: bool) -> Span | None:
    """Return the outlet that reports another's statement: known as one, named before, or told by what it does.

    ``behind``: its cue clause stands behind all of what it reports: ``X was ill, Y said, the Global Light reported``.
    """
    name = find_outlet(text, _with_apposition(text, mention), trusted=False)
    if name is not None:
        return name if heads(text, mention, name) else None
    if (known := named_before(text, block, head)) is not None:
        return known
    if not behind or block.parse.pos[head] != "PROPN" or block.parse.entity[head] in _NO_OUTLET:
        return None
    name = find_outlet(text, mention, trusted=True)
    return name if name is not None and heads(text, mention, name) else None


def quoting(text: str, block: Block, head: int, mention: Span) -> Span | None:
    """Return the outlet that is the subject of an active ``quoted``; who quotes others is most often one."""
    parse = block.parse
    trusted = parse.pos[head] == "PROPN" and parse.entity[head] not in _NO_OUTLET
    return named_before(text, block, head) or find_outlet(text, _with_apposition(text, mention), trusted=trusted)


def _with_apposition(text: str, mention: Span) -> Span:
    """``The Vatican newspaper, L'Osservatore Romano, quoted``: take the name in."""
    if not _ends_in_noun(text[mention.start : mention.end]) or text[mention.end : mention.end + 2] != ", ":
        return mention
    return Span(mention.start, _phrase_end(text, mention.end + 1, len(text)))


def named_before(text: str, block: Block, head: int) -> Span | None:
    """``It quoted him``, ``the paper said``: the outlet named last before in the paragraph."""
    parse = block.parse
    the = head > 0 and parse.lower[head - 1] in _BACK and parse.lower[head] in outlets().nouns
    if not the and parse.lower[head] != "it":
        return None
    return _last(text, Span(max(parse.start[0], parse.start[head] - _LOOK_BACK), parse.start[head]))


def _last(text: str, span: Span) -> Span | None:
    """Return the outlet named last; an abbreviation in brackets behind a name is not named anew."""
    name = None
    start = span.start
    while (found := find_outlet(text, Span(start, span.end), trusted=False)) is not None:
        if name is None or text[found.start - 1] != "(":
            name = found
        start = found.end
    return name
