"""What a noun was called before: its last code, or the country beside it in the text."""

from workers.extraction.entities.codes import code_of
from workers.extraction.entities.titles import organ, role
from workers.extraction.events.dealings import is_definite
from workers.extraction.events.introduced import Introductions
from workers.extraction.events.memory import Memory, kind
from workers.extraction.events.syntax import Tree

_STATE = frozenset({"GOV", "MIL", "COP"})


def recall(tree: Tree, token: int, memory: Memory, introductions: Introductions) -> str | None:
    """Return the code that a name or definite noun had (``a Danish brewery``, then ``the brewery``), else None.

    Ships and companies go by any noun of their kind. Organs of a state are not looked up in the text: the last police
    that was named need not be the police of the next paragraph.
    """
    lemma, at = tree.lemma[token], tree.start[token]
    if tree.pos[token] == "PROPN" and lemma not in kind("vessels"):
        common = role(tree.lower[token]) is not None or organ(tree.lower[token]) is not None
        if common:
            return None
        first = token
        while first and tree.text[first - 1] == "-" and first > 1:  # "Sint-Jan" is three tokens
            first -= 2
        return introductions.of("".join(tree.text[first : token + 1]), at)
    if tree.pos[token] not in {"NOUN", "PROPN"} or not is_definite(tree, token):
        return None
    told = memory.nouns.get(lemma) or memory.doer(lemma)
    if told is None and lemma not in kind("national") and code_of(lemma).sector not in _STATE:
        told = introductions.of(lemma, at)
    if told is None and lemma in kind("vessels"):
        told = memory.ship or introductions.of("vessels", at)
    if told is None and lemma in kind("companies"):
        told = memory.company or introductions.of("companies", at)
    return told
