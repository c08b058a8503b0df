"""Modality that governors impose on what they govern: ``plans to``, ``denied that``, ``failed to``, ``a threat of``."""

from schemas.event import Modality
from workers.extraction.events.arguments import is_passive
from workers.extraction.events.auxiliaries import negative_subject, own_modality, under_condition
from workers.extraction.events.control import LIGHT_VERBS, Complement, complement
from workers.extraction.events.fillers import TRANSPARENT
from workers.extraction.events.frame import Frame
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_HEDGE_ADJECTIVES = words("modality-hedge-adjectives")
_OCCUR = words("modality-occur")
_CAUSES = frozenset(
    {("lead", "to"), ("result", "in"), ("end", "in"), ("engage", "in"), ("resort", "to"), ("move", "to"), ("go", "to")}
)
_COURTESIES = words("modality-courtesies")
_HEARSAY = frozenset({"say", "report", "believe", "think", "allege", "rumor", "understand", "suppose", "presume"})
_ENDING = frozenset({"end", "halt", "stop", "cease", "quell", "resolve", "solve", "contain", "reduce"})
_OUTCOMES = frozenset({"close", "end", "finish", "settle", "stand", "trade", "reach", "become", "total"})
_SMALL_CLAUSES = frozenset({"see", "have", "get", "watch", "leave", "keep", "find", "hear"})
_MANNER = frozenset({"in", "by", "through", "on", "with"})
_ACTS_OF_SPEECH = words("scope-acts-of-speech")
_REMARKS = words("scope-remarks")
_NOT_QUITE = frozenset({("short", "of"), ("close", "to"), ("far", "from"), ("shy", "of")})
_PROOF = frozenset({"evidence", "sign", "trace", "hint", "indication", "proof", "question"})
_ORDINALS = frozenset({"first", "second", "third", "last", "only", "latest"})
_STEPS = 12
_TIGHT = words("modality-tight")


def outer_modality(tree: Tree, token: int) -> Modality:
    """Modality that governors impose on the trigger, from the inside out."""
    child = token
    result: Modality = "asserted"
    for _ in range(_STEPS):
        dep, head = tree.dep[child], tree.head[child]
        if head == child or (dep not in _TIGHT and dep not in {"prep", "agent"}):
            break
        effect = _effect(tree, child, head, dep)
        if effect == "planned":
            if any(under_condition(tree, t) for t in (token, child, head)) or _through(tree, head) == "possible":
                return "possible"
            # "denied that it plans to sell", "may decide to sell": what is around the plan decides.
            beyond = outer_modality(tree, head)
            return beyond if beyond in {"negated", "possible"} else "planned"
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
        negative_subject(tree, head)
        if tree.pos[head] in VERBAL
        else any(tree.lower[c] == "no" and tree.dep[c] in {"det", "neg"} for c in tree.children[head])
    )


def _infinitive(tree: Tree, token: int) -> bool:
    return any(tree.lower[c] == "to" and tree.dep[c] == "aux" for c in tree.children[token])


def _effect(tree: Tree, child: int, head: int, dep: str) -> Modality | None:  # noqa: C901, PLR0911, PLR0912 - one branch a construction
    """Return what ``head`` makes of ``child``: a modality, ``asserted`` to look further up, None to stop."""
    verbal = tree.pos[head] in VERBAL
    if dep == "conj":
        if tree.pos[child] in VERBAL and any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[child]):
            return None
        if tree.tag[child] in {"VBD", "VBZ", "VBP"} and tree.tag[head] == "VB":
            return None  # "urged both sides to talk and offered to mediate": hung too low by the parser
        return "asserted"
    if dep in {"prep", "agent"}:
        return _across_preposition(tree, child, head, verbal=verbal)
    if dep in {"pobj", "pcomp"}:
        if tree.lower[head] == "without" or (tree.lower[tree.head[head]], tree.lower[head]) in _NOT_QUITE:
            return "negated"
        return "asserted"
    if verbal and dep in {"xcomp", "ccomp", "oprd", "acomp", "attr"}:
        if dep == "ccomp" and not _infinitive(tree, child) and _finite(tree, child):
            return _finite_complement(tree, head, child)
        lemma = tree.lemma[head]
        if lemma in {"have", "be"} and any(tree.lower[c] == "yet" for c in tree.kids(head, "advmod")):
            return "negated"  # "has yet to release"
        if lemma in {"like", "wish", "want"} and tree.lemma[child] in _COURTESIES:
            return "asserted"
        if lemma in _HEARSAY and is_passive(tree, head) and _infinitive(tree, child):
            return "possible"
        known = _through_object(tree, head, child) or complement("v", lemma)
        if known is None:
            return _through(tree, head)
        return (
            _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
            if known.effect != "asserted"
            else _through(tree, head)
        )
    if verbal and dep in {"dobj", "nsubjpass"}:
        lemma = tree.lemma[head]
        if _definite(tree, child) and (lemma in _ENDING or tree.lemma[child] in _ACTS_OF_SPEECH):
            return None  # what ends has been going on; a demand that is rejected has been made
        if lemma == "call" and any(tree.lower[c] == "off" for c in tree.children[head]):
            lemma = "cancel"
        known = complement("o", lemma) or (complement("v", lemma) if lemma in {"begin", "start"} else None)
        if known is not None and known.effect != "asserted":
            return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
        if known is not None:
            return None
        if (lemma, "") not in LIGHT_VERBS and _definite(tree, child):
            return None  # what is eased, ended or condemned is there already
        return _through(tree, head)
    if dep == "advcl":
        if _infinitive(tree, child):
            if tree.lemma[head] == "use" or _outcome(tree, child):
                return _through(tree, head)  # what a thing is used for is done with it
            return "planned"
        return _awaited(tree, child, head) or _accompanied(tree, child, head)
    if dep in {"acl", "relcl"}:
        if _infinitive(tree, child):
            if tree.lower[tree.head[head]] == "were" and tree.head[head] < head:
                return "possible"  # "were talks to fail"
            if any(
                tree.entity[c] == "ORDINAL" or tree.lower[c] in _ORDINALS for c in tree.kids(head, "amod", "advmod")
            ):
                return "asserted"  # "the first man to walk on the moon" walked
            if tree.dep[head] == "nsubj" and tree.lemma[tree.head[head]] in {"fail", "collapse", "founder"}:
                return "negated"
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
        if _imagined(tree, child, head):
            return "possible"
        if tree.lemma[head] == "be":
            due = [c for c in tree.kids(head, "xcomp") if tree.lemma[c] in _OCCUR]
            own = own_modality(tree, due[0], Frame(due[0])) if due else _through(tree, head)
            return own if own == "possible" or due else None
        return _through(tree, head) if tree.lemma[head] in _OCCUR else None
    if not verbal and tree.pos[head] == "ADJ":
        known = complement("a", tree.lemma[head])
        if known is not None:
            return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, tree.head[head]))
    return "asserted"


def _imagined(tree: Tree, noun: int, head: int) -> bool:
    """Tell whether the noun is the subject of a supposition (``a closure would empty lodges``)."""
    return any(tree.dep[c] == "det" and tree.lower[c] in {"a", "an"} for c in tree.children[noun]) and any(
        tree.dep[c] == "aux" and tree.lower[c] in {"would", "could", "might", "may"} for c in tree.children[head]
    )


def _through_object(tree: Tree, head: int, clause: int) -> Complement | None:
    """Return what a noun between verb and infinitive says (``announced plans on Friday to shut down the mill``)."""
    if not _infinitive(tree, clause):
        return None
    held = [c for c in tree.kids(head, "dobj") if c < clause]
    return complement("n", tree.lemma[held[-1]]) if held else None


def _through_noun(tree: Tree, head: int, word: str) -> Complement | None:
    """Return what the noun of a light verb says of a later phrase (``no decision has been taken on a deployment``)."""
    if word not in {"on", "for", "about"} or (tree.lemma[head], "") not in LIGHT_VERBS:
        return None
    held = tree.kids(head, "nsubjpass") or tree.kids(head, "dobj")
    return complement("n", tree.lemma[held[-1]]) if held else None


def _across_preposition(  # noqa: C901, PLR0911 - one return a kind of governor
    tree: Tree, child: int, head: int, *, verbal: bool
) -> Modality | None:
    """Return what the governor of a preposition makes of its object (``plans for a strike``, ``accused of firing``)."""
    word, lemma = tree.lower[child], tree.lemma[head]
    clause = any(tree.dep[c] == "pcomp" for c in tree.children[child])
    if verbal:
        if (decided := _through_noun(tree, head, word)) is not None:
            return _combined(decided.effect, "possible", negated=_governor_negated(tree, head))
        if (lemma, word) in _CAUSES or (lemma, word) in LIGHT_VERBS:
            return _through(tree, head)
        if word == "for" and (waiting := complement("for", lemma)) is not None:
            return _combined(waiting.effect, waiting.when_negated, negated=_governor_negated(tree, head))
        known = complement("o", lemma) if word in {"for", "of", "to", "against", "out", "from", "about"} else None
        if known is None and word in {"from", "of", "for", "against", "to", "on"}:
            known = complement("v", lemma)
        if known is not None:
            return _combined(known.effect, known.when_negated, negated=_governor_negated(tree, head))
        if clause and word in _MANNER and (own := _through(tree, head)) in {"planned", "possible"}:
            return own  # "will help by sending troops"
        return "asserted" if clause else None
    if word == "for" and (waiting := complement("for", lemma)) is not None:
        return waiting.effect
    if lemma in _PROOF and word in {"of", "for"} and _governor_negated(tree, head):
        return "negated"
    adjective = tree.pos[head] == "ADJ"
    known = complement("a" if adjective else "n", lemma)
    if adjective and word != "of":
        known = None  # "due to" says nothing
    if known is not None and word in {"of", "for", "to", "on", "about", "against"}:
        return known.effect
    return "asserted" if clause or lemma in TRANSPARENT else None


def _outcome(tree: Tree, clause: int) -> bool:
    """Tell an infinitive of outcome (``rose again, to close at 7,162``) from one of purpose."""
    start = min(c for c in [clause, *tree.children[clause]])
    return start > 0 and tree.text[start - 1] == "," and tree.lemma[clause] in _OUTCOMES


def _accompanied(tree: Tree, clause: int, head: int) -> Modality | None:
    """Return the modality of an announced act for what goes with it (``will visit Paris, meeting the president``)."""
    if tree.tag[clause] != "VBG" or clause < head or tree.lemma[clause] in _REMARKS:
        return None
    if any(tree.dep[c] in {"mark", "nsubj", "prep", "advmod"} for c in tree.children[clause] if c < clause):
        return None
    own = _through(tree, head)
    return own if own in {"planned", "possible"} else None


def _definite(tree: Tree, noun: int) -> bool:
    """Tell whether the noun phrase presupposes what it names (``the crisis``, ``its losses``)."""
    return any(
        (tree.dep[c] == "det" and tree.lower[c] in {"the", "this", "that", "these", "those"}) or tree.dep[c] == "poss"
        for c in tree.children[noun]
    )


def _awaited(tree: Tree, clause: int, head: int) -> Modality | None:
    """Return planned for what a plan waits on (``will leave when the case is closed``)."""
    marks = {tree.lower[c] for c in tree.children[clause] if tree.dep[c] in {"mark", "advmod"}}
    present = tree.tag[clause] in {"VBP", "VBZ"} or any(
        tree.lower[c] in {"is", "are", "has", "have"}
        for c in tree.children[clause]
        if tree.dep[c] in {"aux", "auxpass"}
    )
    if (
        marks & {"when", "once", "until", "after", "before"}
        and present
        and own_modality(tree, head, Frame(head)) == "planned"
    ):
        return "planned"
    return None


def _finite(tree: Tree, clause: int) -> bool:
    """Tell whether a complement clause has a subject and a finite or subjunctive verb."""
    kids = tree.children[clause]
    if tree.tag[clause] == "VBG" or not any(tree.dep[c] in {"nsubj", "nsubjpass", "expl"} for c in kids):
        return False
    # "will see jets delivered": a clause of a bare participle is no statement.
    bare = tree.tag[clause] == "VBN" and not any(tree.dep[c] in {"aux", "auxpass"} for c in kids)
    return not (bare and tree.lemma[tree.head[clause]] in _SMALL_CLAUSES)


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
    own = own_modality(tree, head, Frame(head))
    return own if own != "asserted" else "asserted"


def _combined(effect: Modality, when_negated: Modality, *, negated: bool) -> Modality:
    return when_negated if negated else effect
