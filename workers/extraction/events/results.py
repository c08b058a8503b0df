"""Results of an act in its own sentence: ``shelled the town, killing six and wounding ten`` is one attack.

So is ``the strike hit the station``, where the noun names the act and the verb what it did.
"""

from collections.abc import Sequence
from dataclasses import replace

from workers.extraction.events.syntax import Tree
from workers.extraction.events.triggers import Trigger

_STRIKING = frozenset({"hit", "kill", "strike", "wound", "injure", "destroy", "damage", "target", "leave"})


def fold_results(
    tree: Tree, triggers: Sequence[Trigger], *, under_nouns: bool
) -> tuple[list[Trigger], dict[int, list[Trigger]]]:
    """Take the code off verbs that tell the result of an act with the same root.

    ``under_nouns``: also off the verb of a noun that names the act; a single sentence is coded by its verb.

    Returns the triggers, and for each act the result triggers, whose counts are the act's.
    """
    roots = {t.token: t.match.entry.root for t in triggers if t.match is not None}
    kept: list[Trigger] = []
    results: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        act = _act(tree, trigger.token, under_nouns=under_nouns) if trigger.match is not None else None
        if act is not None and trigger.match is not None and roots.get(act) == trigger.match.entry.root:
            results.setdefault(act, []).append(trigger)
            kept.append(replace(trigger, match=None))
        else:
            kept.append(trigger)
    return kept, results


def _act(tree: Tree, token: int, *, under_nouns: bool) -> int | None:
    """Return the verb or noun whose result a trigger tells, None for any other trigger."""
    if under_nouns and tree.tag[token] in {"VBD", "VBZ", "VBP"} and tree.lemma[token] in _STRIKING:
        return next(iter(tree.kids(token, "nsubj")), None)
    if tree.tag[token] != "VBG":
        return None
    while tree.dep[token] == "conj" and tree.tag[tree.head[token]] == "VBG" and tree.head[token] != token:
        token = tree.head[token]
    if tree.dep[token] != "advcl" or any(
        tree.dep[c] in {"mark", "prep", "nsubj"} for c in tree.children[token] if c < token
    ):
        return None
    return tree.head[token]
