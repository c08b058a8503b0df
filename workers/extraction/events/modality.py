"""Whether an event happened: asserted, negated, possible or planned, by the words that have it in their scope."""

from schemas.event import Modality
from workers.extraction.events.arguments import Frame
from workers.extraction.events.control import complement
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_POSSIBLE_MODALS = frozenset({"may", "might", "could", "can", "should", "must", "ought"})
_WILL = frozenset({"will", "shall", "'ll", "’ll", "wo", "'d", "would"})
_HEDGES = words("modality-hedges")
_HEDGE_ADJECTIVES = words("modality-hedge-adjectives")
_PLAN_ADJECTIVES = words("modality-plan-adjectives")
_CONDITIONS = frozenset({"if", "unless", "whether", "provided", "should", "lest", "supposing", "assuming", "were"})
_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "without", "hardly", "barely"})
_OCCUR = words("modality-occur")
_CAUSES = frozenset(
    {("lead", "to"), ("result", "in"), ("end", "in"), ("engage", "in"), ("resort", "to"), ("move", "to"), ("go", "to")}
)
_STEPS = 12
_TIGHT = words("modality-tight")


def modality_of(tree: Tree, frame: Frame, *, future: bool) -> Modality:
    """Return the modality of a trigger; ``future`` when its time expression lies after the publication date."""
    token = frame.token
    own = _own(tree, token, frame)
    outer = _outer(tree, token)
    if own == "asserted":
        if outer == "asserted" and future and _timeless(tree, token):
            return "planned"
        return outer
    if own == "planned" and outer in {"possible", "negated"}:
        return outer
    if own == "possible" and outer == "negated" and tree.dep[token] != "ccomp":
        return "negated"
    return own


def _timeless(tree: Tree, token: int) -> bool:
    """Tell whether the trigger is in the present tense or a noun, so that a future date decides."""
    if tree.pos[token] not in VERBAL:
        return tree.pos[tree.head[token]] not in VERBAL or tree.tag[tree.head[token]] in {"VBP", "VBZ", "VB", "VBG"}
    return tree.tag[token] in {"VBP", "VBZ", "VBG", "VB"}


def _own(tree: Tree, token: int, frame: Frame) -> Modality:  # noqa: C901, PLR0911, PLR0912 - in order of strength
    """Modality from the trigger's own auxiliaries, negation, adverbs and determiners."""
    kids = tree.children[token]
    verbal = tree.pos[token] in VERBAL or tree.dep[token] in {"acomp", "ROOT"}
    words = {tree.lower[c] for c in kids if tree.dep[c] in {"aux", "auxpass"}}
    negated = frame.negated or any(
        tree.dep[c] == "neg"
        or (tree.lower[c] in _NEGATIONS and tree.dep[c] in {"advmod", "preconj", "cc"} and c < token)
        for c in kids
    )
    if verbal:
        negated = negated or _negative_subject(tree, token)
        if not words and tree.dep[token] == "conj":
            words, inherited = _shared_auxiliaries(tree, token)
            negated = negated or inherited
        head = tree.head[token]
        if tree.dep[token] in {"attr", "acomp"} and tree.pos[head] in VERBAL:
            words |= {tree.lower[c] for c in tree.children[head] if tree.dep[c] == "aux"}
            negated = negated or any(tree.dep[c] == "neg" for c in tree.children[head])
    else:
        negated = negated or any(tree.dep[c] == "det" and tree.lower[c] in {"no", "neither"} for c in kids)
        negated = negated or (tree.dep[token] == "pobj" and tree.lower[tree.head[token]] == "without")
    if verbal and (inverted := _inverted(tree, token)) is not None:
        return inverted
    if "would" in words and "have" in words:
        return "negated"
    if "should" in words and "have" in words:
        return "negated"
    if negated:
        return "negated"
    if any(tree.lower[c] in _HEDGES for c in kids):
        return "possible"
    if _conditional(tree, token):
        return "possible"
    if words & _POSSIBLE_MODALS:
        return "possible"
    if words & _WILL:
        if tree.dep[token] == "relcl" and (known := complement("n", tree.lemma[tree.head[token]])) is not None:
            return _pick(known.effect)
        return "possible" if _under_condition(tree, token) else "planned"
    if (
        verbal
        and "to" in words
        and tree.dep[token] in {"xcomp", "ROOT", "ccomp"}
        and tree.lemma[tree.head[token]] == "be"
    ):
        return "planned"
    if verbal and "to" in words and tree.dep[token] == "ROOT":
        return "planned"  # headline: "Boeing to cut jobs"
    if any(tree.lower[c] in _HEDGE_ADJECTIVES and tree.dep[c] in {"amod", "advmod"} for c in kids):
        return "possible"
    if any(tree.lower[c] in _PLAN_ADJECTIVES and tree.dep[c] == "amod" for c in kids):
        return "planned"
    return "asserted"


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


def _negative_subject(tree: Tree, token: int) -> bool:
    for c in tree.children[token]:
        if tree.dep[c] in {"nsubj", "nsubjpass"}:
            if tree.lower[c] in {"nobody", "none", "nothing", "neither"} or tree.lower[c].startswith("no-one"):
                return True
            if any(
                tree.lower[g] in {"no", "neither"} and tree.dep[g] in {"det", "neg", "amod"} for g in tree.children[c]
            ):
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


def _under_condition(tree: Tree, token: int) -> bool:
    """Tell whether an if-clause conditions the trigger's clause."""
    return any(tree.dep[c] == "advcl" and _conditional(tree, c) for c in tree.children[token])


def _outer(tree: Tree, token: int) -> Modality:
    """Modality that governors impose on the trigger, from the inside out."""
    child = token
    result: Modality = "asserted"
    for _ in range(_STEPS):
        dep, head = tree.dep[child], tree.head[child]
        if head == child or (dep not in _TIGHT and dep not in {"prep", "agent"}):
            break
        effect = _effect(tree, child, head, dep, token)
        if effect is not None and effect != "asserted":
            return effect
        if effect is None:
            break
        child = head
    return result


def _governor_negated(tree: Tree, head: int) -> bool:
    if any(tree.dep[c] == "neg" or tree.lower[c] == "never" for c in tree.children[head]):
        return True
    return (
        _negative_subject(tree, head)
        if tree.pos[head] in VERBAL
        else any(tree.lower[c] == "no" and tree.dep[c] in {"det", "neg"} for c in tree.children[head])
    )


def _infinitive(tree: Tree, token: int) -> bool:
    return any(tree.lower[c] == "to" and tree.dep[c] == "aux" for c in tree.children[token])


def _effect(tree: Tree, child: int, head: int, dep: str, token: int) -> Modality | None:  # noqa: C901, PLR0911, PLR0912 - one branch a construction
    """Return what ``head`` makes of ``child``: a modality, ``asserted`` to look further up, None to stop."""
    verbal = tree.pos[head] in VERBAL
    if dep == "conj":
        if tree.pos[child] in VERBAL and any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[child]):
            return None
        return "asserted"
    if dep in {"prep", "agent"}:
        if tree.pos[head] == "NOUN":
            known = complement("n", tree.lemma[head])
            if known is not None and tree.lower[child] in {"of", "for", "to", "on", "about", "against"}:
                return _pick(known.effect)
            return "asserted" if child != token else None
        if verbal:
            if (tree.lemma[head], tree.lower[child]) in _CAUSES:
                return _through(tree, head)
            known = (
                complement("o", tree.lemma[head])
                if tree.lower[child] in {"for", "of", "to", "against", "out", "from", "about"}
                else None
            )
            if known is None and tree.lower[child] in {"from", "of", "for", "against", "to", "on"}:
                known = complement("v", tree.lemma[head])
            if known is not None:
                return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
            return _through(tree, head) if (tree.lemma[head], tree.lower[child]) in _CAUSES else "asserted"
        return "asserted"
    if dep in {"pobj", "pcomp"}:
        if tree.lower[head] == "without":
            return "negated"
        return "asserted"
    if verbal and dep in {"xcomp", "ccomp", "oprd", "acomp", "attr"}:
        if dep == "ccomp" and not _infinitive(tree, child) and _finite(tree, child):
            return _finite_complement(tree, head, child)
        known = complement("v", tree.lemma[head])
        if known is None:
            return "asserted"
        return (
            _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
            if known.effect != "asserted"
            else _through(tree, head)
        )
    if verbal and dep in {"dobj", "nsubjpass"}:
        known = complement("o", tree.lemma[head]) or (
            complement("v", tree.lemma[head]) if tree.lemma[head] in {"begin", "start"} else None
        )
        if known is not None and known.effect != "asserted":
            return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
        if known is not None:
            return None
        return _through(tree, head)
    if dep == "advcl":
        if _infinitive(tree, child):
            if (
                tree.lemma[head] in {"use", "employ", "exploit", "take", "gather", "meet", "return"}
                and tree.lemma[head] == "use"
            ):
                return "asserted"
            return "planned"
        return None
    if dep == "acl":
        if _infinitive(tree, child):
            known = complement("n", tree.lemma[head])
            if known is not None:
                return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
            return "planned"
        return None
    if verbal and dep == "nsubj":
        if tree.lemma[head] in {"appear", "seem", "loom"}:
            return "possible"
        if tree.lemma[head] == "be" and any(tree.lower[c] in _HEDGE_ADJECTIVES for c in tree.kids(head, "acomp")):
            return "possible"
        return _through(tree, head) if tree.lemma[head] in _OCCUR else None
    if not verbal and tree.pos[head] == "ADJ":
        known = complement("a", tree.lemma[head])
        if known is not None:
            return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, tree.head[head]))
    return "asserted"


def _finite(tree: Tree, clause: int) -> bool:
    """Tell whether a complement clause has a subject and a finite or subjunctive verb."""
    return tree.tag[clause] != "VBG" and any(
        tree.dep[c] in {"nsubj", "nsubjpass", "expl"} for c in tree.children[clause]
    )


def _finite_complement(tree: Tree, head: int, child: int) -> Modality | None:
    """Finite clauses are as real as they say, unless the governor doubts or denies them."""
    lemma = tree.lemma[head]
    if lemma in {"deny", "refute", "disprove", "rebut"}:
        return "negated"
    if lemma in {
        "believe",
        "suspect",
        "fear",
        "hope",
        "allege",
        "speculate",
        "doubt",
        "suggest",
        "think",
        "wonder",
        "ask",
        "demand",
        "urge",
        "propose",
        "recommend",
        "insist",
        "threaten",
        "require",
        "request",
        "wish",
        "appear",
        "seem",
        "predict",
        "estimate",
        "expect",
        "assume",
    }:
        if lemma == "insist" and tree.tag[child] != "VB":
            return None
        return "possible"
    return None


def _through(tree: Tree, head: int) -> Modality:
    """Pass on the governor's own modality (``may have begun to shell``)."""
    own = _own(tree, head, Frame(head))
    return own if own != "asserted" else "asserted"


def _pick(effect: str) -> Modality:
    return (
        "planned"
        if effect == "planned"
        else "possible"
        if effect == "possible"
        else "negated"
        if effect == "negated"
        else "asserted"
    )


def _combined(effect: str, when_negated: str, *, negated: bool) -> Modality:
    return _pick(when_negated if negated else effect)
