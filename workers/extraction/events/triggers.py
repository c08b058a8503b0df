"""Event mentions: coded ones by the lexicon, all others that the text presents as events."""

from dataclasses import dataclass
from functools import lru_cache

from workers.extraction.events.arguments import verb_frame
from workers.extraction.events.control import complement
from workers.extraction.events.fillers import is_demonym
from workers.extraction.events.frame import Frame
from workers.extraction.events.lexicon import Match, entries, match
from workers.extraction.events.noun_arguments import noun_frame
from workers.extraction.events.nouns import is_event_noun
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_NOT_HEADS = frozenset({"compound", "nmod", "amod", "npadvmod", "poss"})
_INERT_VERBS = frozenset({"accord", "base", "regard", "concern"})
_GENERIC_DETERMINERS = frozenset({"any", "every", "each", "such", "what", "which", "whatever"})
_CARRYING = frozenset({"carry", "conduct", "launch", "mount", "stage", "commit", "perpetrate", "wage"})
_FULL_VERBS = words("triggers-full-verbs")
_HAPPENING = words("triggers-happening")
_TALKS = frozenset({"talk", "negotiation", "consultation"})
_ENDING = frozenset({"stop", "cease", "quit", "halt", "end", "suspend"})
_ARGUMENTS = ("poss", "by", "of", "on", "against", "with", "between", "to", "from", "into", "for", "in", "at", "over")


@dataclass(frozen=True, slots=True)
class Trigger:
    """An event mention; ``match`` is None for one without a root."""

    frame: Frame
    match: Match | None

    @property
    def token(self) -> int:
        """Index of the trigger token."""
        return self.frame.token


@lru_cache(maxsize=8192)
def _listed(part: str, lemma: str) -> bool:
    return (part, lemma) in entries()


def find_triggers(tree: Tree) -> list[Trigger]:  # noqa: C901 - one branch a part of speech
    """Return the event mentions of a paragraph, in text order."""
    found: dict[int, Trigger] = {}
    spent: set[int] = set()
    for i, pos in enumerate(tree.pos):
        if pos in VERBAL:
            if (trigger := _verb(tree, i)) is not None:
                found[i] = trigger
                if trigger.match is not None:
                    spent.update(_spent(tree, trigger))
        elif pos == "ADJ" and tree.dep[i] in {"acomp", "oprd", "ROOT", "conj"} and _listed("ADJ", tree.lemma[i]):
            frame = verb_frame(tree, tree.head[i])
            own = verb_frame(tree, i)
            own.slots = {**{k: v for k, v in own.slots.items() if k != "subj"}, "subj": frame.get("subj")}
            own.negated = frame.negated
            matched = match(tree, own)
            if matched is not None and matched.entry.root is not None:
                found[i] = Trigger(own, matched)
    for i in spent & found.keys():
        if tree.pos[i] == "VERB" and tree.lemma[tree.head[i]] in _ENDING:
            found[i] = Trigger(found[i].frame, None)  # "stopped shooting" is one event
    for i, pos in enumerate(tree.pos):
        if (
            pos in {"NOUN", "PROPN"}
            and (trigger := _noun(tree, i, coded=i not in spent or _own_agent(tree, i))) is not None
        ):
            found[i] = trigger
    return [found[i] for i in sorted(found)]


def _spent(tree: Tree, trigger: Trigger) -> list[int]:
    """Return what the pattern used up: a light verb's noun, not what a full verb is about (``offered a truce``)."""
    used = trigger.match.used if trigger.match is not None else ()
    if tree.lemma[trigger.token] not in _FULL_VERBS:
        return list(used)
    return [t for t in used if tree.pos[t] != "NOUN"]


def _verb(tree: Tree, i: int) -> Trigger | None:
    dep, lemma = tree.dep[i], tree.lemma[i]
    if dep in {"aux", "auxpass", "compound", "amod", "case", "mark", "prep", "nmod"} or not lemma[:1].isalpha():
        return None
    if tree.tag[i] == "VBN" and dep in {"pobj", "dobj", "nsubj", "nsubjpass"}:
        return None  # "the injured": people, not events
    if tree.tag[i] == "VBN" and dep == "acl" and tree.lower[tree.head[i]] == "those" and not tree.children[i]:
        return None  # "none of those held"
    if tree.pos[i] == "AUX" and dep in {"aux", "auxpass"}:
        return None
    if not _listed("VERB", lemma):
        return None if lemma in _INERT_VERBS else Trigger(Frame(i), None)
    frame = verb_frame(tree, i)
    matched = match(tree, frame)
    if matched is not None and (matched.entry.root is None or _lacks_speaker(tree, i, matched)):
        matched = None
    return Trigger(frame, None if matched is not None and _noun_names_it(tree, frame, matched) else matched)


def _noun_names_it(tree: Tree, frame: Frame, matched: Match) -> bool:
    """Tell whether a passive only carries a noun that is the mention (``the meeting will be held in Oslo``)."""
    if not frame.passive:
        return False
    if tree.lemma[frame.token] == "hold":
        return matched.entry.root == "CONSULT"
    # "the raid, carried out by commandos"
    noun = tree.head[frame.token]
    carried = tree.dep[frame.token] == "acl" and tree.lemma[frame.token] in _CARRYING and noun in matched.used
    return carried and is_event_noun(tree.lemma[noun])


def _lacks_speaker(tree: Tree, i: int, matched: Match) -> bool:
    """Tell whether the entry is somebody's word (``said they are guilty``) and the text itself says it."""
    while tree.dep[i] == "conj" and tree.head[i] != i:
        i = tree.head[i]
    return matched.entry.actor == ("speaker",) and tree.dep[i] != "ccomp"


def _noun(tree: Tree, i: int, *, coded: bool) -> Trigger | None:
    dep, lemma = tree.dep[i], tree.lemma[i]
    if dep in _NOT_HEADS or tree.entity[i] in {"DATE", "TIME", "PERSON", "MONEY", "PERCENT"}:
        return None
    if tree.pos[i] == "PROPN" and tree.entity[i] in {
        "ORG",
        "GPE",
        "LOC",
        "FAC",
        "NORP",
        "PRODUCT",
        "WORK_OF_ART",
        "LAW",
    }:
        return None
    if coded and _listed("NOUN", lemma):
        frame = noun_frame(tree, i)
        if _particular(tree, frame):
            matched = match(tree, frame)
            if matched is not None and matched.entry.root is not None:
                return Trigger(frame, matched)
        return Trigger(frame, None) if is_event_noun(lemma) and _mentioned(tree, i) else None
    return Trigger(Frame(i), None) if is_event_noun(lemma) and _mentioned(tree, i) else None


def _own_agent(tree: Tree, i: int) -> bool:
    """Tell whether a noun that a verb's pattern used has a party of its own (``rejected the opposition's demand``)."""
    return any(
        (tree.dep[c] == "poss" and tree.pos[c] != "PRON") or (tree.dep[c] == "prep" and tree.lower[c] == "by")
        for c in tree.children[i]
    )


def _mentioned(tree: Tree, i: int) -> bool:
    """Tell whether the noun names something that happens, not a kind (``any attack``)."""
    head = tree.head[i]
    if tree.dep[i] == "appos" and tree.lemma[head] in {"word", "term", "label", "expression"}:
        return False  # 'the word "blockade"'
    if (
        not tree.children[i]
        and tree.lower[head] == "in"
        and tree.lower[i] in {"order", "addition", "case", "turn", "fact"}
    ):
        return False
    return not any(tree.dep[c] == "det" and tree.lower[c] in _GENERIC_DETERMINERS for c in tree.children[i])


def _happens(tree: Tree, noun: int, governor: int) -> bool:
    """Tell whether a bare plural takes place (``clashes broke out``, ``a venue for talks``)."""
    if tree.tag[noun] != "NNS":
        return False
    if tree.dep[noun] in {"nsubj", "nsubjpass"}:
        return tree.lemma[governor] in _HAPPENING
    return tree.dep[noun] == "pobj" and tree.lower[governor] == "for" and tree.lemma[noun] in _TALKS


def _particular(tree: Tree, frame: Frame) -> bool:
    """Tell whether an event noun names a particular occurrence: determined, with arguments, or carried by a verb."""
    i = frame.token
    kids = tree.children[i]
    if not _mentioned(tree, i):
        return False
    if frame.support is not None or any(frame.get(slot) for slot in _ARGUMENTS):
        return True
    national = tree.tag[i] == "NN" and any(
        tree.dep[c] in {"amod", "compound"} and is_demonym(tree.text[c]) for c in kids
    )
    if national or any(tree.dep[c] in {"det", "poss", "nummod"} for c in kids):
        return True  # "under Omani mediation"
    governor = tree.head[i]
    if _happens(tree, i, governor):
        return True
    if tree.pos[governor] in VERBAL and complement("o", tree.lemma[governor]) is not None:
        return True
    return any(tree.dep[c] == "amod" and tree.lower[c] in {"further", "new", "fresh", "joint", "recent"} for c in kids)
