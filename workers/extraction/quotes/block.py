"""A parsed paragraph together with its quoted stretches: the view that the content rules read."""

from dataclasses import dataclass, replace

from workers.extraction.marks import Quoted
from workers.extraction.parse import Parse
from workers.extraction.quotes.cues import lexicon

_MAX_SENTENCE = 400  # the rules look at whole sentences; a bound keeps text without full stops linear
_SUBJECT_REACH = 60
_CUE_TAIL = 15
_MARKS = frozenset({'"', "“", "”", "„", "‟", "''", "``", "«", "»", "‹", "›", "‘", "’", "‚", "‛", "'"})


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph's tokens with its top-level quoted stretches.

    ``inside[t]`` is the index in ``quoted`` of the stretch around token ``t``, or -1; ``first[q]`` and ``last[q]`` are
    the tokens of a stretch, marks included; ``clause_start[t]`` is the first token of the sentence around ``t``, told
    from punctuation outside of marks, because the parser's sentences break inside quotations.
    """

    parse: Parse
    quoted: tuple[Quoted, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    inside: list[int]
    clause_start: list[int]
    clause_end: list[int]

    def words(self, index: int) -> int:
        """Return the number of words in a quoted stretch."""
        return sum(not self.parse.is_punct(t) for t in range(self.first[index], self.last[index] + 1))

    def final(self, index: int) -> str:
        """Return the last character before the closing mark of a stretch."""
        for t in range(self.last[index], self.first[index], -1):
            if self.parse.text[t] not in _MARKS and self.parse.pos[t] != "SPACE":
                return self.parse.text[t][-1]
        return ""

    def initial(self, index: int) -> str:
        """Return the first word after the opening mark of a stretch."""
        for t in range(self.first[index], self.last[index] + 1):
            word = self.parse.text[t].lstrip("".join(_MARKS))
            if word and word[0].isalnum():
                return word
        return ""


def build_block(parse: Parse, quoted: tuple[Quoted, ...]) -> Block:
    """Lay the top-level quoted stretches of a paragraph over its tokens."""
    top = tuple(q for q in quoted if q.depth == 0)
    n = len(parse)
    inside = [-1] * n
    first = [n] * len(top)
    last = [-1] * len(top)
    q = 0
    for t in range(n):
        while q < len(top) and parse.start[t] >= top[q].end:
            q += 1
        if q < len(top) and parse.end[t] > top[q].start:
            inside[t] = q
            first[q] = min(first[q], t)
            last[q] = t
    kept = [i for i in range(len(top)) if last[i] >= 0 and not _nickname(parse, first[i], last[i])]
    if len(kept) != len(top):
        renumber = {old: new for new, old in enumerate(kept)}
        inside = [renumber.get(i, -1) for i in inside]
        top = tuple(top[i] for i in kept)
        first, last = [first[i] for i in kept], [last[i] for i in kept]
    start, end = _sentences(parse, inside)
    return Block(parse, top, tuple(first), tuple(last), inside, start, end)


def _nickname(parse: Parse, first: int, last: int) -> bool:
    """``Marcia "Cia" Price``: one word between marks inside a name."""
    if last - first > 3 or first == 0 or last + 1 >= len(parse):  # noqa: PLR2004 - two marks, a word or two
        return False
    names = {parse.pos[first - 1], parse.pos[last + 1]} == {"PROPN"}
    return names and parse.text[last - 1][-1] not in ",.?!" and parse.entity[last + 1] == "PERSON"


def _sentences(parse: Parse, inside: list[int]) -> tuple[list[int], list[int]]:
    """Return the first and last token of the sentence around each token."""
    n = len(parse)
    starts = [0] * n
    current = 0
    for t in range(n):
        if t and (_breaks(parse, inside, t) or t - current >= _MAX_SENTENCE):
            current = t
        starts[t] = current
    ends = [n - 1] * n
    for t in range(n - 2, -1, -1):
        ends[t] = t if starts[t + 1] != starts[t] else ends[t + 1]
    return starts, ends


def _breaks(parse: Parse, inside: list[int], t: int) -> bool:  # noqa: PLR0911 - the order of the tests is the rule
    """Return whether a sentence begins at token ``t``."""
    before = t - 1
    if inside[t] >= 0 and inside[before] == inside[t]:
        return False
    if parse.pos[before] == "SPACE":
        newline = parse.text[before].count("\n")
        before -= 1
        if before < 0:
            return False
        if newline > 1 or (newline and (inside[t] >= 0 or inside[before] >= 0 or parse.ends_sentence(before))):
            return True
    word = parse.text[t]
    capital = word[0].isupper() or word[0].isdigit() or inside[t] >= 0 or parse.pos[t] == "PUNCT"
    if inside[before] >= 0:
        # after a quotation that ends its sentence; "...?" she asked and "...!" she cried go on
        tail = before
        while tail > 0 and parse.text[tail] in _MARKS:
            tail -= 1
        return parse.text[tail] == "." and capital and word not in {",", ";", ":", "-", "–", "—"}
    if parse.ends_sentence(before):
        return capital
    if parse.text[before] in _MARKS and before and parse.ends_sentence(before - 1):
        return capital
    return bool(
        parse.text[before].endswith(".")
        and parse.text[before] != "."
        and parse.sentence[t] == t
        and capital
        and parse.pos[before] != "PROPN"
    )


def mend(block: Block, *, continues: bool) -> tuple[Block, bool]:
    """End a stretch whose closing mark is missing where its cue clause begins.

    ``continues``: the next paragraph goes on with the quotation, so that the mark was left out on purpose; only a cue
    clause that ends its sentence speaks against that. Returns the block and whether the quotation still goes on.
    """
    if not block.quoted or all(q.closed for q in block.quoted):
        return block, continues
    pieces: list[Quoted] = []
    for q, piece in enumerate(block.quoted):
        going_on = continues and q == len(block.quoted) - 1
        cut = None if piece.closed else _cue_clause(block, q, final=going_on)
        if cut is not None:
            pieces.append(replace(piece, end=block.parse.end[cut]))
            continues = continues and not going_on
        elif piece.kind != "dash":  # a paragraph behind a dash is speech only when a cue says so
            pieces.append(piece)
    return build_block(block.parse, tuple(pieces)), continues


def part(block: Block) -> Block:
    """Take the first stretch for a quotation of its own: the one above does not go on."""
    return replace(block, quoted=tuple(replace(q, joined=False) for q in block.quoted))


def _cue_clause(block: Block, q: int, *, final: bool) -> int | None:
    """Return the last token before the cue clause of an unclosed stretch: the comma in ``... acts, X said``."""
    parse = block.parse
    verbs = lexicon().verbs
    for j in range(block.last[q], block.first[q], -1):
        cue = verbs.get(parse.lower[j])
        if cue is None or not cue.takes("quote") or parse.tag[j] not in {"VBD", "VBZ", "VBP"}:
            continue
        if final and not _closes_paragraph(block, q, j):
            continue
        begin = j
        for child in parse.children[j]:
            if parse.dep[child] == "nsubj" and parse.lower[child] not in {"i", "we", "you"}:
                begin = min(j, max(parse.left[child], j - _SUBJECT_REACH))
        if begin == j and j + 1 < len(parse) and not parse.text[j + 1][0].isupper():
            continue
        # the subject's subtree may have swallowed what was said
        begin = next((k + 1 for k in range(j - 1, begin - 1, -1) if parse.text[k] in {",", "?", "!"}), begin)
        if begin - 1 > block.first[q] and parse.text[begin - 1] in {",", "?", "!"}:
            return begin - 1
    return None


def _closes_paragraph(block: Block, q: int, j: int) -> bool:
    """Return whether a named speaker's cue clause ends the stretch: no further sentence follows it."""
    parse = block.parse
    rest = range(j + 1, block.last[q])
    named = parse.pos[j - 1] == "PROPN"
    if named and parse.text[min(j + 1, block.last[q])] == ",":
        return True
    return named and len(rest) <= _CUE_TAIL and not any(parse.ends_sentence(t) for t in rest)
