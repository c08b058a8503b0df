"""The arguments of an event noun: its own, and those of the verb that carries it (``launched a raid on the camp``)."""

from workers.extraction.events.arguments import answerable, is_passive, objects, prepositions, subjects
from workers.extraction.events.control import LIGHT_VERBS
from workers.extraction.events.frame import FOLDED, Frame
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_HOISTED = frozenset({"by", "against", "between", "to", "from", "with", "on"})
_PATIENT_NOUNS = words("arguments-patient-nouns")
_ACTS_OF_SPEECH = words("scope-acts-of-speech")
_ASKING = frozenset({"ask", "appeal", "beg", "request", "petition", "plead", "apply", "press", "call"})


def noun_frame(tree: Tree, noun: int) -> Frame:  # noqa: C901, PLR0912 - one branch a function
    """Return the arguments of an event noun, with those of the verb that carries it."""
    frame = Frame(noun)
    for c in tree.children[noun]:
        dep = tree.dep[c]
        if dep == "poss":
            frame.add("poss", c)
        elif dep in {"compound", "amod", "nmod"}:
            frame.add("comp", c)
        elif dep in {"acl", "relcl"} and tree.pos[c] in VERBAL:
            if is_passive(tree, c):
                frame.add("by", *subjects(tree, c))
                prepositions(tree, c, frame)
            if tree.tag[c] == "VB" or any(tree.lower[g] == "to" for g in tree.children[c]):
                frame.add("xcomp", c)
        elif dep == "det" and tree.lower[c] in {"no", "neither"}:
            frame.negated = True
    prepositions(tree, noun, frame)
    for c in tree.kids(noun, "agent"):
        frame.add("by", *tree.kids(c, "pobj"))
    for held in [*frame.get("of"), *frame.get("by")]:
        # "the lifting of the ban by Peru": the parser hangs what follows on the noun after "of".
        for c in tree.kids(held, "prep", "agent"):
            key = FOLDED.get(tree.lower[c], tree.lower[c])
            if key in _HOISTED and not frame.get(key):
                frame.add(key, *[g for g in tree.kids(c, "pobj") if tree.entity[g] not in {"DATE", "TIME"}])
    if not frame.get("of"):
        # "the release on Monday of the crew": the parser hangs the phrase on the date, and the date on the verb.
        after = [noun + 1] if noun + 1 < len(tree.dep) and tree.dep[noun + 1] == "prep" else []
        for c in dict.fromkeys([*tree.kids(noun, "prep"), *after]):
            for g in tree.kids(c, "pobj"):
                if tree.entity[g] in {"DATE", "TIME"}:
                    frame.add(
                        "of", *[p for o in tree.kids(g, "prep") if tree.lower[o] == "of" for p in tree.kids(o, "pobj")]
                    )
    _blamed(tree, noun, frame)
    head = noun
    while tree.dep[head] == "conj" and tree.pos[tree.head[head]] in {"NOUN", "PROPN"}:
        head = tree.head[head]
        if not frame.get("poss"):
            frame.add("poss", *[c for c in tree.children[head] if tree.dep[c] == "poss"])
    _carry(tree, head, frame)
    if tree.lemma[noun] in _PATIENT_NOUNS and not frame.get("of") and not frame.get("obj"):
        # "the minister's arrest": who owns an arrest was arrested.
        frame.slots["obj"] = frame.slots.pop("poss", [])
    return frame


def _blamed(tree: Tree, noun: int, frame: Frame) -> None:
    """Make whom an act is blamed on its doer (``blamed the raid on rebels``)."""
    governor = tree.head[noun]
    if tree.dep[noun] not in {"dobj", "nsubjpass"} or tree.lemma[governor] not in {"blame", "pin"}:
        return
    on = [c for c in (*tree.kids(noun, "prep"), *tree.kids(governor, "prep")) if tree.lower[c] == "on"]
    if on:
        frame.slots.pop("on", None)
        frame.add("subj", *tree.kids(on[-1], "pobj"))


def _carry(tree: Tree, noun: int, frame: Frame) -> None:
    """Add the arguments that a light or controlling verb gives to its noun object."""
    dep, governor = tree.dep[noun], tree.head[noun]
    if dep == "pobj":
        preposition, governor = governor, tree.head[governor]
        if tree.pos[governor] in VERBAL and (tree.lemma[governor], tree.lower[preposition]) in LIGHT_VERBS:
            frame.add("subj", *subjects(tree, governor))
            frame.support = governor
            prepositions(tree, governor, frame, following=preposition)
        elif (
            tree.pos[governor] == "NOUN"
            and tree.lower[preposition] == "of"
            and tree.dep[governor] in {"dobj", "nsubjpass"}
            and tree.lemma[governor]
            in {"series", "wave", "round", "number", "string", "spate", "campaign", "barrage", "day"}
        ):
            _carry(tree, governor, frame)
        elif (answers := answerable(tree, noun)) and not (frame.get("by") or frame.get("poss")):
            frame.add("subj", *answers)
        elif tree.lower[preposition] == "for" and tree.lemma[governor] in _ASKING and tree.pos[governor] in VERBAL:
            # "appealed to the bank for a loan": who is asked would give it.
            asked = [
                g for c in tree.kids(governor, "prep") if tree.lower[c] in {"to", "on"} for g in tree.kids(c, "pobj")
            ]
            frame.add("subj", *(objects(tree, governor) or asked))
        return
    if tree.pos[governor] not in VERBAL:
        return
    key = tree.lemma[governor]
    if dep in {"dobj", "nsubjpass", "attr"} or (dep == "acl"):
        if (key, "") in LIGHT_VERBS and not (key == "deny" and tree.lemma[noun] in _ACTS_OF_SPEECH):
            frame.add("subj", *subjects(tree, governor))
            frame.support = governor
            prepositions(tree, governor, frame)
    elif dep == "nsubj" and key in {"hit", "kill", "target", "destroy", "wound", "injure", "strike", "rock", "leave"}:
        frame.add("obj", *objects(tree, governor))
