"""A local single-node Apache Kafka for development, the demo and the tests: no Docker, no installed Java."""

from workers.broker.jars import BrokerUnavailable
from workers.broker.server import LocalBroker

__all__ = ["BrokerUnavailable", "LocalBroker"]
