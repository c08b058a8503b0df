"""What a governing word does to its complement: who controls it, whether it happens. Data: ``complements.tsv``."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import get_args

from schemas.event import Modality
from workers.extraction.events.syntax import canonical

_DATA = files("workers.extraction") / "lexicons" / "events"


@dataclass(frozen=True, slots=True)
class Complement:
    """``effect``: planned, possible, negated, or asserted (the complement is as real as the governor)."""

    effect: Modality
    when_negated: Modality


def _modality(text: str) -> Modality:
    for known in get_args(Modality):
        if text == known:
            return known  # type: ignore[no-any-return]  # get_args is untyped
    raise ValueError(f"complements.tsv: {text!r} is no modality")


def _load() -> tuple[dict[tuple[str, str], Complement], frozenset[str], frozenset[tuple[str, str]], frozenset[str]]:
    complements: dict[tuple[str, str], Complement] = {}
    control: set[str] = set()
    light: set[tuple[str, str]] = set()
    owners: set[str] = set()
    for line in (_DATA / "complements.tsv").read_text(encoding="utf8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        kind, *fields = line.split("\t")
        words = [w.strip() for w in fields[-1].split(",")]
        if kind == "object-control":
            control.update(canonical(w) for w in words)
        elif kind == "light":
            for word in words:
                verb, _, preposition = word.partition(" ")
                light.add((canonical(verb), preposition))
        elif kind == "owner":
            owners.update(canonical(w) for w in words)
        else:
            effect, negated = fields[0], fields[1]
            for word in words:
                complements[kind, canonical(word)] = Complement(_modality(effect), _modality(negated))
    return complements, frozenset(control), frozenset(light), frozenset(owners)


_COMPLEMENTS, _OBJECT_CONTROL, LIGHT_VERBS, SUBJECT_NOUNS = _load()


def controls_object(lemma: str) -> bool:
    """Tell whether the verb's object is the understood subject of its complement (``urge them to leave``)."""
    return lemma in _OBJECT_CONTROL


@lru_cache(maxsize=4096)
def complement(part: str, lemma: str) -> Complement | None:
    """Return what the governor does to its complement.

    ``part`` is ``v``, ``n``, ``a`` or ``o`` (a verb with an event noun as object).
    """
    return _COMPLEMENTS.get((part, lemma))
