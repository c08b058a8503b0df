"""Counting what a committed transaction did: the ledger, the metrics and the log lines of one partition."""

from collections.abc import Sequence

from workers.errors import Rejection
from workers.ops import events, metrics
from workers.streaming.ports import Outcome, OutgoingRecord, Partition, ReceivedRecord
from workers.streaming.status import Ledger


class Tally:
    """``consumed`` counts input records, the other two count what they became; they must agree."""

    def __init__(self, partition: Partition) -> None:
        self._partition = partition
        self._ledger = Ledger()

    @property
    def ledger(self) -> Ledger:
        """What was counted so far."""
        return self._ledger

    def count(self, done: Sequence[tuple[ReceivedRecord, Outcome]], sent: Sequence[OutgoingRecord]) -> None:
        """The transaction over these records is committed."""
        place = (self._partition.topic, str(self._partition.number))
        rejections = [(record, outcome.result) for record, outcome in done if isinstance(outcome.result, Rejection)]
        enriched = sum(1 for _, outcome in done if not isinstance(outcome.result, Rejection))
        self._ledger += Ledger(len(done), enriched, len(rejections))
        metrics.CONSUMED.labels(*place).inc(len(done))
        metrics.CONSUMED_BYTES.labels(*place).inc(sum(len(record.value or b"") for record, _ in done))
        metrics.ENRICHED.labels(*place).inc(enriched)
        for outgoing in sent:
            metrics.RECORDS_SENT.labels(outgoing.topic).inc()
        for record, rejection in rejections:
            metrics.DEAD_LETTERED.labels(*place, rejection.stage, rejection.reason).inc()
            events.emit(
                events.DeadLettered(
                    *self._partition,
                    offset=record.offset,
                    stage=rejection.stage,
                    reason=rejection.reason,
                    detail=rejection.message,
                )
            )
