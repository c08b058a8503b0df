"""What a broker without replicas loses when it is killed: ``python benchmarks/lone_broker.py [--rounds 16]``

Eight producers commit one transaction after the other, each a record and an input position; the only broker of the
cluster is killed with SIGKILL and started again. Then each producer takes its id anew and asks for the position. A
position before the last one whose commit the broker had *acknowledged* is a loss that no client can prevent: on its
start, Kafka 4.3.1 looks for the leaders of the partitions whose markers are outstanding before it knows any, takes them
for deleted, and skips the markers (``TransactionMarkerChannelManager``, at log level INFO). See
docs/adr/0002-transactions.md.
"""

import argparse
import asyncio
import logging
import random

from workers.broker import LocalBroker
from workers.errors import CommitUnknown, Retriable, StringerError
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.producer import KafkaProducer
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import StreamingOptions
from workers.streaming.ports import Committed, OutgoingRecord, Partition
from workers.streaming.transaction import PartitionTransactions

PARTITIONS = 8
CALL_TIMEOUT_S = 5.0


class Holder:
    """The transactions of one partition, and the last position whose commit was acknowledged."""

    def __init__(self, connection: Connection, options: StreamingOptions, number: int) -> None:
        self.partition = Partition("raw", number)
        self.acknowledged = 0
        transactional_id = f"{options.group_id}-{self.partition}"
        self._transactions = PartitionTransactions(
            self.partition, lambda: KafkaProducer(connection, options, transactional_id), CALL_TIMEOUT_S
        )

    async def take(self) -> int:
        """Take the partition, however long it takes; the committed position."""
        while True:
            try:
                position = await self._transactions.open()
            except Retriable:
                await asyncio.sleep(0.1)
            else:
                return position.offset if position is not None else 0

    async def commit_until_it_fails(self) -> None:
        while True:
            following = self.acknowledged + 1
            record = OutgoingRecord("out", b"%d" % self.partition.number, b"%d" % following, ())
            try:
                await self._transactions.publish([record], Committed(following))
            except (CommitUnknown, StringerError):
                return
            self.acknowledged = following

    async def close(self) -> None:
        await self._transactions.close()


async def run(rounds: int) -> int:
    """Return how many acknowledged commits were lost."""
    lost = 0
    with LocalBroker() as broker:
        connection = Connection(broker.bootstrap_servers)
        await create_topics(connection, [TopicPlan("raw", PARTITIONS, 1, {}), TopicPlan("out", 4, 1, {})])
        options = StreamingOptions(group_id="g", transaction_timeout_s=10.0, call_timeout_s=CALL_TIMEOUT_S)
        holders = [Holder(connection, options, number) for number in range(PARTITIONS)]
        for holder in holders:
            await holder.take()
        for number in range(1, rounds + 1):
            working = [asyncio.create_task(holder.commit_until_it_fails()) for holder in holders]
            await asyncio.sleep(1 + random.random())
            broker.kill()
            await asyncio.to_thread(broker.start)
            await asyncio.gather(*working)
            positions = await asyncio.gather(*(holder.take() for holder in holders))
            for holder, position in zip(holders, positions, strict=True):
                if position < holder.acknowledged:
                    lost += 1
                    print(f"round {number}: {holder.partition} at {position}, acknowledged {holder.acknowledged}")
                holder.acknowledged = position
        for holder in holders:
            await holder.close()
    print(f"{rounds} restarts, {lost} acknowledged commits lost")
    return lost


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=16)
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # the broker is down on purpose
    asyncio.run(run(parser.parse_args().rounds))


if __name__ == "__main__":
    main()
