"""Tells why a made sentence does not get the code and the roles of its entry, by class."""

from realise import TARGET, Made

from workers.extraction.events.lexicon import Entry, candidates
from workers.extraction.events.roles import assign
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.triggers import Trigger, find_triggers


def fault(entry: Entry, sentence: Made, tree: Tree) -> str | None:
    """Return the reason class why the sentence misses root, mode or a role of the entry, None if it does not.

    The classes are told of in the header of ``made_misses.tsv``.
    """
    own = [t for t in find_triggers(tree) if t.match is not None and tree.lemma[t.token] == entry.lemma]
    fits = [t for t in own if t.match and (t.match.entry.root, t.match.entry.part) == (entry.root, entry.part)]
    if not fits and (fits := _on_noun(entry, tree)):
        own = fits
    if not fits:
        return _uncoded(entry, tree, own)
    # A fit in root and mode counts before one in the root alone.
    trigger = min(fits, key=lambda t: t.match is not None and t.match.entry.mode != entry.mode)
    assert trigger.match is not None
    reason = _roles(sentence, tree, trigger)
    if reason is None and trigger.match.entry.mode != entry.mode:
        reason = "other-mode"
    on_noun = tree.lemma[trigger.token] != entry.lemma
    if reason is None and not on_noun and not any(entry in candidates(tree, t.frame)[0] for t in fits):
        reason = "unmet"
    return reason


def _on_noun(entry: Entry, tree: Tree) -> list[Trigger]:
    """Return the triggers on the noun that the pattern uses up: one event, which *talks were held* leaves to it."""
    spent = frozenset[str]().union(*(c.words for c in entry.conditions if c.slot == "obj"))
    return [
        t for t in find_triggers(tree) if t.match and t.match.entry.root == entry.root and tree.lemma[t.token] in spent
    ]


def _uncoded(entry: Entry, tree: Tree, own: list[Trigger]) -> str:
    kinds = VERBAL if entry.part == "VERB" else {"NOUN", "PROPN"}
    read = [i for i, lemma in enumerate(tree.lemma) if lemma == entry.lemma and tree.pos[i] in kinds]
    if not read:
        return "misread-word"
    for trigger in own:
        if trigger.match is not None and entry in candidates(tree, trigger.frame)[0]:
            rival = trigger.match.entry.specificity
            return "overruled" if rival > entry.specificity else "tied"
    return "other-arguments" if own else "no-trigger"


def _roles(sentence: Made, tree: Tree, trigger: Trigger) -> str | None:
    assert trigger.match is not None
    roles = assign(tree, trigger.frame, trigger.match)
    actors, targets = ({tree.text[m] for t in side for m in tree.conjuncts(t)} for side in roles)
    if sentence.actor not in {None, TARGET} and TARGET in {tree.text[t] for t in roles.actors}:
        return "swapped"
    if sentence.actor is not None and sentence.actor not in actors:
        return "no-actor"
    if sentence.targets and not sentence.targets & targets:
        return "other-target" if targets else "no-target"
    return None
