"""Every metric of the worker, declared once. Names follow Prometheus conventions; times in seconds, sizes in bytes."""

from prometheus_client import Counter, Gauge, Histogram, Info, disable_created_metrics

# A second series for each counter, which nothing reads.
disable_created_metrics()  # type: ignore[no-untyped-call] # ships without this annotation

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
CONSUMED_BYTES = Counter(
    "stringer_consumed_bytes", "Values of the raw messages whose transaction is committed.", _PARTITION
)
LAG = Gauge(
    "stringer_lag_messages",
    "Offsets between the committed position and the last stable offset; markers that end the partition do not count.",
    _PARTITION,
)
LAG_SECONDS = Gauge(
    "stringer_lag_seconds",
    "Age of the oldest message not committed, by its timestamp; before it is fetched, since when it is known of.",
    _PARTITION,
)
LAST_COMMIT = Gauge("stringer_last_commit_timestamp_seconds", "When messages were last committed; 0: not yet.")
HELD_BYTES = Gauge("stringer_held_bytes", "Input bytes queued or in work, over all partitions.")
ASSIGNED = Gauge("stringer_assigned_partitions", "Partitions this worker holds.")
PAUSED = Gauge("stringer_paused_partitions", "Partitions that the byte budget keeps paused.")
BROKER_UP = Gauge("stringer_broker_reachable", "1 while Kafka answers, else 0.")
TRANSACTIONS = Counter(
    "stringer_transactions",
    "Transactions by how they ended: committed, aborted, too_large (aborted, too), unknown, fenced.",
    ("outcome",),
)
TRANSACTION_SECONDS = Histogram(
    "stringer_transaction_seconds",
    "Duration of committed transactions.",
    buckets=(0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
)
TAKES = Counter(
    "stringer_takes",
    "Attempts to take a partition (fence its former holder, read its position): taken, failed, fenced.",
    ("outcome",),
)
QUEUE_SECONDS = Histogram(
    "stringer_queue_seconds",
    "Time a micro-batch waits for an extraction process.",
    buckets=(0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
BATCH_SECONDS = Histogram(
    "stringer_batch_seconds",
    "Time an extraction process is occupied by a micro-batch, retries one by one included.",
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
MESSAGE_SECONDS = Histogram(
    "stringer_message_seconds",
    "Time to process a message, measured in the extraction process.",
    buckets=(0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
STAGE_SECONDS = Counter(
    "stringer_stage_seconds", "Time spent in each stage of processing, measured in the extraction process.", ("stage",)
)
POOL_READY = Gauge("stringer_pool_ready_slots", "Extraction processes that can take a batch.")
POOL_FAILURES = Counter("stringer_pool_failures", "Batches lost with their extraction process, or raised.", ("reason",))
POOL_STARTS = Counter("stringer_pool_starts", "Extraction processes started: the first of each slot, and replacements.")
POOL_RSS = Gauge("stringer_pool_resident_memory_bytes", "Memory of a slot's process after its last batch.", ("slot",))
POOL_RECYCLED = Counter("stringer_pool_recycled", "Extraction processes replaced for their size.")
REBALANCES = Counter("stringer_rebalances", "Assignments received from the group.")
RELEASE_SECONDS = Histogram(
    "stringer_release_seconds",
    "Time for work in flight to end when partitions are given back.",
    buckets=(0.01, 0.1, 0.5, 1, 2.5, 5, 10, 20, 60),
)
EXPIRED = Counter("stringer_records_expired", "Offsets deleted by retention before they were processed.", _PARTITION)
IDLE_SECONDS = Gauge(
    "stringer_no_progress_seconds",
    "Longest time that a partition, the group or Kafka has stood still while something was to be done; at"
    " STRINGER_STALL_S the worker ends.",
)
BUILD = Info("stringer_build", "Version of the worker, and the model that its extraction processes loaded.")
WEB_REFUSED = Counter(
    "stringer_web_refused",
    "Requests to the web views that were not answered, by why: host, origin, body, token.",
    ("reason",),
)
