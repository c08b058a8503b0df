"""Finite clauses after a cue: ``said (that) it rained``, ``asked whether it rained``."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.boundaries import before_new_cue, before_wrapper, extend, shorten, spill
from workers.extraction.quotes.cues import Cue
from workers.extraction.quotes.words import words

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_BETWEEN = frozenset({"dobj", "dative", "prep", "npadvmod", "advmod"})
_WH = frozenset({"what", "how", "why", "whether", "who", "where", "when", "which"})
_SURE_WH = frozenset({"what", "how", "why", "whether"})
_STOPS = frozenset({".", ";", ":", "?", "!", "—", "–"})
_THAT_REACH = 14


def clause_after(block: Block, j: int, cue: Cue) -> tuple[int, int] | None:
    """Return the first and last token of the finite complement after the cue verb ``j``."""
    if not cue.takes("clause"):
        return None
    parse = block.parse
    for comp in parse.children[j]:
        if comp <= j or parse.dep[comp] != "ccomp" or not _finite(block, comp):
            continue
        first = max(parse.left[comp], j + 1)
        for child in parse.children[j]:
            if j < child < comp and parse.dep[child] in _BETWEEN and parse.right[child] < comp:
                if parse.dep[child] == "dobj" and _is_subject(block, child, comp, cue):
                    first = parse.left[child]
                    break
                first = max(first, parse.right[child] + 1)
        first = _past_time(block, comp, first)
        that = parse.child(comp, "mark")
        if that is not None and parse.lower[that] == "that" and first < that < comp:
            between = range(first, that)
            if "," in parse.text[first:that] or all(parse.pos[t] == "ADV" for t in between):
                first = that  # "reported, citing an official, that ...", "saying only that ..."
        last = before_new_cue(block, j, comp, extend(block, j, parse.right[comp]))
        last = spill(block, j, shorten(block, comp, first, last))
        return first, before_wrapper(block, j, last)
    return _unparsed(block, j, cue)


def _is_subject(block: Block, noun: int, comp: int, cue: Cue) -> bool:
    """``insisted the bill include``, ``said one of them had sunk``: the parser takes the subject for an object."""
    parse = block.parse
    after = parse.right[noun] + 1
    if after == parse.left[comp] == comp:
        return True
    if cue.takes("addressee") or any(parse.dep[c] in {"nsubj", "nsubjpass", "expl"} for c in parse.children[comp]):
        return False
    while after < comp and parse.is_punct(after):
        after += 1
    return after == parse.left[comp] and parse.dep[after] in {"aux", "auxpass"} and parse.tag[after] in FINITE


def _past_time(block: Block, comp: int, first: int) -> int:
    """``told them this weekend he would``: the time belongs to the telling."""
    parse = block.parse
    for child in parse.children[comp]:
        if parse.left[child] != first or child >= comp:
            continue
        after = parse.right[child] + 1
        timed = parse.entity[parse.right[child]] in {"DATE", "TIME"}
        bare = parse.dep[child] == "npadvmod" and parse.pos[after] == "PRON"
        if (bare or (parse.dep[child] == "prep" and timed)) and parse.text[after] != ",":
            return after
    return first


def _unparsed(block: Block, j: int, cue: Cue) -> tuple[int, int] | None:
    """Find a clause that the parser hung elsewhere: ``told a meeting that ...``, ``have not said when ...``."""
    parse = block.parse
    end = block.clause_end[j]
    resume = _past_citing(block, j, end)
    for t in range(resume, min(end, resume + _THAT_REACH) + 1):
        if block.inside[t] >= 0 or parse.text[t] in _STOPS:
            return None
        if parse.lower[t] == "that" and t < end:
            beside = t == j + 1 and _opens_clause(block, t, end)
            told = beside or (cue.takes("addressee") and _after_addressee(block, j, t))
            told = told or _behind_medium(block, j, t)
            if block.inside[t + 1] >= 0 or parse.dep[t] == "mark" or _own_subject(block, t) or told:
                return t, _unparsed_end(block, j, t, end)
            return None
        if t == j + 1 and parse.lower[t] in _WH and (parse.lower[t] in _SURE_WH or parse.child(j, "neg") is not None):
            return t, _unparsed_end(block, j, t, end)
        if parse.tag[t] in FINITE or parse.pos[t] == "VERB":
            return None
    return None


def _past_citing(block: Block, j: int, end: int) -> int:
    """Return where to look on in ``reported, citing an official, that ...``: behind the participle clause."""
    parse = block.parse
    if j + 2 <= end and parse.text[j + 1] == "," and parse.lower[j + 2] in {"citing", "quoting"}:
        comma = next((t for t in range(j + 3, min(end, j + 3 + _THAT_REACH)) if parse.text[t] == ","), None)
        if comma is not None and parse.lower[comma + 1] == "that":
            return comma + 1
    return j + 1


def _own_subject(block: Block, t: int) -> bool:
    """Return whether the clause after a "that" has a subject of its own, so that the word is no relative pronoun."""
    parse = block.parse
    if parse.head[t] < t or parse.dep[t] in {"dobj", "pobj", "det"}:
        return False
    return any(parse.dep[c] in {"nsubj", "nsubjpass", "expl"} and c != t for c in parse.children[parse.head[t]])


def _opens_clause(block: Block, t: int, end: int) -> bool:
    """Return whether a "that" right behind its cue opens a clause, whatever the parser says: a finite verb follows."""
    parse = block.parse
    for k in range(t + 2, min(end, t + _THAT_REACH) + 1):
        if parse.text[k] in _STOPS or parse.tag[k] in {"WDT", "WP"}:
            return False
        if parse.tag[k] in FINITE:
            return parse.pos[k - 1] in {"NOUN", "PROPN", "PRON", "NUM", "ADV", "ADJ"}
    return False


def _after_addressee(block: Block, j: int, t: int) -> bool:
    """``reminded members that patients were watching``: the parser takes the clause for a relative one."""
    parse = block.parse
    verb = parse.head[t]
    whom = parse.head[verb]
    has_subject = any(parse.dep[c] in {"nsubj", "nsubjpass", "expl"} and c != t for c in parse.children[verb])
    return verb > t and parse.head[whom] == j and parse.dep[whom] in {"dobj", "dative"} and has_subject


def _behind_medium(block: Block, j: int, t: int) -> bool:
    """``said in a letter of two pages that it had paid``: the parser takes the clause for a relative one."""
    parse = block.parse
    if parse.lower[j + 1] not in {"in", "at", "during"} or parse.head[t] < t:
        return False
    medium = parse.child(j + 1, "pobj")
    subject = any(parse.dep[c] in {"nsubj", "nsubjpass", "expl"} and c != t for c in parse.children[parse.head[t]])
    return medium is not None and medium < t - 1 and parse.lower[medium] in words("place") and subject


def _unparsed_end(block: Block, j: int, t: int, end: int) -> int:
    """Return the end of a clause opening at ``t``: of its verb's phrase, of its quotation, or of the sentence."""
    parse = block.parse
    last = -1
    if t + 1 <= end and block.inside[t + 1] >= 0:
        last = block.last[block.inside[t + 1]]
        if last < end and not parse.is_punct(last + 1):
            last = max(last, parse.right[parse.head[last + 1]]) if parse.head[last + 1] > last else end
    elif parse.head[t] > t:
        last = parse.right[parse.head[t]]
    if last < t:
        last = end
    return shorten(block, t, t, min(last, end)) if last > j else end


def _finite(block: Block, comp: int) -> bool:
    """Return whether a complement has a finite verb, is a wh-infinitive, or is a verbless clause with a subject."""
    parse = block.parse
    children = parse.children[comp]
    if parse.tag[comp] in FINITE:
        return True
    if any(parse.dep[c] in {"aux", "auxpass", "cop"} and parse.tag[c] in FINITE for c in children):
        return True
    if any(parse.dep[c] == "aux" and parse.lower[c] == "to" for c in children):
        return any(parse.tag[c] in {"WRB", "WP"} for c in children)
    return any(parse.dep[c] in {"nsubj", "nsubjpass", "expl"} for c in children)
