"""The ``Broker`` port over aiokafka."""

from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.consumer import KafkaConsumer
from workers.streaming.kafka.producer import KafkaProducer
from workers.streaming.options import StreamingOptions


class Kafka:
    """Makes aiokafka clients for one cluster and group."""

    def __init__(self, connection: Connection, options: StreamingOptions) -> None:
        self._connection = connection
        self._options = options

    def consumer(self) -> KafkaConsumer:
        """A new group member."""
        return KafkaConsumer(self._connection, self._options)

    def reader(self) -> KafkaConsumer:
        """A new consumer outside of any group."""
        return KafkaConsumer(self._connection, self._options, grouped=False)

    def producer(self, transactional_id: str) -> KafkaProducer:
        """A new transactional producer."""
        return KafkaProducer(self._connection, self._options, transactional_id)
