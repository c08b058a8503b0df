"""A paragraph's parse as plain lists.

spaCy's ``Token`` properties cost a Cython call each; the rules below read the same few attributes of every token many
times, so they are read once. Token ``t`` spans ``start[t]:end[t]`` of the article.
"""

from dataclasses import dataclass

from schemas.enriched_article import SectionRole
from workers.extraction.text import Paragraph, Span

_MAX_CHILDREN = 40  # on either side of the middle; only text without sentences has more, and it must stay linear
_SENTENCE_END = frozenset({".", "?", "!", "…", "...", "....", "?!", "!!", "!?"})
_CLOSERS = frozenset({'"', "”", "’", "''", "»", "›", ")", "]", "'", "“"})


@dataclass(frozen=True, slots=True)
class Parse:
    """One parsed paragraph.

    ``left[t]`` and ``right[t]`` are the first and last token of the subtree of ``t``; ``head[t] == t`` at a root;
    ``sentence[t]`` is the first token of its sentence.
    """

    index: int
    role: SectionRole
    section: int
    start: list[int]
    end: list[int]
    text: list[str]
    lower: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    left: list[int]
    right: list[int]
    children: list[list[int]]
    sentence: list[int]
    entity: list[str]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.text)

    def span(self, first: int, last: int) -> Span:
        """Return the article span of the tokens ``first`` to ``last``, both included."""
        return Span(self.start[first], self.end[last])

    def child(self, token: int, *deps: str) -> int | None:
        """Return the first child of ``token`` with one of the dependencies, or None."""
        for child in self.children[token]:
            if self.dep[child] in deps:
                return child
        return None

    def ends_sentence(self, token: int) -> bool:
        """Return whether ``token`` is a full stop, question or exclamation mark, or a line break; not after ``Maj``."""
        if (
            token
            and self.text[token] == "."
            and self.text[token - 1] in _RANKS
            and self.end[token - 1] == self.start[token]
        ):
            return False
        return self.text[token] in _SENTENCE_END or (self.pos[token] == "SPACE" and "\n" in self.text[token])

    def is_punct(self, token: int) -> bool:
        """Return whether ``token`` is punctuation or white space."""
        return self.pos[token] in {"PUNCT", "SPACE"} or not any(c.isalnum() for c in self.text[token])

    def trim(self, first: int, last: int) -> tuple[int, int]:
        """Cut punctuation other than quotation marks and brackets off both ends; may return ``first > last``."""
        while first <= last and self.is_punct(first) and self.text[first] not in _OPENERS:
            first += 1
        while last >= first and self.is_punct(last) and self.text[last] not in _CLOSERS and self.text[last] != "%":
            last -= 1
        return first, last


#: Titles whose stop the tokenizer cuts off.
_RANKS = frozenset(
    {"Fr", "Maj", "Capt", "Col", "Lt", "Sgt", "Cpl", "Supt", "Insp", "Cmdr", "Brig", "Cllr", "Hon", "Br"}
)
_OPENERS = frozenset({'"', "“", "‘", "``", "''", "«", "‹", "„", "‚", "»", "(", "[", "'", "$", "£", "€", "#"})


def read(paragraph: Paragraph) -> Parse:
    """Read the parse of a paragraph once."""
    doc = paragraph.doc
    offset = paragraph.start
    start: list[int] = []
    end: list[int] = []
    text: list[str] = []
    head: list[int] = []
    sentence: list[int] = []
    current = 0
    pos: list[str] = []
    tag: list[str] = []
    dep: list[str] = []
    entity: list[str] = []
    for i, token in enumerate(doc):  # once: each pass over a doc makes its tokens anew
        word = token.text
        if token.is_sent_start:
            current = i
        begin = offset + token.idx
        start.append(begin)
        end.append(begin + len(word))
        text.append(word)
        head.append(token.head.i)
        sentence.append(current)
        pos.append(token.pos_)
        tag.append(token.tag_)
        dep.append(token.dep_)
        entity.append(token.ent_type_)
    n = len(text)
    left, right = list(range(n)), list(range(n))
    children: list[list[int]] = [[] for _ in range(n)]
    for i, h in enumerate(head):
        if h != i:
            children[h].append(i)
    _edges(head, left, right)
    for kids in children:
        if len(kids) > 2 * _MAX_CHILDREN:
            del kids[_MAX_CHILDREN:-_MAX_CHILDREN]
    return Parse(
        index=paragraph.index,
        role=paragraph.role,
        section=paragraph.section,
        start=start,
        end=end,
        text=text,
        lower=[w.lower() for w in text],
        pos=pos,
        tag=tag,
        dep=dep,
        head=head,
        left=left,
        right=right,
        children=children,
        sentence=sentence,
        entity=entity,
    )


def _edges(head: list[int], left: list[int], right: list[int]) -> None:
    """Fill the subtree edges bottom up; linear, and safe for trees of any depth."""
    waiting = [0] * len(head)
    for i, h in enumerate(head):
        if h != i:
            waiting[h] += 1
    ready = [i for i, count in enumerate(waiting) if count == 0]
    while ready:
        i = ready.pop()
        h = head[i]
        if h == i:
            continue
        left[h] = min(left[h], left[i])
        right[h] = max(right[h], right[i])
        waiting[h] -= 1
        if waiting[h] == 0:
            ready.append(h)
