"""Results of an act in its own sentence: ``shelled the town, killing six and wounding ten`` is one attack."""

from collections.abc import Sequence
from dataclasses import replace

from workers.extraction.events.syntax import Tree
from workers.extraction.events.triggers import Trigger


def fold_results(tree: Tree, triggers: Sequence[Trigger]) -> tuple[list[Trigger], dict[int, list[Trigger]]]:
    """Take the code off participles that tell the result of an act with the same root.

    Returns the triggers, and for each act the result triggers, whose counts are the act's.
    """
    roots = {t.token: t.match.entry.root for t in triggers if t.match is not None}
    kept: list[Trigger] = []
    results: dict[int, list[Trigger]] = {}
    for trigger in triggers:
        act = _act(tree, trigger.token) if trigger.match is not None else None
        if act is not None and trigger.match is not None and roots.get(act) == trigger.match.entry.root:
            results.setdefault(act, []).append(trigger)
            kept.append(replace(trigger, match=None))
        else:
            kept.append(trigger)
    return kept, results


def _act(tree: Tree, token: int) -> int | None:
    """Return the verb whose result a participle tells, None for any other trigger."""
    if tree.tag[token] != "VBG":
        return None
    while tree.dep[token] == "conj" and tree.tag[tree.head[token]] == "VBG" and tree.head[token] != token:
        token = tree.head[token]
    if tree.dep[token] != "advcl" or any(
        tree.dep[c] in {"mark", "prep", "nsubj"} for c in tree.children[token] if c < token
    ):
        return None
    return tree.head[token]
