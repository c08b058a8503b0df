"""Repairs of the parse: lemmas of verbs that the lemmatizer gets wrong, headline verbs taken for plural nouns.

``Malaysia apologises after clash`` comes back as a noun phrase headed by *apologises*. When a sentence has no verb, its
root looks like a third person singular, is a verb of the lexicon, and a noun stands right before it, the root is read
as a verb with that noun as its subject. So are clauses (``unless Malaysia apologises``).

``Carlos Rivas, a former minister, called for elections`` comes back as a name with a participle; the participle is the
sentence's verb.
"""

from workers.extraction.events.agents import hang_agents
from workers.extraction.events.inflection import corrected
from workers.extraction.events.lexicon import entries
from workers.extraction.events.misread import restore
from workers.extraction.events.particles import hang_phrases
from workers.extraction.events.reattach import promote_object, reattach
from workers.extraction.events.syntax import VERBAL, Tree

_INTRANSITIVE = frozenset(
    {"call", "appeal", "object", "protest", "react", "vote", "fly", "travel", "arrive", "meet", "resign", "plead",
     "apologize", "agree", "fight", "insist", "push", "press"}
)  # fmt: skip


def repair(tree: Tree) -> None:
    """Mend verb lemmas, and turn the roots of verbless sentences into verbs where they look like ones; in place."""
    for i, pos in enumerate(tree.pos):
        if pos == "VERB":
            tree.lemma[i] = corrected(tree.lower[i], tree.lemma[i])
    restore(tree)
    reattach(tree)
    hang_agents(tree)
    hang_phrases(tree)
    roots = dict.fromkeys(tree.sentence)
    for root in roots:
        _apposed_subject(tree, root)
    verbal = {
        tree.sentence[i]
        for i, pos in enumerate(tree.pos)
        if pos in VERBAL and tree.dep[i] not in {"acl", "relcl", "amod"}
    }
    clauses = [i for i, dep in enumerate(tree.dep) if dep in {"advcl", "ccomp"} and tree.kids(i, "mark")]
    for root in (*roots, *clauses):
        if root not in verbal and _plural_subject(tree, root):
            continue
        if root in verbal or tree.tag[root] not in {"NNS", "NNP", "NNPS", "VBZ"} or not tree.lower[root].endswith("s"):
            continue
        before = root - 1
        if before < 0 or tree.head[before] != root or tree.dep[before] not in {"compound", "nmod", "amod", "poss"}:
            continue
        for lemma in (tree.lemma[root], tree.lower[root][:-1], tree.lower[root][:-2]):
            if ("VERB", lemma) in entries():
                tree.lemma[root], tree.pos[root], tree.tag[root] = lemma, "VERB", "VBZ"
                tree.dep[before] = "nsubj"
                tree.pos[before] = "PROPN" if tree.text[before][:1].isupper() else "NOUN"
                break


def _plural_subject(tree: Tree, root: int) -> bool:
    """Make a verb of the base form after a plural (``Dockers march in Suez``, ``Rebels shell airport``)."""
    if tree.tag[root] not in {"NN", "NNS"}:
        return False
    first = [c for c in tree.kids(root, "compound", "nmod") if tree.tag[c] == "NN"]
    for verb in (root, *first[:1]):
        subject = verb - 1
        if subject < 0 or tree.head[subject] != verb or not tree.lower[verb] == tree.text[verb] == tree.lemma[verb]:
            continue
        plural = tree.tag[subject] in {"NNS", "NNPS"} or tree.lower[subject] == "police" or tree.dep[subject] == "nsubj"
        if plural and ("VERB", tree.lemma[verb]) in entries():
            if verb != root:
                promote_object(tree, root, verb)
            tree.pos[verb], tree.tag[verb], tree.dep[subject] = "VERB", "VBP", "nsubj"
            return True
    return False


def _apposed_subject(tree: Tree, root: int) -> None:
    """Make the past tense after ``Name, description,`` the verb of its sentence."""
    if tree.pos[root] not in {"NOUN", "PROPN"} or not tree.kids(root, "appos"):
        return
    verb = next((c for c in tree.kids(root, "acl") if tree.tag[c] == "VBD" and tree.text[c - 1] == ","), None)
    if verb is None or not (tree.kids(verb, "dobj", "ccomp", "xcomp") or tree.lemma[verb] in _INTRANSITIVE):
        return
    for i, above in enumerate(tree.sentence):
        if above == root:
            tree.sentence[i] = verb
    tree.head[verb], tree.dep[verb] = verb, "ROOT"
    tree.head[root], tree.dep[root] = verb, "nsubj"
    tree.children[root].remove(verb)
    later = [c for c in tree.children[root] if c > verb]
    tree.children[root] = [c for c in tree.children[root] if c < verb]
    for c in later:
        tree.head[c] = verb
    tree.children[verb] = sorted([root, *tree.children[verb], *later])
