"""Spans continue the trace that a message came with, tell what became of it, and change no byte of what goes out."""

import asyncio

import pytest
from fakes.broker import FakeBroker
from fakes.pool import FakePool
from fakes.running import Running, build, new_broker
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind

from workers.errors import CommitUnknown, Retriable
from workers.streaming.message_trace import MessageTrace

TRACE = "0af7651916cd43dd8448eb211c80319c"
PARENT = "b7ad6b7169203331"
HEADERS = (("traceparent", f"00-{TRACE}-{PARENT}-01".encode()), ("tracestate", b"vendor=1"))


async def consumed(broker: FakeBroker, count: int, trace: MessageTrace | None) -> None:
    runtime = build(broker, FakePool(), trace=trace)
    task = asyncio.create_task(runtime.run())
    try:
        await Running(runtime, broker, FakePool(), task).until_consumed(count)
        await runtime.stop()
        await task
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def trace(exporter: InMemorySpanExporter) -> MessageTrace:
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return MessageTrace(provider.get_tracer("test"), "g")


def processed(exporter: InMemorySpanExporter) -> list[ReadableSpan]:
    return [span for span in exporter.get_finished_spans() if span.name == "process raw"]


async def test_a_span_continues_the_trace_of_its_message(trace: MessageTrace, exporter: InMemorySpanExporter) -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a", headers=HEADERS)
    await consumed(broker, 1, trace)
    (span,) = processed(exporter)
    assert f"{span.context.trace_id:032x}" == TRACE
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT
    assert span.kind is SpanKind.CONSUMER
    assert span.attributes is not None
    assert span.attributes["messaging.kafka.offset"] == 0
    assert span.attributes["messaging.destination.partition.id"] == "0"
    assert span.attributes["stringer.outcome"] == "enriched"
    inside = {each.name: each for each in exporter.get_finished_spans() if each is not span}
    assert set(inside) == {"extract", "commit"}
    assert all(each.parent is not None and each.parent.span_id == span.context.span_id for each in inside.values())
    assert span.start_time == inside["extract"].start_time
    assert inside["extract"].end_time == inside["commit"].start_time
    assert inside["commit"].end_time == span.end_time


async def test_a_dead_letter_is_an_error_with_its_reason(trace: MessageTrace, exporter: InMemorySpanExporter) -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"REJECT", headers=HEADERS)
    broker.produce("raw", 0, None)
    await consumed(broker, 2, trace)
    asked, null = processed(exporter)
    assert asked.attributes is not None
    assert asked.attributes["error.type"] == "AskedTo"
    assert not asked.status.is_ok
    assert null.parent is None  # a message without a trace begins one
    assert null.attributes is not None
    assert null.attributes["error.type"] == "NullValue"


@pytest.mark.parametrize("bad", [b"", b"nonsense", b"\xff\xfe", b"00-0-0-01", None])
async def test_a_traceparent_that_is_none_begins_a_trace(
    trace: MessageTrace, exporter: InMemorySpanExporter, bad: bytes | None
) -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a", headers=(("traceparent", bad),))
    await consumed(broker, 1, trace)
    (span,) = processed(exporter)
    assert span.parent is None


async def test_a_message_whose_sender_does_not_sample_is_not_recorded(
    trace: MessageTrace, exporter: InMemorySpanExporter
) -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a", headers=(("traceparent", f"00-{TRACE}-{PARENT}-00".encode()),))
    await consumed(broker, 1, trace)
    assert exporter.get_finished_spans() == ()


@pytest.mark.parametrize("takes_effect", [False, True])
@pytest.mark.parametrize("error", [Retriable("now and then"), CommitUnknown("no answer")])
async def test_each_message_has_one_span_whatever_its_transactions_do(
    trace: MessageTrace, exporter: InMemorySpanExporter, error: Exception, takes_effect: bool
) -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"first")
    broker.fail("commit", error, takes_effect=takes_effect)
    for _ in range(5):
        broker.produce("raw", 0, b"a")
    await consumed(broker, 6, trace)
    offsets = [span.attributes["messaging.kafka.offset"] for span in processed(exporter) if span.attributes]
    assert sorted(offsets) == [0, 1, 2, 3, 4, 5]


async def test_what_goes_out_is_the_same_with_and_without_traces(trace: MessageTrace) -> None:
    found = []
    for each in (trace, None):
        broker = new_broker(partitions=1)
        broker.produce("raw", 0, b"a b c", headers=HEADERS)
        broker.produce("raw", 0, b"REJECT", headers=HEADERS)
        await consumed(broker, 2, each)
        topics = ("enriched", "quotes", "dlq")
        found.append([(r.key, r.value, r.headers) for topic in topics for r in broker.committed_records(topic)])
    assert found[0] == found[1]
    assert HEADERS[0] in found[0][-1][2]
