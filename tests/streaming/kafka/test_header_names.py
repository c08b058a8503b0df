"""Header names that are not UTF-8: read, dead-lettered, and in nobody's way."""

import asyncio

import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.record.default_records import _DefaultRecordBatchBuilderPy
from fakes.records import received
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter
from workers.errors import Rejection
from workers.streaming.dead_letters.sent import dead_letter
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.header_names import _Records, is_valid_name, valid_name
from workers.streaming.kafka.reader import Record, read
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import PoolOptions, StreamingOptions, TopicNames
from workers.streaming.runtime import StreamRuntime


class Name(str):  # noqa: SLOT000 - aiokafka's builders ask a str for its bytes, and nothing else
    """A header name with bytes of its own."""

    def encode(self, *_: object) -> bytes:
        return b"\xffname"


BAD = Name("\udcffname")


def batch(codec: int, *headers: list[tuple[str, bytes | None]]) -> bytes:
    builder = _DefaultRecordBatchBuilderPy(2, codec, 0, -1, -1, -1, 100_000)
    for offset, each in enumerate(headers):
        assert builder.append(offset, 1000 + offset, b"key", b"value %d" % offset, each)
    return bytes(builder.build())


@pytest.mark.parametrize("codec", [0, 1, 2, 3, 4])
def test_only_the_names_differ_from_what_aiokafka_reads(codec: int) -> None:
    fine: list[tuple[str, bytes | None]] = [("a", b"1"), ("ü", None)]
    data = batch(codec, fine, [("b", b"2"), (BAD, b"\xff")], fine) + batch(codec, fine)
    records = _Records(data)
    found = []
    while records.has_next():
        each = records.next_batch()
        assert each.validate_crc()
        found += [(record.offset, record.timestamp, record.key, record.value, list(record.headers)) for record in each]
    assert found == [
        (0, 1000, b"key", b"value 0", fine),
        (1, 1001, b"key", b"value 1", [("b", b"2"), ("\udcffname", b"\xff")]),
        (2, 1002, b"key", b"value 2", fine),
        (0, 1000, b"key", b"value 0", fine),
    ]


@given(st.binary(max_size=20))
def test_any_bytes_of_a_name_become_one_that_can_be_sent(data: bytes) -> None:
    name = data.decode("utf-8", "surrogateescape")
    try:
        expected = data.decode()
    except UnicodeDecodeError:
        assert not is_valid_name(name)
        assert is_valid_name(valid_name(name))
        valid_name(name).encode()
    else:
        assert is_valid_name(name)
        assert valid_name(name) == expected


def test_the_letter_writes_the_name_out_and_leaves_the_rest() -> None:
    record = received(7, headers=(("ok", b"1"), ("\udcffname", b"\xfe")))
    letter = dead_letter(record, Rejection("receive", "R", "m"), topic="dlq", attempts=1, pipeline_version="1")
    assert letter.headers[:2] == (("ok", b"1"), ("\\xffname", b"\xfe"))


async def everything(servers: str, topic: str) -> list[Record]:
    return [record async for record in read(Connection(servers), [topic], follow=False)]


@pytest.mark.broker
async def test_on_a_real_broker_it_is_one_dead_letter_and_the_others_come_out(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    names = TopicNames()
    topics = TopicNames(*(topic_prefix + getattr(names, name) for name in TopicNames.__slots__))
    connection = Connection(bootstrap_servers)
    await create_topics(connection, [TopicPlan(getattr(topics, name), 1, 1) for name in TopicNames.__slots__])
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap_servers)
    await producer.start()
    bad = producer.create_batch()
    bad._builder = _DefaultRecordBatchBuilderPy(2, 0, 0, -1, -1, -1, 10_000)  # the compiled one takes no such name
    for value, headers in ((b"one", []), (b"two", [(BAD, b"1")]), (b"three", [])):
        assert bad.append(key=b"k", value=value, timestamp=None, headers=headers) is not None
    await (await producer.send_batch(bad, topics.raw, partition=0))
    await producer.stop()

    options = StreamingOptions(
        group_id=f"{topic_prefix}g", pool=PoolOptions(processor_factory="fakes.processor:open_processor", slots=1)
    )
    runtime = StreamRuntime(options, connection, topics)
    task = asyncio.create_task(runtime.run())
    try:
        async with asyncio.timeout(60):
            while runtime.status().ledger.consumed < 3:
                assert not task.done(), task.result()
                await asyncio.sleep(0.05)
        await runtime.stop()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert [record.value for record in await everything(bootstrap_servers, topics.enriched)] == [b"one", b"three"]
    (letter,) = await everything(bootstrap_servers, topics.dead_letters)
    assert (letter.key, letter.value, letter.headers[0]) == (b"k", b"two", ("\\xffname", b"1"))
    described = DeadLetter.from_headers(letter.headers)
    assert (described.stage, described.reason, described.offset) == ("receive", "InvalidHeaderName", 1)
