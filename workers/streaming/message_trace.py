"""What became of each message, as OpenTelemetry spans; they are made when its transaction is committed.

::

    process <topic>     CONSUMER, child of the message's traceparent; from the cut of its batch to the commit
      ├─ extract        from there until the pool has answered
      └─ commit         from there until the transaction is committed

Nothing of it enters a record: span ids are random, and a record's bytes may not be
(docs/adr/0005-deterministic-bytes.md). The ``traceparent`` that came with a message goes out on its records as it came.
"""

import time
from collections.abc import Sequence

from opentelemetry.trace import SpanKind, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from opentelemetry.util.types import AttributeValue

from workers.errors import Rejection
from workers.streaming.batches import Batch
from workers.streaming.ports import Outcome, ReceivedRecord

_PROPAGATOR = TraceContextTextMapPropagator()
_CARRIED = ("traceparent", "tracestate")


class MessageTrace:
    """Makes the spans. Attribute names: OpenTelemetry's semantic conventions for messaging, and ours."""

    def __init__(self, tracer: Tracer, group: str) -> None:
        self._tracer = tracer
        self._group = group

    def all_committed(self, done: Sequence[tuple[ReceivedRecord, Outcome]], batches: Sequence[Batch]) -> None:
        """The messages of a transaction have become what they are; ``batches`` hold them all."""
        by_offset = {record.offset: batch for batch in batches for record in batch.records}
        now_ns = time.time_ns()
        for record, outcome in done:
            batch = by_offset[record.offset]
            self.committed(record, outcome, cut_ns=batch.cut_ns, extracted_ns=batch.extracted_ns, committed_ns=now_ns)

    def committed(
        self, record: ReceivedRecord, outcome: Outcome, *, cut_ns: int, extracted_ns: int, committed_ns: int
    ) -> None:
        """A message has become its records or its dead letter. Times in nanoseconds since the epoch."""
        topic, number = record.partition
        attributes: dict[str, AttributeValue] = {
            "messaging.system": "kafka",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.destination.name": topic,
            "messaging.destination.partition.id": str(number),
            "messaging.consumer.group.name": self._group,
            "messaging.kafka.offset": record.offset,
            "messaging.message.body.size": len(record.value or b""),
            "stringer.attempts": outcome.attempts,
        }
        rejected = outcome.result if isinstance(outcome.result, Rejection) else None
        attributes["stringer.outcome"] = "dead_lettered" if rejected else "enriched"
        if rejected:
            attributes |= {"error.type": rejected.reason, "stringer.stage": rejected.stage}
        span = self._tracer.start_span(
            f"process {topic}",
            context=_PROPAGATOR.extract(_carrier(record)),
            kind=SpanKind.CONSUMER,
            attributes=attributes,
            start_time=cut_ns,
        )
        if rejected:
            span.set_status(StatusCode.ERROR, f"{rejected.stage}: {rejected.reason}")
        inside = set_span_in_context(span)
        for name, start_ns, end_ns in (("extract", cut_ns, extracted_ns), ("commit", extracted_ns, committed_ns)):
            self._tracer.start_span(name, context=inside, start_time=start_ns).end(end_ns)
        span.end(committed_ns)


def _carrier(record: ReceivedRecord) -> dict[str, str]:
    """The trace context among the headers; of several with one name the last counts, as for all readers of headers."""
    return {
        name.lower(): value.decode("latin-1")
        for name, value in record.headers
        if value is not None and name.lower() in _CARRIED
    }
