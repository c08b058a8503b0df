from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from workers.app.worker import start_topics
from workers.app.worker.start_topics import prepare_topics
from workers.errors import Fatal, Retriable
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, TopicState

PLANS = [TopicPlan("raw", 2), TopicPlan("out", 2, configs={"cleanup.policy": "compact"})]


@dataclass
class FakeCluster:
    """Topics that exist, after it was away for some calls."""

    topics: dict[str, TopicState] = field(default_factory=dict)
    away: int = 0
    calls: list[str] = field(default_factory=list)

    async def create_topics(self, connection: Connection, plans: Sequence[TopicPlan]) -> list[str]:
        del connection
        self._call("create")
        created = [plan.name for plan in plans if plan.name not in self.topics]
        self.topics |= {plan.name: TopicState(plan.name, plan.partitions, 1, plan.configs) for plan in plans}
        return created

    async def describe_topics(self, connection: Connection, names: Sequence[str]) -> dict[str, TopicState]:
        del connection
        self._call("describe")
        return {name: self.topics[name] for name in names if name in self.topics}

    def _call(self, name: str) -> None:
        self.calls.append(name)
        if self.away:
            self.away -= 1
            raise Retriable("away")


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> FakeCluster:
    fake = FakeCluster()
    monkeypatch.setattr(start_topics, "create_topics", fake.create_topics)
    monkeypatch.setattr(start_topics, "describe_topics", fake.describe_topics)
    monkeypatch.setattr(start_topics, "RETRY_S", 0)
    return fake


async def test_creates_what_is_missing(cluster: FakeCluster) -> None:
    with capture_logs() as log:
        await prepare_topics(Connection(), PLANS, "create")
    assert set(cluster.topics) == {"raw", "out"}
    assert [line["topics"] for line in log] == [["raw", "out"]]


async def test_check_refuses_to_start_without_topics_and_says_what_to_do(cluster: FakeCluster) -> None:
    cluster.topics["raw"] = TopicState("raw", 2, 1, {})
    with pytest.raises(Fatal, match=r"topics are missing: out; run `stringer topics create`"):
        await prepare_topics(Connection(), PLANS, "check")


async def test_check_warns_about_a_topic_that_breaks_a_promise_and_goes_on(cluster: FakeCluster) -> None:
    cluster.topics["raw"] = TopicState("raw", 1, 1, {})
    cluster.topics["out"] = TopicState("out", 2, 1, {"cleanup.policy": "delete"})
    with capture_logs() as log:
        await prepare_topics(Connection(), PLANS, "check")
    assert [(line["log_level"], line["topic"], line["setting"]) for line in log] == [
        ("warning", "out", "cleanup.policy")
    ]


async def test_ignore_asks_nothing(cluster: FakeCluster) -> None:
    await prepare_topics(Connection(), PLANS, "ignore")
    assert cluster.calls == []


async def test_waits_for_kafka_and_says_so_once(cluster: FakeCluster) -> None:
    cluster.away = 5
    with capture_logs() as log:
        await prepare_topics(Connection(), PLANS, "create")
    assert [line["event"] for line in log] == [
        "Kafka does not answer; waiting for it, nothing is lost",
        "topics created",
        "Kafka answers again; going on",
    ]
