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
    ledger: Ledger
    progress: int = 0  # grows with each commit, and with each answer of the pool to the batches in work
    queued: bool = False  # everything in work waits for a slot
    allowance_s: float = 0.0  # how long the batch in a slot may take for its size alone
    oldest_ms: int | None = None  # timestamp of the oldest message in hand, milliseconds since the epoch
    trouble: str = ""  # why the last transaction or take was given up, if nothing was committed since


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
    partitions: tuple[PartitionStatus, ...]
    ledger: Ledger
    broker_silent: bool = False  # it takes connections and answers nothing
    polls: int = 0
    idle_s: float = 0.0  # longest time without progress where there should be some
    stall: str = ""  # why a restart would help; empty while it would not

    @property
    def live(self) -> bool:
        """False when a restart would help: the runtime has given up, or work makes no progress."""
        return self.state is not RuntimeState.FAILED and not self.stall

    @property
    def ready(self) -> bool:
        """Whether messages sent now would be worked on now."""
        return self.state is RuntimeState.RUNNING and self.broker_reachable and self.joined and self.pool_ready > 0

    @property
    def lag(self) -> int:
        """Messages not yet committed over the assigned partitions, as far as known."""
        return sum(partition.lag or 0 for partition in self.partitions)
