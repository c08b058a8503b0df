"""Whether an event happened: asserted, negated, possible or planned, by the words that have it in their scope."""

from schemas.event import Modality
from workers.extraction.events.auxiliaries import own_modality
from workers.extraction.events.frame import Frame
from workers.extraction.events.scope import outer_modality
from workers.extraction.events.syntax import VERBAL, Tree


def modality_of(tree: Tree, frame: Frame, *, future: bool) -> Modality:
    """Return the modality of a trigger; ``future`` when its time expression lies after the publication date."""
    token = frame.token
    own = own_modality(tree, token, frame)
    outer = outer_modality(tree, token)
    if own == "asserted":
        if outer == "asserted" and future and _timeless(tree, token) and not tree.kids(token, "xcomp"):
            return "planned"
        return outer
    if own == "planned" and outer in {"possible", "negated"}:
        return outer
    if own == "possible" and outer == "negated" and tree.dep[token] != "ccomp":
        return "negated"
    return own


def _timeless(tree: Tree, token: int) -> bool:
    """Tell whether the trigger is in the present tense or a noun, so that a future date decides."""
    if tree.pos[token] not in VERBAL:
        return tree.pos[tree.head[token]] not in VERBAL or tree.tag[tree.head[token]] in {"VBP", "VBZ", "VB", "VBG"}
    return tree.tag[token] in {"VBP", "VBZ", "VBG", "VB"}
