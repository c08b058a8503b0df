"""A local Apache Kafka of one node or several, for development, demo and tests: no Docker, no installed Java."""

from workers.broker.cluster import LocalCluster
from workers.broker.jars import BrokerUnavailable
from workers.broker.server import LocalBroker

__all__ = ["BrokerUnavailable", "LocalBroker", "LocalCluster"]
