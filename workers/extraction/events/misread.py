"""Verbs and nouns that the tagger takes for adjectives, read by what hangs on them.

The tagger calls rare past forms adjectives (``Students jeered``, ``Chile froze aid``), and the parser then makes an
agentive passive a description (``the road was unblocked by Chile``). A word that has a subject or an agent and is the
past form of a lexicon verb is that verb; one that stands as a subject or object with an article or a possessor is a
noun (``the roundtable``).
"""

from workers.extraction.events.inflection import past_forms
from workers.extraction.events.lexicon import entries
from workers.extraction.events.syntax import Tree

_ARGUMENTS = frozenset({"nsubj", "nsubjpass", "dobj", "pobj"})


def restore(tree: Tree) -> None:
    """Give misread words their part of speech, in place; what an agentive passive hangs on becomes its auxiliary."""
    for i, pos in enumerate(tree.pos):
        if pos not in {"ADJ", "NOUN"} or not tree.children[i]:
            continue
        verb = past_forms().get(tree.lower[i])
        if verb is None and tree.kids(i, "auxpass") and ("VERB", tree.lower[i]) in entries():
            verb = tree.lower[i]  # "was overrun"
        if verb is not None and pos == "ADJ" and tree.dep[i] == "ROOT" and tree.kids(i, "dobj"):
            _subject_before(tree, i)
        if verb is not None and _predicates(tree, i):
            tree.pos[i], tree.tag[i], tree.lemma[i] = "VERB", "VBD", verb
            if any(tree.dep[c] in {"nsubjpass", "auxpass", "agent"} for c in tree.children[i]):
                tree.tag[i] = "VBN"
            if tree.dep[i] == "acomp":
                _lift(tree, i)
        elif (
            pos == "ADJ"
            and tree.dep[i] in _ARGUMENTS
            and ("NOUN", tree.lemma[i]) in entries()
            and any(tree.dep[c] in {"det", "poss"} for c in tree.children[i])
        ):
            tree.pos[i], tree.tag[i] = "NOUN", "NN"


def _subject_before(tree: Tree, i: int) -> None:
    """Make a noun that measures nothing (``Chile froze aid``) the subject of what has an object."""
    if i > 0 and tree.dep[i - 1] == "npadvmod" and tree.head[i - 1] == i and tree.pos[i - 1] in {"PROPN", "NOUN"}:
        tree.dep[i - 1] = "nsubj"


def _predicates(tree: Tree, i: int) -> bool:
    """Tell whether a subject stands before the word, or an agent after it."""
    if tree.dep[i] == "acomp":
        return tree.lemma[tree.head[i]] == "be" and any(
            tree.dep[c] == "agent" or (c == i + 1 and tree.lower[c] == "by") for c in tree.children[i]
        )
    return any(c < i and tree.dep[c] in {"nsubj", "nsubjpass"} for c in tree.children[i]) and not any(
        tree.dep[c] in {"cop", "det"} for c in tree.children[i]
    )


def _lift(tree: Tree, verb: int) -> None:
    """Put the participle in the place of the *be* that it hangs on."""
    be = tree.head[verb]
    for step in (-1, 1):  # outwards, as a paragraph may hold many sentences
        i = be
        while 0 <= i < len(tree.sentence) and tree.sentence[i] in {be, verb}:
            tree.sentence[i] = verb if tree.sentence[i] == be else tree.sentence[i]
            i += step
    above = tree.head[be]
    tree.head[verb], tree.dep[verb] = (verb if above == be else above), tree.dep[be]
    if above != be:
        tree.children[above] = sorted([*(c for c in tree.children[above] if c != be), verb])
    moved = [c for c in tree.children[be] if c != verb]
    for c in tree.children[verb]:
        if tree.dep[c] == "prep" and tree.lower[c] == "by":
            tree.dep[c] = "agent"
    for c in moved:
        tree.head[c] = verb
        if tree.dep[c] == "nsubj":
            tree.dep[c] = "nsubjpass"
    tree.children[be] = []
    tree.head[be], tree.dep[be] = verb, "auxpass"
    tree.children[verb] = sorted([*tree.children[verb], *moved, be])
