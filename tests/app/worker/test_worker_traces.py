"""A real worker on a real broker, and its traces at a real OTLP/HTTP receiver."""

import asyncio
import json
import signal
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer
from fakes.trace_receiver import TraceReceiver, attributes, trace_receiver
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status
from worker_harness import running_worker, wait_for

from schemas.topics import topic_name
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.reader import read

pytestmark = pytest.mark.broker

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
CONTEXT = [("traceparent", f"00-{TRACE}-{PARENT}-01".encode()), ("tracestate", b"vendor=1")]
TEXT = 'The harbour of Skagen closed. "Nobody saw the zeppelin," said Greta Holm, a spokeswoman for the port.'
ARTICLE = json.dumps({"id": "harbour-17", "title": "Zeppelin gone", "text": TEXT}).encode()
COLLECTOR_KEY = "sentinel-of-a-collector"
SECRETS = {"sasl_password": "sentinel-of-a-password", "oauth_client_secret": "sentinel-of-a-client"}
OURS = {  # each attribute there is; the docs name them
    "messaging.system",
    "messaging.operation.name",
    "messaging.operation.type",
    "messaging.destination.name",
    "messaging.destination.partition.id",
    "messaging.consumer.group.name",
    "messaging.kafka.offset",
    "messaging.message.body.size",
    "stringer.attempts",
    "stringer.outcome",
    "stringer.stage",
    "error.type",
}


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[TraceReceiver]:
    with trace_receiver() as found:
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", found.url)
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_HEADERS", f"authorization=Bearer%20{COLLECTOR_KEY}")
        yield found


async def send(servers: str, topic: str, messages: Sequence[tuple[bytes, Sequence[tuple[str, bytes]]]]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=servers) as producer:
        for value, headers in messages:
            await producer.send_and_wait(topic, value, key=b"a-key-of-theirs", headers=list(headers))


async def headers_of(servers: str, *topics: str) -> list[dict[str, bytes | None]]:
    return [dict(record.headers) async for record in read(Connection(servers), topics, follow=False)]


def test_from_the_senders_trace_to_the_records(
    bootstrap_servers: str, topic_prefix: str, tmp_path: Path, receiver: TraceReceiver
) -> None:
    raw, dead = topic_name("raw", topic_prefix), topic_name("dlq", topic_prefix)
    with running_worker(
        tmp_path,
        bootstrap_servers=bootstrap_servers,
        topic_prefix=topic_prefix,
        group=f"{topic_prefix}g",
        topics_at_start="create",
        topic_partitions=1,
        log_level="debug",
        **SECRETS,
    ) as worker:
        worker.wait_until_ready()
        asyncio.run(send(bootstrap_servers, raw, [(ARTICLE, CONTEXT), (b"\xff" + ARTICLE, CONTEXT)]))
        wait_for(lambda: worker.status()["ledger"]["consumed"] == 2, "both messages are accounted for")
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(60) == 0, worker.log.read_text()

    enriched, rejected = sorted(
        (span for span in receiver.spans if span.name == f"process {raw}"),
        key=lambda span: int(attributes(span.attributes)["messaging.kafka.offset"]),
    )
    for span in (enriched, rejected):
        assert (span.trace_id.hex(), span.parent_span_id.hex()) == (TRACE, PARENT)
        assert span.trace_state == "vendor=1"
        assert span.kind == Span.SPAN_KIND_CONSUMER
        inside = {each.name: each for each in receiver.spans if each.parent_span_id == span.span_id}
        assert set(inside) == {"extract", "commit"}
        assert {each.trace_id for each in inside.values()} == {span.trace_id}
        assert span.start_time_unix_nano <= inside["extract"].end_time_unix_nano <= span.end_time_unix_nano
        assert not any(each.attributes for each in inside.values())
    assert len(receiver.spans) == 6
    done, failed = attributes(enriched.attributes), attributes(rejected.attributes)
    assert (done["stringer.outcome"], done["messaging.message.body.size"]) == ("enriched", len(ARTICLE))
    assert (failed["stringer.outcome"], failed["stringer.stage"]) == ("dead_lettered", "decode")
    assert rejected.status.code == Status.STATUS_CODE_ERROR
    assert set(failed) | set(done) == OURS

    names = [topic_name(name, topic_prefix) for name in ("enriched", "quotes", "events")]
    gone_out = asyncio.run(headers_of(bootstrap_servers, *names, dead))
    assert len(gone_out) >= 3
    assert {(each["traceparent"], each["tracestate"]) for each in gone_out} == {(CONTEXT[0][1], CONTEXT[1][1])}

    told = b"".join(receiver.bodies)
    text = (b"zeppelin", b"Zeppelin", b"Holm", b"harbour-17", b"a-key-of-theirs")
    assert [word for word in text if word in told] == []
    secrets = [COLLECTOR_KEY, *SECRETS.values()]
    assert receiver.headers[0]["authorization"] == f"Bearer {COLLECTOR_KEY}"
    assert [word for word in secrets if word.encode() in told or word in worker.log.read_text()] == []


def test_a_receiver_that_never_answers_slows_nothing(
    bootstrap_servers: str, topic_prefix: str, tmp_path: Path, receiver: TraceReceiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is held from the first to the last message, and when the worker ends."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "50")
    receiver.hold()
    with running_worker(
        tmp_path,
        bootstrap_servers=bootstrap_servers,
        topic_prefix=topic_prefix,
        group=f"{topic_prefix}g",
        topics_at_start="create",
        topic_partitions=1,
        batch_max_records=1,
    ) as worker:
        worker.wait_until_ready()
        raw = topic_name("raw", topic_prefix)
        asyncio.run(send(bootstrap_servers, raw, [(ARTICLE, CONTEXT)]))
        assert receiver.asked.wait(60)
        asyncio.run(send(bootstrap_servers, raw, [(ARTICLE, CONTEXT)] * 20))
        wait_for(lambda: worker.status()["ledger"]["consumed"] == 21, "all messages are accounted for")
        worker.process.send_signal(signal.SIGTERM)
        begun = time.monotonic()
        assert worker.process.wait(60) == 0, worker.log.read_text()
        assert time.monotonic() - begun < 20  # 5 s for the last spans; by itself the SDK would take 30 s
    assert receiver.spans == []
    log = worker.log.read_text()
    assert "ending without them" in log
    assert "Traceback" not in log
