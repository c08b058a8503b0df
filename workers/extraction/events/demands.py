"""Single-sentence records that demand: ``the minister said that Kyiv must withdraw its troops``."""

from collections.abc import Sequence

from workers.extraction.events.announced import DUTY
from workers.extraction.events.arguments import subjects, verb_frame
from workers.extraction.events.lexicon import Entry, Match
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.triggers import Trigger


def demand(tree: Tree) -> int | None:
    """Return the verb of what the sentence says somebody must do, None when it demands nothing."""
    for i, dep in enumerate(tree.dep):
        if dep == "ccomp" and tree.pos[i] in VERBAL and any(tree.lower[c] in DUTY for c in tree.kids(i, "aux")):
            above = tree.head[i]
            if tree.head[above] == above and tree.pos[above] in VERBAL and subjects(tree, above):
                return i
    return None


def supply_demand(tree: Tree, triggers: Sequence[Trigger]) -> list[Trigger]:
    """Add the verb of a demand to the triggers where the lexicon knows no event in it."""
    verb = demand(tree)
    if verb is None or any(t.token == verb and t.match is not None for t in triggers):
        return list(triggers)
    entry = Entry(tree.lemma[verb], "VERB", (), "REQUEST", None, ("subj",), ("obj",), False, "must", "")
    added = Trigger(verb_frame(tree, verb), Match(entry, ()))
    return sorted([*(t for t in triggers if t.token != verb), added], key=lambda t: t.token)
