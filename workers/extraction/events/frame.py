"""The frame of a trigger: its arguments by deep syntactic function."""

from dataclasses import dataclass, field

FOLDED = {
    "towards": "to",
    "toward": "to",
    "onto": "on",
    "upon": "on",
    "amongst": "among",
    "alongside": "with",
    "versus": "against",
    "into": "into",
    "via": "through",
    "inside": "in",
    "within": "in",
}


@dataclass(slots=True)
class Frame:
    """A trigger and its arguments. ``support`` is the verb that carries a noun (``launch`` of ``launch an attack``)."""

    token: int
    slots: dict[str, list[int]] = field(default_factory=dict)
    negated: bool = False
    passive: bool = False
    support: int | None = None

    def get(self, slot: str) -> list[int]:
        """Return the head tokens in a slot."""
        return self.slots.get(slot, [])

    def add(self, slot: str, *tokens: int) -> None:
        """Put tokens into a slot, once each."""
        held = self.slots.setdefault(slot, [])
        held.extend(t for t in tokens if t not in held)
