import pytest

from workers.errors import Fatal, Retriable
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import (
    TopicPlan,
    TopicState,
    compare,
    create_topics,
    delete_topics,
    describe_topics,
)


def found(plan: TopicPlan, *, partitions: int = 2, replication: int = 1, configs: dict[str, str]) -> list[str]:
    state = TopicState(plan.name, partitions, replication, configs)
    return [f"{item.what} {item.severity}" for item in compare([plan], {plan.name: state})]


def test_a_topic_as_planned_has_no_difference() -> None:
    plan = TopicPlan("t", 2, 1, {"cleanup.policy": "compact"})
    assert found(plan, configs={"cleanup.policy": "compact", "retention.ms": "5"}) == []


def test_a_missing_topic_is_an_error_that_says_what_to_do() -> None:
    (difference,) = compare([TopicPlan("t", 2)], {})
    assert (difference.severity, difference.advice) == ("error", "create it: stringer topics create")


@pytest.mark.parametrize(
    ("configs", "differences"),
    [
        ({"max.message.bytes": "999"}, ["max.message.bytes error"]),
        ({"max.message.bytes": "1001"}, []),
        ({}, ["max.message.bytes note"]),  # not for this client to see
    ],
)
def test_a_size_limit_may_be_larger_but_not_smaller(configs: dict[str, str], differences: list[str]) -> None:
    plan = TopicPlan("t", 2, 1, {"max.message.bytes": "1000"})
    assert found(plan, configs=configs) == differences


def test_policy_and_replicas_are_promises_and_the_rest_is_taste() -> None:
    plan = TopicPlan("t", 2, 3, {"cleanup.policy": "compact", "retention.ms": "1"})
    differences = found(plan, partitions=4, replication=2, configs={"cleanup.policy": "delete", "retention.ms": "2"})
    assert differences == ["partitions note", "replication error", "cleanup.policy error", "retention.ms note"]


def test_the_clusters_default_of_replicas_is_always_right() -> None:
    assert found(TopicPlan("t", 2, -1), replication=1, configs={}) == []


@pytest.mark.broker
async def test_create_describe_delete_on_a_real_cluster(bootstrap_servers: str, topic_prefix: str) -> None:
    connection = Connection(bootstrap_servers=bootstrap_servers)
    plans = [
        TopicPlan(f"{topic_prefix}a", 3, -1, {"cleanup.policy": "compact"}),
        TopicPlan(f"{topic_prefix}b", 1, 1, {"retention.ms": "3600000", "max.message.bytes": "5000000"}),
    ]
    names = [plan.name for plan in plans]
    assert await describe_topics(connection, names) == {}
    assert await create_topics(connection, plans[:1]) == names[:1]
    assert await create_topics(connection, plans) == names[1:]
    states = await describe_topics(connection, names)
    assert [states[name].partitions for name in names] == [3, 1]
    assert states[names[0]].configs["cleanup.policy"] == "compact"
    assert compare(plans, states) == []
    await delete_topics(connection, [*names, f"{topic_prefix}never-there"])
    assert await describe_topics(connection, names) == {}


@pytest.mark.broker
@pytest.mark.parametrize(
    ("plan", "kind", "message"),
    [
        (TopicPlan("no spaces", 1), Fatal, "no spaces"),
        (TopicPlan("bad-config", 1, -1, {"no.such.setting": "1"}), Fatal, r"no\.such\.setting"),
        (TopicPlan("too-many", 1, 99), Retriable, "replication factor"),
    ],
)
async def test_what_a_cluster_refuses_is_named(
    bootstrap_servers: str, plan: TopicPlan, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        await create_topics(Connection(bootstrap_servers=bootstrap_servers), [plan])


async def test_a_cluster_that_is_away_is_retriable() -> None:
    with pytest.raises(Retriable, match=r"127\.0\.0\.1:1 does not answer \(Connection refused\)"):
        await describe_topics(Connection(bootstrap_servers="127.0.0.1:1"), ["t"])
