"""Whether Kafka answers, told once per change."""

from collections.abc import Callable

from workers.ops import events, metrics


class Outage:
    """Remembers that the broker is away, so that an outage is one log line and not one per attempt."""

    def __init__(self, servers: str, clock: Callable[[], float]) -> None:
        self._servers = servers
        self._clock = clock
        self._since: float | None = None
        self._seen = False
        self._silent = False

    @property
    def reachable(self) -> bool:
        """Whether the broker answered when it was last asked."""
        return self._seen and self._since is None

    @property
    def silent(self) -> bool:
        """Whether it answers nothing although it took a connection, and has refused none since."""
        return self._silent

    def down(self, reason: str, *, accepting: bool | None = None) -> None:
        """It does not answer.

        ``accepting`` tells whether it takes connections, None that this is not known. A broker that hangs takes them
        until its backlog is full; so only a refusal ends a silence, not a connection that is neither taken nor refused.
        """
        if accepting is not None:
            self._silent = accepting
        if self._since is None:
            self._since = self._clock()
            metrics.BROKER_UP.set(0)
            events.emit(events.BrokerUnreachable(servers=self._servers, reason=reason))

    def up(self) -> None:
        """It answers."""
        if self._since is not None:
            outage_s = round(self._clock() - self._since, 1)
            events.emit(events.BrokerBack(servers=self._servers, outage_s=outage_s))
        self._since = None
        self._seen = True
        self._silent = False
        metrics.BROKER_UP.set(1)
