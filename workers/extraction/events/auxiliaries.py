"""A trigger's modality by its own words: auxiliaries, negation, hedges, conditions, determiners."""

from schemas.event import Modality
from workers.extraction.events.control import complement
from workers.extraction.events.frame import Frame
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_POSSIBLE_MODALS = frozenset({"may", "might", "could", "can", "should", "must", "ought"})
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo", "'d", "would"})
_HEDGES = words("modality-hedges")
_HEDGE_ADJECTIVES = words("modality-hedge-adjectives")
_PLAN_ADJECTIVES = words("modality-plan-adjectives")
_CONDITIONS = frozenset({"if", "unless", "whether", "provided", "should", "lest", "supposing", "assuming", "were"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "hardly", "barely"})
_DOUBTS = frozenset({"likely", "possibly", "probably", "perhaps", "maybe", "potentially"})
_COURTESIES = words("modality-courtesies")
_STEPS = 12


def own_modality(tree: Tree, token: int, frame: Frame) -> Modality:  # noqa: C901, PLR0911, PLR0912 - in order of strength
    """Modality from the trigger's own auxiliaries, negation, adverbs and determiners."""
    kids = tree.children[token]
    verbal = tree.pos[token] in VERBAL or tree.dep[token] in {"acomp", "ROOT"}
    words = {tree.lower[c] for c in kids if tree.dep[c] in {"aux", "auxpass"}}
    negated = frame.negated or any(
        tree.dep[c] == "neg"
        or (tree.lower[c] in _NEGATIONS and tree.dep[c] in {"advmod", "preconj", "cc"} and c < token)
        for c in kids
    )
    negated = negated or any(tree.lower[c] == "longer" and tree.kids(c, "neg") for c in kids)
    negated = negated or _after_nor(tree, token)
    if verbal:
        negated = negated or negative_subject(tree, token)
        if not words and tree.dep[token] == "conj":
            words, inherited = _shared_auxiliaries(tree, token)
            negated = negated or inherited
        head = tree.head[token]
        if tree.dep[token] in {"attr", "acomp"} and tree.pos[head] in VERBAL:
            words |= {tree.lower[c] for c in tree.children[head] if tree.dep[c] == "aux"}
            negated = negated or any(tree.dep[c] == "neg" for c in tree.children[head])
    else:
        negated = negated or (
            any(tree.dep[c] == "det" and tree.lower[c] in {"no", "neither"} for c in kids)
            and not any(tree.dep[c] == "prep" and tree.lower[c] == "than" for c in kids)  # "no greater danger than war"
        )
        negated = negated or (tree.dep[token] == "pobj" and tree.lower[tree.head[token]] == "without")
    if verbal and any(tree.lower[c] in {"nearly", "almost"} and tree.dep[c] == "advmod" for c in kids):
        return "negated"
    if verbal and tree.lemma[token] == "like" and any(tree.lemma[c] in _COURTESIES for c in tree.kids(token, "xcomp")):
        return "asserted"
    if verbal and tree.tag[token] == "VB" and not words and under_condition(tree, token):
        return "possible"  # "stop me if ..."
    if verbal and (inverted := _inverted(tree, token)) is not None:
        return inverted
    if "would" in words and "have" in words:
        return "negated"
    if verbal and {"to", "have"} <= words and tree.lemma[tree.head[token]] == "be" and tree.dep[token] == "xcomp":
        return "negated"  # "was to have taken place"
    if "should" in words and "have" in words:
        return "negated"
    if verbal and tree.dep[token] == "advcl" and any(tree.lower[c] == "if" for c in tree.kids(token, "mark")):
        return "possible"  # "if no buyer is found"
    if negated:
        return "negated"
    if any(tree.lower[c] in (_DOUBTS if words & _WILL else _HEDGES) and tree.dep[c] == "advmod" for c in kids):
        return "possible"
    if _conditional(tree, token):
        return "possible"
    if words & _POSSIBLE_MODALS:
        return "possible"
    if "would" in words and _hypothetical(tree, token):
        return "possible"
    if words & _WILL:
        if tree.dep[token] == "relcl" and (known := complement("n", tree.lemma[tree.head[token]])) is not None:
            return known.effect
        return "possible" if under_condition(tree, token) else "planned"
    if (
        verbal
        and "to" in words
        and tree.dep[token] in {"xcomp", "ROOT", "ccomp"}
        and tree.lemma[tree.head[token]] == "be"
    ):
        return "possible" if _opens(tree, tree.head[token], token) else "planned"
    if verbal and "to" in words and tree.dep[token] == "ROOT":
        return "planned"  # headline: "Boeing to cut jobs"
    if any(tree.lower[c] in _HEDGE_ADJECTIVES and tree.dep[c] in {"amod", "advmod"} for c in kids):
        return "possible"
    if any(tree.lower[c] in _PLAN_ADJECTIVES and tree.dep[c] == "amod" for c in kids):
        return "planned"
    return "asserted"


def _after_nor(tree: Tree, token: int) -> bool:
    """Tell whether the verb is the second of two that are denied (``neither arrested nor expelled``)."""
    head = tree.head[token]
    return tree.dep[token] == "conj" and any(tree.lower[c] == "nor" for c in tree.children[head] if head < c < token)


def _opens(tree: Tree, verb: int, token: int) -> bool:
    """Tell whether ``were`` stands before its subject, which supposes what follows (``were Togo to attack``)."""
    subjects = [c for t in (verb, token) for c in tree.children[t] if tree.dep[c] in {"nsubj", "nsubjpass"}]
    return tree.lower[verb] == "were" and bool(subjects) and min(subjects) > verb


def _inverted(tree: Tree, token: int) -> Modality | None:
    """Tell a conditional without ``if`` (``had anyone fired``, ``should they attack``), None for any other clause."""
    if tree.dep[token] not in {"advcl", "ccomp", "dep"}:
        return None
    subject = next((c for c in tree.children[token] if tree.dep[c] in {"nsubj", "nsubjpass"}), None)
    if subject is None:
        return None
    for c in tree.children[token]:
        if tree.dep[c] in {"aux", "auxpass"} and c < subject and tree.lower[c] in {"had", "should", "were"}:
            return "negated" if tree.lower[c] == "had" else "possible"
    return None


def negative_subject(tree: Tree, token: int) -> bool:
    """Tell whether the verb's subject or object denies it (``nobody came``, ``reached no deal``)."""
    for c in tree.children[token]:
        if tree.dep[c] in {"nsubj", "nsubjpass"}:
            if tree.lower[c] in {"nobody", "none", "nothing", "neither"} or tree.lower[c].startswith("no-one"):
                return True
            if any(
                tree.lower[g] in {"no", "neither"} and tree.dep[g] in {"det", "neg", "amod"} for g in tree.children[c]
            ):
                return True
        if tree.dep[c] == "dobj" and tree.lower[c] in {"nobody", "none", "nothing"}:
            return True
        if tree.dep[c] == "dobj" and any(
            tree.lower[g] == "no" and tree.dep[g] in {"det", "neg"} for g in tree.children[c]
        ):
            return True
    return False


def _shared_auxiliaries(tree: Tree, token: int) -> tuple[set[str], bool]:
    """Return the auxiliaries and the negation that a coordinated verb shares with the first one."""
    first = token
    while tree.dep[first] == "conj" and tree.pos[tree.head[first]] in VERBAL:
        if any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[first]):
            return set(), False
        first = tree.head[first]
    if tree.tag[token] not in {"VB", "VBN", "VBG"}:
        return set(), False
    kids = [c for c in tree.children[first] if c < first]
    return {tree.lower[c] for c in kids if tree.dep[c] in {"aux", "auxpass"}}, tree.tag[token] == "VB" and any(
        tree.dep[c] == "neg" for c in kids
    )


def _conditional(tree: Tree, token: int) -> bool:
    """Tell whether the trigger stands in an if-clause."""
    for c in tree.children[token]:
        if tree.dep[c] == "mark" and tree.lower[c] in _CONDITIONS:
            return True
        if tree.dep[c] in {"mark", "advmod"} and tree.lower[c] in {"unless", "if", "whether"}:
            return True
    return False


def under_condition(tree: Tree, token: int) -> bool:
    """Tell whether an if-clause conditions the trigger's clause, or the one that it is coordinated with."""
    if tree.dep[token] == "conj" and tree.pos[tree.head[token]] in VERBAL and tree.head[token] != token:
        first = tree.head[token]
        if any(tree.dep[c] == "advcl" and c < first and _conditional(tree, c) for c in tree.children[first]):
            return True
    return any(tree.dep[c] == "advcl" and _conditional(tree, c) for c in tree.children[token])


def _hypothetical(tree: Tree, token: int) -> bool:
    """Tell the ``would`` that imagines (``would be a setback``) from one that reports a plan (``said it would``)."""
    clause = token
    for _ in range(_STEPS):
        dep, head = tree.dep[clause], tree.head[clause]
        if dep in {"ccomp", "parataxis"} and tree.pos[head] in VERBAL:
            if tree.tag[head] in {"VBD", "VBN"}:
                return False
            return not any(tree.lower[c] in {"has", "have", "had"} for c in tree.children[head])
        if head == clause:
            said = [c for c in tree.children[clause] if tree.dep[c] in {"ccomp", "parataxis"}]
            return not said and any(tree.tag[c] != "MD" for c in tree.children[token]) and _present(tree, clause)
        if dep not in {"conj", "advcl", "xcomp", "relcl", "acl"}:
            return False
        clause = head
    return False


def _present(tree: Tree, root: int) -> bool:
    """Tell whether nothing around the clause reports it from the past."""
    return not any(tree.tag[c] == "VBD" for c in tree.children[root])
