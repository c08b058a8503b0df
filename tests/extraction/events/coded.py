"""Events of a text written in a test, by the same extractors as in production."""

from collections.abc import Callable
from dataclasses import dataclass

from workers.extraction.types import Event, Extraction


@dataclass(frozen=True)
class Coded:
    """An extraction whose events are looked up by the trigger's text."""

    text: str
    extraction: Extraction

    @property
    def events(self) -> list[Event]:
        return [e for e in self.extraction.events if e.type != "OTHER"]

    def event(self, trigger: str, nth: int = 1) -> Event:
        found = [e for e in self.extraction.events if self.text[slice(*e.trigger)] == trigger]
        found.sort(key=lambda e: e.trigger)
        return found[nth - 1]

    def actors(self, trigger: str, nth: int = 1) -> list[str]:
        return [self.text[slice(*p.mention)] for p in self.event(trigger, nth).actors if p.mention]

    def targets(self, trigger: str, nth: int = 1) -> list[str]:
        return [self.text[slice(*p.mention)] for p in self.event(trigger, nth).targets if p.mention]

    def asserter(self, trigger: str, nth: int = 1) -> str | None:
        quote = self.event(trigger, nth).quote
        return None if quote is None else self.extraction.quotes[quote].speaker.name

    @property
    def roots(self) -> list[str]:
        return [e.type for e in self.events]


Code = Callable[[str], Coded]
