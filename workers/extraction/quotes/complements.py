"""Complements that are no finite clause: infinitives, labels, prepositional phrases."""

from workers.extraction.parse import Parse
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.boundaries import shorten
from workers.extraction.quotes.cues import Cue

_PLAIN_LABEL = frozenset({"call", "dub", "label", "brand", "term"})
_PHRASAL = frozenset({"for", "on", "upon", "out", "off", "in", "up", "into", "attention"})
_LABEL_REACH = 25
_MIN_BARE_LABEL = 3  # "what she called her ..." with a word or two between marks is a scare quote


def complement(block: Block, j: int, cue: Cue) -> tuple[str, tuple[int, int]] | None:
    """Return the frame and the token range of a non-clausal complement of the cue verb ``j``."""
    label = _label(block, j, cue)
    if label is not None:
        return "label", label
    parse = block.parse
    for child in parse.children[j]:
        if child <= j:
            continue
        dep = parse.dep[child]
        found = None
        if dep in {"xcomp", "ccomp", "advcl"}:
            found = _infinitive(block, j, cue, child)
        elif dep == "prep" and parse.lower[child] in cue.frames and (parse.lower[child] == "of" or child <= j + 2):
            found = _prepositional(block, j, child)
        elif dep == "dobj" and "of" in cue.frames and cue.takes("obj-of"):
            found = _accusation(block, child)
        if found is not None:
            return found
    return None


def _infinitive(block: Block, j: int, cue: Cue, child: int) -> tuple[str, tuple[int, int]] | None:
    """``urged them to stay``, ``vowed to stay``, ``denied knowing``."""
    parse = block.parse
    to = any(parse.lower[c] == "to" and parse.dep[c] == "aux" for c in parse.children[child])
    last = shorten(block, child, j + 1, parse.right[child])
    if to and cue.takes("obj-inf"):
        whom = parse.child(j, "dobj", "dative")
        if whom is None or whom > child:
            whom = parse.child(child, "nsubj")
        if whom is not None and whom > j:
            return "obj-inf", (max(j + 1, parse.left[whom]), last)
    if parse.dep[child] == "xcomp" and cue.takes("inf") and parse.child(j, "auxpass") is None:
        return "inf", (max(j + 1, parse.left[child]), last)
    return None


def _prepositional(block: Block, j: int, prep: int) -> tuple[str, tuple[int, int]] | None:
    """``called for calm``, ``accused him of lying``, ``called on them to stay``."""
    parse = block.parse
    inner = parse.child(prep, "pobj", "pcomp")
    if inner is None or inner < prep:
        return None
    name = parse.lower[prep]
    if name not in {"on", "upon"}:
        return name, (prep + 1, _before_apposition(parse, prep + 1, parse.right[prep]))
    verb = _infinitive_after(parse, j, inner) or _infinitive_after(parse, inner, inner)
    return None if verb is None else (name, (prep + 1, parse.right[verb]))


def _before_apposition(parse: Parse, first: int, last: int) -> int:
    """``called for a ban, a step that the minister rejected``: the apposition is the writer's."""
    for t in range(first + 1, last):
        if parse.text[t] == "," and any(
            parse.dep[k] in {"appos", "relcl"} and parse.left[k] == t + 1 for k in range(t + 1, min(last, t + 8) + 1)
        ):
            return t - 1
    return last


def _accusation(block: Block, whom: int) -> tuple[str, tuple[int, int]] | None:
    """``accused the mayor of lying``: the parser hangs the accusation on the accused."""
    parse = block.parse
    for prep in parse.children[whom]:
        if prep > whom and parse.lower[prep] == "of" and parse.child(prep, "pcomp") is not None:
            return "of", (prep + 1, parse.right[prep])
    return None


def _infinitive_after(parse: Parse, governor: int, after: int) -> int | None:
    for verb in parse.children[governor]:
        if verb > after and parse.dep[verb] in {"xcomp", "advcl", "ccomp", "acl", "relcl"} and parse.tag[verb] == "VB":
            return verb
    return None


def _label(block: Block, j: int, cue: Cue) -> tuple[int, int] | None:  # noqa: PLR0911 - one case per obstacle
    """``called X "Y"``, ``described X as "Y"``: from X to the end of the label."""
    parse = block.parse
    if not cue.takes("label") or (parse.child(j, "auxpass") is not None and parse.child(j, "agent") is None):
        return None
    if j + 1 < len(parse) and parse.lower[j + 1] in _PHRASAL:
        return None
    for t in range(j + 1, min(block.clause_end[j], j + _LABEL_REACH) + 1):
        q = block.inside[t]
        if q >= 0:
            named = cue.lemma in _PLAIN_LABEL or "as" in {parse.lower[t - 1], parse.lower[t - 2]}
            if block.first[q] != t or not named:
                return None
            asked = parse.tag[parse.left[j]] in {"WP", "WDT"} and parse.dep[parse.left[j]] != "nsubj"
            if asked and block.words(q) < _MIN_BARE_LABEL:
                return None
            first = j + 2 if parse.lower[j + 1] in {"as", "to"} else j + 1
            last = block.last[q]
            for child in parse.children[j]:
                if child > j and parse.left[child] <= t <= parse.right[child]:
                    last = max(last, parse.right[child])
            return first, min(last, block.clause_end[j])
        finite = parse.tag[t] in {"VBD", "VBZ", "VBP", "MD"} and parse.dep[t] not in {"oprd", "dobj", "compound"}
        if finite or parse.text[t] in {";", ":"}:
            return None
    return None
