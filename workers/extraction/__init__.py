"""Linguistic analysis: text in, quotes, events, entities and times out; no Kafka and no I/O."""
