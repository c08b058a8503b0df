"""How long the stages of an article take. Measured for the metrics; no part of any record."""

import time
from collections.abc import Callable
from typing import Final, Literal

Stage = Literal[
    "decode", "language", "nlp", "times", "places", "entities", "quotes", "events", "five_w", "enrich", "encode"
]
STAGES: Final[tuple[Stage, ...]] = (
    "decode", "language", "nlp", "times", "places", "entities", "quotes", "events", "five_w", "enrich", "encode",
)  # fmt: skip


class Laps:
    """A stopwatch over articles done one after the other: two readings of the clock a stage.

    Args:
        clock: seconds, never going back.
    """

    def __init__(self, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._stages: dict[str, float] = {}
        self._articles: list[float] = []
        self._begun = self._lap = clock()

    def begin(self) -> None:
        """An article begins."""
        self._begun = self._lap = self._clock()

    def lap(self, stage: Stage) -> None:
        """A stage has ended; it began where the one before it ended."""
        now = self._clock()
        self._stages[stage] = self._stages.get(stage, 0.0) + now - self._lap
        self._lap = now

    def end(self) -> None:
        """The article has ended, well or badly; what follows its last lap belongs to no stage."""
        self._articles.append(self._clock() - self._begun)

    def take(self) -> tuple[dict[str, float], list[float]]:
        """Seconds of each stage in sum, and of each article in order, since this was last asked."""
        taken = self._stages, self._articles
        self._stages, self._articles = {}, []
        return taken
