"""Single-sentence records: what a sentence announces is its event.

A wire alert or a ticker line is one sentence, and PLOVER codes a sentence by its main predication: a statement that
one will help is a promise (AGREE), that one will not a refusal (REJECT), that one will strike a threat (THREATEN), that
another must act a demand (REQUEST). In a longer article the act itself is coded, as planned or negated, because the
text goes on to tell what came of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.tokens import Span as DocSpan

from schemas.event import EventType
from workers.extraction.events.arguments import subjects, verb_frame
from workers.extraction.events.frame import Frame
from workers.extraction.events.lexicon import match
from workers.extraction.events.ontology import ROOTS
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.types import Analysis

_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo", "would"})
DUTY = frozenset({"must", "should", "ought"})
_LONG = 200  # tokens: no sentence
_VERBAL_ROOTS = frozenset({"SUPPORT", "AGREE", "REQUEST", "REJECT", "THREATEN", "ACCUSE"})
_INSIDE = frozenset(
    {"xcomp", "ccomp", "dobj", "pobj", "prep", "pcomp", "acl", "conj", "attr", "nmod", "compound", "dative"}
)
_VOWS = frozenset({"vow", "pledge", "promise", "swear"})
_HOSTILE = frozenset({"ASSAULT", "COERCE", "SANCTION", "PROTEST"})
_COOPERATIVE = frozenset({1, 2})
_AVERSIVE = frozenset({"YIELD", "SUPPORT", "AID", "CONSULT", "COOPERATE", "AGREE"})


@dataclass(frozen=True, slots=True)
class Announced:
    """The verbal event of an announcement; ``demanded_by`` are the speakers of a demand, ``by`` those of any other."""

    root: EventType
    demanded_by: tuple[int, ...] = ()
    by: tuple[int, ...] = ()


def predications(doc: Doc) -> list[DocSpan]:
    """Return the sentences that predicate something; a dateline (``BERLIN (Agency) --``) does not."""
    return [s for s in doc.sents if any(t.pos_ in VERBAL for t in s)]


def is_alert(analysis: Analysis) -> bool:
    """Tell whether the article is a single sentence, dateline apart."""
    sentences = 0
    for paragraph in analysis.paragraphs:
        sentences += len(predications(paragraph.doc)) if len(paragraph.doc) < _LONG else 2
        if sentences > 1:
            return False
    return sentences == 1


def contents(tree: Tree, roots: Mapping[int, str]) -> set[int]:
    """Return the triggers that belong to another one: what a verbal event speaks of, and nouns under any event.

    ``demanded the withdrawal``, ``agreed to talk``; ``jailed them on allegations``.
    """
    found = set()
    for token in roots:
        noun = tree.pos[token] not in VERBAL
        child = token
        while tree.dep[child] in _INSIDE and tree.head[child] != child:
            child = tree.head[child]
            above = roots.get(child)
            if above is not None and (noun or above in _VERBAL_ROOTS or announced(tree, child, above) is not None):
                found.add(token)
                break
    return found


def speakers_above(tree: Tree, token: int) -> tuple[int, ...]:
    """Return who says the clause that the trigger heads."""
    while tree.dep[token] == "conj" and tree.pos[tree.head[token]] in VERBAL and tree.head[token] != token:
        token = tree.head[token]
    if tree.dep[token] != "ccomp":
        return ()
    return tuple(t for t in subjects(tree, tree.head[token]) if tree.pos[t] not in VERBAL)


def is_hostile_vow(tree: Tree, frame: Frame, root: str) -> bool:
    """Tell a promise to do harm (``vowed to shell the port``), which is a threat, from any other."""
    if root != "AGREE" or tree.lemma[frame.token] not in _VOWS:
        return False
    for clause in (*frame.get("xcomp"), *frame.get("ccomp")):
        if tree.kids(clause, "neg"):
            continue  # "promised not to shell the port"
        inner = match(tree, verb_frame(tree, clause))
        if inner is not None and inner.entry.root in _HOSTILE:
            return True
    return False


def is_harmless_vow(tree: Tree, frame: Frame, root: str) -> bool:
    """Tell a promise not to do harm (``promised not to shell the port``, ``to withdraw its troops``) from a threat."""
    clauses = frame.get("xcomp")
    return (
        root == "THREATEN"
        and tree.lemma[frame.token] in _VOWS
        and bool(clauses)
        and all(tree.kids(clause, "neg") or _yields(tree, clause) for clause in clauses)
    )


def _yields(tree: Tree, clause: int) -> bool:
    inner = match(tree, verb_frame(tree, clause))
    return inner is not None and inner.entry.root == "YIELD"


def announced(tree: Tree, token: int, root: str) -> Announced | None:  # noqa: C901, PLR0911 - guards
    """Return the verbal event that a clause with ``will`` or ``must`` announces, None for a plain report."""
    if tree.pos[token] == "ADJ" and tree.dep[token] == "acomp":
        token = tree.head[token]  # "must be ready to mediate"
    if tree.pos[token] not in VERBAL:
        return None
    head = token
    while tree.dep[head] == "conj" and tree.pos[tree.head[head]] in VERBAL:
        head = tree.head[head]
    if tree.dep[head] not in {"ROOT", "ccomp", "conj", "relcl"}:
        return None
    kids = tree.children[head]
    auxiliaries = {tree.lower[c] for c in kids if tree.dep[c] == "aux"}
    if "have" in auxiliaries:
        return None
    negated = any(tree.dep[c] == "neg" or tree.lower[c] == "never" for c in kids)
    if auxiliaries & DUTY and tree.dep[head] == "ccomp":
        speakers = subjects(tree, tree.head[head])
        return Announced("REQUEST", tuple(speakers)) if speakers else None
    if not auxiliaries & _WILL or tree.dep[head] == "relcl":
        return None
    by = speakers_above(tree, head)
    if negated:
        return Announced("REJECT", by=by) if root in _AVERSIVE or root in {"PROTEST", "ASSAULT"} else None
    if any(tree.dep[c] == "advcl" and any(tree.lower[g] in {"unless", "if"} for g in tree.children[c]) for c in kids):
        return Announced("THREATEN", by=by) if root in {"YIELD", "REJECT", "SANCTION"} else None
    if root in {"REQUEST", "ACCUSE", "THREATEN"}:
        return None
    return Announced("AGREE" if ROOTS[root].quad in _COOPERATIVE else "THREATEN", by=by)
