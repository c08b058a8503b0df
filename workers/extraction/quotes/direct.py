"""Direct quotation: which quoted stretches are utterances, and which cue and speaker stand beside them.

Works from the marks outward: the words between two stretches, up to a sentence's end, are searched for a cue with its
subject. The parse is asked for the subject only, and a token pattern answers where it is silent, because the parser's
trees are least reliable around long quotations.
"""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import Cue, lexicon
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.speakers import antecedent, noun_phrase, subject
from workers.extraction.quotes.words import words
from workers.extraction.types import Span

_DASHES = frozenset({"-", "–", "—", "--", "―", "---"})
_SKIP = frozenset({",", ";"}) | _DASHES
_LIGHT = frozenset(
    {"ADV", "ADP", "DET", "NOUN", "PROPN", "PRON", "ADJ", "NUM", "PART", "CCONJ", "PUNCT", "SPACE", "X", "SYM"}
)
_NOT_SUBJECT = frozenset(
    {"and", "but", "or", "because", "while", "when", "which", "that", "who", "whose", "is", "was", "are", "were", "if",
     "although", "though", "after", "before", "until", "since", "than", "for", "by"}
)  # fmt: skip
_REACH = 45
_WEAK_REACH = 8
_MIN_UTTERANCE = 4
_TIGHT = 6
_WEAK_LEFT = 3


def find_direct(blocks: tuple[Block, ...]) -> list[Draft]:
    """Return an utterance for each quoted stretch (or run of stretches) that has a cue, or goes on an utterance."""
    drafts: list[Draft] = []
    for number, block in enumerate(blocks):
        _paragraph(blocks, number, block, drafts)
    return drafts


def _paragraph(blocks: tuple[Block, ...], number: int, block: Block, drafts: list[Draft]) -> None:
    used_until = -1  # last token of a cue clause that an earlier stretch of this paragraph took
    used_cue = -1
    last: Draft | None = None
    for q, piece in enumerate(block.quoted):
        span = Span(piece.start, piece.end)
        if piece.joined and drafts and drafts[-1].block < number and _goes_on(drafts[-1], blocks, number):
            last = drafts[-1]
            last.content.append(span)
            own = _cue_right(block, q) if last.cue is None else None
            if own is not None:
                _adopt(last, number, own)
                used_until = own.reach
            continue
        right = _cue_right(block, q)
        left = _cue_left(blocks, number, q, used_cue)
        gap_free = left is None and _begins_sentence(block, q)
        chosen = left
        if right is not None and (left is None or (right.tight and (not left.tight or block.final(q) == ","))):
            chosen = right if (gap_free or left is not None or used_until == block.first[q] - 1) else None
        if chosen is None and last is not None and used_until >= 0 and _continues(block, q, used_until):
            last.content.append(span)
            last.quoted.append(q)
            continue
        if chosen is None:
            continue
        draft = Draft(number, [span], chosen.rule, quoted=[q])
        _adopt(draft, number, chosen)
        drafts.append(draft)
        last = draft
        used_until = max(used_until, chosen.reach)
        if chosen.block in {None, number}:
            used_cue = max(used_cue, chosen.cue if chosen.cue is not None else chosen.reach)


class _Match:
    """A cue beside a quoted stretch."""

    __slots__ = ("block", "cue", "cue_last", "entry", "head", "reach", "rule", "speaker", "tight")

    def __init__(
        self,
        *,
        block: int | None = None,
        cue: int | None,
        cue_last: int | None = None,
        entry: Cue | None,
        speaker: tuple[int, int] | None,
        head: int | None,
        reach: int,
        tight: bool,
        rule: str,
    ) -> None:
        self.block = block
        self.cue = cue
        self.cue_last = cue if cue_last is None else cue_last
        self.entry = entry
        self.speaker = speaker
        self.head = head
        self.reach = reach
        self.tight = tight
        self.rule = rule


def _adopt(draft: Draft, number: int, match: _Match) -> None:
    where = number if match.block is None else match.block
    if match.cue is not None and match.cue_last is not None:
        draft.cue = Place(where, match.cue, match.cue_last)
        draft.lemma = match.entry.lemma if match.entry is not None else None
    if match.speaker is not None:
        draft.speaker = Place(where, *match.speaker)
        draft.head = match.head
    draft.rule = match.rule


def _goes_on(draft: Draft, blocks: tuple[Block, ...], number: int) -> bool:
    """Return whether the last utterance ended the paragraph before this one."""
    before = blocks[number - 1].parse
    return bool(len(before)) and draft.end >= before.start[0]


def _begins_sentence(block: Block, q: int) -> bool:
    """Return whether nothing but a conjunction stands between the sentence's start and the stretch."""
    first = block.first[q]
    t = first - 1
    while t >= 0 and block.inside[t] < 0 and block.clause_start[t] == block.clause_start[first]:
        if block.parse.pos[t] not in {"CCONJ", "PUNCT", "SPACE"} and block.parse.lower[t] not in {"and", "but", "then"}:
            return False
        t -= 1
    return True


def _continues(block: Block, q: int, used_until: int) -> bool:
    """Return whether only the taken cue clause stands between this stretch and the utterance before it."""
    t = block.first[q] - 1
    if not block.parse.is_punct(t) and block.parse.lower[t] not in {"and", "but", "that"}:
        return False
    while t > used_until and block.inside[t] < 0:
        if not block.parse.is_punct(t):
            # a free word after the cue clause: "he said, and "..." goes on; a new sentence does not
            return block.clause_start[t] == block.clause_start[used_until] and t - used_until <= _WEAK_REACH
        t -= 1
    return True


def _gap_right(block: Block, q: int) -> tuple[int, int]:
    """Return the tokens after a stretch, up to the next stretch or the sentence's end: first, one past last."""
    first = block.last[q] + 1
    t = first
    n = len(block.parse)
    while t < n and t - first < _REACH and block.inside[t] < 0:
        if block.parse.ends_sentence(t) or (t > first and block.clause_start[t] == t):
            break
        t += 1
    return first, t


def _cue_right(block: Block, q: int) -> _Match | None:  # noqa: C901, PLR0911, PLR0912 - one case per construction
    """Find the cue clause after a stretch: ``said X``, ``X said``, ``according to X``, ``- X``."""
    parse = block.parse
    first, stop = _gap_right(block, q)
    t = first
    comma = False
    dash = False
    while t < stop and (parse.text[t] in _SKIP or parse.pos[t] == "SPACE"):
        comma = comma or parse.text[t] == ","
        dash = dash or parse.text[t] in _DASHES
        t += 1
    if t >= stop:
        return None
    final = block.final(q)
    new_sentence = final in ".…" and not comma and final != ""
    if parse.lower[t] == "as":
        t += 1
    if t + 1 < stop and parse.lower[t] == "according" and parse.lower[t + 1] == "to":
        return according(block, t, "right-according")
    if t >= stop or parse.lower[t] in _NOT_SUBJECT:
        return None
    verbs = lexicon().verbs
    for j in range(t, stop):
        entry = verbs.get(parse.lower[j])
        if entry is None or not entry.takes("quote", "weak") or not _verbal(block, j, t):
            if (
                j > t
                and parse.tag[j] in {"VBD", "VBZ", "VBP"}
                and parse.dep[j] not in {"relcl", "aux", "auxpass", "acl"}
            ):
                break
            continue
        if j > t and _relative(block, j, t):
            continue
        inverted = j == t or all(parse.pos[k] == "ADV" for k in range(t, j))
        if not entry.takes("quote") and j - first > _WEAK_REACH:
            break
        if inverted:
            if new_sentence and parse.text[t][0].isupper():
                return None
            found = _inverted_subject(block, j, stop)
        else:
            found = _straight_subject(block, j, t)
        if found is None:
            return None
        saying = next(
            (k for k in range(j + 1, stop) if parse.lower[k] == "saying" and parse.lower[k - 1] == "as"), None
        )
        complement = parse.child(j, "ccomp", "xcomp", "dobj") if saying is None else None
        if new_sentence and (
            (complement is not None and j < complement < stop)
            or (j + 1 < stop and parse.pos[j + 1] in {"SCONJ", "DET", "PRON"} and not inverted)
        ):
            return None
        if not comma and final not in ",?!—–-" and complement is not None and j < complement < stop and not inverted:
            return None
        head, phrase = found
        return _Match(
            cue=j, cue_last=saying, entry=entry, speaker=phrase, head=head, reach=stop - 1,
            tight=comma or final in ",?!" or inverted, rule="right-inverted" if inverted else "right",
        )  # fmt: skip
    if dash and _begins_sentence(block, q):
        return _signature(block, t, stop)
    return None


def _relative(block: Block, j: int, t: int) -> bool:
    """Return whether the cue form belongs to a relative or participle clause on the speaker."""
    parse = block.parse
    if parse.dep[j] == "relcl":
        return any(parse.tag[k] in {"WP", "WDT"} for k in range(t, j))
    return parse.dep[j] == "acl" and parse.tag[j] in {"VBG", "VBN"}


def _signature(block: Block, t: int, stop: int) -> _Match | None:
    """``"..." - X`` at a paragraph's end: X is the speaker, and there is no cue."""
    parse = block.parse
    ends = stop >= len(parse) - 1 or "\n" in parse.text[stop] or block.inside[stop] >= 0
    if not ends or not parse.text[t][0].isupper() or stop - t > _REACH // 2:
        return None
    if any(parse.tag[k] in {"VBD", "VBZ", "VBP"} for k in range(t, stop)):
        return None
    head = next((k for k in range(t, stop) if parse.head[k] < t or parse.head[k] >= stop or parse.head[k] == k), t)
    last = next(
        (k - 1 for k in range(t, stop) if parse.text[k] in {",", "(", ";"} or parse.lower[k] in {"in", "on"}), stop - 1
    )
    if head > last or parse.pos[head] not in {"PROPN", "NOUN"}:
        head = last
    return _Match(cue=None, entry=None, speaker=(t, last), head=head, reach=stop - 1, tight=True, rule="signature")


def according(block: Block, t: int, rule: str) -> _Match | None:
    """Read ``according to X`` at token ``t``."""
    parse = block.parse
    head = parse.child(t + 1, "pobj")
    if head is not None and parse.pos[t + 2] == "PROPN":
        # "According to Smith the house was sold": the parser may take "the house" for the source
        k = t + 2
        while k + 1 < len(parse) and parse.pos[k + 1] == "PROPN":
            k += 1
        if k + 1 < len(parse) and parse.tag[k + 1] in {"DT", "PRP", "PRP$"} and head > k:
            return _Match(
                cue=t, cue_last=t + 1, entry=Cue("according to", {"quote": "speech"}), speaker=(t + 2, k), head=k,
                reach=k, tight=True, rule=rule,
            )  # fmt: skip
    if head is None:
        head = next(
            (k for k in range(t + 2, min(t + 12, len(parse))) if parse.pos[k] in {"NOUN", "PROPN", "PRON"}), None
        )
        while head is not None and head + 1 < len(parse) and parse.pos[head + 1] in {"NOUN", "PROPN"}:
            head += 1
    if head is None:
        return None
    phrase = noun_phrase(block, head)
    if phrase[0] <= t + 1:
        phrase = t + 2, phrase[1]
    return _Match(
        cue=t, cue_last=t + 1, entry=Cue("according to", {"quote": "speech"}), speaker=phrase, head=head,
        reach=phrase[1], tight=True, rule=rule,
    )  # fmt: skip


def _verbal(block: Block, j: int, clause: int) -> bool:
    """Return whether the cue form is a verb here: by its tag, or by standing where only a cue can."""
    parse = block.parse
    if parse.pos[j] in {"VERB", "AUX"}:
        return True
    return (
        parse.pos[j] in {"NOUN", "ADJ", "X"} and j == clause and j + 1 < len(parse) and parse.text[j + 1][0].isupper()
    )


def _inverted_subject(block: Block, j: int, stop: int) -> tuple[int, tuple[int, int]] | None:
    """Return head and phrase of the speaker in ``said X``."""
    parse = block.parse
    for child in parse.children[j]:
        if j < child < stop and parse.dep[child] in {"nsubj", "nsubjpass"}:
            return child, noun_phrase(block, child, j)
    k = j + 1
    while k < stop and parse.pos[k] in {"ADV", "PART"}:
        k += 1
    head = _phrase_head(block, k, stop)
    if head is None:
        shared = subject(block, j)
        if shared is None or block.inside[shared] >= 0:
            return None
        return shared, noun_phrase(block, shared, j)
    return head, _widen(block, head, k, j)


def _phrase_head(block: Block, k: int, stop: int) -> int | None:
    """Return the head of the noun phrase that begins at ``k``: the last noun of its first run."""
    parse = block.parse
    head = None
    while k < stop:
        pos = parse.pos[k]
        if pos in {"NOUN", "PROPN", "PRON"}:
            head = k
            if pos == "PRON" and parse.tag[k] != "PRP$":
                return k
        elif pos not in {"DET", "ADJ", "NUM", "PART"} and parse.text[k] not in {"-", "'s", "’s", "."}:
            break
        k += 1
    return head


def _widen(block: Block, head: int, first: int, cue: int) -> tuple[int, int]:
    begin, last = noun_phrase(block, head, cue)
    return min(max(begin, first), head), last


def _straight_subject(block: Block, j: int, t: int) -> tuple[int, tuple[int, int]] | None:
    """Return head and phrase of the speaker in ``X said``, X beginning at or after token ``t``."""
    found = subject(block, j)
    if found is not None and t <= found < j:
        return found, noun_phrase(block, found, j)
    head = _phrase_head(block, t, j)
    if head is None:
        return None
    return head, _widen(block, head, t, j)


def _cue_left(blocks: tuple[Block, ...], number: int, q: int, used_until: int) -> _Match | None:  # noqa: C901, PLR0911, PLR0912 - one case per construction
    """Find the cue clause before a stretch: ``X said, "``, ``X told them: "``, ``X: "``."""
    block = blocks[number]
    parse = block.parse
    stop = block.first[q]
    begin = stop
    while begin > 0 and block.inside[begin - 1] < 0 and block.clause_start[begin - 1] == block.clause_start[stop]:
        begin -= 1
    begin = max(begin, used_until + 1)
    t = stop - 1
    comma = colon = dash = False
    while t >= begin and (parse.is_punct(t)):
        comma = comma or parse.text[t] == ","
        colon = colon or parse.text[t] == ":"
        dash = dash or parse.text[t] in _DASHES
        t -= 1
    if t < begin:
        if begin == 0 and number and not blocks[number].quoted[q].joined:
            return _cue_above(blocks, number)
        return None
    if parse.lower[t] in {"that", "as", "whether", "if"} and not (comma or colon):
        return None
    verbs = lexicon().verbs
    for j in range(t, max(begin, t - _REACH) - 1, -1):
        entry = verbs.get(parse.lower[j])
        if entry is None or not _left_verb(block, j, t, comma=comma) or not entry.takes("quote", "weak"):
            if j < t and parse.tag[j] in {"VBD", "VBZ", "VBP", "MD"} and not colon and parse.dep[j] != "relcl":
                return None
            continue
        if entry.lemma == "put" and parse.lower[min(j + 1, t)] != "it":
            continue
        if not entry.takes("quote") and not colon and (not comma or t - j > _WEAK_LEFT):
            continue
        if not (comma or colon or dash) and (t > j + _TIGHT or not _utterance(block, q)):
            return None
        if not (comma or colon or dash) and block.words(q) < _MIN_UTTERANCE and block.final(q) not in ".?!,":
            return None
        if (comma or dash) and not colon and not _utterance(block, q):
            return None
        head = subject(block, j)
        if head is None:
            nearest = _straight_subject(block, j, begin)
            if nearest is None:
                return None
            head, phrase = nearest
        else:
            phrase = noun_phrase(block, head, j)
        if antecedent(block, head) in words("placard"):
            return None
        return _Match(
            cue=j, entry=entry, speaker=phrase, head=head, reach=stop - 1, tight=comma or colon,
            rule="left-colon" if colon else "left",
        )  # fmt: skip
    if colon:
        return _name_colon(block, begin, t, number)
    return None


def _left_verb(block: Block, j: int, t: int, *, comma: bool) -> bool:
    """Return whether the cue form before a stretch is a verb; ``The ministry notes, "..."`` is often tagged a noun."""
    parse = block.parse
    return parse.pos[j] in {"VERB", "AUX"} or (
        j == t and comma and parse.tag[j] == "NNS" and j > 0 and parse.pos[j - 1] == "PROPN"
    )


def _utterance(block: Block, q: int) -> bool:
    """Return whether a stretch reads as something said rather than as a word or a title."""
    words = block.words(q)
    initial = block.initial(q)
    return (initial[:1].isupper() and words > 1) or words >= _MIN_UTTERANCE or block.final(q) in ".?!,"


def _cue_above(blocks: tuple[Block, ...], number: int) -> _Match | None:
    """``X said:`` as the end of the paragraph above."""
    above = blocks[number - 1]
    parse = above.parse
    t = len(parse) - 1
    while t >= 0 and parse.pos[t] == "SPACE":
        t -= 1
    if t < 1 or parse.text[t] != ":" or above.inside[t] >= 0:
        return None
    begin = above.clause_start[t]
    verbs = lexicon().verbs
    for j in range(t - 1, max(begin, t - _REACH) - 1, -1):
        entry = verbs.get(parse.lower[j])
        if entry is None or parse.pos[j] not in {"VERB", "AUX"} or not entry.takes("quote", "weak"):
            continue
        if not entry.takes("quote") and j < t - 1:
            continue
        head = subject(above, j)
        if head is None:
            continue
        return _Match(
            block=number - 1, cue=j, entry=entry, speaker=noun_phrase(above, head, j), head=head, reach=-1,
            tight=True, rule="above",
        )  # fmt: skip
    found = _name_colon(above, begin, t - 1, number - 1)
    if found is not None:
        found.reach = -1
    return found


def _name_colon(block: Block, begin: int, t: int, number: int) -> _Match | None:
    """``X: "..."``: a short phrase without a verb before a colon is the speaker."""
    parse = block.parse
    if t - begin > _REACH // 3 or any(parse.tag[k] in {"VBD", "VBZ", "VBP", "MD"} for k in range(begin, t + 1)):
        return None
    head = next((k for k in range(begin, t + 1) if not begin <= parse.head[k] <= t or parse.head[k] == k), t)
    if parse.pos[head] not in {"PROPN", "NOUN", "PRON"} or not (
        parse.pos[head] == "PROPN" or parse.entity[head] or parse.pos[begin] == "DET"
    ):
        return None
    first, last = noun_phrase(block, head)
    return _Match(
        block=number, cue=None, entry=None, speaker=(max(first, begin), min(last, t)), head=head, reach=t, tight=True,
        rule="name-colon",
    )  # fmt: skip
