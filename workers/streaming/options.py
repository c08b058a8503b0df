"""What the streaming runtime may be told; ``workers.app`` builds it from the settings. Seconds and bytes throughout."""

import os
from dataclasses import dataclass, field

from workers.errors import Fatal
from workers.messages import Stream


@dataclass(frozen=True, slots=True)
class TopicNames:
    """The topics of one deployment, each with its full name."""

    raw: str = "news.articles.raw.v1"
    dead_letters: str = "news.articles.raw.v1.dlq"
    enriched: str = "news.articles.enriched.v1"
    quotes: str = "news.quotes.v1"
    events: str = "news.events.v1"
    marks: str = "news.articles.raw.v1.dlq.marks"

    def of_stream(self, stream: Stream) -> str:
        """The topic that carries ``stream``."""
        return {"enriched": self.enriched, "quotes": self.quotes, "events": self.events}[stream]


@dataclass(frozen=True, slots=True)
class PoolOptions:
    """The extraction pool.

    Attributes:
        processor_factory: dotted path ``package.module:callable``; called once in each child, it returns the object
            whose ``process_many(messages)`` gives one result per message, in order.
        slots: child processes; 0 means one per core this process may use.
        start_timeout_s: a child that has not loaded its model by then is killed; after ``max_failed_starts`` such
            starts in a row the worker gives up (Fatal): an installation is broken, not an article.
        process_timeout_s: time a micro-batch may take ...
        process_min_bytes_per_s: ... plus its bytes at this slowest believable speed; then its child is killed.
        recycle_rss_bytes: a child above this after a micro-batch is replaced.
        kill_rss_bytes: a child that reaches this while it works is killed (and its batch retried one by one).
        max_process_failures: messages in a row that may be dead-lettered because their child died, hung or raised,
            before the worker gives up (Fatal): that many in a row is a broken worker, not poison.
    """

    processor_factory: str = "workers.pipeline.process:open_processor"
    slots: int = 0
    start_timeout_s: float = 120.0
    max_failed_starts: int = 5
    process_timeout_s: float = 30.0
    process_min_bytes_per_s: int = 5_000
    recycle_rss_bytes: int = 1_000_000_000
    kill_rss_bytes: int = 2_000_000_000
    max_process_failures: int = 100

    @property
    def slot_count(self) -> int:
        """Slots with the default (0) resolved: the cores this process may run on."""
        if self.slots:
            return self.slots
        try:
            return len(os.sched_getaffinity(0))
        except AttributeError:  # not on this platform
            return os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class BreakerOptions:
    """When so many messages are dead-lettered that the worker stops instead.

    Attributes:
        share: dead letters among the recent messages, above which it stops; 1 never does.
        window: how many messages are recent.
        minimum: how many there must be before it may stop.
    """

    share: float = 0.5
    window: int = 1000
    minimum: int = 200

    def __post_init__(self) -> None:
        """Raise Fatal for values that make no sense together."""
        if not 0.0 <= self.share <= 1.0:
            raise Fatal("the breaker's share must be from 0 to 1")
        if not 1 <= self.minimum <= self.window:
            raise Fatal("the breaker's minimum must be 1 or more and no more than its window")


@dataclass(frozen=True, slots=True)
class StreamingOptions:
    """The streaming runtime.

    Attributes:
        group_id: consumer group, and the prefix of each transactional id (``group-topic-partition``).
        group_instance_id: static membership: a worker that comes back under this id within the session timeout gets its
            partitions back without a rebalance; no two workers may have the same. None: each start is a new member.
        pipeline_version: goes into the ``x-pipeline-version`` header of dead letters.
        pool: see :class:`PoolOptions`.
        breaker: see :class:`BreakerOptions`.
        batch_max_records: messages per micro-batch and per transaction, at most.
        batch_max_bytes: input bytes per micro-batch, at most (a larger message goes alone).
        batch_linger_s: how long an incomplete batch waits for more messages while the pool is busy with this partition.
        batches_in_flight: micro-batches of one partition in the pool at once; they commit in order.
        byte_budget: input bytes held over all partitions; above it partitions pause, below half of it they resume.
        max_message_bytes: a larger value is dead-lettered unread.
        max_request_bytes: largest record the producer sends; must admit ``max_message_bytes`` plus headers.
        transaction_timeout_s: the coordinator aborts a transaction older than this.
        call_timeout_s: deadline of each single transaction call (aiokafka #1145: it has none of its own).
        session_timeout_s: a worker that is silent this long loses its partitions.
        drain_timeout_s: a rebalance and ``stop`` wait this long for batches in work; the group's rebalance timeout too.
        max_poll_interval_s: the group's limit between two polls.
        backoff_first_s, backoff_max_s: exponential backoff with full jitter after a Retriable error.
        worker_deaths_to_dead_letter: deaths of whole workers in a row, all over the same article, that make it a dead
            letter.
        stall_s: with work at hand and no progress for this long, the worker ends (see ``watchdog``).
    """

    group_id: str = "stringer"
    group_instance_id: str | None = None
    pipeline_version: str = "0"
    pool: PoolOptions = field(default_factory=PoolOptions)
    breaker: BreakerOptions = field(default_factory=BreakerOptions)
    batch_max_records: int = 32
    batch_max_bytes: int = 1_000_000
    batch_linger_s: float = 0.05
    batches_in_flight: int = 2
    byte_budget: int = 64_000_000
    max_message_bytes: int = 10_000_000
    max_request_bytes: int = 16_000_000
    transaction_timeout_s: float = 20.0
    call_timeout_s: float = 10.0
    session_timeout_s: float = 20.0
    drain_timeout_s: float = 20.0
    max_poll_interval_s: float = 120.0
    backoff_first_s: float = 0.2
    backoff_max_s: float = 10.0
    worker_deaths_to_dead_letter: int = 3
    stall_s: float = 300.0

    def __post_init__(self) -> None:
        """Raise Fatal for values that contradict each other."""
        if self.max_request_bytes < self.max_message_bytes + 65_536:
            raise Fatal("max_request_bytes must exceed max_message_bytes by 65536 or more: dead letters carry headers")
        if self.call_timeout_s > self.transaction_timeout_s:
            raise Fatal("call_timeout_s must not exceed transaction_timeout_s")
        if self.batch_max_records < 1 or self.batches_in_flight < 1 or self.pool.slots < 0:
            raise Fatal("batch_max_records and batches_in_flight must be 1 or more, slots 0 or more")
        if self.worker_deaths_to_dead_letter < 1:
            raise Fatal("worker_deaths_to_dead_letter must be 1 or more")
