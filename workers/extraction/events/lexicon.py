"""The event lexicon: patterns over a trigger and its arguments, each with a root, a mode and the roles.

The data are ``workers/extraction/lexicons/events/*.tsv``, one file a root; ``docs/events.md`` describes the notation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

from workers.extraction.events.fillers import MODIFIERS, names
from workers.extraction.events.frame import FOLDED, Frame
from workers.extraction.events.ontology import ROOTS
from workers.extraction.events.syntax import Tree, canonical

_DATA = files("workers.extraction") / "lexicons" / "events"
_NO_EVENT = 100_000  # more words than a pattern has
PARTS_OF_SPEECH = {"v": "VERB", "n": "NOUN", "a": "ADJ"}


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing a pattern asks for: ``slot`` is a function (``obj``, ``prep:for``, ``xcomp``, ...).

    ``words`` are the lemmas of which one must head the slot; empty: the slot must only be filled.
    """

    slot: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A lexicon entry. ``root`` is None where the pattern names no event (``meet a deadline``)."""

    lemma: str
    part: str
    conditions: tuple[Condition, ...]
    root: str | None
    mode: str | None
    actor: tuple[str, ...]
    target: tuple[str, ...]
    reciprocal: bool
    pattern: str
    example: str
    specificity: int = field(init=False)

    def __post_init__(self) -> None:
        """Rank the entry among those of its lemma by how much its pattern asks for; read for each trigger."""
        asked = sum(2 if c.words or c.slot == "negated" else 1 for c in self.conditions)
        object.__setattr__(self, "specificity", asked)


@dataclass(frozen=True, slots=True)
class Match:
    """An entry that fits a trigger; ``used`` are the argument tokens that its conditions asked for."""

    entry: Entry
    used: tuple[int, ...]


def _rows(name: str) -> Iterator[list[str]]:
    for line in (_DATA / name).read_text(encoding="utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            yield line.split("\t")


@lru_cache(maxsize=1)
def word_classes() -> dict[str, frozenset[str]]:
    """Return the word classes that patterns name with ``@``."""
    classes: dict[str, frozenset[str]] = {}
    for name, words in _rows("classes.tsv"):
        members: set[str] = set()
        for word in words.split():
            members |= classes[word[1:]] if word.startswith("@") else {canonical(word)}
        classes[name] = classes.get(name, frozenset()) | members
    return classes


def _words(text: str) -> frozenset[str]:
    found: set[str] = set()
    for word in text.split("|"):
        found |= word_classes()[word[1:]] if word.startswith("@") else {canonical(word)}
    return frozenset(found)


def _condition(text: str) -> Condition:  # noqa: C901, PLR0911 - one return a sign
    sign, rest = text[0], text[1:]
    if sign == "+":
        return Condition("particle", frozenset(rest.split("|")))
    if sign == "~":
        preposition, _, words = rest.partition(":")
        preposition = FOLDED.get(preposition, preposition)
        return Condition(f"prep:{preposition}", _words(words) if words else frozenset())
    if sign == ">":
        return Condition("xcomp", _words(rest) if rest else frozenset())
    if sign == "^":
        return Condition("subj", _words(rest))
    if sign == "=":
        return Condition("attr", _words(rest))
    if sign == "&":
        return Condition("modifier", _words(rest))
    if sign == "<":
        return Condition("governor", _words(rest))
    if sign == "*":
        return Condition("scope", _words(rest))
    if sign == "!":
        return Condition("negated", frozenset())
    if text in {"that", "thatvb", "obj", "nobj", "nosubj"}:
        return Condition(
            {"that": "ccomp", "thatvb": "subjunctive", "obj": "obj", "nobj": "no obj", "nosubj": "no subj"}[text],
            frozenset(),
        )
    return Condition("obj", _words(text))


def alert_rows() -> Iterator[list[str]]:
    """Yield the rows of the single-sentence conventions, the root in front of the five columns."""
    return _rows("alerts.tsv")


def parse_row(root: str | None, row: list[str]) -> Iterator[Entry]:
    """Yield the entries of one line: part of speech, mode, roles, patterns, example."""
    part, mode, roles, patterns, *example = row
    reciprocal = "<>" in roles
    actor, target = roles.split("<>" if reciprocal else ">")
    for pattern in patterns.split(","):
        lemma, *conditions = pattern.split()
        yield Entry(
            lemma=canonical(lemma),
            part=PARTS_OF_SPEECH[part],
            conditions=tuple(_condition(c) for c in conditions),
            root=root,
            mode=None if mode == "-" else mode,
            actor=tuple(actor.split("|")) if actor else (),
            target=tuple(target.split("|")) if target else (),
            reciprocal=reciprocal,
            pattern=pattern.strip(),
            example=example[0] if example else "",
        )


@lru_cache(maxsize=1)
def entries() -> dict[tuple[str, str], tuple[Entry, ...]]:
    """Return all entries by part of speech and lemma, the most specific first."""
    found: dict[tuple[str, str], list[Entry]] = {}
    for root in (*ROOTS, None):
        for row in _rows(f"{(root or 'none').lower()}.tsv"):
            for entry in parse_row(root, row):
                found.setdefault((entry.part, entry.lemma), []).append(entry)
    return {key: tuple(sorted(group, key=lambda e: -e.specificity)) for key, group in found.items()}


def _holds(tree: Tree, frame: Frame, condition: Condition) -> list[int] | None:  # noqa: C901, PLR0911 - one return a slot
    """Return the tokens that satisfy the condition, or None."""
    slot, words = condition.slot, condition.words
    if slot == "negated":
        return [] if frame.negated else None
    if slot == "scope":
        found = [t for t in tree.subtree(frame.token) if tree.lemma[t] in words or tree.lower[t] in words]
        return found or None
    if slot == "governor":
        return [] if _governor(tree, frame.token) in words else None
    if slot == "particle":
        return [c for c in tree.children[frame.token] if tree.lower[c] in words and _is_particle(tree, c)] or None
    if slot == "modifier":
        modified = frame.get("obj") if tree.pos[frame.token] in {"VERB", "AUX"} else [frame.token]
        found = [c for o in modified for c in tree.children[o] if tree.dep[c] in MODIFIERS and tree.lemma[c] in words]
        return [*modified, *found] if found else None
    if slot == "subjunctive":
        return [] if any(_subjunctive(tree, c) for c in frame.get("ccomp")) else None
    if slot == "no obj":
        return None if frame.get("obj") else []
    if slot == "no subj":
        return None if frame.get("subj") else []
    if slot == "attr":
        return _described(tree, frame, words)
    heads = frame.get(slot.removeprefix("prep:"))
    if not heads:
        return None
    if not words:
        return []
    deep = slot != "xcomp"
    return next((found for head in heads if (found := names(tree, head, words, deep=deep, elided=slot == "obj"))), None)


def _governor(tree: Tree, noun: int) -> str:
    """Return the lemma of the verb whose object a noun is, empty for any other noun."""
    return tree.lemma[tree.head[noun]] if tree.dep[noun] in {"dobj", "nsubjpass"} else ""


def _is_particle(tree: Tree, token: int) -> bool:
    """Tell a particle (``sign on``) from a preposition before a time or a place (``sign on Monday``)."""
    if tree.dep[token] not in PARTICLE_LABELS:
        return False
    held = tree.kids(token, "pobj") if tree.dep[token] == "prep" else ()
    # "handed over arms" is often parsed with a preposition; then nothing stands between it and the verb.
    return not held or (token == tree.head[token] + 1 and tree.entity[held[0]] not in {"DATE", "TIME", "GPE", "LOC"})


def _subjunctive(tree: Tree, clause: int) -> bool:
    """Tell whether a that-clause wants something done (``insisted that he leave``, ``... must leave``)."""
    modals = {tree.lower[c] for c in tree.children[clause] if tree.dep[c] == "aux"}
    return (tree.tag[clause] == "VB" and not modals - {"be"}) or bool(modals & {"must", "should"})


def _described(tree: Tree, frame: Frame, words: frozenset[str]) -> list[int] | None:
    """Return the predicative complement (``declared persona non grata``), wherever the parser put it."""
    near = [c for c in tree.children[frame.token] if tree.dep[c] not in {"nsubj", "nsubjpass"}]
    near += [g for c in near if tree.dep[c] in {"ccomp", "dobj", "xcomp", "prep"} for g in tree.children[c]]
    return [t for t in near if tree.lemma[t] in words or tree.lower[t] in words][:1] or None


PARTICLE_LABELS = frozenset({"prt", "advmod", "prep", "acomp", "oprd", "ccomp"})


def _fit(tree: Tree, frame: Frame, entry: Entry) -> Match | None:
    used: list[int] = []
    for condition in entry.conditions:
        found = _holds(tree, frame, condition)
        if found is None:
            return None
        used.extend(found)
    return Match(entry, tuple(used))


def _entries_of(tree: Tree, frame: Frame) -> tuple[Entry, ...]:
    part = tree.pos[frame.token]
    part = "VERB" if part == "AUX" else "NOUN" if part == "PROPN" else part
    return entries().get((part, tree.lemma[frame.token]), ())


def match(tree: Tree, frame: Frame) -> Match | None:
    """Return the most specific entry that fits the trigger with these arguments.

    Among equals the one whose words head the arguments beats one whose words only modify them, then the one that asks
    for fewer words (``impose curfew`` before ``impose @restrict``), then the first listed.
    """
    return best_fit(tree, frame, _entries_of(tree, frame))


def best_fit(tree: Tree, frame: Frame, known: Sequence[Entry]) -> Match | None:
    """Return the best of the given entries, the most specific first; see ``match``."""
    best: Match | None = None
    best_rank = (-1, -1, -_NO_EVENT - 1)
    for entry in known:
        if entry.specificity < best_rank[0]:
            break
        found = _fit(tree, frame, entry)
        if found is None:
            continue
        words = frozenset[str]().union(*(c.words for c in entry.conditions))
        heads = sum(tree.lemma[t] in words or tree.lower[t] in words for t in found.used)
        # "hit a market" is a figure of speech only where nothing else fits, however few words that pattern lists.
        rank = (entry.specificity, heads, -len(words) if entry.root else -_NO_EVENT)
        if rank > best_rank:
            best, best_rank = found, rank
    return best


def candidates(tree: Tree, frame: Frame) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """Return the entries of the trigger's lemma that fit, best first, and those that do not."""
    fit: list[Entry] = []
    failed: list[Entry] = []
    for entry in _entries_of(tree, frame):
        (failed if _fit(tree, frame, entry) is None else fit).append(entry)
    return tuple(fit), tuple(failed)
