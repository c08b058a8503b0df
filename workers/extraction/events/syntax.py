"""A paragraph's dependency parse as plain lists: what the coder asks of it millions of times, without spaCy's objects.

Token indices count the tokens of the paragraph; ``start[i]`` and ``end[i]`` are offsets in the article.
"""

from bisect import bisect_left
from dataclasses import dataclass, field
from functools import lru_cache

from workers.extraction.text import Paragraph, Span

VERBAL = frozenset({"VERB", "AUX"})
NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET", "X", "SYM"})
RELATIVE = frozenset({"who", "which", "that", "whom"})
CLAUSES = frozenset({"relcl", "acl", "advcl", "ccomp", "csubj", "parataxis"})
_KEEP_S = frozenset({"promise", "compromise", "exercise", "raise", "rise", "premise", "merchandise"})


@lru_cache(maxsize=8192)
def canonical(lemma: str) -> str:
    """Fold spelling variants of a lemma (``organise`` and ``organize``, ``labour`` and ``labor``) into one form."""
    word = lemma.lower().replace("isation", "ization").replace("yse", "yze").replace("defence", "defense")
    if word.endswith("ise") and len(word) > 5 and word not in _KEEP_S:  # noqa: PLR2004 - rise, wise, raise stay
        word = word[:-3] + "ize"
    return word.replace("our", "or") if word.endswith(("our", "oured", "ouring")) and len(word) > 5 else word  # noqa: PLR2004 - four, hour, pour stay


@dataclass(frozen=True, slots=True)
class Tree:
    """The parse; every list has one item a token. ``sentence[i]`` is the index of the token's sentence root.

    ``acted_on`` remembers, by verb and depth, whom the complements under a verb concern: a chain of infinitives asks
    for the same ones again at each of its verbs. ``stands_for`` remembers the nouns that a pronoun or number may mean:
    every pattern of its verb asks for them.
    """

    text: list[str]
    lower: list[str]
    lemma: list[str]
    pos: list[str]
    tag: list[str]
    dep: list[str]
    head: list[int]
    entity: list[str]
    children: list[list[int]]
    sentence: list[int]
    start: list[int]
    end: list[int]
    acted_on: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    stands_for: dict[int, list[int]] = field(default_factory=dict)

    def kids(self, i: int, *deps: str) -> list[int]:
        """Return the children of ``i`` with one of the dependency labels."""
        dep = self.dep
        return [c for c in self.children[i] if dep[c] in deps]

    def conjuncts(self, i: int) -> list[int]:
        """Return ``i`` and what is coordinated with it, in text order."""
        found = [i]
        for token in found:
            if len(found) > 50:  # noqa: PLR2004 - a list this long is a table, not a coordination
                break
            found.extend(c for c in self.children[token] if self.dep[c] == "conj")
        return found

    def depth(self, i: int) -> int:
        """Return the number of steps from ``i`` to its sentence's root."""
        steps = 0
        while self.head[i] != i and steps < 200:  # noqa: PLR2004 - deeper trees are parser noise
            i, steps = self.head[i], steps + 1
        return steps

    def head_within(self, span: Span) -> int | None:
        """Return the token that heads a stretch of the paragraph, None for one outside it."""
        low, high = bisect_left(self.start, span.start), bisect_left(self.start, span.end)
        return next((i for i in range(low, high) if not low <= self.head[i] < high or self.head[i] == i), None)

    def subtree(self, i: int) -> list[int]:
        """Return the tokens under ``i``, itself included, in no order."""
        found = [i]
        for token in found:
            found.extend(self.children[token])
        return found

    def _belongs(self, preposition: int) -> bool:
        """Tell whether a preposition's phrase describes the noun before it, and is no time (``Chile on Monday``)."""
        return self.lower[preposition] in PHRASE_PREPOSITIONS and not any(
            self.entity[c] in _DATES for c in self.children[preposition]
        )

    def noun_phrase(self, i: int) -> Span:
        """Return the noun phrase of ``i`` without coordinates, appositions, and clauses."""
        first = last = i
        stack = [i]
        while stack:
            token = stack.pop()
            for c in self.children[token]:
                dep = self.dep[c]
                if dep in CLAUSES or dep in {"conj", "cc", "appos", "punct", "preconj"}:
                    if dep in {"conj", "cc", "punct"} and c < i and token == i:
                        continue
                    if dep != "conj" or token == i:
                        continue
                if dep == "prep" and token == i and not self._belongs(c):
                    continue
                stack.append(c)
                first, last = min(first, c), max(last, c)
        # A stretch may not swallow a clause that was left out.
        return Span(self.start[first], self.end[last])


_DATES = frozenset({"DATE", "TIME"})
PHRASE_PREPOSITIONS = frozenset({"of", "for", "in", "on", "from", "at", "with", "near"})


def build(paragraph: Paragraph) -> Tree:
    """Read the parse of a paragraph."""
    doc, offset = paragraph.doc, paragraph.start
    n = len(doc)
    tree = Tree([], [], [], [], [], [], [], [], [[] for _ in range(n)], [0] * n, [], [])
    for token in doc:
        i, text, head = token.i, token.text, token.head.i
        tree.text.append(text)
        tree.lower.append(text.lower())
        tree.lemma.append(canonical(token.lemma_))
        tree.pos.append(token.pos_)
        tree.tag.append(token.tag_)
        tree.dep.append(token.dep_)
        tree.head.append(head)
        tree.entity.append(token.ent_type_)
        tree.start.append(offset + token.idx)
        tree.end.append(offset + token.idx + len(text))
        if head != i:
            tree.children[head].append(i)
    for sentence in doc.sents:
        for i in range(sentence.start, sentence.end):
            tree.sentence[i] = sentence.root.i
    return tree
