"""A local single-node Apache Kafka for development, the demo and the tests."""
