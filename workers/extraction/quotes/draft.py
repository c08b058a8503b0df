"""A quote while it is being put together: tokens of its paragraph, not yet resolved to an entity."""

from dataclasses import dataclass, field

from schemas.quote import CueClass
from workers.extraction.text import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Tokens ``first`` to ``last``, both included, of the paragraph ``block``."""

    block: int
    first: int
    last: int


@dataclass(slots=True)
class Draft:
    """One utterance found by one rule.

    ``speaker`` is the mention, ``head`` the token of it that is looked up; both lie in the block of ``speaker``.
    ``rule`` names what found it; ``confidence`` learns from it.
    """

    block: int
    content: list[Span]
    rule: str
    cue: Place | None = None
    cue_text: Span | None = None
    lemma: str | None = None
    cue_class: CueClass = "speech"
    speaker: Place | None = None
    head: int | None = None
    quoted: list[int] = field(default_factory=list)
    relays: list[tuple[Span, str]] = field(default_factory=list)
    mention: Span | None = None

    @property
    def start(self) -> int:
        """Where the content begins."""
        return self.content[0].start

    @property
    def end(self) -> int:
        """Where the content ends."""
        return self.content[-1].end
