"""Every kind of poison, through the real pipeline on a real Kafka: one dead letter each, with the same bytes."""

import asyncio
import json
import os

import pytest
from aiokafka import AIOKafkaProducer
from chaos_count import read_all
from cluster import OUT_PARTITIONS, Cluster, cluster

from schemas.dead_letter import DeadLetter
from workers.streaming.kafka.connection import Connection
from workers.streaming.options import PoolOptions, StreamingOptions
from workers.streaming.pool.process_memory import rss_bytes
from workers.streaming.runtime import StreamRuntime

pytestmark = [pytest.mark.broker, pytest.mark.slow]

KILL_RSS_BYTES = 700_000_000
PARENT_GROWTH_BYTES = 150_000_000  # several times the one article of 5 MB; eaten memory stays in the child
GOOD = json.dumps(
    {"id": "good-{}", "text": "“The bridge is open again,” said Mara Lindqvist, the mayor, in Lyon on Monday."}
)
POISON = {
    "invalid UTF-8": (b'{"text": "\xff\xfe"}', "InvalidUtf8"),
    "invalid JSON": (b'{"text": "no end', "InvalidJson"),
    "wrong types": (b'{"text": 7}', "WrongType"),
    "empty": (b"", "Empty"),
    "no text": (b'{"title": "Only a title"}', "NoText"),
    "5 MB of text": (json.dumps({"text": "word " * 1_000_000}).encode(), "TooLarge"),
    "deep nesting": (b'{"text": "x", "more": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "NestedTooDeeply"),
    "half a surrogate pair": (b'{"text": "broken \\ud800 here"}', "LoneSurrogate"),
    "abort": (b"ABORT", "ProcessDied"),
    "hang": (b"HANG", "ProcessTimeout"),
    "memory": (b"EAT", "ProcessMemory"),
}


async def feed(kafka: Cluster) -> dict[int, bytes]:
    """Good, poison, good, poison, ... on one partition; the poison by offset."""
    sent: dict[int, bytes] = {}
    producer = AIOKafkaProducer(bootstrap_servers=kafka.servers, max_request_size=16_000_000)
    await producer.start()
    for number, (value, _) in enumerate(POISON.values()):
        good = GOOD.replace("{}", str(number), 1).encode()
        await producer.send_and_wait(kafka.topics.raw, good, key=b"good-%d" % number)
        metadata = await producer.send_and_wait(
            kafka.topics.raw, value, key=b"bad-%d" % number, headers=[("traceparent", b"00-%d" % number)]
        )
        sent[metadata.offset] = value
    await producer.stop()
    return sent


async def test_each_is_one_dead_letter_and_the_good_ones_come_out(bootstrap_servers: str, topic_prefix: str) -> None:
    async with cluster(bootstrap_servers, topic_prefix, 1) as kafka:
        sent = await feed(kafka)
        options = StreamingOptions(
            group_id=kafka.group,
            pipeline_version="test",
            pool=PoolOptions(
                processor_factory="fakes.hooked_pipeline:open_hooked",
                slots=1,
                process_timeout_s=3.0,
                process_min_bytes_per_s=2_000_000,
                kill_rss_bytes=KILL_RSS_BYTES,
            ),
            max_message_bytes=6_000_000,
        )
        runtime = StreamRuntime(options, Connection(bootstrap_servers), kafka.topics)
        task = asyncio.create_task(runtime.run())
        largest = parent = 0
        before = rss_bytes(os.getpid())
        try:
            async with asyncio.timeout(90):
                while runtime.status().ledger.consumed < 2 * len(POISON):
                    largest = max(largest, *map(rss_bytes, runtime._pool.child_pids), 0)
                    parent = max(parent, rss_bytes(os.getpid()) - before)
                    if task.done():
                        task.result()
                    await asyncio.sleep(0.01)
            ledger = runtime.status().ledger
            await runtime.stop()
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        letters = await read_all(kafka.servers, kafka.topics.dead_letters, OUT_PARTITIONS)
        enriched = await read_all(kafka.servers, kafka.topics.enriched, OUT_PARTITIONS)

    assert (ledger.consumed, ledger.enriched, ledger.dead_lettered) == (2 * len(POISON), len(POISON), len(POISON))
    assert {json.loads(record.value)["article"]["id"] for record in enriched} == {
        f"good-{n}" for n in range(len(POISON))
    }
    described = {}
    for record in letters:
        letter = DeadLetter.from_headers(tuple(record.headers))
        described[letter.offset] = letter
        assert record.value == sent[letter.offset]
        number = list(sent).index(letter.offset)
        assert record.key == b"bad-%d" % number
        assert dict(record.headers)["traceparent"] == b"00-%d" % number
    assert sorted(described) == sorted(sent)
    for offset, (name, (_, reason)) in zip(sent, POISON.items(), strict=True):
        letter = described[offset]
        assert letter.message, name
        assert letter.reason == reason, name
        if reason in ("ProcessDied", "ProcessTimeout", "ProcessMemory"):
            assert letter.attempts == 2, name
    assert parent < PARENT_GROWTH_BYTES
    assert largest < KILL_RSS_BYTES + 300_000_000  # what is taken between two looks
