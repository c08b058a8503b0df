"""What single-sentence coding counts an act as, where that differs from the act's own root.

CAMEO, whose manual PLOVER's sentence coding follows, files a blockade under fighting (191), a call for sanctions under
rallying opposition (113), and a mission sent to investigate under investigating (09): the purpose is the event. Data:
``lexicons/events/alerts.tsv``, the notation of the other files with the root in front.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from workers.extraction.events.lexicon import Entry, alert_rows, best_fit, parse_row
from workers.extraction.events.syntax import Tree
from workers.extraction.events.triggers import Trigger

_BY_AUTHORITY = frozenset({("COERCE", "arrest"), ("COERCE", "deport"), ("YIELD", "release"), ("SANCTION", "expel")})


@lru_cache(maxsize=1)
def _entries() -> dict[tuple[str, str], tuple[Entry, ...]]:
    found: dict[tuple[str, str], list[Entry]] = {}
    for root, *row in alert_rows():
        for entry in parse_row(root, row):
            found.setdefault((entry.part, entry.lemma), []).append(entry)
    return {key: tuple(sorted(group, key=lambda e: -e.specificity)) for key, group in found.items()}


def conventional(tree: Tree, triggers: Sequence[Trigger]) -> tuple[list[Trigger], frozenset[int]]:
    """Return the triggers of a single sentence, recoded where the convention says so, and the tokens of these."""
    recoded, tokens = [], set()
    for trigger in triggers:
        known = _entries().get((tree.pos[trigger.token], tree.lemma[trigger.token]), ())
        found = best_fit(tree, trigger.frame, known)
        recoded.append(trigger if found is None else replace(trigger, match=found))
        if found is not None:
            tokens.add(trigger.token)
    return recoded, frozenset(tokens)


def authorities(tree: Tree, trigger: Trigger) -> tuple[int, ...]:
    """Return the place of an arrest, release or expulsion without an agent: who has power there did it."""
    entry = trigger.match.entry if trigger.match is not None else None
    if entry is None or ((entry.root, entry.mode) not in _BY_AUTHORITY and tree.lemma[trigger.token] != "torture"):
        return ()
    places = [t for slot in ("in", "from") for t in trigger.frame.get(slot)]
    return tuple(t for t in places if tree.entity[t] in {"GPE", "LOC"})[:1]
