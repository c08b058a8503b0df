"""Repairs of attachments that the small parser gets wrong in ways that recur; each in place, one pass over the tokens.

- ``Pensioners blocked the gate``: a plural at the start of a sentence, taken for a name, keeps its plural as lemma;
- ``Russian shelling of the port``: a noun, taken for a gerund;
- ``has undertaken to pay``, ``called on the states to act``: the infinitive, hung as an adverbial, is the complement;
- ``called in the envoy``: the particle, taken for a preposition, leaves the object to the verb;
- ``a patrol fired on fishermen``: a past tense, taken for a participle, is the sentence's verb;
- ``In 1991 soldiers abducted a bishop``: the subject, taken for what the year counts, is the verb's;
- ``said his men held a boat but denied that they burned it``: who says one denies the other;
- ``let the refugees in``: the particle, taken for a clause, leaves the object to the verb;
- ``the priest is mediating``: a participle, taken for an adjective, has the subject of *be*;
- ``villagers sheltered refugees``: a past tense, taken for an adjective, is the sentence's verb;
- ``the League investigates and finds``: a present tense, taken for a plural, is the sentence's verb.
"""

import re

from workers.extraction.events.arguments import is_passive
from workers.extraction.events.control import complement
from workers.extraction.events.fillers import names
from workers.extraction.events.lexicon import entries
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_NOMINAL_LABELS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})
_PARTICLES = frozenset({"in", "over", "up", "off", "out", "down", "on"})
_ADDRESSING = frozenset({"call", "appeal", "plead", "press", "push", "lobby"})
_ADDRESSED = frozenset({"on", "upon", "to", "with", "for"})
_OPEN = words("reattach-intransitive")
_NOUNS = frozenset({"NOUN", "PROPN"})
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_WAYS = frozenset({"in", "out", "through", "ashore", "across"})
_STATING = frozenset({"say", "tell", "report", "state", "announce", "add", "note", "explain", "confirm", "admit"})
_ANSWERING = frozenset({"deny", "insist", "claim", "admit", "concede", "add", "warn", "complain", "acknowledge"})


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
    finite = {
        tree.sentence[i]
        for i, pos in enumerate(tree.pos)
        if pos in VERBAL and tree.dep[i] not in {"acl", "relcl", "amod", "conj"}
    }
    for root in dict.fromkeys(tree.sentence):
        if root not in finite and tree.pos[root] in _NOUNS:
            _main_verb(tree, root)


def _clause(tree: Tree, i: int) -> None:
    """Mend the subject or the governor of a clause."""
    dep = tree.dep[i]
    if dep == "acomp" and tree.tag[i] == "VBG" and ("VERB", tree.lemma[i]) in entries():
        tree.dep[i] = "xcomp"
    elif dep == "nummod" and tree.tag[i] == "CD" and _YEAR.fullmatch(tree.text[i]):
        _dated(tree, i)
    elif dep == "ccomp" and tree.lower[i] in _WAYS and tree.lemma[tree.head[i]] == "let":
        _let_through(tree, i)
    elif dep == "conj" and tree.lemma[i] in _ANSWERING:
        _second_statement(tree, i)


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
    lemma = tree.lemma[head]
    known = complement("v", lemma)
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
    _hang(tree, year, preposition, "pobj")
    _hang(tree, noun, verb, "nsubjpass" if tree.kids(verb, "auxpass") else "nsubj")


def _let_through(tree: Tree, way: int) -> None:
    """Make the object of ``let the refugees in`` and its particle out of a clause."""
    verb = tree.head[way]
    for c in tree.kids(way, "nsubj", "nsubjpass"):
        _hang(tree, c, verb, "dobj")
    tree.dep[way] = "prt"


def _second_statement(tree: Tree, verb: int) -> None:
    """Hang a denial or claim with a clause of its own beside the statement before, not inside that one's content."""
    first = tree.head[verb]
    above = tree.head[first]
    if tree.dep[first] != "ccomp" or tree.lemma[above] not in _STATING or tree.tag[verb] != tree.tag[above]:
        return
    if tree.kids(verb, "nsubj", "nsubjpass", "aux") or not tree.kids(verb, "ccomp") or not tree.kids(first, "aux"):
        return
    _hang(tree, verb, above, "conj")


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
            _hang(tree, held[0], verb, "dobj")
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
                _hang(tree, c, verb, "dobj")
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
                _hang(tree, c, subject, tree.dep[c])


def _active(tree: Tree, verb: int) -> bool:
    """Tell a past tense from a participle by its form, its object and its preposition."""
    if tree.kids(verb, "agent") or not tree.lower[verb].endswith("ed"):
        return False
    return bool(tree.kids(verb, "dobj")) or (tree.lemma[verb] in _OPEN and bool(tree.kids(verb, "prep")))


def _last(tree: Tree, token: int) -> int:
    root = tree.sentence[token]
    last = token
    while last + 1 < len(tree.text) and tree.sentence[last + 1] == root:
        last += 1
    return last


def _hang(tree: Tree, token: int, head: int, dep: str) -> None:
    old = tree.head[token]
    if old != token:
        tree.children[old].remove(token)
    tree.head[token], tree.dep[token] = head, dep
    tree.children[head] = sorted([*tree.children[head], token])


def _reroot(tree: Tree, root: int, verb: int) -> None:
    """Give the sentence's tokens their new root; outwards from it, as a paragraph may hold many sentences."""
    for step in (-1, 1):
        i = root
        while 0 <= i < len(tree.sentence) and tree.sentence[i] in {root, verb}:
            tree.sentence[i] = verb
            i += step


def promote_object(tree: Tree, root: int, verb: int) -> None:
    """Make a modifier of the sentence's root its verb, with the former root as object."""
    tree.children[root].remove(verb)
    _reroot(tree, root, verb)
    tree.head[verb], tree.dep[verb] = verb, "ROOT"
    for c in [c for c in tree.children[root] if c < verb]:
        _hang(tree, c, verb, tree.dep[c])
    tree.head[root], tree.dep[root] = verb, "dobj"
    tree.children[verb] = sorted([root, *tree.children[verb]])


def _promote(tree: Tree, root: int, verb: int) -> None:
    """Make ``verb`` the root of its sentence, with the former root as its subject."""
    if verb in tree.children[tree.head[verb]]:
        tree.children[tree.head[verb]].remove(verb)
    _reroot(tree, root, verb)
    tree.head[verb], tree.dep[verb], tree.tag[verb], tree.pos[verb] = verb, "ROOT", "VBD", "VERB"
    for c in [c for c in tree.children[root] if c > verb]:
        _hang(tree, c, verb, tree.dep[c])
    tree.head[root], tree.dep[root] = verb, "nsubj"
    tree.children[verb] = sorted([root, *tree.children[verb]])
