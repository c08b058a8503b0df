"""What the parser hangs too low in passives, around the agent.

- ``losses were inflicted by Chile on Peru``: a phrase after an agent that is a name belongs to the verb;
- ``was slapped with a lawsuit by Chile``, ``was held responsible by Chile``, ``was let go by Chile``: the agent is the
  verb's;
- ``Chile abided by the treaty``: what has a subject and no auxiliary is no passive.

An agent after a noun of what somebody does (``was warned of an attack by Chile``) may be that one's, and stays.
"""

from workers.extraction.events.arguments import is_passive
from workers.extraction.events.lexicon import entries
from workers.extraction.events.nouns import is_event_noun
from workers.extraction.events.syntax import VERBAL, Tree

_NAMES = frozenset({"GPE", "ORG", "PERSON", "NORP"})
_PLACING = frozenset({"of", "in", "near", "at"})
_WRITTEN = frozenset({"book", "report", "letter", "article", "speech", "film", "song", "poem", "paper", "study"})


def hang_agents(tree: Tree) -> None:
    """Give passive verbs their agents, and the phrases around them, in place."""
    for i, lower in enumerate(tree.lower):
        held = tree.kids(i, "pobj") if lower == "by" else ()
        if not held:
            continue
        head = tree.head[i]
        if tree.dep[i] == "agent" and tree.kids(head, "nsubj") and not tree.kids(head, "auxpass", "nsubjpass"):
            if tree.pos[head] in VERBAL:
                tree.dep[i] = "prep"
        elif (verb := _passive_above(tree, i, head, held[0])) is not None:
            _hang(tree, i, verb, "agent")
        elif tree.dep[i] == "agent":
            for c in tree.kids(head, "nsubj") if tree.kids(head, "auxpass") else ():
                tree.dep[c] = "nsubjpass"  # "two sailors were crippled by rebels"
            _release(tree, head, held[0])


def _passive_above(tree: Tree, by: int, head: int, agent: int) -> int | None:
    """Return the passive verb that the agent belongs to, None where it hangs well or may."""
    if tree.dep[head] in {"oprd", "acomp"} or (tree.dep[head] == "xcomp" and not tree.kids(head, "aux")):
        verb = tree.head[head]
    elif tree.dep[head] == "pobj" and tree.dep[by] == "prep" and tree.pos[head] == "NOUN" and head < by:
        preposition = tree.head[head]
        verb = tree.head[preposition]
        if tree.lower[preposition] != "with" and _done(tree, head):
            return None
        if tree.entity[agent] not in _NAMES and not tree.kids(agent, "det", "amod", "poss"):
            return None
    else:
        return None
    passive = tree.pos[verb] in VERBAL and not tree.kids(verb, "agent") and is_passive(tree, verb)
    return verb if passive else None


def _release(tree: Tree, verb: int, agent: int) -> None:
    """Give the verb the phrases after a name; one after a common noun may tell which (``by rebels in the north``)."""
    if tree.pos[agent] != "PROPN" or tree.pos[verb] not in VERBAL:
        return
    for c in tree.kids(agent, "prep"):
        if c > agent and (tree.lower[c] not in _PLACING or (tree.lower[c] == "of" and tree.entity[agent] == "GPE")):
            _hang(tree, c, verb, "prep")


def _done(tree: Tree, noun: int) -> bool:
    """Tell whether a noun is of what somebody does or makes, so that its own agent may follow."""
    lemma = tree.lemma[noun]
    return is_event_noun(lemma) or lemma in _WRITTEN or ("NOUN", lemma) in entries()


def _hang(tree: Tree, token: int, head: int, dep: str) -> None:
    tree.children[tree.head[token]].remove(token)
    tree.head[token], tree.dep[token] = head, dep
    tree.children[head] = sorted([*tree.children[head], token])
