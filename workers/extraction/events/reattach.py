"""Repairs of attachments that the small parser gets wrong in ways that recur; each in place, one pass over the tokens.

- ``Pensioners blocked the gate``: a plural at the start of a sentence, taken for a name, keeps its plural as lemma;
- ``Russian shelling of the port``: a noun, taken for a gerund;
- ``has undertaken to pay``, ``called on the states to act``: the infinitive, hung as an adverbial, is the complement;
- ``called in the envoy``: the particle, taken for a preposition, leaves the object to the verb;
- ``a patrol fired on fishermen``: a past tense, taken for a participle, is the sentence's verb;
- ``asked the army, whose bread they bake, to stay away``: the infinitive is what is asked;
- ``villagers sheltered refugees``: a past tense, taken for an adjective, is the sentence's verb;
- ``the League investigates and finds``: a present tense, taken for a plural, is the sentence's verb.
"""

from workers.extraction.events.arguments import finite_clause, is_passive
from workers.extraction.events.control import complement, controls_object
from workers.extraction.events.coordination import recoordinate
from workers.extraction.events.fillers import names
from workers.extraction.events.grafts import hang, reroot
from workers.extraction.events.lexicon import entries
from workers.extraction.events.placement import place, singular
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_NOMINAL_LABELS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_PARTICLES = frozenset({"in", "over", "up", "off", "out", "down", "on"})
_ADDRESSING = frozenset({"call", "appeal", "plead", "press", "push", "lobby"})
_ADDRESSED = frozenset({"on", "upon", "to", "with", "for"})
_PARTICIPLES = frozenset({"VBN", "VBD"})
_OPEN = words("reattach-intransitive")
_NOUNS = frozenset({"NOUN", "PROPN"})
_NO_MAIN_CLAUSE = frozenset({"acl", "relcl", "amod", "conj", "aux", "auxpass"})


def reattach(tree: Tree) -> None:
    """Mend the paragraph's parse in place."""
    for i, tag in enumerate(tree.tag):
        if tag == "NNPS" and not tree.entity[i] and tree.lemma[i] == tree.lower[i]:
            tree.lemma[i] = singular(tree.lower[i])
        elif tag == "VBG" and tree.dep[i] in _NOMINAL_LABELS and ("NOUN", tree.lower[i]) in entries():
            if tree.kids(i, "amod", "det", "poss") and tree.kids(i, "prep"):
                tree.pos[i], tree.tag[i], tree.lemma[i] = "NOUN", "NN", tree.lower[i]
        elif tag == "VB" and tree.dep[i] == "advcl":
            _complement(tree, i)
        elif tree.dep[i] == "prep" and tree.lower[i] in _PARTICLES and tree.head[i] == i - 1:
            _particle(tree, i)
        else:
            place(tree, i)
    recoordinate(tree)
    finite = {
        tree.sentence[i]
        for i, pos in enumerate(tree.pos)
        if pos in VERBAL and tree.dep[i] not in _NO_MAIN_CLAUSE and finite_clause(tree, i)
    }
    for root in dict.fromkeys(tree.sentence):
        if root not in finite and tree.pos[root] in _NOUNS:
            _main_verb(tree, root)


def _complement(tree: Tree, verb: int) -> None:
    """Make an infinitive the complement of a verb that wants one."""
    mark = next((c for c in tree.children[verb] if tree.lower[c] == "to" and tree.dep[c] == "aux"), None)
    head = tree.head[verb]
    if mark is None or head > verb or tree.pos[head] not in VERBAL:
        return
    if tree.dep[head] in {"relcl", "ccomp"} and tree.text[mark - 1] == ",":
        # "asked the army, whose bread they bake, to stay away"
        asking = tree.head[head] if tree.dep[head] == "ccomp" else tree.head[tree.head[head]]
        if (
            any(c < head for c in tree.kids(asking, "dobj"))
            and controls_object(tree.lemma[asking])
            and not tree.kids(asking, "xcomp")
        ):
            hang(tree, verb, asking, "xcomp")
        return
    lemma = tree.lemma[head]
    known = complement("v", lemma)
    if known is not None and known.effect == "possible" and controls_object(lemma) and tree.kids(head, "dobj"):
        tree.dep[verb] = "xcomp"  # "petitioned the minister to send soldiers"
    adjacent = mark == head + 1 and known is not None and known.effect == "planned"
    if adjacent or (lemma in _ADDRESSING and any(tree.lower[c] in _ADDRESSED for c in tree.kids(head, "prep"))):
        tree.dep[verb] = "xcomp"


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
    # "a patrol fired", "the union of imams offered to mediate"
    held = [g for c in tree.kids(root, "prep") if tree.lower[c] == "of" for g in tree.kids(c, "pobj")]
    for participle in [c for noun in (root, *held) for c in tree.kids(noun, "acl")]:
        if stopped and participle > root and tree.tag[participle] in _PARTICIPLES and _active(tree, participle):
            _promote(tree, root, participle)
            return
    for c in tree.children[root]:
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
