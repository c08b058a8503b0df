"""Where reported speech ends: coordination, new cues, adjuncts of the cue, outlets' wrappers."""

from workers.extraction.parse import Parse
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import lexicon
from workers.extraction.quotes.speakers import is_own_verb, joined_subject, nearest_subject
from workers.extraction.quotes.words import words

_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BACKSHIFT = frozenset({"would", "could", "might", "had", "should"})
_TAIL_PREPOSITIONS = frozenset({"in", "during", "at", "on", "via"})
_PRESENT = frozenset({"VBZ", "VBP"})
_CONTRAST = frozenset({"though", "although", "while", "but"})
_MAX_CONJUNCTS = 4
_WRAPPER_REACH = 16


def spill(block: Block, j: int, last: int) -> int:
    """Go on when what was said plainly does: a finite verb or a colon comes next."""
    parse = block.parse
    end = block.clause_end[j]
    if parse.text[last] == ":":
        last -= 1
    after = last + 1
    # "a man who said he was ill left": the verb after is the man's
    if last >= end or (parse.dep[j] == "relcl" and parse.head[parse.head[j]] == after):
        return last
    if parse.text[after] == ":" and block.inside[after] < 0:
        return last if _holds_cue(block, after, end) else end
    if (listed := _listed_that(block, after, end)) is not None:
        return max(last, listed)
    that = after + 2 if parse.text[after] == "," else after + 1
    if that < end and parse.lower[that] == "that" and parse.dep[that - 1] == "cc" and parse.head[that] > that:
        return max(last, min(parse.right[parse.head[that]], end))
    if parse.tag[after] in _FINITE and parse.head[after] in {j, after} and block.inside[after] < 0:
        return max(last, min(parse.right[after], end))
    return last


def _listed_that(block: Block, after: int, end: int) -> int | None:
    """Return where the last clause ends of ``, that A, that B and that C``."""
    parse = block.parse
    last = None
    for _ in range(_MAX_CONJUNCTS):
        that = after
        while that < end and (parse.text[that] == "," or parse.lower[that] in {"and", "or"}) and that < after + 2:
            that += 1
        if that == after or that >= end or parse.lower[that] != "that" or block.inside[that] >= 0:
            break
        if parse.dep[that] != "mark" or parse.head[that] <= that:
            break
        last = min(max(parse.right[parse.head[that]], that + 1), end)
        after = last + 1
        if after > end:
            break
    return last


def _holds_cue(block: Block, first: int, last: int) -> bool:
    verbs = lexicon().verbs
    return any(
        parse_word in verbs and block.inside[t] < 0 and block.parse.tag[t] in _FINITE
        for t, parse_word in enumerate(block.parse.lower[first : last + 1], first)
    )


def before_wrapper(block: Block, j: int, last: int) -> int:
    """Cut a cue clause around the statement off its end: ``said it rained, the agency reported``."""
    parse = block.parse
    end = block.clause_end[j]
    verbs = lexicon().verbs
    for k in range(min(end, last + 3), max(j, end - _WRAPPER_REACH), -1):
        cue = verbs.get(parse.lower[k])
        if cue is None or not cue.takes("quote") or parse.tag[k] not in {"VBD", "VBZ", "VBP"} or block.inside[k] >= 0:
            continue
        begin = k
        while begin > j + 1 and parse.pos[begin - 1] in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON"}:
            begin -= 1
        if begin < k and parse.text[begin - 1] == "," and not _takes_clause(parse, k) and begin - 2 > j:
            return min(last, begin - 2)
    return last


def _takes_clause(parse: Parse, k: int) -> bool:
    """Return whether a verb has a clause after it; one before is what the wrapper is around."""
    return any(parse.dep[c] == "ccomp" and c > k for c in parse.children[k])


def extend(block: Block, j: int, last: int) -> int:
    """Take in a coordinate clause that the parser hung on the cue though it goes on what was said."""
    parse = block.parse
    for child in parse.children[j]:
        if parse.dep[child] != "conj" or child < last or parse.lower[child] in lexicon().verbs:
            continue
        kids = parse.children[child]
        has_subject = any(parse.dep[c] in {"nsubj", "nsubjpass", "expl"} for c in kids)
        shifted = any(parse.dep[c] == "aux" and parse.lower[c] in _BACKSHIFT for c in kids)
        if shifted or (has_subject and any(block.inside[t] >= 0 for t in range(child, parse.right[child] + 1))):
            last = max(last, parse.right[child])
    return last


def before_new_cue(block: Block, j: int, comp: int, last: int) -> int:
    """Cut a coordinate clause off that has its own cue: ``said A and threatened B``, ``said A, and Y denied B``."""
    parse = block.parse
    at = comp
    for _ in range(_MAX_CONJUNCTS):
        conj = parse.child(at, "conj")
        if conj is None or conj <= at:
            break
        cc = next((c for c in parse.children[at] if parse.dep[c] == "cc" and at < c < conj), None)
        if cc is not None and (_beside_cue(block, j, at, conj) or is_own_verb(parse, at, conj)):
            return min(last, cc - 1)
        cue = lexicon().verbs.get(parse.lower[conj])
        if (
            cc is not None
            and not _both_passive(parse, at, conj)
            and cue is not None
            and any(frame != "weak" for frame in cue.frames)
            and parse.tag[conj] == parse.tag[j]
            and block.inside[conj] < 0
            and parse.child(conj, "ccomp", "xcomp", "dobj", "prep") is not None
            and (nearest_subject(block, conj) is None or parse.text[cc - 1] == ",")
        ):
            return min(last, cc - 1)
        at = conj
    return _before_rival(block, j, comp, last)


def _both_passive(parse: Parse, verb: int, conj: int) -> bool:
    """``had been summoned and asked to explain``: who asks, asks somebody."""
    passive = parse.child(verb, "auxpass") is not None and parse.lower[conj] in {"asked", "told", "urged", "ordered"}
    return passive and parse.child(conj, "dobj", "dative") is None and parse.child(conj, "xcomp") is not None


def _before_rival(block: Block, j: int, comp: int, last: int) -> int:
    """``told A that X, and B denied Y``: a second cue whose subject the parser ties to what was said."""
    parse = block.parse
    for verb in parse.children[j]:
        if parse.dep[verb] != "conj" or not comp < verb <= last + 1 or parse.tag[verb] != parse.tag[j]:
            continue
        cue = lexicon().verbs.get(parse.lower[verb])
        begin = joined_subject(block, verb)
        if cue is not None and cue.takes("clause", "quote") and begin is not None and begin[0] > comp:
            return min(last, begin[0] - 3)
    return last


def _beside_cue(block: Block, j: int, comp: int, conj: int) -> bool:
    """Return whether a verb's tense ties it to the cue: ``insists it was safe and has left``.

    A verb without subject in the past after ``would`` goes with a cue in the past; one in the present
    after the past, with a cue in the present. Auxiliaries in the past say nothing: they may be shifted back.
    """
    parse = block.parse
    if block.inside[conj] >= 0 or block.inside[comp] >= 0:
        return False
    own = nearest_subject(block, conj)
    if own is not None and (parse.text[parse.left[conj] - 1] != "," and parse.text[parse.left[own] - 2] != ","):
        return False
    cue, said, beside = _finite_tag(parse, j), _finite_tag(parse, comp), _finite_tag(parse, conj)
    if parse.tag[j] == "VBD" and cue == "VBD":
        return (
            said in ({"MD"} if own is None else {"VB", "VBP"})
            and beside == parse.tag[conj] == "VBD"
            and parse.pos[conj] == "VERB"
        )
    return own is None and cue in _PRESENT and said == "VBD" and beside in _PRESENT


def _finite_tag(parse: Parse, verb: int) -> str:
    """Return the tag of a verb's first auxiliary, or its own."""
    return parse.tag[next((c for c in parse.children[verb] if c < verb and parse.dep[c] in {"aux", "auxpass"}), verb)]


def shorten(block: Block, comp: int, first: int, last: int) -> int:
    """Cut what belongs to the cue clause off the end: ``in a statement``, ``, adding that ...``."""
    parse = block.parse
    for t in range(first + 1, last):
        if parse.text[t] == ";" and block.inside[t] < 0 and _holds_cue(block, t + 1, block.clause_end[t]):
            return t - 1
    for t in range(comp + 1, last + 1):
        if block.inside[t] >= 0:
            continue
        if parse.tag[t] == "VBG" and parse.text[t - 1] == "," and _opens_cue(block, t):
            return t - 1
        if parse.lower[t] in _CONTRAST and parse.text[t - 1] == "," and parse.dep[t] == "mark":
            cue = lexicon().verbs.get(parse.lower[parse.head[t]])
            taken = ("ccomp", "xcomp", "prep") if cue is not None and cue.takes("inf") else ("ccomp",)
            if cue is not None and cue.takes("clause") and parse.child(parse.head[t], *taken) is not None:
                return t - 1
        if parse.dep[t] == "prep" and parse.right[t] >= last - 2 and t > first and _said_in(block, t):
            return t - 1
    return last


def _opens_cue(block: Block, t: int) -> bool:
    """Return whether a participle opens a cue clause of its own: ``, adding that``, ``, dismissing it as "gossip"``."""
    parse = block.parse
    if parse.lower[t] in words("adding"):
        return True
    cue = lexicon().verbs.get(parse.lower[t])
    if cue is None or next(iter(cue.frames.values())) in {"evidence", "thought"}:
        return False
    clause = cue.takes("clause") and parse.child(t, "ccomp") is not None
    return clause or (cue.takes("label") and any(block.inside[k] >= 0 for k in range(t, parse.right[t] + 1)))


def _said_in(block: Block, t: int) -> bool:
    """Return whether a preposition opens a place of speaking: ``in a statement``, ``to reporters``."""
    parse = block.parse
    noun = parse.child(t, "pobj")
    if noun is None:
        return False
    if parse.lower[t] == "to":
        return parse.lower[noun] in {"reporters", "journalists"}
    return parse.lower[t] in _TAIL_PREPOSITIONS and parse.lower[noun] in words("place")
