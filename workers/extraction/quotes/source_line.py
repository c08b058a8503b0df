"""Source lines: ``Source: X, minister, as reported by A citing B``."""

import re
from dataclasses import dataclass

from workers.extraction.quotes.outlets import find_outlet, is_outlet, outlets
from workers.extraction.quotes.words import words
from workers.extraction.text import Span

_RELAY = re.compile(
    r"\b(?P<reported>(?:as\s+)?(?:reported|quoted|cited|told|relayed|published|carried)\s+(?:by|to|in)|according\s+to|via)\b"
    r"|\b(?P<citing>citing|cites|with\s+(?:a\s+)?reference\s+to|referring\s+to|quoting|with\s+a\s+link\s+to|in\s+reference\s+to)\b"
    r"|\b(?P<medium>(?:in|during)\s+an?\s+(?:\w+\s+){0,2}(?:interview|comment|commentary|conversation|statement|column|article|op-ed|broadcast|podcast|programme|program|show)"
    r"\s+(?:with|to|for|on|in|by|of|published\s+by|published\s+in|given\s+to)"
    r"|['’]s\s+interview\s+(?:with|to|for|on)|in\s+(?:comments|remarks)\s+(?:to|for)|speaking\s+(?:to|with|on)|on\s+(?:the\s+)?air\s+(?:of|on)|on\s+(?:the\s+)?(?:\w+\s+){0,2}"
    r"(?:radio|television|TV|channel|broadcaster|station|newscast)(?:\s+(?:station|channel|programme|program))?"
    r"|in\s+(?:the\s+)?(?:newspaper|magazine)|told|on\s+(?=[A-Z]))",
    re.IGNORECASE,
)
_TITLE_REACH = 4  # words: "a former deputy head"
_LEAD = frozenset({"Source", "Sources", "The"})
_CITING = {"citing": "citing", "cites": "citing", "quoting": "quoting"}


@dataclass(frozen=True, slots=True)
class Source:
    """One source of a source line: its author (None when only outlets are named) and the outlets, nearest first."""

    author: Span | None
    relays: tuple[tuple[Span, str], ...]


def read_source_line(text: str, line: Span) -> tuple[Source, ...]:
    """Return the sources that a line names; they are separated by semicolons."""
    found = []
    start = line.start
    for part in re.split(r"([;\n])", text[line.start : line.end]):
        end = start + len(part)
        if part.strip(" ;\n"):
            found.append(_source(text, start, end))
        start = end
    return tuple(found)


def _source(text: str, start: int, end: int) -> Source:
    marks = list(_RELAY.finditer(text, start, end))
    head_end = marks[0].start() if marks else end
    head = Span(start, head_end)
    reported: list[tuple[Span, str]] = []
    cited: list[tuple[Span, str]] = []  # by who stands at the head of the line
    medium: list[tuple[Span, str]] = []
    citing_into = cited
    for i, mark in enumerate(marks):
        stop = marks[i + 1].start() if i + 1 < len(marks) else end
        is_on = mark[0].lower().startswith(("on", "in the"))
        name = find_outlet(text, Span(mark.start() if mark["medium"] else mark.end(), stop), trusted=not is_on)
        if name is None or (not mark["medium"] and _is_person(text, name, end)):
            continue
        if mark["medium"]:
            medium.append((name, " ".join(mark[0].lower().split())))
            citing_into = medium
        elif mark["citing"]:
            citing_into.append((name, _CITING.get(mark[0].lower(), " ".join(mark[0].lower().split()))))
        else:
            reported.append((name, " ".join(mark[0].lower().split())))
            citing_into = reported
    author: Span | None = head
    leading = _head_outlets(text, head)
    if leading:
        author = None
        cited = [(name, "reported by") for name in leading] + cited
    if not text[head.start : head.end].strip(" ,.-–—"):
        author = None
    return Source(author, tuple(reported + cited + medium))


def _head_outlets(text: str, head: Span) -> list[Span]:
    """Return the outlets that a source line begins with, when it begins with outlets rather than with an author."""
    found: list[Span] = []
    start = head.start
    for part in re.split(r"(,|\band\b)", text[head.start : head.end]):
        end = start + len(part)
        if part.strip(" ,.-–—") and part != "and":
            name = find_outlet(text, Span(start, end), trusted=False)
            rest = part.strip(" ,.-–—")
            if name is None or (not found and not _all_outlet(text, name, rest)):
                break
            found.append(name)
        start = end
    return found


def _all_outlet(text: str, name: Span, part: str) -> bool:
    """Return whether a part is the outlet's name with at most a description, not a person working there."""
    rest = [w for w in re.findall(r"\w[\w'’-]*", part.replace(text[name.start : name.end], "")) if w not in _LEAD]
    known = outlets().demonyms  # "Georgian outlet Kviris Ambebi"
    return is_outlet(text[name.start : name.end]) or all(not w[:1].isupper() or w in known for w in rest)


def _is_person(text: str, name: Span, end: int) -> bool:
    """Return whether an office stands behind a name that is no outlet's: ``citing Karel Vrba, head of the port``."""
    if is_outlet(text[name.start : name.end]) or text[name.end : name.end + 2] != ", ":
        return False
    beside = re.split(r"[,;.]", text[name.end + 2 : end], maxsplit=1)[0].split()[:_TITLE_REACH]
    return any(w.lower() in words("title") for w in beside)
