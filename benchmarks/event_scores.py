"""How good are events and answers? Measures for predictions against gold, by trigger, root, role, date and modality.

A trigger is found when a predicted one overlaps any of its spans; gold and predictions are paired one to one, most
overlap first. *Typed*: the roots agree too. *Actor*, *target*: share of the gold events with that role whose partner
has a filler that overlaps one of theirs; a reciprocal event takes either side. *Code*: a country or organisation code
agrees. *Date*, *modality*, *asserted by*: over the paired events. Gold without triggers (single sentences) is
compared by root: *first* asks the first predicted event for the root, and the roles of the event that fits best.
An *answer* is right when it shares half of its words (F1) with one of the gold answers.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

WORD = re.compile(r"\w+")
ARTICLES = frozenset({"the", "a", "an"})
HALF = 0.5
DAY = 10
QUESTIONS = ("who", "what", "when", "where")
Record = dict[str, Any]


@dataclass(slots=True)
class Share:
    """How many of how many; nothing of nothing has no value."""

    right: int = 0
    total: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.total += 1

    @property
    def value(self) -> float:
        """Return the share, or NaN."""
        return self.right / self.total if self.total else float("nan")


@dataclass(slots=True)
class F1:
    """Right, predicted and gold counts."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @property
    def value(self) -> float:
        """Return the harmonic mean of precision and recall, or NaN when there is nothing to find."""
        both = self.predicted + self.gold
        return 2 * self.right / both if both else float("nan")


@dataclass(slots=True)
class Scores:
    """What the events of one set came to."""

    triggers: F1 = field(default_factory=F1)
    typed: F1 = field(default_factory=F1)
    first_root: Share = field(default_factory=Share)
    shares: defaultdict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    modalities: Counter[tuple[str, str]] = field(default_factory=Counter)

    def figures(self) -> dict[str, float]:
        """Return the figures that the set carries."""
        named = {"triggers F1": self.triggers.value, "typed F1": self.typed.value, "first root": self.first_root.value}
        named |= {name: share.value for name, share in self.shares.items()}
        named["modality macro F1"] = self.modality_macro_f1()
        return {name: value for name, value in named.items() if not math.isnan(value)}

    def modality_macro_f1(self) -> float:
        """Return the mean F1 of the modalities that gold or predictions use."""
        labels = {label for pair in self.modalities for label in pair}
        if not labels:
            return float("nan")
        each = []
        for label in labels:
            predicted = sum(n for (_, p), n in self.modalities.items() if p == label)
            gold = sum(n for (g, _), n in self.modalities.items() if g == label)
            each.append(F1(self.modalities[label, label], predicted, gold).value)
        return sum(each) / len(each)


def score(gold: Iterable[Record], predicted: dict[str, list[Record]]) -> Scores:
    """Score all records; one without predictions counts as empty.

    Both sides hold events as ``{"triggers": [{"start", "end"}], "root", "actor": [{"start", "end", "code"?}],
    "target", "date"?, "modality"?, "asserted_by"?}``.
    """
    scores = Scores()
    for record in gold:
        ours, theirs = predicted.get(record["doc_id"], []), record["events"]
        if any(e["triggers"] for e in theirs):
            score_document(scores, theirs, ours)
        else:
            score_sentence(scores, theirs[0], ours)
    return scores


def score_document(scores: Scores, gold: Sequence[Record], predicted: Sequence[Record]) -> None:
    """Score events that have triggers."""
    pairs = pair(gold, predicted)
    count(scores.triggers, len(pairs), predicted, gold)
    if all("root" in e for e in gold):
        roots = {e["root"] for e in gold}
        right = sum(
            len(pair([e for e in gold if e["root"] == r], [e for e in predicted if e["root"] == r])) for r in roots
        )
        count(scores.typed, right, predicted, gold)
    for i, event in enumerate(gold):
        ours = predicted[pairs[i]] if i in pairs else None
        score_roles(scores, event, ours)
        if ours is None:
            continue
        scores.modalities[event["modality"], ours["modality"] or "asserted"] += 1
        if event.get("date"):
            scores.shares["date"].add((ours["date"] or "")[:DAY] == event["date"][:DAY])
        if "asserted_by" in event:
            scores.shares["asserted by"].add(same_asserter(event["asserted_by"], ours["asserted_by"]))


def score_sentence(scores: Scores, gold: Record, predicted: Sequence[Record]) -> None:
    """Score the one event of a sentence."""
    scores.first_root.add(bool(predicted) and predicted[0]["root"] == gold["root"])
    best = max(predicted, key=lambda e: (e["root"] == gold["root"], role_hits(gold, e)), default=None)
    score_roles(scores, gold, best)


def count(into: F1, right: int, predicted: Sequence[Record], gold: Sequence[Record]) -> None:
    """Add one document."""
    into.right += right
    into.predicted += len(predicted)
    into.gold += len(gold)


def score_roles(scores: Scores, gold: Record, ours: Record | None) -> None:
    """Count the roles that the gold event has."""
    for role in ("actor", "target"):
        theirs, found = sides(gold, role, gold), sides(ours, role, gold)
        if not gold.get(role):
            continue
        scores.shares[role].add(any(overlap(a, b) for a in theirs for b in found))
        codes = {filler.get("code") for filler in theirs} - {"", None}
        if codes:
            scores.shares[f"{role} code"].add(bool(codes & {filler.get("code") for filler in found}))


def sides(event: Record | None, role: str, gold: Record) -> list[Record]:
    """Return the fillers of a role, or of both where the gold event is reciprocal."""
    if event is None:
        return []
    roles = ("actor", "target") if gold.get("reciprocal") else (role,)
    return [filler for r in roles for filler in event.get(r) or []]


def role_hits(gold: Record, ours: Record) -> int:
    """Return how many pairs of fillers of both events overlap."""
    return sum(overlap(a, b) > 0 for r in ("actor", "target") for a in gold.get(r) or [] for b in ours.get(r) or [])


def overlap(one: Record, other: Record) -> int:
    """Return the characters two spans share; a filler without offsets shares none."""
    if one.get("start") is None or other.get("start") is None:
        return 0
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared)


def pair(gold: Sequence[Record], predicted: Sequence[Record]) -> dict[int, int]:
    """Return the predicted event of each gold event whose trigger is found, one to one, most overlap first."""
    candidates = []
    for i, g in enumerate(gold):
        for j, p in enumerate(predicted):
            shared = max((overlap(a, b) for a in g["triggers"] for b in p["triggers"]), default=0)
            if shared:
                candidates.append((-shared, abs(g["triggers"][0]["start"] - p["triggers"][0]["start"]), i, j))
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for *_, i, j in sorted(candidates):
        if i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


def same_asserter(gold: str | None, ours: str | None) -> bool:
    """Return whether both name the article itself, or every word of the gold name is in ours."""
    theirs, found = words(gold), words(ours)
    return not found if not theirs else theirs <= found


def words(text: str | None) -> set[str]:
    """Return the lower case words without articles."""
    return set(WORD.findall((text or "").lower())) - ARTICLES


def right_answer(ours: str, gold: Sequence[Record]) -> bool:
    """Return whether an answer shares half of its words with a gold answer."""

    def shared(theirs: str) -> float:
        a, b = Counter(WORD.findall(ours.lower())), Counter(WORD.findall(theirs.lower()))
        return F1((a & b).total(), a.total(), b.total()).value

    return any(shared(answer["text"]) >= HALF for answer in gold)


def answers(gold: Iterable[Record], predicted: dict[str, dict[str, list[str]]]) -> dict[str, float]:
    """Return the share of right first answers of each question, and their mean."""
    shares: dict[str, Share] = {q: Share() for q in QUESTIONS}
    for record in gold:
        for question in QUESTIONS:
            theirs = record["w5"][question]
            if theirs:
                ours = predicted.get(record["doc_id"], {}).get(question) or [""]
                shares[question].add(right_answer(ours[0], theirs))
    figures = {question: share.value for question, share in shares.items()}
    return figures | {"mean of four": sum(figures.values()) / len(figures)}
