"""From the arguments of a trigger to its actors and targets, by the role functions of its lexicon entry."""

from functools import lru_cache
from typing import NamedTuple

from workers.extraction.entities.codes import code_of
from workers.extraction.entities.titles import organ, role
from workers.extraction.events.arguments import subjects, verb_frame
from workers.extraction.events.fillers import PERSON, names
from workers.extraction.events.frame import Frame
from workers.extraction.events.lexicon import Match, entries, match, word_classes
from workers.extraction.events.nouns import is_event_noun
from workers.extraction.events.syntax import VERBAL, Tree
from workers.extraction.events.words import words

_LAST_RESORTS = ("obj", "against", "on", "to", "with", "at", "from", "for", "into", "over", "in", "of")
_WHERE = frozenset({"in", "at", "outside", "near", "over", "through", "for", "along", "around"})
_ANSWERS = frozenset(
    {
        "reply",
        "response",
        "answer",
        "retaliation",
        "reprisal",
        "return",
        "revenge",
        "turn",
        "exchange",
        "sympathy",
        "solidarity",
    }
)
_WARES = words("roles-wares")
_HURLING = frozenset(
    {"use", "fire", "launch", "throw", "hurl", "lob", "drop", "rain", "plant", "lay", "detonate", "explode"}
)
_FRONTED = frozenset({"on", "at", "in", "over", "for"})  # "On hearing this, the dockers struck"
_ACTS_OF_SPEECH = words("scope-acts-of-speech") | {"plan", "claim", "bid", "idea", "motion"}
_OWN = frozenset({"its", "their", "his", "her"})
_PEOPLE = frozenset({PERSON, "child", "people", "family"})
_TAKING = words("roles-taking")
_PARTIES = frozenset({"ORG", "GPE", "NORP", "PERSON"})


class Roles(NamedTuple):
    """Head tokens of actors and targets."""

    actors: tuple[int, ...]
    targets: tuple[int, ...]


def assign(tree: Tree, frame: Frame, matched: Match, *, depth: int = 0) -> Roles:
    """Return the head tokens of the actor and the target."""
    entry = matched.entry
    # The noun that a light construction uses up (``imposed sanctions``) is part of the trigger, not a participant.
    hurled = entry.root in {"ASSAULT", "COERCE"} and tree.lemma[frame.token] in _HURLING
    used = {t for t in matched.used if hurled or "obj" not in entry.target or _spent(tree, t)}
    used -= set(frame.get("subj"))
    actors = _first(tree, frame, _actor_functions(tree, frame, entry.actor), set(), depth)
    if entry.reciprocal and (not actors or actors == frame.get("between")):
        actors = _first(tree, frame, ("between",), set(), depth)
        if (pair := _pair(tree, actors)) is not None:
            return pair
    taken = used | set(actors)
    # "fired rockets at the town": what is hurled is no target, the place it falls on is
    direct = entry.target if not used or hurled else tuple(f for f in entry.target if f not in _WHERE)
    if frame.passive and direct[:1] == ("obj",):
        direct = ("iobj", *direct)  # "was taken hostage", "was fined 500 francs"
    targets = _refused_party(tree, entry.root, [*used, *frame.get("obj")], set(actors)) or _first(
        tree, frame, direct, taken, depth
    )
    targets = targets or _further_targets(tree, frame, matched, used, set(actors), depth)
    if entry.root == "THREATEN":
        targets = _conditional_party(tree, frame, set(actors)) or targets
    targets = _concerned(tree, frame, targets, used, to_people=entry.root == "AID")
    if entry.reciprocal and len(actors) == 1 and not any(_is_party(tree, t) for t in targets):
        pair = _pair(tree, actors)
        if pair is not None and (not targets or all(_is_party(tree, t) for side in pair for t in side)):
            return pair
    return Roles(tuple(actors), tuple(targets))


def _actor_functions(tree: Tree, frame: Frame, functions: tuple[str, ...]) -> tuple[str, ...]:
    """Leave out what *of* names where a verb carries the noun (``announced the withdrawal of a boycott``)."""
    if frame.support is None or any(_names_party(tree, t) for t in frame.get("of")):
        return functions
    return tuple(f for f in functions if f != "of")


def _refused_party(tree: Tree, root: str | None, used: list[int], actors: set[int]) -> list[int]:
    """Return whose plan, claim or request is refused (``rejected Norway's claim to the shelf``)."""
    if root != "REJECT":
        return []
    for token in used:
        if tree.lemma[token] not in _ACTS_OF_SPEECH:
            continue
        for c in tree.children[token]:
            if tree.dep[c] == "poss" and tree.pos[c] != "PRON" and c not in actors:
                return [c]
            if tree.dep[c] in {"amod", "compound"} and code_of(tree.text[c]).code is not None:
                return [token]  # "a Greek plan for the airport"
            if tree.dep[c] in {"prep", "agent"} and tree.lower[c] in {"by", "from"}:
                return [g for g in tree.kids(c, "pobj") if g not in actors]
    return []


def _conditional_party(tree: Tree, frame: Frame, actors: set[int]) -> list[int]:
    """Return who can avert a threat (``threatened to strike unless the owners gave in``)."""
    clauses = [c for v in (frame.token, *frame.get("xcomp")) for c in tree.kids(v, "advcl")]
    for clause in clauses:
        if any(tree.lower[c] in {"unless", "if"} for c in tree.kids(clause, "mark")):
            subjects_ = [t for t in tree.kids(clause, "nsubj") if t not in actors and tree.pos[t] != "PRON"]
            found = [t for t in subjects_ if _is_party(tree, t) or tree.tag[t] in {"NNS", "NNPS"}]
            if found:
                return found
    return []


def _concerned(tree: Tree, frame: Frame, targets: list[int], used: set[int], *, to_people: bool) -> list[int]:
    """Return whom an act concerns: not one's own things, not wares, and people before places."""
    if len(targets) != 1:
        return targets
    target = targets[0]
    held = frame.get("obj")
    if target in held and any(tree.lower[c] in _OWN for c in tree.kids(target, "poss")):
        # "surrendered their weapons to observers", "recalled its envoy from Quito"
        beside = [t for f in ("to", "from", "before") for t in frame.get(f) if _is_party(tree, t) and t not in used]
        return beside[:1] or targets
    if tree.dep[target] == "pobj" and tree.lemma[target] in _WARES:
        # "an embargo on arms to Bosnia"
        return _recipients(tree, target) or _recipients(tree, tree.head[tree.head[target]]) or targets
    if to_people and target in frame.get("in") and target not in held:
        people = [t for t in held if t not in used and names(tree, t, _PEOPLE, deep=False)]
        return people or targets  # "vaccinated 900 children in Luanda"
    return targets


def _further_targets(
    tree: Tree, frame: Frame, matched: Match, used: set[int], actors: set[int], depth: int
) -> list[int]:
    """Return the targets where the entry's own functions name none: inside the used noun, or by any preposition."""
    entry, taken = matched.entry, used | actors
    targets = _inside(tree, used, actors) if used else []
    if not targets:
        targets = _first(tree, frame, entry.target, taken, depth)
    if not targets and "to" in entry.target:
        targets = [t for o in frame.get("obj") for t in _recipients(tree, o) if t not in taken]
    if not targets and entry.target:
        resorts: tuple[str, ...] = _LAST_RESORTS
        if entry.reciprocal:
            # "met in Doha": a place is no partner
            resorts = (
                ("obj", "against", "on", "to", "with", "from", "for", "over", "of")
                if "obj" in entry.target
                else ("with", "to")
            )
        if tree.pos[frame.token] not in VERBAL:
            resorts = ("with",) if entry.reciprocal else ("obj", "against", "on", "to", "with")
        if entry.root == "ASSAULT":
            resorts = tuple(r for r in resorts if r != "from")  # "thrown from a car"
        targets = _first(tree, frame, resorts, taken, depth)
        if entry.reciprocal:
            targets = [t for t in targets if tree.lemma[t] not in word_classes()["border"]]  # "met on the border"
    if not targets and entry.target:
        # "the lifting of the curfew": what the pattern asked for is all that there is.
        named = frame.get("obj"), *(frame.get(function) for function in ("of", *entry.target))
        targets = [t for t in matched.used if any(t in found for found in named) and t not in actors]
    return targets


def _pair(tree: Tree, parties: list[int]) -> Roles | None:
    """Return the members of a coordination as actor and targets, None for any other phrase."""
    members = [t for t in tree.conjuncts(parties[0]) if tree.pos[t] not in VERBAL] if len(parties) == 1 else []
    return Roles((members[0],), tuple(members[1:])) if len(members) > 1 else None


def _first(tree: Tree, frame: Frame, functions: tuple[str, ...], taken: set[int], depth: int) -> list[int]:
    """Return the fillers of the first function that has any."""
    for function in functions:
        if function == "xcomp":
            found = _complement_target(tree, frame, depth)
        elif function == "that":
            found = [s for c in frame.get("ccomp") for s in (subjects(tree, c) or tree.kids(c, "nsubjpass"))]
        elif function == "speaker":
            found = _speaker(tree, frame.token)
        elif function == "comp":
            modifiers = [m for t in frame.get("comp") for m in (*tree.kids(t, "compound", "nmod", "amod"), t)]
            found = [t for t in modifiers if _names_party(tree, t)]
        elif function == "owner":
            # "at the request of Chile", "with the help of the police": a party after "of" is whose the noun is.
            found = [t for t in frame.get("of") if _is_party(tree, t)]
        elif function == "to":
            # "offered Iran weapons" and "offered weapons to Iran" have one recipient.
            found = frame.get("iobj") or frame.get("to")
        else:
            found = frame.get(function)
        found = [
            t
            for t in found
            if t not in taken
            and tree.pos[t] not in {"ADV", "VERB", "AUX", "SCONJ"}
            and tree.entity[t] not in {"DATE", "TIME", "PERCENT"}
            and (tree.entity[t] != "MONEY" or _is_taken(tree, frame, t))
            and tree.lemma[t] != "time"
            and not tree.lower[t].endswith(("self", "selves"))
            and not (function == "in" and tree.lemma[t] in _ANSWERS)
            and not (t < frame.token and function in _FRONTED and tree.dep[t] == "pobj")
        ]
        if found:
            return found
    return []


def _is_taken(tree: Tree, frame: Frame, money: int) -> bool:
    """Tell whether a sum can be what the event is done to (``seized two million francs``), not its measure."""
    return tree.lemma[frame.token] in _TAKING or any(tree.lower[c] == "of" for c in tree.kids(money, "prep"))


def _spent(tree: Tree, token: int) -> bool:
    """Tell whether a noun that a pattern asks for is part of the event (``sanctions``), not one it is done to."""
    return (
        tree.lemma[token] in _instruments()
        or is_event_noun(tree.lemma[token])
        or ("NOUN", tree.lemma[token]) in entries()
        or (tree.pos[token] == "ADJ" and tree.dep[token] not in {"dobj", "nsubjpass"})  # "picked up four more"
    )


@lru_cache(maxsize=1)
def _instruments() -> frozenset[str]:
    """Return the nouns that are means of an event: measures, rights, penalties."""
    return frozenset().union(*(word_classes()[c] for c in ("measure", "right", "restrict", "punish")))


def _speaker(tree: Tree, token: int) -> list[int]:
    """Return who says the clause that the trigger heads."""
    while tree.dep[token] == "conj" and tree.head[token] != token:
        token = tree.head[token]
    return subjects(tree, tree.head[token]) if tree.dep[token] == "ccomp" else []


def _names_party(tree: Tree, token: int) -> bool:
    """Tell whether a modifier names who is behind the noun (``Russian``, ``Taliban``, ``police``), not what it is."""
    coded = code_of(tree.text[token])
    if coded.code is not None:
        return True
    if tree.pos[token] == "PROPN" and tree.text[token][:1].isupper() and tree.entity[token] in _PARTIES:
        return True
    if tree.pos[token] != "NOUN" and tree.lemma[token] not in word_classes()["armed"]:
        return False  # "a rebel attack"
    return coded.sector is not None and tree.lemma[token] not in word_classes()["arms"]


def _is_party(tree: Tree, token: int) -> bool:
    """Tell whether a phrase is somebody who can ask, offer or threaten: a name, a person, an institution."""
    if _names_party(tree, token) or tree.entity[token] in _PARTIES:
        return True
    return role(tree.lemma[token]) is not None or organ(tree.lemma[token]) is not None


def _complement_target(tree: Tree, frame: Frame, depth: int) -> list[int]:
    """Return whom the promised or refused act concerns (``agreed to lift the ban on beef``)."""
    if depth > 4:  # noqa: PLR2004 - deeper nests name nobody any more
        return []
    key = frame.token, depth
    if key not in tree.acted_on:
        tree.acted_on[key] = _acted_on(tree, frame, depth)
    return tree.acted_on[key]


def _acted_on(tree: Tree, frame: Frame, depth: int) -> list[int]:
    for c in [*frame.get("xcomp"), *frame.get("of-ing"), *frame.get("purpose")]:
        inner = verb_frame(tree, c)
        matched = match(tree, inner)
        if matched is not None and matched.entry.root is not None:
            found = assign(tree, inner, matched, depth=depth + 1).targets
            if found:
                return list(found)
        held = [t for function in _LAST_RESORTS for t in inner.get(function)]
        if held:
            return [next((t for t in held if code_of(tree.text[t]).code is not None), held[0])]
        deeper = _complement_target(tree, inner, depth + 1)
        if deeper:
            return deeper
    return []


def _recipients(tree: Tree, token: int) -> list[int]:
    """Return a coded party after ``to`` anywhere in the object (``a batch of vehicles to Ukraine``)."""
    for t in sorted(tree.subtree(token)):
        if tree.dep[t] == "prep" and tree.lower[t] == "to":
            found = [g for g in tree.kids(t, "pobj") if code_of(tree.text[g]).code is not None]
            if found:
                return found
    return []


def _inside(tree: Tree, used: set[int], actors: set[int]) -> list[int]:
    """Return the party that the used noun's own phrase names (``suspended aid to Egypt``, ``Egyptian aid``)."""
    for token in used:
        for c in tree.children[token]:
            if tree.dep[c] == "poss" and tree.pos[c] != "PRON" and c not in actors:
                return [c]
        for c in tree.children[token]:
            if tree.dep[c] == "prep":
                found = [g for g in tree.kids(c, "pobj") if g not in actors and g not in used]
                if found:
                    return found
        for c in tree.children[token]:
            if tree.dep[c] in {"poss", "amod", "compound", "nmod"} and c not in actors and code_of(tree.text[c]).code:
                return [c]
    return []
