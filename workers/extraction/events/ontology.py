"""The PLOVER ontology as data: roots with quad class, modes and contexts, from ``lexicons/events/ontology.toml``."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from schemas.event import EventType


@dataclass(frozen=True, slots=True)
class Root:
    """An event type. ``quad`` is PLOVER's: 1 verbal, 2 material cooperation; 3 verbal, 4 material conflict."""

    name: EventType
    quad: int
    definition: str
    modes: dict[str, str]


def _load() -> tuple[dict[str, Root], dict[str, str]]:
    text = (files("workers.extraction") / "lexicons" / "events" / "ontology.toml").read_text(encoding="utf8")
    data = tomllib.loads(text)
    roots = {
        name: Root(name, root["quad"], root["definition"], root.get("modes", {}))
        for name, root in data["roots"].items()
    }
    return roots, data["contexts"]


ROOTS, CONTEXTS = _load()


def quad_class(root: str) -> int | None:
    """Return the quad class of a root, None for OTHER."""
    return ROOTS[root].quad if root in ROOTS else None
