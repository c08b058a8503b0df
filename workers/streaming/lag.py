"""How far the partitions held are behind, in messages and in seconds, as metrics."""

from collections.abc import Sequence

from workers.ops import metrics
from workers.streaming.status import PartitionStatus


class LagReport:
    """Remembers since when a partition has been behind, for the time before its next message is fetched."""

    def __init__(self) -> None:
        self._behind_since: dict[tuple[str, int], float] = {}

    def report(self, statuses: Sequence[PartitionStatus], now: float, wall: float) -> None:
        """Set the gauges of the partitions. ``now``: monotonic, ``wall``: since the epoch; both in seconds."""
        behind_since: dict[tuple[str, int], float] = {}
        for one in statuses:
            if one.lag is None:
                continue
            place = (one.topic, one.partition)
            if one.lag or one.held_messages:
                behind_since[place] = self._behind_since.get(place, now)
            metrics.LAG.labels(*place).set(one.lag)
            metrics.LAG_SECONDS.labels(*place).set(self._seconds(one, now - behind_since.get(place, now), wall))
        self._behind_since = behind_since

    @staticmethod
    def _seconds(one: PartitionStatus, behind_s: float, wall: float) -> float:
        if one.oldest_ms is not None:
            return max(0.0, wall - one.oldest_ms / 1000)
        return behind_s
