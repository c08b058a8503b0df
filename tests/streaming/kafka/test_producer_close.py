"""What a producer whose sender failed leaves behind: nothing that asyncio would report as never looked at."""

import asyncio
import contextlib
import gc
from typing import Any

import pytest
from aiokafka.errors import KafkaConnectionError

from workers.errors import Retriable
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import OutgoingRecord

pytestmark = pytest.mark.broker


async def test_a_failed_sender_leaves_no_outcome_unlooked_at(bootstrap_servers: str, topic_prefix: str) -> None:
    """As when the connection to the transaction coordinator ends while it is looked up: each batch has a waiter."""
    connection, topic = Connection(bootstrap_servers), topic_prefix + "out"
    await create_topics(connection, [TopicPlan(topic, 3)])
    reported: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: reported.append(str(context["message"])))
    await fail_and_close(
        Kafka(connection, StreamingOptions(group_id=topic_prefix + "group")), topic, topic_prefix + "id"
    )
    gc.collect()
    await asyncio.sleep(0)
    assert reported == []


async def fail_and_close(kafka: Kafka, topic: str, transactional_id: str) -> None:
    """In a function of its own: what is reported is reported when the last reference goes."""
    producer = kafka.producer(transactional_id)
    await producer.start()

    async def fails(*_: Any) -> None:
        raise KafkaConnectionError("closed")

    producer._producer._sender._do_add_partitions_to_txn = fails
    await producer.begin()
    with contextlib.suppress(Retriable):
        await producer.send([OutgoingRecord(topic, b"%d" % number, b"value") for number in range(20)])
        pytest.fail("the sender did not fail")
    await producer.close()
