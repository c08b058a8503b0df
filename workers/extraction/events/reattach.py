"""Repairs of attachments that the small parser gets wrong in ways that recur; each in place, one pass over the tokens.

- ``Pensioners blocked the gate``: a plural at the start of a sentence, taken for a name, keeps its plural as lemma;
- ``Russian shelling of the port``: a noun, taken for a gerund;
- ``has undertaken to pay``, ``called on the states to act``: the infinitive, hung as an adverbial, is the complement;
- ``called in the envoy``: the particle, taken for a preposition, leaves the object to the verb;
- ``a patrol fired on fishermen``: a past tense, taken for a participle, is the sentence's verb;
- ``In 1991 soldiers abducted a bishop``: the subject, taken for what the year counts, is the verb's;
- ``let the refugees in``: the particle, taken for a clause, leaves the object to the verb;
- ``On Friday morning youths burned a lorry``: the subject, taken for a part of the time, is the verb's;
- ``Mali, the paper wrote, had been asked to pay``: the subject, taken for the writer's, is the main verb's;
- ``asked the army, whose bread they bake, to stay away``: the infinitive is what is asked;
- ``said that callers had demanded money``: a plural, taken for a verb, is a noun;
- ``deplored the killing, on 2 May, of two guards``: ``of`` belongs to what is deplored;
- ``the priest is mediating``: a participle, taken for an adjective, has the subject of *be*;
- ``villagers sheltered refugees``: a past tense, taken for an adjective, is the sentence's verb;
- ``the League investigates and finds``: a present tense, taken for a plural, is the sentence's verb.
"""

import re

from workers.extraction.events.arguments import finite_clause, is_passive
from workers.extraction.events.control import complement, controls_object
from workers.extraction.events.coordination import recoordinate
from workers.extraction.events.fillers import names
from workers.extraction.events.grafts import hang, reroot
from workers.extraction.events.lexicon import entries
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_NOMINAL_LABELS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_PARTICLES = frozenset({"in", "over", "up", "off", "out", "down", "on"})
_ADDRESSING = frozenset({"call", "appeal", "plead", "press", "push", "lobby"})
_ADDRESSED = frozenset({"on", "upon", "to", "with", "for"})
_OPEN = words("reattach-intransitive")
_NOUNS = frozenset({"NOUN", "PROPN"})
_NO_MAIN_CLAUSE = frozenset({"acl", "relcl", "amod", "conj", "aux", "auxpass"})
_TIMES = frozenset({"DATE", "TIME"})
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_WAYS = frozenset({"in", "out", "through", "ashore", "across"})


def reattach(tree: Tree) -> None:
    """Mend the paragraph's parse in place."""
    for i, tag in enumerate(tree.tag):
        if tag == "NNPS" and not tree.entity[i] and tree.lemma[i] == tree.lower[i]:
            tree.lemma[i] = _singular(tree.lower[i])
        elif tag == "VBG" and tree.dep[i] in _NOMINAL_LABELS and ("NOUN", tree.lower[i]) in entries():
            if tree.kids(i, "amod", "det", "poss") and tree.kids(i, "prep"):
                tree.pos[i], tree.tag[i], tree.lemma[i] = "NOUN", "NN", tree.lower[i]
        elif tag == "VB" and tree.dep[i] == "advcl":
            _complement(tree, i)
        elif tree.dep[i] == "prep" and tree.lower[i] in _PARTICLES and tree.head[i] == i - 1:
            _particle(tree, i)
        else:
            _clause(tree, i)
    recoordinate(tree)
    finite = {
        tree.sentence[i]
        for i, pos in enumerate(tree.pos)
        if pos in VERBAL and tree.dep[i] not in _NO_MAIN_CLAUSE and finite_clause(tree, i)
    }
    for root in dict.fromkeys(tree.sentence):
        if root not in finite and tree.pos[root] in _NOUNS:
            _main_verb(tree, root)


def _clause(tree: Tree, i: int) -> None:
    """Mend the subject or the governor of a clause."""
    dep = tree.dep[i]
    if dep in {"ccomp", "prt"} and tree.lemma[tree.head[i]] == "let":
        _let(tree, i)
    elif dep == "acomp" and tree.tag[i] == "VBG" and ("VERB", tree.lemma[i]) in entries():
        tree.dep[i] = "xcomp"
    elif dep == "nummod" and tree.tag[i] == "CD" and _YEAR.fullmatch(tree.text[i]):
        _dated(tree, i)
    elif dep == "parataxis":
        _inserted(tree, i)
    elif dep == "nsubj" and tree.tag[i] == "VBZ" and not tree.kids(i, "aux", "dobj", "ccomp"):
        _plural(tree, i)
    elif (
        dep in _NOMINAL_LABELS
        and tree.tag[i] in {"VBN", "VBD"}
        and any(tree.lower[c] == "the" for c in tree.kids(i, "det"))
    ):
        tree.pos[i], tree.tag[i] = "NOUN", "NNS"
    elif dep in {"pobj", "nsubj", "nsubjpass"} and not tree.entity[i]:
        _after_time(tree, i)
    elif dep == "prep" and tree.lower[i] == "of":
        _of_after_time(tree, i)


def _singular(plural: str) -> str:
    if plural.endswith("ies"):
        return plural[:-3] + "y"
    return plural.removesuffix("s")


def _complement(tree: Tree, verb: int) -> None:
    """Make an infinitive the complement of a verb that wants one."""
    mark = next((c for c in tree.children[verb] if tree.lower[c] == "to" and tree.dep[c] == "aux"), None)
    head = tree.head[verb]
    if mark is None or head > verb or tree.pos[head] not in VERBAL:
        return
    if tree.dep[head] == "relcl" and tree.text[mark - 1] == ",":
        # "asked the army, whose bread they bake, to stay away"
        asked = tree.head[head]
        asking = tree.head[asked]
        if tree.dep[asked] == "dobj" and controls_object(tree.lemma[asking]) and not tree.kids(asking, "xcomp"):
            hang(tree, verb, asking, "xcomp")
        return
    lemma = tree.lemma[head]
    known = complement("v", lemma)
    if known is not None and known.effect == "possible" and controls_object(lemma) and tree.kids(head, "dobj"):
        tree.dep[verb] = "xcomp"  # "petitioned the minister to send soldiers"
    adjacent = mark == head + 1 and known is not None and known.effect == "planned"
    if adjacent or (lemma in _ADDRESSING and any(tree.lower[c] in _ADDRESSED for c in tree.kids(head, "prep"))):
        tree.dep[verb] = "xcomp"


def _dated(tree: Tree, year: int) -> None:
    """Give a verb without a subject the noun that follows ``In 1991``."""
    noun = tree.head[year]
    preposition, verb = tree.head[noun], tree.head[tree.head[noun]]
    if tree.dep[noun] != "pobj" or preposition != year - 1 or noun < year or tree.pos[verb] != "VERB" or verb < noun:
        return
    if tree.lower[preposition] != "in" or tree.kids(verb, "nsubj", "nsubjpass"):
        return
    hang(tree, year, preposition, "pobj")
    hang(tree, noun, verb, "nsubjpass" if tree.kids(verb, "auxpass") else "nsubj")


def _let(tree: Tree, clause: int) -> None:
    """Make the object of ``let the refugees in``, ``let inspectors into the camp`` and its particle out of a clause."""
    verb = tree.head[clause]
    if tree.lower[clause] in _WAYS:
        for c in tree.kids(clause, "nsubj", "nsubjpass"):
            hang(tree, c, verb, "dobj")
        tree.dep[clause] = "prt"
    elif tree.pos[clause] in _NOUNS and not any(tree.pos[c] in VERBAL for c in tree.children[clause]):
        tree.dep[clause] = "dobj"


def _after_time(tree: Tree, noun: int) -> None:
    """Give a verb without a subject the noun that was taken for a part of the time before it."""
    days = [c for c in tree.kids(noun, "compound", "nmod", "nummod", "amod") if tree.entity[c] in _TIMES]
    if not days:
        return
    preposition = min(tree.subtree(days[0])) - 1
    verb = tree.head[preposition]
    if preposition < 0 or tree.dep[preposition] != "prep" or tree.pos[verb] != "VERB" or verb < noun:
        return
    if any(c != noun for c in (*tree.kids(verb, "nsubj", "nsubjpass"), *tree.kids(preposition, "pobj"))):
        return
    for c in days[:-1]:
        hang(tree, c, days[-1], "compound")
    hang(tree, days[-1], preposition, "pobj")
    hang(tree, noun, verb, "nsubjpass" if tree.kids(verb, "auxpass") else "nsubj")


def _inserted(tree: Tree, said: int) -> None:
    """Give the main verb its subject back from a statement that stands between them (``Mali, he wrote, had paid``)."""
    main, subjects = tree.head[said], tree.kids(said, "nsubj")
    if len(subjects) > 1 and tree.pos[main] in VERBAL and main > said and not tree.kids(main, "nsubj", "nsubjpass"):
        hang(tree, subjects[0], main, "nsubjpass" if tree.kids(main, "auxpass") else "nsubj")


def _plural(tree: Tree, noun: int) -> None:
    """Read a plural that was taken for a verb (``that callers had demanded money``) as a noun."""
    tree.pos[noun], tree.tag[noun], tree.lemma[noun] = "NOUN", "NNS", _singular(tree.lower[noun])
    for c in tree.kids(noun, "nsubj"):
        if tree.lower[c] == "that":
            hang(tree, c, tree.head[noun], "mark")


def _of_after_time(tree: Tree, of: int) -> None:
    """Hang ``of`` on the object that a time stands behind (``deplored the killing, on 2 May, of two guards``)."""
    verb = tree.head[of]
    if tree.pos[verb] != "VERB":
        return
    held = [c for c in tree.kids(verb, "dobj") if c < of and not tree.kids(c, "prep")]
    between = [c for c in tree.kids(verb, "prep") if held and held[-1] < c < of]
    if between and all(tree.entity[g] in _TIMES for c in between for g in tree.kids(c, "pobj")):
        hang(tree, of, held[-1], "prep")


def _particle(tree: Tree, word: int) -> None:
    """Give the verb the noun after a particle, where the lexicon has a verb that takes both."""
    verb, held = word - 1, tree.kids(word, "pobj")
    if tree.pos[verb] != "VERB" or not held or tree.kids(verb, "dobj") or is_passive(tree, verb):
        return
    for entry in entries().get(("VERB", tree.lemma[verb]), ()):
        slots = {c.slot: c.words for c in entry.conditions}
        wanted = slots.get("obj")
        if tree.lower[word] in slots.get("particle", ()) and wanted and names(tree, held[0], wanted, deep=True):
            tree.dep[word] = "prt"
            hang(tree, held[0], verb, "dobj")
            return


def _main_verb(tree: Tree, root: int) -> None:
    """Find the verb of a sentence that the parser heads with a noun."""
    stopped = tree.text[_last(tree, root)] == "."  # no headline: "man arrested in Lima"
    for c in tree.children[root]:
        if stopped and c > root and tree.dep[c] == "acl" and tree.tag[c] in {"VBN", "VBD"} and _active(tree, c):
            _promote(tree, root, c)
            return
        if c > root and tree.dep[c] == "appos":
            verb = next((g for g in tree.kids(c, "amod") if tree.tag[g] == "VBD" and g > root), None)
            if verb is not None and ("VERB", tree.lemma[verb]) in entries():
                hang(tree, c, verb, "dobj")
                _promote(tree, root, verb)
                return
    if tree.tag[root] == "NNS" and tree.lower[root].endswith("s") and tree.lower[root] != tree.lemma[root]:
        subject = next(iter(tree.kids(root, "nsubj")), None)
        shared = [c for c in tree.kids(root, "conj") if tree.tag[c] == "VBZ" and not tree.kids(c, "nsubj")]
        if subject is None and shared and root > 0 and tree.dep[root - 1] == "compound" and tree.head[root - 1] == root:
            subject = root - 1
        if subject is not None and ("VERB", tree.lemma[root]) in entries():
            tree.pos[root], tree.tag[root], tree.dep[subject] = "VERB", "VBZ", "nsubj"
            for c in tree.kids(root, "det", "amod"):
                hang(tree, c, subject, tree.dep[c])


def _active(tree: Tree, verb: int) -> bool:
    """Tell a past tense from a participle by its form, its object and its preposition."""
    if tree.kids(verb, "agent") or not tree.lower[verb].endswith("ed"):
        return False
    if any(tree.tag[c] == "VB" for c in tree.kids(verb, "xcomp")) and not controls_object(tree.lemma[verb]):
        return True  # "the minister, who was in Lima, offered to mediate"
    return bool(tree.kids(verb, "dobj")) or (tree.lemma[verb] in _OPEN and bool(tree.kids(verb, "prep")))


def _last(tree: Tree, token: int) -> int:
    root = tree.sentence[token]
    last = token
    while last + 1 < len(tree.text) and tree.sentence[last + 1] == root:
        last += 1
    return last


def promote_object(tree: Tree, root: int, verb: int) -> None:
    """Make a modifier of the sentence's root its verb, with the former root as object."""
    tree.children[root].remove(verb)
    reroot(tree, root, verb)
    tree.head[verb], tree.dep[verb] = verb, "ROOT"
    for c in [c for c in tree.children[root] if c < verb]:
        hang(tree, c, verb, tree.dep[c])
    tree.head[root], tree.dep[root] = verb, "dobj"
    tree.children[verb] = sorted([root, *tree.children[verb]])


def _promote(tree: Tree, root: int, verb: int) -> None:
    """Make ``verb`` the root of its sentence, with the former root as its subject."""
    if verb in tree.children[tree.head[verb]]:
        tree.children[tree.head[verb]].remove(verb)
    reroot(tree, root, verb)
    tree.head[verb], tree.dep[verb], tree.tag[verb], tree.pos[verb] = verb, "ROOT", "VBD", "VERB"
    for c in [c for c in tree.children[root] if c > verb]:
        hang(tree, c, verb, tree.dep[c])
    tree.head[root], tree.dep[root] = verb, "nsubj"
    tree.children[verb] = sorted([root, *tree.children[verb]])
