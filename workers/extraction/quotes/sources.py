"""Sources without a verb: ``according to X``, ``in X's words``."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.clauses import FINITE
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.match import according
from workers.extraction.quotes.pieces import spans
from workers.extraction.quotes.speakers import is_name, noun_phrase
from workers.extraction.quotes.words import words

_WORDS_REACH = 6


def according_to(block: Block, number: int, j: int) -> Draft | None:
    """``according to X``: the rest of the sentence is what X says."""
    match = according(block, j, "according")
    if match is None or match.speaker is None or match.head is None:
        return None
    content = spans(block, _around_source(block, j, match.head, match.speaker[1]))
    if not content:
        return None
    return Draft(
        number,
        content,
        "according",
        cue=Place(number, j, j + 1),
        lemma="according to",
        speaker=Place(number, *match.speaker),
        head=match.head,
    )


def in_words_of(block: Block, number: int, j: int) -> Draft | None:
    """``in the words of X``, ``in X's words``: the rest of the sentence is what X says."""
    parse = block.parse
    prep = parse.head[j]
    if parse.lower[prep] != "in" or not prep < j <= prep + _WORDS_REACH:
        return None
    head = parse.child(j, "poss")
    if head is None:
        of = parse.child(j, "prep")
        head = parse.child(of, "pobj") if of is not None and of == j + 1 and parse.lower[of] == "of" else None
    if head is None:
        return None
    speaker = noun_phrase(block, head, j)
    content = spans(block, _around_source(block, prep, head, max(j, speaker[1])))
    if not content:
        return None
    return Draft(
        number, content, "according", cue=Place(number, j, j), lemma="words", speaker=Place(number, *speaker), head=head
    )


def _around_source(block: Block, j: int, head: int, last: int) -> list[tuple[int, int]]:
    """Return what stands around the source's phrase ``j`` to ``last`` in its sentence."""
    parse = block.parse
    start, end = block.clause_start[j], block.clause_end[j]
    if sum(not parse.is_punct(k) for k in range(start, j)) <= 1 or parse.lower[j - 1] == "that":
        return [(_past_comma(block, head, last, end), end)]
    rest = _rest(block, j, last + 1, end)
    return [(start, j - 1)] if rest is None else [(start, j - 1), rest]


def _past_comma(block: Block, head: int, last: int, end: int) -> int:
    """Return where the content begins after ``According to X, the minister,``."""
    parse = block.parse
    t = _comma(block, last + 1, end)
    if t is None:
        return last + 1
    following = _comma(block, t + 1, end)
    if following is not None and parse.lower[t + 1] in {"citing", "quoting"}:
        return following + 1
    relative = parse.tag[min(t + 1, end)] in {"WP", "WDT", "WP$"}
    if following is None or (not relative and any(parse.tag[k] in FINITE for k in range(t + 1, following))):
        return t + 1
    if relative:
        return following + 1
    described = parse.lower[head] in words("title") and parse.pos[t + 1] == "PROPN"
    describes = is_name(parse, head) and (parse.pos[t + 1] == "DET" or parse.tag[t + 1] == "PRP$")
    hangs = any(parse.dep[k] in {"appos", "relcl"} and parse.head[k] <= last for k in range(t + 1, following))
    return following + 1 if described or describes or hangs else t + 1


def _comma(block: Block, first: int, end: int) -> int | None:
    return next((t for t in range(first, end) if block.parse.text[t] == ","), None)


def _rest(block: Block, j: int, t: int, end: int) -> tuple[int, int] | None:
    """Return what goes on after ``, according to X,`` in mid sentence."""
    parse = block.parse
    if t >= end or parse.text[t] != "," or parse.dep[t + 1] == "appos":
        return None
    if parse.lower[t + 1] in {"who", "which", "a", "an", "the"}:
        return None
    governed = any(parse.head[k] < j and parse.dep[k] not in {"appos", "punct"} for k in range(t + 1, end + 1)) or any(
        parse.head[k] > t for k in range(block.clause_start[j], j)
    )
    return (t + 1, end) if governed else None
