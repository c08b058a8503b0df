"""A worker for the chaos run that wants its transactional ids broken: ``--shared-id`` lives here, not in the product.

With it, all partitions of a process share one transactional id (the process's own), as in aiokafka's documented
transactional loop. A worker that was frozen and wakes is then not fenced by whoever took its partitions over.
"""

import argparse
import asyncio
import os
import signal
from collections.abc import Sequence

from workers.errors import Retriable
from workers.ops.events import configure_logging
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.producer import KafkaProducer
from workers.streaming.options import PoolOptions, StreamingOptions, TopicNames
from workers.streaming.ports import Broker, Committed, Consumer, OutgoingRecord, Partition, TransactionalProducer
from workers.streaming.runtime import StreamRuntime


class OneProducer:
    """The process's only producer; transactions of its partitions take turns."""

    def __init__(self, kafka: Kafka, transactional_id: str) -> None:
        self._kafka = kafka
        self._transactional_id = transactional_id
        self.turn = asyncio.Lock()
        self._producer: KafkaProducer | None = None

    async def get(self) -> KafkaProducer:
        if self._producer is None:
            producer = self._kafka.producer(self._transactional_id)
            try:
                await producer.start()
            except BaseException:
                await producer.close()
                raise
            self._producer = producer
        return self._producer

    async def replace(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.close()


class SharedIdProducer:
    """``TransactionalProducer`` for one partition over the process's only producer."""

    def __init__(self, one: OneProducer) -> None:
        self._one = one
        self._mine = False
        self._used: KafkaProducer | None = None

    async def start(self) -> None:
        async with self._one.turn:
            self._used = await self._one.get()

    async def committed(self, partition: Partition) -> Committed | None:
        return await (await self._one.get()).committed(partition)

    async def begin(self) -> None:
        await self._one.turn.acquire()
        self._mine = True
        self._used = await self._one.get()
        await self._used.begin()

    async def send(self, records: Sequence[OutgoingRecord]) -> None:
        await self._current().send(records)

    async def send_position(self, partition: Partition, position: Committed) -> None:
        await self._current().send_position(partition, position)

    async def commit(self) -> None:
        await self._current().commit()
        self._release()

    async def abort(self) -> None:
        await self._current().abort()

    async def close(self) -> None:
        if self._mine:  # a transaction of ours failed: the producer cannot be used again
            await self._one.replace()
            self._release()

    def _current(self) -> KafkaProducer:
        if self._used is None:
            raise Retriable("no transaction was begun")
        return self._used

    def _release(self) -> None:
        self._mine = False
        self._one.turn.release()


class SharedIdBroker:
    """``Broker`` whose producers all are one."""

    def __init__(self, kafka: Kafka, group: str) -> None:
        self._kafka = kafka
        self._one = OneProducer(kafka, f"{group}-{os.getpid()}")

    def consumer(self) -> Consumer:
        return self._kafka.consumer()

    def producer(self, transactional_id: str) -> TransactionalProducer:
        del transactional_id
        return SharedIdProducer(self._one)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--group", required=True)
    parser.add_argument("--processor", required=True)
    parser.add_argument("--session-timeout-s", type=float, default=8.0)
    parser.add_argument("--shared-id", action="store_true")
    given = parser.parse_args()
    configure_logging(os.environ.get("STRINGER_LOG_LEVEL", "info"))
    options = StreamingOptions(
        group_id=given.group,
        pool=PoolOptions(processor_factory=given.processor, slots=1),
        session_timeout_s=given.session_timeout_s,
        drain_timeout_s=10.0,
        transaction_timeout_s=10.0,
        call_timeout_s=5.0,
    )
    connection = Connection(given.bootstrap_servers)
    kafka = Kafka(connection, options)
    broker: Broker = SharedIdBroker(kafka, given.group) if given.shared_id else kafka
    names = TopicNames()
    topics = TopicNames(*(given.prefix + getattr(names, field) for field in TopicNames.__slots__))
    runtime = StreamRuntime(options, connection, topics, broker=broker)
    loop = asyncio.get_running_loop()
    stopping: list[asyncio.Task[None]] = []
    loop.add_signal_handler(signal.SIGTERM, lambda: stopping.append(loop.create_task(runtime.stop())))
    await runtime.run()
    await asyncio.gather(*stopping)


if __name__ == "__main__":
    asyncio.run(main())
