"""Fixtures for every test: a real Kafka, started once per run, and names of topics that no other test uses."""

import os
import uuid
from collections.abc import Iterator

import pytest

from workers.broker import LocalBroker, LocalCluster


@pytest.fixture(scope="session")
def bootstrap_servers() -> Iterator[str]:
    """Where the tests' Kafka listens: ``STRINGER_BOOTSTRAP_SERVERS`` when set, else a local broker of this run."""
    given = os.environ.get("STRINGER_BOOTSTRAP_SERVERS")
    if given:
        yield given
        return
    with LocalBroker() as broker:
        yield broker.bootstrap_servers


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[LocalCluster]:
    """Three nodes of this run; a test that ends or freezes one brings it back. Clients of SIDE are sent to proxies."""
    with LocalCluster(listeners={"SIDE": "PLAINTEXT"}, proxied=["SIDE"]) as cluster:
        yield cluster


@pytest.fixture
def topic_prefix() -> str:
    """A prefix of this test's own for topics, groups and transactional ids, such as ``t1f0a9c2b.``."""
    return f"t{uuid.uuid4().hex[:8]}."
