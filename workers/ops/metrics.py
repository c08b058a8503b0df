"""Every metric of the worker, declared once. Names follow Prometheus conventions; times in seconds, sizes in bytes."""

from prometheus_client import Counter, Gauge, Histogram

_PARTITION = ("topic", "partition")

CONSUMED = Counter(
    "stringer_messages_consumed",
    "Raw messages whose transaction is committed: enriched plus dead-lettered.",
    _PARTITION,
)
ENRICHED = Counter("stringer_messages_enriched", "Raw messages that became an enriched article.", _PARTITION)
DEAD_LETTERED = Counter(
    "stringer_messages_dead_lettered", "Raw messages that became a dead letter.", (*_PARTITION, "stage", "reason")
)
RECORDS_SENT = Counter(
    "stringer_records_sent", "Records committed to output topics, dead letters included.", ("topic",)
)
RECENT_DEAD_LETTERS = Gauge(
    "stringer_recent_dead_letter_ratio",
    "Share of dead letters among the worker's recent messages; above STRINGER_BREAKER_SHARE it stops.",
)
LAG = Gauge("stringer_lag_messages", "Offsets between the committed position and the end of the partition.", _PARTITION)
HELD_BYTES = Gauge("stringer_held_bytes", "Input bytes queued or in work, over all partitions.")
ASSIGNED = Gauge("stringer_assigned_partitions", "Partitions this worker holds.")
PAUSED = Gauge("stringer_paused_partitions", "Partitions that the byte budget keeps paused.")
BROKER_UP = Gauge("stringer_broker_reachable", "1 while Kafka answers, else 0.")
TRANSACTIONS = Counter(
    "stringer_transactions",
    "Transactions by how they ended: committed, retriable, unknown, fenced, too_large.",
    ("outcome",),
)
TRANSACTION_SECONDS = Histogram(
    "stringer_transaction_seconds",
    "Duration of committed transactions.",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
PROCESS_SECONDS = Histogram(
    "stringer_process_batch_seconds",
    "Time a micro-batch spends in the pool, waiting included.",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60),
)
POOL_READY = Gauge("stringer_pool_ready_slots", "Extraction processes that can take a batch.")
POOL_FAILURES = Counter("stringer_pool_failures", "Batches lost with their extraction process, or raised.", ("reason",))
POOL_RECYCLED = Counter("stringer_pool_recycled", "Extraction processes replaced for their size.")
REBALANCES = Counter("stringer_rebalances", "Assignments received from the group.")
EXPIRED = Counter("stringer_records_expired", "Offsets deleted by retention before they were processed.", _PARTITION)
IDLE_SECONDS = Gauge(
    "stringer_no_progress_seconds",
    "Longest time that a partition, the group or Kafka has stood still while something was to be done; at"
    " STRINGER_STALL_S the worker ends.",
)
WEB_REFUSED = Counter(
    "stringer_web_refused",
    "Requests to the web views that were not answered, by why: host, origin, body, token.",
    ("reason",),
)
