"""Repairs of the parse: lemmas of verbs that the lemmatizer gets wrong, headline verbs taken for plural nouns.

``Malaysia apologises after clash`` comes back as a noun phrase headed by *apologises*. When a sentence has no verb, its
root looks like a third person singular, is a verb of the lexicon, and a noun stands right before it, the root is read
as a verb with that noun as its subject.
"""

from workers.extraction.events.inflection import corrected
from workers.extraction.events.lexicon import entries
from workers.extraction.events.syntax import VERBAL, Tree


def repair(tree: Tree) -> None:
    """Mend verb lemmas, and turn the roots of verbless sentences into verbs where they look like ones; in place."""
    for i, pos in enumerate(tree.pos):
        if pos == "VERB":
            tree.lemma[i] = corrected(tree.lower[i], tree.lemma[i])
    roots = dict.fromkeys(tree.sentence)
    verbal = {
        tree.sentence[i] for i, pos in enumerate(tree.pos) if pos in VERBAL and tree.dep[i] not in {"acl", "relcl"}
    }
    for root in roots:
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
