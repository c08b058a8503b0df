"""Tells a worker that is stalled, which a restart helps, from one that waits (docs/adr/0007-waiting-and-stalled.md).

One rule: something is to be done and nothing has come of it for ``stall_s``. What is looked at, what counts as
progress, and when nothing is expected:

==============  ==========================================  ==============================================
concern         progress                                    nothing is expected
==============  ==========================================  ==============================================
a partition     a commit, or an answer of the pool to a     no lag and nothing in hand; another worker has
                batch of it; while all its batches queue    it; Kafka is away; it queues and no extraction
                for a slot, an answer to any partition      process has started yet
group           the group gives the worker its share        Kafka is away
polling         a poll returns                              before the first one
Kafka           it answers anything                         it refuses connections, cannot be reached at
                                                            all, or was never reached: then it is away
==============  ==========================================  ==============================================

A slot is granted the time that the bytes in it may take, on top of ``stall_s``. Time in which this process did not run
(it was frozen) does not count. The event loop itself is watched by ``workers.ops.loop_guard``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workers.streaming.status import PartitionStatus, RuntimeState, RuntimeStatus

_FROZEN_S = 10.0  # between two looks, normally a second apart: the process did not run meanwhile
_NAMED = 3  # partitions in one line
_BUSY = frozenset({"taking", "backing_off"})
_ELSEWHERE = frozenset({"released", "fenced"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """``idle_s``: longest time without progress where some was due; ``stall``: why the worker must end, or empty."""

    idle_s: float = 0.0
    stall: str = ""


@dataclass(frozen=True, slots=True)
class _Concern:
    """Something that should move: ``steps`` changes with each progress of its own, ``total`` with that of any."""

    name: str
    text: str  # what to say of it when it stalls
    steps: int = 0
    total: int = 0
    waits_for_others: bool = False
    allowance_s: float = 0.0

    def has_moved_since(self, earlier: "_Concern") -> bool:
        return self.steps != earlier.steps or (self.waits_for_others and self.total != earlier.total)


class Watchdog:
    """Keeps since when each concern has stood still. Look often (:meth:`observe`), once a second, say."""

    def __init__(self, stall_s: float) -> None:
        self._stall_s = stall_s
        self._still: dict[str, tuple[_Concern, float]] = {}
        self._looked_at: float | None = None
        self._verdict = Verdict()

    @property
    def verdict(self) -> Verdict:
        """As of the last look."""
        return self._verdict

    def observe(self, status: RuntimeStatus, now: float) -> Verdict:
        """Compare with what was seen before. ``now``: monotonic, seconds."""
        frozen_s = self._frozen_s(now)
        still: dict[str, tuple[_Concern, float]] = {}
        stalled: list[tuple[float, _Concern]] = []
        longest = 0.0
        for concern in _concerns(status):
            earlier, since = self._still.get(concern.name, (None, now))
            since = now if earlier is None or concern.has_moved_since(earlier) else since + frozen_s
            still[concern.name] = (concern, since)
            longest = max(longest, now - since)
            if now - since >= self._stall_s + concern.allowance_s:
                stalled.append((now - since, concern))
        self._still = still
        self._verdict = Verdict(longest, _sentence(stalled, status))
        return self._verdict

    def _frozen_s(self, now: float) -> float:
        looked_at, self._looked_at = self._looked_at, now
        gap = 0.0 if looked_at is None else now - looked_at
        return gap if gap > _FROZEN_S else 0.0


def _concerns(status: RuntimeStatus) -> Iterator[_Concern]:
    if status.state is not RuntimeState.RUNNING and status.state is not RuntimeState.STARTING:
        return
    if status.broker_silent:
        yield _Concern("Kafka", "Kafka accepts connections but has answered nothing")
    if not status.broker_reachable:
        return
    if status.since_poll_s is not None:
        yield _Concern("polling", "the consumer has handed nothing over, not even that there is nothing", status.polls)
    if not status.joined:
        yield _Concern("group", "the group has not given this worker its partitions")
    total = sum(one.progress for one in status.partitions)
    for one in status.partitions:
        starting = one.queued and not status.pool_ready  # the pool gives up by itself when no child can be started
        if _is_behind(one) and not starting:
            name = f"{one.topic}-{one.partition}"
            yield _Concern(name, _described(one), one.progress, total, one.queued, one.allowance_s)


def _is_behind(one: PartitionStatus) -> bool:
    if one.state in _ELSEWHERE:
        return False
    return one.state in _BUSY or one.held_messages > 0 or bool(one.lag)


def _described(one: PartitionStatus) -> str:
    doing = "; waiting for an extraction process" if one.queued else f" ({one.state})"
    trouble = f", the last trouble: {one.trouble}" if one.trouble else ""
    lag = "an unknown number of" if one.lag is None else str(one.lag)
    return f"{one.topic}-{one.partition}: no progress with {lag} messages to do{doing}{trouble}"


def _sentence(stalled: list[tuple[float, _Concern]], status: RuntimeStatus) -> str:
    if not stalled:
        return ""
    longest = max(idle_s for idle_s, _ in stalled)
    texts = [concern.text for _, concern in stalled]
    more = f"; and {len(texts) - _NAMED} partitions more" if len(texts) > _NAMED else ""
    pool = f"; extraction processes ready: {status.pool_ready} of {status.pool_slots}"
    return f"stalled for {longest:.0f} s: {'; '.join(texts[:_NAMED])}{more}{pool}"
