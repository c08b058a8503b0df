"""Changes to a parse in place: a token hung on another head, a sentence headed by another token."""

from workers.extraction.events.syntax import Tree


def hang(tree: Tree, token: int, head: int, dep: str) -> None:
    """Hang a token on another head."""
    old = tree.head[token]
    if old != token:
        tree.children[old].remove(token)
    tree.head[token], tree.dep[token] = head, dep
    tree.children[head] = sorted([*tree.children[head], token])


def reroot(tree: Tree, root: int, verb: int) -> None:
    """Give the sentence's tokens their new root; outwards from it, as a paragraph may hold many sentences."""
    for step in (-1, 1):
        i = root
        while 0 <= i < len(tree.sentence) and tree.sentence[i] in {root, verb}:
            tree.sentence[i] = verb
            i += step
