"""The cue clause before a quoted stretch: ``X said, "..."``, ``X told them: "..."``, ``X: "..."``."""

from dataclasses import replace

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import Cue, lexicon
from workers.extraction.quotes.match import Match
from workers.extraction.quotes.nominal import straight_subject
from workers.extraction.quotes.parenthetical import lead_in
from workers.extraction.quotes.speakers import antecedent, cue_start, nearest_subject, noun_phrase, subject
from workers.extraction.quotes.words import words

_DASHES = frozenset({"-", "–", "—", "--", "―", "---"})
_REACH = 45
_MIN_UTTERANCE = 4
_TIGHT = 6
_WEAK_LEFT = 3


def cue_left(blocks: tuple[Block, ...], number: int, q: int, used_until: int) -> Match | None:  # noqa: C901, PLR0911, PLR0912 - one case per construction
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
        if entry.lemma == "read" and parse.tag[j] == "VB":
            return None  # "told them not to read the news"
        if entry.lemma == "put" and parse.lower[min(j + 1, t)] != "it":
            continue
        if not entry.takes("quote") and not colon and (not comma or t - j > _WEAK_LEFT):
            if parse.tag[j] == "VBG" and j == t:
                return None  # "announced, citing "family reasons""
            continue
        if not (comma or colon or dash) and (t > j + _TIGHT or not _utterance(block, q)):
            return None
        if not (comma or colon or dash) and block.words(q) < _MIN_UTTERANCE and block.final(q) not in ".?!,":
            return None
        head = subject(block, j)
        if head is None:
            nearest = straight_subject(block, j, begin)
            if nearest is None:
                return None
            head, phrase = nearest
        else:
            phrase = noun_phrase(block, head, j)
        if antecedent(block, head) in words("placard"):
            return None
        match = Match(
            cue=cue_start(block, j), cue_last=j, entry=entry, speaker=phrase, head=head, reach=stop - 1,
            tight=comma or colon, rule="left-colon" if colon else "left",
        )  # fmt: skip
        if (comma or dash) and not colon and not _utterance(block, q) and lead_in(block, q, match) is None:
            return None
        return match
    if colon:
        return _name_colon(block, begin, t, number) or _introduced(block, q, begin, t)
    return None


def _introduced(block: Block, q: int, begin: int, t: int) -> Match | None:
    """``The captain shrugged: "..."``, ``Her answer was short: "..."``: a person, a colon, an utterance."""
    parse = block.parse
    if (block.words(q) < _MIN_UTTERANCE and block.final(q) not in ".?!") or not block.initial(q)[:1].isupper():
        return None
    finite = (k for k in range(t, begin - 1, -1) if parse.tag[k] in {"VBD", "VBZ", "VBP"} and parse.dep[k] != "relcl")
    root = next(finite, None)
    head = None if root is None else nearest_subject(block, root)
    if head is None or head < begin:
        return None
    owner = parse.child(head, "poss")
    if parse.lower[head] in words("answer") and owner is not None:
        return Match(
            cue=head, entry=Cue(parse.lower[head], {"quote": "speech"}), speaker=noun_phrase(block, owner, head),
            head=owner, reach=t, tight=True, rule="introduced",
        )  # fmt: skip
    person = parse.entity[head] == "PERSON" or parse.lower[head] in words("title") or parse.lower[head] in {"he", "she"}
    if not person:
        return None
    return Match(
        cue=None, entry=None, speaker=noun_phrase(block, head, root), head=head, reach=t, tight=True, rule="introduced"
    )


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


def _cue_above(blocks: tuple[Block, ...], number: int) -> Match | None:
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
        return Match(
            block=number - 1, cue=j, entry=entry, speaker=noun_phrase(above, head, j), head=head, reach=-1,
            tight=True, rule="above",
        )  # fmt: skip
    found = _name_colon(above, begin, t - 1, number - 1)
    return None if found is None else replace(found, reach=-1)


def _name_colon(block: Block, begin: int, t: int, number: int) -> Match | None:
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
    return Match(
        block=number, cue=None, entry=None, speaker=(max(first, begin), min(last, t)), head=head, reach=t, tight=True,
        rule="name-colon",
    )  # fmt: skip
