"""Phrases after particles: ``stayed away from the summit``, ``went along with the plan``."""

from workers.extraction.events.syntax import VERBAL, Tree

_PARTICLES = frozenset(
    {"along", "apart", "around", "ahead", "away", "back", "down", "forward", "home", "off", "out", "over", "round",
     "together", "up"}
)  # fmt: skip


def hang_phrases(tree: Tree) -> None:
    """Give verbs the prepositional phrases that the parser hangs on their particles, in place."""
    for i, lower in enumerate(tree.lower):
        if lower not in _PARTICLES or tree.dep[i] not in {"advmod", "prt", "prep"}:
            continue
        verb = tree.head[i]
        if tree.pos[verb] not in VERBAL or verb > i or tree.kids(i, "pobj"):
            continue
        for c in tree.kids(i, "prep"):
            # "out of" is one preposition.
            if c > i and tree.kids(c, "pobj") and (lower, tree.lower[c]) != ("out", "of"):
                tree.children[i].remove(c)
                tree.head[c] = verb
                tree.children[verb] = sorted([*tree.children[verb], c])
