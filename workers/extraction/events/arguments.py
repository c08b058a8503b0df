"""The arguments of a trigger by deep syntactic function: passives undone, relatives, control and coordination resolved.

A frame maps ``subj`` (who does it), ``obj``, ``iobj``, ``attr``, ``xcomp``, ``ccomp``, ``poss``, ``comp`` (modifiers of
a noun) and every preposition to head tokens.
"""

from workers.extraction.entities.codes import code_of
from workers.extraction.entities.titles import organ, role
from workers.extraction.events.control import SUBJECT_NOUNS, controls_object
from workers.extraction.events.fillers import is_demonym
from workers.extraction.events.frame import FOLDED, Frame
from workers.extraction.events.syntax import RELATIVE, VERBAL, Tree
from workers.extraction.events.words import words

_DEPTH = 8
_DOCUMENTS = words("arguments-documents")
_OF_VERBS = frozenset({"clear", "accuse", "acquit", "convict", "strip", "suspect", "relieve", "absolve", "rob"})
_DITRANSITIVE = words("arguments-ditransitive")
_REMARKS = words("arguments-remarks")
_TIMES = frozenset({"day", "night", "morning", "evening", "afternoon", "week", "month", "year"})
_MEASURES = frozenset({"DATE", "TIME", "MONEY", "PERCENT", "QUANTITY"})
_TRANSITIVE = words("arguments-transitive")
_SUBJECT = ("nsubj", "csubj", "expl")
_JUDGING = words("arguments-judging")
_SUBJECT_PARTICIPLES = words("arguments-subject-participles")


def is_passive(tree: Tree, verb: int) -> bool:
    """Tell whether the verb is a passive participle (also coordinated, reduced relative, or adverbial)."""
    dep = tree.dep[verb]
    labels = {tree.dep[c] for c in tree.children[verb]}
    # "the captain protested by radio" has a subject, "a spokesman, speaking by radio" acts
    agentive = "agent" in labels and tree.tag[verb] != "VBG" and not (tree.tag[verb] == "VBD" and "nsubj" in labels)
    if agentive or labels & {"auxpass", "nsubjpass"}:
        return True
    if tree.tag[verb] not in {"VBN", "VBD"}:
        return False
    if dep == "conj" and (tree.tag[verb] == "VBN" or tree.lemma[verb] in _TRANSITIVE):
        return _shares_passive(tree, verb)
    if any(tree.dep[c] == "dobj" for c in tree.children[verb]) and tree.lemma[verb] not in _DITRANSITIVE:
        return False  # "the authorities jailed two men", taken for a reduced relative clause
    if tree.tag[verb] == "VBN":
        return dep in {"acl", "advcl", "ccomp", "xcomp", "amod", "oprd", "ROOT"} and not any(
            tree.dep[c] in {"aux", "nsubj"} for c in tree.children[verb]
        )
    return dep == "acl"


def _shares_passive(tree: Tree, verb: int) -> bool:
    """Tell whether a coordinated participle is as passive as the verb before it (``were seized and given water``)."""
    first = tree.head[verb]
    if tree.kids(verb, "aux") or (
        any(not _is_time(tree, c) for c in tree.kids(verb, "dobj")) and tree.lemma[verb] not in _DITRANSITIVE
    ):
        return False
    # "two were killed and six wounded": the auxiliary is left out
    gapped = tree.tag[verb] == "VBN" and bool(tree.kids(first, "auxpass"))
    if tree.kids(verb, "nsubj") and tree.tag[verb] == "VBN" and tree.lower[verb].endswith(("en", "wn", "rn")):
        return True  # "its lorries were burned and two drivers taken"
    return (gapped or not tree.kids(verb, "nsubj")) and is_passive(tree, first)


def _resolve_relative(tree: Tree, tokens: list[int], verb: int) -> list[int]:
    """Replace a relative pronoun by the noun that its clause modifies."""
    found = []
    for t in tokens:
        if tree.lower[t] in RELATIVE and tree.pos[t] in {"PRON", "SCONJ", "DET"}:
            v = verb
            while tree.dep[v] in {"conj", "xcomp", "ccomp"} and tree.head[v] != v:
                v = tree.head[v]
            if tree.dep[v] == "relcl":
                found.append(tree.head[v])
                continue
        found.append(t)
    return found


def subjects(tree: Tree, verb: int, depth: int = 0) -> list[int]:
    """Return the logical subjects of a verb, also those that the syntax only implies."""
    if depth > _DEPTH:
        return []
    passive = is_passive(tree, verb)
    if passive:
        by = tree.kids(verb, "agent") or [c for c in tree.kids(verb, "prep") if tree.lower[c] == "by"]
        agents = [g for c in by for g in tree.kids(c, "pobj") if tree.entity[g] not in _MEASURES]
        return agents or (answerable(tree, tree.head[verb], depth + 1) if tree.dep[verb] == "acl" else [])
    own = _resolve_relative(tree, [t for t in tree.kids(verb, "nsubj", "csubj") if t != verb], verb)
    return own or implied(tree, verb, depth)


def surface_subjects(tree: Tree, verb: int, depth: int = 0) -> list[int]:
    """Return what stands in subject position: of a passive, what it is done to."""
    if depth > _DEPTH:
        return []
    own = _resolve_relative(tree, tree.kids(verb, "nsubj", "nsubjpass", "csubj"), verb)
    return own or implied(tree, verb, depth)


def implied(tree: Tree, verb: int, depth: int) -> list[int]:  # noqa: C901, PLR0911, PLR0912 - one branch a construction
    """Return the understood subject of a verb that has none of its own."""
    dep, head = tree.dep[verb], tree.head[verb]
    above = depth + 1
    if head == verb:
        # "It accused Mali, said the charge was wrong and ...": hung as if the first clause were what is said.
        first = next((c for c in tree.kids(verb, "ccomp") if c < verb and tree.kids(c, "nsubj")), None)
        return surface_subjects(tree, first, above) if first is not None and finite_clause(tree, verb) else []
    if dep == "conj":
        return _coordinated(tree, verb, head, above) if tree.pos[head] in VERBAL else []
    if dep in {"xcomp", "ccomp"}:
        if dep == "ccomp" and tree.tag[verb] not in {"VB", "VBG", "VBN"}:
            return []
        return _controller(tree, head, above)
    if dep in {"advcl", "parataxis", "dep"}:
        if tree.pos[head] in VERBAL:
            if tree.tag[verb] == "VBG" and tree.lemma[verb] in _REMARKS and verb > head:
                if tree.dep[head] == "ccomp":
                    return surface_subjects(tree, tree.head[head], above)  # "denied that ..., dismissing the report"
                said = [c for c in (*tree.kids(head, "parataxis"), *tree.kids(verb, "parataxis")) if c < verb]
                if said:
                    return surface_subjects(tree, said[0], above)  # "Peru had paid, the ministry said, thanking it"
            return surface_subjects(tree, head, above)
        return noun_owner(tree, head, above)
    if dep == "relcl":
        return [] if any(tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[verb]) else [head]
    if dep == "acl":
        owner = noun_owner(tree, head, above)
        if any(tree.lower[c] == "to" and tree.dep[c] == "aux" for c in tree.children[verb]):
            return owner or ([head] if tree.lemma[head] not in SUBJECT_NOUNS else [])
        # "adopted a resolution condemning the raid": who adopts it condemns.
        return owner if owner and tree.lemma[head] in _DOCUMENTS else [head]
    if dep == "pcomp":
        governor = tree.head[head]
        if tree.pos[governor] == "ADV" and tree.dep[governor] == "advmod":
            governor = tree.head[governor]  # "stopped short of", "came close to"
        if tree.pos[governor] in VERBAL:
            if tree.lower[head] in {"of", "for", "from", "into", "with"} and controls_object(tree.lemma[governor]):
                return objects(tree, governor, above) or subjects(tree, governor, above)
            punished = tree.lemma[governor] in _JUDGING or any(_acts(tree, t) for t in tree.kids(governor, "dobj"))
            if tree.lower[head] == "for" and punished and objects(tree, governor, above):
                return objects(tree, governor, above)  # "stoned two elders for talking to him"
            return surface_subjects(tree, governor, above)
        return noun_owner(tree, governor, above)
    if dep == "amod":
        return [head]
    return []


def _coordinated(tree: Tree, verb: int, head: int, depth: int) -> list[int]:
    """Return the subject that a coordinated verb shares, when the parser has hung it too low."""
    finite = tree.tag[verb] in {"VBD", "VBZ", "VBP"}
    while finite and tree.tag[head] == "VB" and tree.dep[head] in {"xcomp", "ccomp", "advcl", "acl", "conj"}:
        if any(tree.tag[c] == "MD" for c in tree.children[head]):
            break
        head = tree.head[head]  # "urged both sides to talk and offered to mediate"
    found = surface_subjects(tree, head, depth)
    if tree.dep[head] == "ccomp" and finite_clause(tree, verb) and found and not any(_acts(tree, t) for t in found):
        # "said the expulsions were wrong and threatened to close the border"
        return surface_subjects(tree, tree.head[head], depth) or found
    return found


def finite_clause(tree: Tree, verb: int) -> bool:
    """Tell whether the verb is in a finite form (``threatened``, ``has refused``)."""
    return tree.tag[verb] in {"VBD", "VBZ", "VBP"} or any(
        tree.tag[c] in {"VBD", "VBZ", "VBP", "MD"} for c in tree.kids(verb, "aux", "auxpass")
    )


def _acts(tree: Tree, token: int) -> bool:
    """Tell whether a subject is somebody who can act: a name, a person, a body."""
    if tree.entity[token] in {"PERSON", "ORG", "GPE", "NORP"} or tree.pos[token] in {"PRON", "PROPN"}:
        return True
    lemma = tree.lemma[token]
    return role(lemma) is not None or organ(lemma) is not None or code_of(tree.text[token]).sector is not None


def answerable(tree: Tree, noun: int, depth: int = 0) -> list[int]:
    """Return who is praised, blamed, tried or fined for the noun: who did it (``thanked Oman for the release``)."""
    while tree.dep[noun] == "conj" and tree.pos[tree.head[noun]] in {"NOUN", "PROPN"}:
        noun = tree.head[noun]
    preposition = tree.head[noun]
    verb = tree.head[preposition]
    if tree.dep[noun] != "pobj" or tree.pos[verb] not in VERBAL or tree.lemma[verb] not in _JUDGING:
        return []
    if tree.lower[preposition] in {"for", "over", "of"}:
        return objects(tree, verb, depth)
    return []


def _controller(tree: Tree, governor: int, depth: int) -> list[int]:
    if tree.pos[governor] in VERBAL:
        lemma = tree.lemma[governor]
        if lemma == "take" and any(tree.lower[c] == "it" for c in tree.kids(governor, "nsubj", "expl")):
            # "it took the army six hours to clear the square"
            return tree.kids(governor, "dative") or [c for c in tree.kids(governor, "dobj") if _acts(tree, c)]
        if controls_object(lemma):
            found = objects(tree, governor, depth)
            if found:
                return found
            if tree.kids(governor, "prep"):
                for c in tree.kids(governor, "prep"):
                    if tree.lower[c] in {"on", "upon", "to", "with"} and lemma in {
                        "call",
                        "appeal",
                        "plead",
                        "urge",
                        "press",
                    }:
                        return tree.kids(c, "pobj")
        return surface_subjects(tree, governor, depth)
    if tree.pos[governor] == "ADJ":
        return surface_subjects(
            tree, tree.head[governor] if tree.dep[governor] in {"acomp", "oprd"} else governor, depth
        )
    return noun_owner(tree, governor, depth)


def _named_owner(tree: Tree, noun: int) -> list[int]:
    """Return who owns the noun in its own phrase: ``Chile's``, ``by Chile``, ``a Chilean offer``."""
    if owner := tree.kids(noun, "poss"):
        return owner[:1]
    for c in tree.kids(noun, "prep", "agent"):
        if tree.lower[c] == "by":
            return tree.kids(c, "pobj")
    if tree.lemma[noun] not in SUBJECT_NOUNS:
        return []
    return [c for c in tree.kids(noun, "amod", "compound") if is_demonym(tree.text[c])][:1]


def noun_owner(tree: Tree, noun: int, depth: int = 0) -> list[int]:  # noqa: PLR0911 - one branch a construction
    """Return whose the noun is: its possessor, its ``by``, or the subject of the verb that has it as object."""
    if depth > _DEPTH:
        return []
    if own := _named_owner(tree, noun):
        return own
    head, dep = tree.head[noun], tree.dep[noun]
    if dep in {"dobj", "attr", "oprd"} and tree.pos[head] in VERBAL:
        return subjects(tree, head, depth + 1) if tree.lemma[head] != "receive" else []
    if dep == "nsubjpass":
        return subjects(tree, head, depth + 1)
    if (
        dep == "pobj"
        and tree.pos[tree.head[head]] in VERBAL
        and tree.lower[head] in {"in", "on", "with", "for", "of", "to"}
    ):
        return surface_subjects(tree, tree.head[head], depth + 1)
    if dep == "conj":
        return noun_owner(tree, head, depth + 1)
    return []


def objects(tree: Tree, verb: int, depth: int = 0) -> list[int]:
    """Return the logical direct objects of a verb."""
    if depth > _DEPTH:
        return []
    kids = tree.children[verb]
    found = _resolve_relative(tree, [c for c in kids if tree.dep[c] in {"dobj", "obj"} and not _is_time(tree, c)], verb)
    if is_passive(tree, verb):
        surface = surface_subjects(tree, verb, depth + 1)
        return found or surface
    if not found and tree.dep[verb] == "relcl" and _gap(tree, verb):
        return [tree.head[verb]]
    return found


def _is_time(tree: Tree, noun: int) -> bool:
    """Tell whether the noun is a time, not an object (``was freed the same evening``)."""
    return tree.lemma[noun] in _TIMES and any(tree.lower[c] in {"same", "next", "last"} for c in tree.children[noun])


def _gap(tree: Tree, verb: int) -> bool:
    """Tell whether a relative clause lacks its object (``the sanctions it imposed``)."""
    kids = tree.children[verb]
    subject = any(tree.dep[c] == "nsubj" and tree.lower[c] not in RELATIVE for c in kids)
    stranded = any(tree.dep[c] in {"ccomp", "xcomp"} or (tree.dep[c] == "prep" and not tree.children[c]) for c in kids)
    return subject and not stranded


def prepositions(tree: Tree, token: int, frame: Frame, *, following: int = -1) -> None:
    """Add what the prepositions of a verb or noun govern; ``following`` only those after that token."""
    for c in tree.children[token]:
        if (
            tree.dep[c] in {"prep", "agent", "dative", "prt"}
            and tree.pos[c] in {"ADP", "SCONJ", "ADV", "VERB", "PART"}
            and c > following
        ):
            key = FOLDED.get(tree.lower[c], tree.lower[c])
            found = [g for g in tree.kids(c, "pobj") if tree.entity[g] not in {"DATE", "TIME"}]
            for inner in tree.kids(c, "prep"):
                found = [*found, *tree.kids(inner, "pobj")]
                if tree.kids(inner, "pobj"):
                    frame.add(FOLDED.get(tree.lower[inner], tree.lower[inner]), *tree.kids(inner, "pobj"))
            frame.add(key, *found)
            for g in tree.kids(c, "pcomp"):
                frame.add(f"{key}-ing", g)
            if tree.dep[c] == "dative" and found:
                frame.add("iobj", *found)


def verb_frame(tree: Tree, verb: int) -> Frame:  # noqa: C901, PLR0912 - one branch a function
    """Return the arguments of a verb."""
    frame = Frame(verb, passive=is_passive(tree, verb))
    kids = tree.children[verb]
    if (
        frame.passive
        and tree.lemma[verb] in {"oppose", "commit", "dedicate", "prepare", "resign"}
        and not tree.kids(verb, "agent")
    ):
        # "is opposed to", "is committed to": adjectives in the shape of passives.
        frame.passive = False
        frame.add("subj", *surface_subjects(tree, verb))
        prepositions(tree, verb, frame)
        return frame
    frame.add("subj", *subjects(tree, verb))
    direct = objects(tree, verb)
    surface = surface_subjects(tree, verb) if frame.passive else []
    if frame.passive and any(tree.dep[c] == "dobj" for c in kids):
        # "was given weapons", "were denied visas": the surface subject is the recipient.
        frame.add("iobj", *surface)
    frame.add("obj", *direct)
    for c in kids:
        dep = tree.dep[c]
        if dep in {"attr", "acomp", "oprd"}:
            frame.add("attr", c)
        elif dep == "xcomp":
            bare = tree.tag[c] == "VBN" and not any(tree.dep[g] in {"aux", "auxpass"} for g in tree.children[c])
            frame.add("attr" if bare else "xcomp", c)
        elif dep == "ccomp":
            frame.add("ccomp", c)
            if tree.pos[c] in {"ADJ", "NOUN"} and not any(tree.pos[g] in VERBAL for g in tree.children[c]):
                # "found the mayor guilty": a clause without a verb holds the object.
                frame.add("obj", *tree.kids(c, "nsubj"))
            if (tree.tag[c] in {"VB", "VBP"} and tree.lemma[verb] == "let") or (
                tree.tag[c] in {"VB", "VBG", "VBN"}
                and any(tree.lower[g] == "to" and tree.dep[g] == "aux" for g in tree.children[c])
            ):
                frame.add("xcomp", c)
                if not frame.get("obj"):
                    # "asked Kyiv to send": the parser makes the object the subject of the complement.
                    frame.add("obj", *tree.kids(c, "nsubj"))
        elif dep == "dative" and tree.pos[c] in {"NOUN", "PROPN", "PRON"}:
            frame.add("iobj", c)
        elif dep == "advcl" and any(tree.lower[g] == "to" and tree.dep[g] == "aux" for g in tree.children[c]):
            frame.add("purpose", c)
        elif dep == "neg" or tree.lower[c] in {"never", "nor", "neither"}:
            frame.negated = True
    prepositions(tree, verb, frame)
    if not frame.get("obj"):
        _share_object(tree, verb, frame)
    for o in frame.get("obj"):
        # A preposition after the object often belongs to the verb, whichever the parser picked.
        for c in tree.children[o]:
            if tree.dep[c] == "prep" and (tree.lower[c] != "of" or tree.lemma[verb] in _OF_VERBS):
                key = FOLDED.get(tree.lower[c], tree.lower[c])
                if not frame.get(key):
                    frame.add(key, *tree.kids(c, "pobj"))
    return frame


def _share_object(tree: Tree, verb: int, frame: Frame) -> None:
    """Take the object that coordinated verbs share (``jailed and tortured the men``)."""
    for c in tree.children[verb]:
        if tree.dep[c] == "conj" and tree.pos[c] == "VERB" and not tree.kids(c, "nsubj"):
            found = tree.kids(c, "dobj")
            between = [
                k for k in tree.children[verb] if k > verb and k < c and tree.dep[k] not in {"cc", "punct", "advmod"}
            ]
            if found and not between:
                frame.add("obj", *found)
                return
