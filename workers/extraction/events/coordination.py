"""Coordinates that the parser hangs too low or takes for something else; each moved in place.

- ``said his men held a boat but denied that they burned it``: who says one denies the other;
- ``demanded that the ship be freed and threatened to send jets``: who demands threatens;
- ``urge the president to veto it and accuse the firm``: who urges accuses;
- ``detained a man who had filmed them and released him``: who detained him releases him;
- ``pardoned men who had been jailed and returned their boats``: who pardons returns them;
- ``deplored the raid, in which six died, and left``: the commas close the relative clause;
- ``was detained for questioning and released``: who is detained is released;
- ``he was seized, his wife said, and released``: not the wife is released;
- ``officers held a cargo, and stevedores, fearing for their pay, picketed``: a subject, taken for a coordinate;
- ``tried for the murder of a priest and the theft of a car``: two events, taken for two victims;
- ``has shut schools and banned processions``: a participle, taken for an adjective.
"""

from workers.extraction.events.grafts import hang
from workers.extraction.events.lexicon import entries
from workers.extraction.events.nouns import is_event_noun
from workers.extraction.events.phrases import agrees, is_people
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_ACTS_OF_SPEECH = words("coordination-acts-of-speech")
_ANSWERS = frozenset({"insist", "claim", "admit", "concede", "add", "complain", "acknowledge"})
_STATING = words("coordination-statements")
_TRANSITIVE = words("arguments-transitive")
_ADJECTIVAL = words("coordination-adjectival")
_NOUNS = frozenset({"NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_OWN = ("nsubj", "nsubjpass", "aux", "auxpass", "mark")
_UPWARD = frozenset({"conj", "pobj", "prep", "dobj"})
_STEPS = 6


def recoordinate(tree: Tree) -> None:
    """Mend the coordinations of a paragraph in place."""
    for i, dep in enumerate(tree.dep):
        if dep == "conj" and tree.pos[i] == "VERB":
            _verb(tree, i)
        elif dep == "conj" and tree.pos[i] in _NOUNS:
            if tree.pos[tree.head[i]] == "VERB":
                _subject(tree, i)
            else:
                _second_event(tree, i)
        elif dep == "amod" and tree.tag[i] == "VBN" and i > 0 and tree.dep[i - 1] == "cc":
            _participle(tree, i)


def _verb(tree: Tree, verb: int) -> None:
    first = tree.head[verb]
    dep, above = tree.dep[first], tree.head[first]
    if tree.kids(verb, "nsubj", "nsubjpass"):
        return
    if dep == "ccomp" and tree.pos[above] == "VERB":
        if _second_statement(tree, verb, first, above) or _after_demand(tree, verb, first, above):
            hang(tree, verb, above, "conj")
            if tree.tag[verb] == "VBN":
                tree.tag[verb] = "VBD"
    elif dep == "xcomp" and _second_appeal(tree, verb, first, above):
        hang(tree, verb, above, "conj")
        tree.tag[verb] = tree.tag[above]
    elif (other := _elsewhere(tree, verb, first)) is not None:
        hang(tree, verb, other, "conj")


def _elsewhere(tree: Tree, verb: int, first: int) -> int | None:
    """Return the verb that a verb is joined to in truth, None where the parser is right."""
    if tree.dep[first] == "relcl":
        return _outside_relative(tree, verb, first)
    if tree.dep[first] == "acl":
        return _beside_participle(tree, verb, first)
    if tree.dep[first] in {"pcomp", "pobj"} and tree.tag[first] == "VBG" and tree.tag[verb] == "VBN":
        governor = tree.head[tree.head[first]]
        passive = tree.pos[governor] == "VERB" and tree.kids(governor, "auxpass") and not tree.kids(verb, "dobj")
        return governor if passive else None
    return _passive_told(tree, verb, first)


def _beside_participle(tree: Tree, verb: int, first: int) -> int | None:
    """Return the main verb for a present tense joined to a participle (``hail the men held and thank Niger``)."""
    if tree.tag[first] != "VBN" or tree.tag[verb] not in {"VBP", "VBZ"}:
        return None
    above = tree.head[first]
    while tree.head[above] != above and tree.tag[above] not in _FINITE:
        above = tree.head[above]
    return above if tree.tag[above] == tree.tag[verb] else None


def _second_statement(tree: Tree, verb: int, first: int, above: int) -> bool:
    """Tell whether the verb answers beside a statement (``said he had paid and denied a debt``), not inside it."""
    if tree.lemma[above] not in _STATING or tree.tag[verb] != tree.tag[above] or tree.kids(verb, "aux"):
        return False
    if not tree.kids(first, "aux") or tree.lemma[first] in _ACTS_OF_SPEECH:
        return False
    return tree.lemma[verb] in _ACTS_OF_SPEECH or (tree.lemma[verb] in _ANSWERS and bool(tree.kids(verb, "ccomp")))


def _after_demand(tree: Tree, verb: int, first: int, above: int) -> bool:
    """Tell whether the verb stands beside a demand: what is demanded is in the base form, it is not."""
    wanted = tree.tag[first] == "VB" or any(
        tree.tag[c] == "VB" and tree.lower[c] == "be" for c in tree.kids(first, "auxpass", "aux")
    )
    if not wanted or any(tree.tag[c] == "MD" for c in tree.children[first]) or tree.tag[above] not in _FINITE:
        return False
    if tree.kids(verb, *_OWN) or tree.tag[verb] not in {*_FINITE, "VBN"}:
        return False
    return tree.lemma[verb] in _ACTS_OF_SPEECH and bool(tree.kids(verb, "xcomp", "ccomp", "dobj"))


def _second_appeal(tree: Tree, verb: int, first: int, above: int) -> bool:
    """Tell whether a verb in the present stands beside an appeal (``we urge them to talk and condemn the raid``)."""
    return (
        tree.tag[verb] == "VB"
        and tree.tag[above] == "VBP"
        and tree.lemma[verb] in _ACTS_OF_SPEECH
        and tree.lemma[first] not in _ACTS_OF_SPEECH
        and tree.lemma[above] in _ACTS_OF_SPEECH
        and bool(tree.kids(verb, "dobj", "ccomp", "prep"))
        and not tree.kids(verb, *_OWN)
    )


def _outside_relative(tree: Tree, verb: int, first: int) -> int | None:
    """Return the main verb whose object, described by the relative clause, is the pronoun after ``verb``."""
    noun = tree.head[first]
    if (main := _after_comma(tree, verb, first, noun)) is not None:
        return main
    main = tree.head[noun]
    # "pardoned nine men who had been sentenced and returned their boats": a passive has no object
    told_of = tree.kids(first, "auxpass") and tree.kids(verb, "dobj") and not tree.kids(verb, *_OWN)
    if told_of and tree.dep[noun] == "dobj" and tree.tag[main] == "VBD" and tree.tag[verb] in {"VBD", "VBN"}:
        return main
    pronoun = next((c for c in tree.kids(verb, "dobj") if tree.lower[c] in {"him", "her", "it", "them"}), None)
    if pronoun is None or tree.dep[noun] != "dobj" or tree.tag[main] != tree.tag[verb] or tree.kids(verb, *_OWN):
        return None
    if not agrees(tree, pronoun, noun):
        return None
    # "a man who had stabbed an officer and kicked him": somebody nearer may be meant.
    nearer = [g for c in tree.kids(first, "prep") for g in tree.kids(c, "pobj")] + tree.kids(first, "dobj")
    person = tree.lower[pronoun] in {"him", "her"}
    if any(tree.pos[t] in _NOUNS and agrees(tree, pronoun, t) and (is_people(tree, t) or not person) for t in nearer):
        return None
    return main


def _after_comma(tree: Tree, verb: int, first: int, noun: int) -> int | None:
    """Return the main verb for one after a relative clause in commas (``the raid, in which six died, and left``)."""
    if tree.kids(verb, *_OWN) or tree.tag[verb] not in {"VBD", "VBN"} or verb < 2:  # noqa: PLR2004 - comma and "and"
        return None
    opened = tree.text[min(tree.subtree(first)) - 1] == ","
    closed = tree.lower[verb - 1] == "and" and tree.text[verb - 2] == ","
    if not (opened and closed):
        return None
    above = tree.head[noun]
    while tree.head[above] != above and tree.tag[above] != "VBD":
        above = tree.head[above]
    return above if tree.tag[above] == "VBD" and above < noun else None


def _passive_told(tree: Tree, verb: int, first: int) -> int | None:
    """Return the passive before an inserted statement (``he was seized, his wife said, and released``)."""
    if tree.lemma[first] not in _STATING or tree.tag[verb] not in {"VBN", "VBD"} or tree.kids(verb, "dobj", *_OWN):
        return None
    if tree.lemma[verb] not in _TRANSITIVE:
        return None
    return next((c for c in tree.kids(first, "ccomp") if c < first and tree.kids(c, "auxpass")), None)


def _subject(tree: Tree, noun: int) -> None:
    """Give a verb the noun before it that was hung as a coordinate of the clause before."""
    first = tree.head[noun]
    verb = next((c for c in tree.kids(first, "conj") if c > noun and tree.pos[c] == "VERB"), None)
    if verb is None:
        verb = next((c for c in tree.kids(noun, "conj") if c > noun and tree.pos[c] == "VERB"), None)
    if verb is None or tree.kids(verb, "nsubj", "nsubjpass", "aux") or tree.tag[verb] not in _FINITE:
        return
    before = min(tree.subtree(noun)) - 1
    if before < 0 or tree.dep[before] != "cc":
        return
    hang(tree, verb, first, "conj")
    hang(tree, noun, verb, "nsubj")
    for c in tree.kids(first, "advcl"):
        if noun < c < verb:
            hang(tree, c, verb, "advcl")


def _second_event(tree: Tree, noun: int) -> None:
    """Hang an event noun beside the event noun before it, not beside whom that one happened to."""
    victim = tree.head[noun]
    of = tree.head[victim]
    first = tree.head[of]
    if tree.dep[victim] != "pobj" or tree.lower[of] != "of" or tree.pos[first] not in _NOUNS:
        return
    if not (is_event_noun(tree.lemma[noun]) and is_event_noun(tree.lemma[first])):
        return
    if not is_event_noun(tree.lemma[victim]) and any(tree.lower[c] == "of" for c in tree.kids(noun, "prep")):
        hang(tree, noun, first, "conj")


def _participle(tree: Tree, participle: int) -> None:
    """Make the participle after *and* the second verb of a perfect (``has shut schools and banned marches``)."""
    noun = tree.head[participle]
    if tree.dep[noun] != "conj" or noun < participle or tree.lower[participle] in _ADJECTIVAL:
        return
    if ("VERB", tree.lemma[participle]) not in entries():
        return
    verb = tree.head[noun]
    for _ in range(_STEPS):
        if tree.pos[verb] in VERBAL or tree.dep[verb] not in _UPWARD:
            break
        verb = tree.head[verb]
    if tree.pos[verb] != "VERB" or tree.kids(verb, "auxpass") or not tree.kids(verb, "dobj"):
        return
    if not any(tree.lemma[c] == "have" for c in tree.kids(verb, "aux")):
        return
    after = [c for c in tree.children[verb] if c > noun and tree.tag[c] == "VB" and tree.dep[c] == "advcl"]
    hang(tree, participle, verb, "conj")
    tree.pos[participle] = "VERB"
    hang(tree, noun, participle, "dobj")
    for c in after:
        hang(tree, c, participle, "xcomp")
