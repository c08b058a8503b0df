"""At most so many messages a second."""

from collections.abc import Callable

_BURST_S = 0.5


class Pace:
    """A token bucket that holds half a second's worth; ``rate`` None: no limit."""

    def __init__(self, rate: float | None, clock: Callable[[], float]) -> None:
        self._rate = rate
        self._clock = clock
        self._tokens = 1.0
        self._at = clock()

    def admits(self, wanted: int) -> int:
        """Return how many of ``wanted`` messages may be handed out now."""
        if self._rate is None:
            return wanted
        now = self._clock()
        self._tokens = min(max(1.0, self._rate * _BURST_S), self._tokens + (now - self._at) * self._rate)
        self._at = now
        return min(wanted, max(0, int(self._tokens)))

    def took(self, messages: int) -> None:
        """So many were handed out; more than admitted are made up for."""
        if self._rate is not None:
            self._tokens -= messages

    def wait_s(self) -> float:
        """Return how long until the next message may go."""
        return 0.0 if self._rate is None else max(0.0, (1.0 - self._tokens) / self._rate)
