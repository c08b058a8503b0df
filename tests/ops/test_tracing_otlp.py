"""The real exporter against a real OTLP/HTTP receiver: what arrives, and what a receiver cannot do to the worker."""

import os
import socket
import time
from collections.abc import Iterator

import pytest
from fakes.trace_receiver import TraceReceiver, attributes, trace_receiver
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.trace import Tracer

from workers.errors import Fatal
from workers.ops.tracing import tracing

QUEUE, BATCH = 64, 16
SECRET = "sentinel-of-a-collector"  # noqa: S105 - of nobody


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[TraceReceiver]:
    with trace_receiver() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
        monkeypatch.setenv("OTEL_BSP_MAX_QUEUE_SIZE", str(QUEUE))
        monkeypatch.setenv("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", str(BATCH))
        yield found


def make(tracer: Tracer | None, count: int) -> None:
    assert tracer is not None
    for number in range(count):
        tracer.start_span("process raw", attributes={"messaging.kafka.offset": number}).end()


def offsets(receiver: TraceReceiver) -> list[object]:
    return [attributes(list(span.attributes))["messaging.kafka.offset"] for span in receiver.spans]


@pytest.mark.parametrize("compression", ["none", "gzip", "deflate"])
def test_a_receiver_can_decode_what_arrives(
    receiver: TraceReceiver, monkeypatch: pytest.MonkeyPatch, compression: str
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", compression)
    with tracing(os.environ) as tracer:
        make(tracer, 3)
    assert offsets(receiver) == [0, 1, 2]
    assert all((len(span.trace_id), len(span.span_id)) == (16, 8) for span in receiver.spans)
    assert {span.kind for span in receiver.spans} == {Span.SPAN_KIND_INTERNAL}
    scopes = {s.scope.name for request in receiver.requests for r in request.resource_spans for s in r.scope_spans}
    assert scopes == {"stringer"}
    assert receiver.headers[0].get("content-encoding", "none") == compression


def test_the_resource_says_what_runs_and_what_the_operator_adds(
    receiver: TraceReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
    with tracing(os.environ) as tracer:
        make(tracer, 1)
    (found,) = receiver.resources
    assert found["service.name"] == "stringer"
    assert found["service.version"]
    assert found["deployment.environment.name"] == "test"
    own = {name for name in found if not name.startswith("telemetry.sdk.")}
    assert own <= {"service.name", "service.version", "service.instance.id", "deployment.environment.name"}


def test_the_login_goes_to_the_receiver_and_to_no_child(
    receiver: TraceReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", f"authorization=Bearer%20{SECRET},x-tenant=press")
    with tracing(os.environ) as tracer:
        assert SECRET not in "".join(os.environ.values())
        make(tracer, 1)
    assert receiver.headers[0]["authorization"] == f"Bearer {SECRET}"
    assert receiver.headers[0]["x-tenant"] == "press"
    assert SECRET.encode() not in b"".join(receiver.bodies)


@pytest.mark.parametrize(
    "headers",
    [
        f"Authorization: Bearer {SECRET}",
        f"ok=1, {SECRET}",
        f"authorization={SECRET}%0Aline",
        f'a="{SECRET}"',
        f"=é{SECRET}",
    ],
)
@pytest.mark.parametrize("name", ["OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS"])
def test_headers_that_libraries_would_log_are_refused_without_their_value(
    receiver: TraceReceiver, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str, headers: str
) -> None:
    monkeypatch.setenv(name, headers)
    with pytest.raises(Fatal, match=f"{name} must be name=value") as caught, tracing(os.environ):
        pass
    assert SECRET not in str(caught.value) + caplog.text
    assert not receiver.asked.is_set()


def test_an_address_with_a_login_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://user:{SECRET}@127.0.0.1:4318")
    with pytest.raises(Fatal, match="holds a login") as caught, tracing(os.environ):
        pass
    assert SECRET not in str(caught.value)


def test_a_receiver_that_does_not_answer_costs_the_oldest_spans_and_no_time(receiver: TraceReceiver) -> None:
    """The receiver is held until all spans are made: if one waited for it, the test would not end."""
    receiver.hold()
    count = 100 * QUEUE
    with tracing(os.environ) as tracer:
        make(tracer, BATCH)
        assert receiver.asked.wait(10)  # the first batch is on its way, and stays there
        make(tracer, count)
        assert receiver.spans == []
        receiver.release()
    found = offsets(receiver)
    assert len(found) <= BATCH + QUEUE
    assert found[-QUEUE:] == list(range(count - QUEUE, count))


@pytest.mark.parametrize("why", ["silent", "down", "failing"])
def test_a_receiver_that_takes_nothing_does_not_keep_the_process(
    receiver: TraceReceiver, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], why: str
) -> None:
    """By itself the SDK would try for 10 s a batch, 30 s in all."""
    if why == "down":
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))  # bound, and does not listen: connections are refused
            monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{nobody.getsockname()[1]}")
            begun = leave_with_spans()
    else:
        receiver.status = 503
        if why == "silent":
            receiver.hold()
        begun = leave_with_spans()
    assert time.monotonic() - begun < 5
    assert receiver.spans == []
    assert "ending without them" in "".join(capfd.readouterr())


def leave_with_spans() -> float:
    with tracing(os.environ, flush_s=0.2) as tracer:
        make(tracer, 3 * BATCH)
        return time.monotonic()
