"""The learned scorer's say in single-sentence records, where it was trained to code one sentence as one event.

Measured on sentence gold sets: neither is right often enough where they disagree, but the sum of the scorer's
log-probability and a vote of the lexicon is, with one weight for all roots. On single triggers of longer articles the
scorer found no event that the lexicon had missed at any threshold that kept precision, so it is not asked there.
Figures: ``docs/events.md``.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

from schemas.event import EventType
from workers.extraction.events.announced import predications
from workers.extraction.events.arguments import verb_frame
from workers.extraction.events.classifier import load_scorer, main_predicate
from workers.extraction.events.lexicon import Entry, Match
from workers.extraction.events.noun_arguments import noun_frame
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.triggers import Trigger
from workers.extraction.text import Paragraph
from workers.extraction.types import Event

# Log-odds of the lexicon's votes, and the probability that no root falls below.
_FIRST_VOTE, _OTHER_VOTE, _FLOOR = 2.5, 0.5, 1e-4
_LIKELY = 0.5
_ACTOR = ("subj", "poss", "by", "comp")
_TARGET = ("obj", "against", "on", "to", "with", "from", "of", "for", "in")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The scorer's root for a sentence, and the token that heads what it reports."""

    root: EventType
    probability: float
    predicate: int
    probabilities: Mapping[str, float]


def judge(paragraph: Paragraph) -> Verdict | None:
    """Score the only sentence of a paragraph that predicates something, None where there is none."""
    sentence = next(iter(predications(paragraph.doc)), None)
    if sentence is None:
        return None
    probabilities = load_scorer().score_sentence(sentence)
    root = max(probabilities, key=lambda r: probabilities[r])
    return Verdict(cast("EventType", root), probabilities[root], main_predicate(sentence)[0].i, probabilities)


def supply(tree: Tree, triggers: list[Trigger], verdict: Verdict) -> list[Trigger]:
    """Code the sentence's predicate by the scorer where the lexicon is silent on the whole sentence."""
    if verdict.root == "OTHER" or verdict.probability < _LIKELY or any(t.match is not None for t in triggers):
        return triggers
    token = verdict.predicate
    frame = verb_frame(tree, token) if tree.pos[token] in VERBAL else noun_frame(tree, token)
    entry = Entry(tree.lemma[token], tree.pos[token], (), verdict.root, None, _ACTOR, _TARGET, False, "", "")
    learned = Trigger(frame, Match(entry, ()))
    return sorted([*(t for t in triggers if t.token != token), learned], key=lambda t: t.token)


def settle(events: Sequence[Event], verdict: Verdict) -> list[Event]:
    """Put the event first that lexicon and scorer together find most likely, or recode the first one.

    The lexicon's votes are added to the scorer's log-probabilities: one for the root of its first event, one for those
    of its others.
    """
    coded = [e for e in events if e.type != "OTHER"]
    if not coded or verdict.root == "OTHER":
        return list(events)
    odds: dict[str, float] = {r: math.log(p + _FLOOR) for r, p in verdict.probabilities.items() if r != "OTHER"}
    for voted in {e.type for e in coded}:
        odds[voted] += _FIRST_VOTE if voted == coded[0].type else _OTHER_VOTE
    best = max(odds, key=lambda r: odds[r])
    named = next((e for e in coded if e.type == best), None)
    if named is not None:
        return [named, *(e for e in events if e is not named)]
    confidence = round(verdict.probabilities[best], 2)
    recoded = replace(coded[0], type=cast("EventType", best), mode=None, confidence=confidence)
    return [recoded, *(e for e in events if e is not coded[0])]
