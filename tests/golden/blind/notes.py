"""Read annotated articles written as text with notes below, and compute their offsets.

An article is a block::

    == wire-a-01 | date=1963-10-09 | format=b
    The text, paragraphs divided by an empty line.
    --
    Q speaker | full name | cue | flags | content piece // content piece
    E ROOT | trigger ; trigger | actor/CODE + actor/CODE | target/CODE | place | date=1963-10 planned
    W who | phrase ; phrase
A passage names a span by its own words. Where the words occur more than once, the note quotes more of the text and
brackets the span: ``which [it] said``. ``first words ~ last words`` stands for a long passage. Every passage must be
found, and found once, in its room (content and triggers: the article; roles: the sentence, else the paragraph;
speaker and cue: nearest to the content in its paragraph, else in the article).

Single sentences stand one a line and carry their marks in the text: see `read_sentences`; articles whose every event
is marked do so too: see `unmark`.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Span = tuple[int, int]
MARK = re.compile(r"\{([AT])(?:/([A-Z&]+))? ([^{}]+)\}")
ROLES = {"A": "actor", "T": "target"}
SENTENCE_END = re.compile(r"[.!?:][\"”’']*\s+(?=[\"“‘'A-Z0-9])|\n+")


class NoteError(ValueError):
    """A note that does not fit its text."""


@dataclass(slots=True, kw_only=True)
class Article:
    """One block: its text, the fields of its head line, and its notes by kind letter."""

    id: str
    fields: dict[str, str]
    text: str
    notes: list[tuple[str, list[str]]] = field(default_factory=list)


def read(path: Path) -> Iterator[Article]:
    """Yield the articles of a source file. Lines before the first head line are its header."""
    blocks = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    for block in blocks:
        head, _, body = block.partition("\n")
        text, _, notes = body.partition("\n--\n")
        name, *pairs = [part.strip() for part in head.split(" | ")]
        article = Article(id=name, fields=dict(p.split("=", 1) for p in pairs), text=text.rstrip("\n"))
        for line in notes.splitlines():
            if line.strip():
                article.notes.append((line[0], [part.strip() for part in line[2:].split("|")]))
        yield article


def unmark(marked: str) -> tuple[str, list[tuple[str, Span]]]:
    """Return the text without its event marks, and each mark's sign and span: ``it {>will} {-fail}``."""
    plain, found, position = "", [], 0
    for mark in re.finditer(r"\{([>?-]?)([^{}]+)\}", marked):
        plain += marked[position : mark.start()]
        found.append((mark[1], (len(plain), len(plain) + len(mark[2]))))
        plain += mark[2]
        position = mark.end()
    return plain + marked[position:], found


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of one event: its text without the marks, and its role fillers as (role, codes, span)."""

    id: str
    root: str
    text: str
    fillers: tuple[tuple[str, str, Span], ...]


def read_sentences(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a source file: ``ROOT | {A actor} did it to {T/FRA target}.``, one a line."""
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n\n", 1)[1].splitlines(), 1):
        root, _, marked = line.partition(" | ")
        fillers, text, position = [], "", 0
        for mark in MARK.finditer(marked):
            text += marked[position : mark.start()]
            fillers.append((ROLES[mark[1]], mark[2] or "", (len(text), len(text) + len(mark[3]))))
            text += mark[3]
            position = mark.end()
        text += marked[position:]
        name = f"{path.stem}-{number:03d}"
        if "{" in text or "}" in text:
            raise NoteError(f"{name}: a mark does not close")
        yield Sentence(id=name, root=root, text=text, fillers=tuple(fillers))


def occurrences(text: str, words: str, room: Span) -> list[Span]:
    """Return where the words stand in the room as whole words."""
    left = r"(?<!\w)" if words[:1].isalnum() else ""
    right = r"(?!\w)" if words[-1:].isalnum() else ""
    pattern = left + re.escape(words) + right
    return [(room[0] + m.start(), room[0] + m.end()) for m in re.finditer(pattern, text[slice(*room)])]


def passages(text: str, passage: str, room: Span) -> list[Span]:
    """Return every span that the passage may name."""
    bracket = re.fullmatch(r"(.*?)\[(.+)\](.*)", passage, flags=re.DOTALL)
    if bracket:
        before, inner, after = bracket.groups()
        found = occurrences(text, before + inner + after, room)
        return [(a + len(before), b - len(after)) for a, b in found]
    if " ~ " in passage:
        first, last = passage.split(" ~ ")
        spans = []
        for a, _ in occurrences(text, first, room):
            ends = occurrences(text, last, (a, room[1]))
            if ends:
                spans.append((a, ends[0][1]))
        return spans
    return occurrences(text, passage, room)


@dataclass(frozen=True, slots=True)
class Finder:
    """Turns passages of one article into spans."""

    article: Article

    @property
    def whole(self) -> Span:
        """The room of the whole text."""
        return (0, len(self.article.text))

    def only(self, passage: str, room: Span | None = None) -> Span:
        """Return the one span of the passage in the room.

        Raises:
            NoteError: It is not there, or there more than once.
        """
        found = passages(self.article.text, passage, room or self.whole)
        if len(found) != 1:
            raise NoteError(f"{self.article.id}: {passage!r} occurs {len(found)} times")
        return found[0]

    def near(self, passage: str, pieces: Sequence[Span]) -> Span:
        """Return the span nearest to the content pieces and outside them, in their paragraphs if it is there."""
        rooms = ((self.paragraph(pieces[0])[0], self.paragraph(pieces[-1])[1]), self.whole)
        for room in rooms:
            found = [s for s in passages(self.article.text, passage, room) if not overlaps(s, pieces)]
            if found:
                return min(found, key=lambda s: min(distance(s, p) for p in pieces))
        raise NoteError(f"{self.article.id}: {passage!r} is not near its quote")

    def role(self, passage: str, trigger: Span) -> Span:
        """Return the span of a role filler: in the trigger's sentence, else in its paragraph."""
        for room in (self.sentence(trigger), self.paragraph(trigger)):
            found = passages(self.article.text, passage, room)
            if len(found) > 1:
                raise NoteError(f"{self.article.id}: role {passage!r} occurs {len(found)} times")
            if found:
                return found[0]
        raise NoteError(f"{self.article.id}: role {passage!r} is not in the paragraph of its trigger")

    def paragraph(self, span: Span) -> Span:
        """Return the paragraph around the span."""
        before = self.article.text.rfind("\n", 0, span[0]) + 1
        after = self.article.text.find("\n", span[1])
        return (before, after if after >= 0 else len(self.article.text))

    def sentence(self, span: Span) -> Span:
        """Return the sentence around the span, by its closing marks."""
        cuts = [0, *(m.end() for m in SENTENCE_END.finditer(self.article.text)), len(self.article.text)]
        start = bisect_right(cuts, span[0]) - 1
        return (cuts[start], next(c for c in cuts[start + 1 :] if c >= span[1]))


def overlaps(span: Span, pieces: Sequence[Span]) -> bool:
    """Return whether the span shares a character with a piece."""
    return any(span[0] < b and a < span[1] for a, b in pieces)


def distance(one: Span, other: Span) -> int:
    """Return the characters between two spans that do not overlap."""
    return max(other[0] - one[1], one[0] - other[1])
