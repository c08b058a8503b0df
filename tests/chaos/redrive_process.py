"""``stringer dlq redrive --all`` in small transactions, which kills itself by SIGKILL where it is told to."""

import argparse
import asyncio
import logging
import os
import signal
from collections.abc import Sequence

from workers.streaming.dead_letters import closing
from workers.streaming.dead_letters.letter_queue import LetterQueue
from workers.streaming.dead_letters.log import KafkaLog
from workers.streaming.dead_letters.selection import Selection
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.connection import Connection
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.ports import OutgoingRecord, TransactionalProducer

MOMENTS = ("sent", "committing", "committed")


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DyingProducer:
    """Kills the process in its ``last`` transaction: before the commit is asked for, while it is, or after it."""

    def __init__(self, producer: TransactionalProducer, moment: str, last: int) -> None:
        self._producer = producer
        self._moment = moment
        self._left = last

    async def start(self) -> None:
        await self._producer.start()

    async def begin(self) -> None:
        await self._producer.begin()

    async def send(self, records: Sequence[OutgoingRecord]) -> None:
        await self._producer.send(records)

    async def commit(self) -> None:
        self._left -= 1
        if self._left == 0 and self._moment == "sent":
            die()
        asking = asyncio.ensure_future(self._producer.commit())
        if self._left == 0 and self._moment == "committing":
            await asyncio.sleep(0.001)  # the request is on its way; whether it has arrived is not known
            die()
        await asking
        if self._left == 0:
            die()

    async def close(self) -> None:
        await self._producer.close()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bootstrap-servers", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--batch", type=int, required=True)
    parser.add_argument("--moment", choices=MOMENTS)
    parser.add_argument("--transaction", type=int, default=0, help="in which it dies, from 1")
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    closing.BATCH_RECORDS = given.batch
    names = TopicNames()
    topics = TopicNames(*(given.prefix + getattr(names, name) for name in TopicNames.__slots__))
    connection = Connection(given.bootstrap_servers)
    options = StreamingOptions(group_id=f"{given.prefix}g", pipeline_version="0")
    kafka = Kafka(connection, options)

    def producer(transactional_id: str) -> TransactionalProducer:
        real = kafka.producer(transactional_id)
        return DyingProducer(real, given.moment, given.transaction) if given.moment else real  # type: ignore[return-value] # what a redrive calls

    async def redrive() -> int:
        queue = LetterQueue(KafkaLog(connection), producer, topics, call_timeout_s=options.call_timeout_s)
        plan = await queue.survey(Selection())
        return (await queue.redrive(Selection(), plan, max_redrives=3)).closed

    print(asyncio.run(redrive()), flush=True)  # noqa: T201 - read by the test


if __name__ == "__main__":
    main()
