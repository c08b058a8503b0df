"""What stands before or around its cue clause: ``It rained, she said``, ``The talks, he said, failed``."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import Cue, lexicon
from workers.extraction.quotes.speakers import cue_start, nearest_subject, noun_phrase
from workers.extraction.quotes.words import words

_BEFORE_CUE = frozenset({",", "—", "–", "--", "”", '"', "''", "»"})
_NO_CONTENT = frozenset({"who", "which", "whose", "where", "when", "according", "citing", "quoting"})
_ADDRESSED = frozenset({"told", "tells", "tell", "informed", "assured", "reminded", "warned", "asked", "promised"})
_REQUESTS = frozenset({"asked", "ask", "asks", "begged", "pleaded", "appealed"})
_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON"})
_PHRASE_REACH = 14
_VERBAL = frozenset({"VERB", "AUX"})


def fronted(block: Block, j: int, cue: Cue, *, resumed: bool = False) -> list[tuple[int, int]] | None:  # noqa: C901, PLR0911 - one case per obstacle
    """Return the token ranges of the content before the cue verb ``j``, and after it when it goes on there.

    ``resumed``: a clause found after the cue goes on what stands before it.
    """
    if not cue.takes("quote"):
        return None
    parse = block.parse
    j = cue_start(block, j)
    if parse.tag[j] in {"VBG", "VB", "VBN"} and not _has_aux(block, j):
        return None
    start, end = block.clause_start[j], block.clause_end[j]
    begin, finish = _cue_clause(block, j, start, end)
    if parse.dep[j] in {"relcl", "acl"} and (
        begin == j or any(parse.tag[k] in {"WP", "WDT", "WRB"} for k in range(begin, j))
    ):
        return None
    comma = begin - 1
    if comma > start and parse.lower[comma] == "as":
        comma -= 1
    if comma <= start or parse.text[comma] not in _BEFORE_CUE:
        return None
    first = start
    while first < comma and parse.dep[first] == "punct" and block.inside[first] < 0:
        first += 1
    colon = next((k for k in range(comma - 1, first, -1) if parse.text[k] == ":" and block.inside[k] < 0), None)
    if colon is not None and any(parse.lower[k] in lexicon().verbs for k in range(first, colon)):
        first = colon + 1  # "Analysts said A: B, they argued, and C"
    rest = _after_cue(block, j, finish, end)
    semicolon = next((k for k in range(comma - 1, first, -1) if parse.text[k] == ";" and block.inside[k] < 0), None)
    if semicolon is not None and not any(parse.pos[k] in _VERBAL for k in range(semicolon, comma)):
        first = semicolon + 1  # "They agreed; the owners, she said, did not"
    if _transitive(block, j) or (rest is None and _adverbial(block, j, first, comma)):
        return None
    if rest is not None and parse.tag[comma - 1] in {"WP", "WDT"}:
        return [rest]  # "the one official who, colleagues say, told him"
    clausal = any(parse.pos[k] in _VERBAL for k in range(first, comma))
    if not clausal:
        rest = rest or _predicate(block, finish, end)
        said_in = parse.pos[first] == "ADP" and any(parse.lower[k] in words("place") for k in range(first, comma))
        return None if rest is None or said_in else [(first, comma), rest]
    if rest is None:
        after = not resumed and any(parse.dep[c] == "ccomp" and c > j for c in parse.children[j])
        return None if after else [(first, comma)]
    return [(first, comma), rest]


def _transitive(block: Block, j: int) -> bool:
    """Return whether the cue has an object of its own, not only whom it was said to: ``asked for it``."""
    parse = block.parse
    if j + 1 < len(parse) and parse.lower[j + 1] == "for" and parse.head[j + 1] == j and parse.lower[j] in _REQUESTS:
        return True
    return any(c > j and parse.dep[c] == "dobj" and not _ADDRESSED & {parse.lower[j]} for c in parse.children[j])


def _adverbial(block: Block, j: int, first: int, comma: int) -> bool:
    """Return whether what stands before the cue clause only modifies it: ``If they fail, the state could deny ...``."""
    parse = block.parse
    tops = [k for k in range(first, comma) if parse.head[k] == j and parse.dep[k] not in {"punct", "cc"}]
    return (
        bool(tops)
        and all(parse.dep[k] in {"advcl", "prep", "advmod", "npadvmod", "acl"} for k in tops)
        and not any(parse.dep[k] == "ROOT" for k in range(first, comma))
    )


def as_said(block: Block, j: int, cue: Cue) -> tuple[int, int] | None:
    """``As X told Y, it rained``: what follows the comma of the as-clause that opens a sentence."""
    parse = block.parse
    start, end = block.clause_start[j], block.clause_end[j]
    if parse.lower[start] != "as" or not cue.takes("quote") or j - start > _PHRASE_REACH or block.inside[start] >= 0:
        return None
    if any(
        parse.text[k] == "," or parse.tag[k] in {"VBD", "VBZ", "VBP"} for k in range(start, j) if parse.dep[k] != "aux"
    ):
        return None
    comma = next((k for k in range(j + 1, min(end, j + _PHRASE_REACH)) if parse.text[k] == ","), None)
    if comma is None or comma + 1 > end or block.inside[comma + 1] >= 0:
        return None
    if any(parse.dep[c] == "ccomp" and j < c < comma for c in parse.children[j]):
        return None
    return comma + 1, end


def _cue_clause(block: Block, j: int, start: int, end: int) -> tuple[int, int]:
    """Return the first and last token of cue, subject and what hangs on the subject."""
    parse = block.parse
    begin = finish = j
    head = nearest_subject(block, j)
    if head is not None:
        low, high = noun_phrase(block, head, j)
        begin, finish = min(begin, low), max(finish, high)
        for child in parse.children[head]:
            if child > head > j and parse.dep[child] in {"appos", "relcl", "acl"} and parse.right[child] <= end:
                finish = max(finish, parse.right[child])
    low = begin
    while low > max(start, j - _PHRASE_REACH) and (
        parse.pos[low - 1] in _NOMINAL
        or parse.text[low - 1] == "-"
        or parse.tag[low - 1] == "VBN"
        or (parse.text[low - 1] == "." and not parse.ends_sentence(low - 1))
    ):
        low -= 1
    if (
        begin > start
        and low > start
        and parse.text[low - 1] in _BEFORE_CUE
        and parse.text[begin - 1] not in _BEFORE_CUE
    ):
        begin = low  # "state-run agency BelTA reported": the parser split the phrase
    while begin > start and parse.dep[begin - 1] in {"advmod", "neg", "aux"} and parse.head[begin - 1] == j:
        begin -= 1
    return begin, finish


def speaker_start(block: Block, j: int, head: int, first: int) -> int:
    """Return where the speaker's phrase begins in ``..., state-run agency BelTA reported``."""
    if not first <= head < j:
        return first
    begin, _ = _cue_clause(block, j, block.clause_start[j], block.clause_end[j])
    return min(first, begin) if block.parse.pos[begin] != "ADV" else first


def _has_aux(block: Block, j: int) -> bool:
    return any(block.parse.dep[c] in {"aux", "auxpass"} for c in block.parse.children[j])


def _after_cue(block: Block, j: int, finish: int, end: int) -> tuple[int, int] | None:
    """Return what goes on after a parenthetical cue clause and its comma."""
    parse = block.parse
    t = finish + 1
    while t <= end and parse.text[t] != ",":
        if parse.pos[t] == "VERB" and parse.head[t] != j:
            return None
        t += 1
    begin = t + 1
    if (
        begin > end
        or (parse.tag[begin] == "VBG" and parse.dep[begin] != "csubj")
        or parse.lower[begin] in _NO_CONTENT
        or parse.dep[begin] == "appos"
    ):
        return None
    if _is_wrapper(block, begin, end):
        return None
    shared = parse.dep[begin] == "cc" and _goes_on(block, begin + 1, end)
    if shared or parse.tag[_last_word(block, block.clause_start[j], j)] == "MD":
        return begin, end
    crossing = any(parse.head[k] < j for k in range(begin, end + 1)) or any(
        parse.head[k] >= begin for k in range(block.clause_start[j], j + 1)
    )
    return (begin, end) if crossing else None


def _predicate(block: Block, finish: int, end: int) -> tuple[int, int] | None:
    """``The fleet, Maj. Orr assured the Post, has not left``: a finite verb whose subject stands before."""
    parse = block.parse
    comma = next((k for k in range(finish + 1, min(end, finish + _PHRASE_REACH)) if parse.text[k] == ","), None)
    if comma is None or parse.tag[comma + 1] not in {"VBD", "VBZ", "VBP", "MD"} or block.inside[comma + 1] >= 0:
        return None
    return (comma + 1, end) if parse.lower[comma + 1] not in lexicon().verbs else None


def _goes_on(block: Block, t: int, end: int) -> bool:
    """Return whether a coordinate clause follows that is no new cue clause: ``It rained, he said, and it was cold``."""
    parse = block.parse
    words = range(t, end + 1)
    return any(parse.tag[k] in {"MD", "VBZ", "VBP", "VBD"} for k in words) and not any(
        parse.lower[k] in lexicon().verbs and block.inside[k] < 0 and parse.pos[k] == "VERB" for k in words
    )


def _is_wrapper(block: Block, first: int, end: int) -> bool:
    """``It rained, he said, the agency reported``: what follows is the cue clause of who passed it on."""
    parse = block.parse
    verb = next((k for k in range(first, end + 1) if parse.pos[k] not in _NOMINAL), end + 1)
    cue = lexicon().verbs.get(parse.lower[verb]) if first < verb <= end else None
    if cue is None or not cue.takes("quote") or parse.tag[verb] not in {"VBD", "VBZ", "VBP"}:
        return False
    return not any(c > verb and parse.dep[c] in {"ccomp", "xcomp", "dobj"} for c in parse.children[verb])


def _last_word(block: Block, start: int, j: int) -> int:
    """Return the last word before the first comma of the sentence: ``would`` in ``He would, he said, ...``."""
    parse = block.parse
    t = start
    while t < j and parse.text[t] != ",":
        t += 1
    return max(start, t - 1)
