"""Labels such as ``Source:`` or ``Quote from the minister:`` at the head of a block."""

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from workers.extraction.lexicons.reader import rows
from workers.extraction.text import Span

_MARKUP = r"[*_#>\s]*"
_LABEL = r"[^\W\d_][^:：\n\r]{0,80}?|Quote (?:from|by|of) [^:：\n\r]{2,160}?"  # of a speaker with office and outlet
_HEAD = re.compile(rf"{_MARKUP}(?P<label>{_LABEL}){_MARKUP}(?P<end>[:：]|\s[–—-](?=\s)){_MARKUP}")
_WHOLE = re.compile(rf"{_MARKUP}(?P<label>[^\W\d_][^:：]{{0,40}}?){_MARKUP}$")
_FAMILIES = (
    (
        re.compile(
            r"(?:(?:the|a) )?(?:direct )?"
            r"(?:quotes?|quotation|speech|statement|comments?|remarks?|words|reply|answer|message) (?:from|by|of) .+|"
            r".+['’]s? (?:quote|statement|comments?|remarks|words|reply|answer)|(?:what|as) .+ (?:said|wrote)"
        ),
        "quote",
    ),
    (
        re.compile(r"(?:the )?background (?:of|on|to|information)\b.*|(?:more|some) (?:background|context)"),
        "background",
    ),
    (re.compile(r"(?:more )?details (?:of|on|about|from) .+"), "details"),
    (
        re.compile(
            r"(?:photo|image|picture|video|illustration|screenshot|graphic|map)s?"
            r"(?: (?:by|from|credit|courtesy)\b.*| ?/.*)|"
            r"(?:file|stock|archive) (?:photo|image|picture)s?\b.*"
        ),
        "boilerplate",
    ),
    (re.compile(r"sources? \(.+\)"), "source"),
)
_DASHED = frozenset({"source", "quote", "details", "background", "advertisement"})
_INLINE = re.compile(
    r"(?<=\s)(?:Source|Quote(?: (?:from|by|of) [^:.\"“]{2,60})?|Details|Background|Advertisement|"
    r"For reference|Previously|Updated)(?=:\s)"
)


@dataclass(frozen=True, slots=True)
class Label:
    """A label with its role; ``span`` reaches up to the running text, ``text`` is lower case without the colon."""

    span: Span
    role: str
    text: str


@cache
def _roles() -> dict[str, str]:
    return {label: role for role, label in rows("labels.tsv")}


def _role(label: str) -> str | None:
    role = _roles().get(label)
    if role is not None:
        return role
    return next((role for pattern, role in _FAMILIES if pattern.fullmatch(label)), None)


def _normal(label: str) -> str:
    return " ".join(label.replace("’", "'").casefold().split()).strip(" *_-–—")


def find_label(text: str, block: Span) -> Label | None:
    """Return the label at the head of a block; speakers' names in a transcript are none."""
    head = _HEAD.match(text, block.start, block.end)
    if head is not None:
        label = _normal(head["label"])
        role = _role(label)
        if role is not None and (head["end"] in ":：" or label in _DASHED):
            return Label(Span(block.start, head.end()), role, label)
    whole = _WHOLE.match(text, block.start, block.end)
    if whole is not None:
        label = _normal(whole["label"])
        role = _roles().get(label)
        if role is not None:
            return Label(Span(block.start, block.end), role, label)
    return None


def split_at_labels(text: str, block: Span) -> list[Span]:
    """Cut a block that holds several labels (an article without line breaks) before each of them."""
    found = list(_INLINE.finditer(text, block.start, block.end))
    if len({match[0].split()[0] for match in found}) < 2:  # noqa: PLR2004 - one may be running text
        return [block]
    edges = [block.start, *(match.start() for match in found), block.end]
    return [Span(start, end) for start, end in pairwise(edges) if start < end]
