"""What the runtime says about itself, for ``/livez``, ``/readyz`` and tests: one immutable snapshot."""

from dataclasses import dataclass
from enum import StrEnum


class RuntimeState(StrEnum):
    """Life of the runtime."""

    NEW = "new"
    STARTING = "starting"  # broker, group or pool not there yet
    RUNNING = "running"
    STOPPING = "stopping"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Messages whose transaction is committed; ``consumed == enriched + dead_lettered`` always holds."""

    consumed: int = 0
    enriched: int = 0
    dead_lettered: int = 0

    @property
    def balanced(self) -> bool:
        """Whether nothing was dropped."""
        return self.consumed == self.enriched + self.dead_lettered

    def __add__(self, other: "Ledger") -> "Ledger":
        return Ledger(
            self.consumed + other.consumed, self.enriched + other.enriched, self.dead_lettered + other.dead_lettered
        )


@dataclass(frozen=True, slots=True)
class PartitionStatus:
    """One assigned partition. Offsets are Kafka offsets; ``lag`` is None until the broker has told the end."""

    topic: str
    partition: int
    state: str
    committed_offset: int | None
    lag: int | None
    held_messages: int
    held_bytes: int
    paused: bool
    idle_s: float  # since the last progress, 0 while there is nothing to do
    ledger: Ledger


@dataclass(frozen=True, slots=True)
class RuntimeStatus:
    """Snapshot of the runtime. Ages are seconds by the runtime's monotonic clock, None when it never happened."""

    state: RuntimeState
    broker_reachable: bool
    joined: bool  # the group has given this worker its partitions (possibly none)
    pool_slots: int
    pool_ready: int
    since_poll_s: float | None
    since_commit_s: float | None
    held_bytes: int
    stalled: bool  # some partition has work and has made no progress for ``stall_s``
    partitions: tuple[PartitionStatus, ...]
    ledger: Ledger

    @property
    def live(self) -> bool:
        """False when a restart would help: the loop stands still, or work makes no progress."""
        if self.state is RuntimeState.FAILED or self.stalled:
            return False
        return self.state is not RuntimeState.RUNNING or self.since_poll_s is None or self.since_poll_s < 60.0  # noqa: PLR2004 - a poll returns within a second

    @property
    def ready(self) -> bool:
        """Whether messages sent now would be worked on now."""
        return self.state is RuntimeState.RUNNING and self.broker_reachable and self.joined and self.pool_ready > 0

    @property
    def lag(self) -> int:
        """Messages not yet committed over the assigned partitions, as far as known."""
        return sum(partition.lag or 0 for partition in self.partitions)
