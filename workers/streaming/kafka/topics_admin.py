"""Topics: create them, describe them, and compare them with what the worker needs."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import (
    InvalidReplicationFactorError,
    KafkaConnectionError,
    KafkaError,
    TopicAlreadyExistsError,
    TopicAuthorizationFailedError,
    UnknownTopicOrPartitionError,
    for_code,
)

from workers.errors import Fatal, Retriable
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.explained import explained

NO_ERROR = 0


@dataclass(frozen=True, slots=True)
class TopicPlan:
    """A topic as it should be; ``replication`` -1 leaves the number of replicas to the cluster."""

    name: str
    partitions: int
    replication: int = -1
    configs: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicState:
    """A topic as it is; ``configs`` holds all settings of the topic, defaults included, but no secrets."""

    name: str
    partitions: int
    replication: int
    configs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a topic is not as planned: an ``error`` breaks a promise of the worker, a ``note`` is a matter of taste."""

    topic: str
    what: str
    wanted: str
    found: str
    severity: Literal["error", "note"]
    advice: str


async def create_topics(connection: Connection, plans: Sequence[TopicPlan]) -> list[str]:
    """Create the topics that do not exist yet and return their names; those that exist stay as they are.

    Raises:
        Retriable: the cluster cannot be reached.
        Fatal: the cluster refuses a topic.
    """
    async with admin_client(connection) as admin:
        response = await admin.create_topics([_new_topic(plan) for plan in plans])
    created: list[str] = []
    for name, code, message in ((item[0], item[1], item[2]) for item in response.topic_errors):
        if code == NO_ERROR:
            created.append(name)
            continue
        kind = for_code(code)
        if kind is TopicAlreadyExistsError:
            continue
        if kind.retriable or kind is InvalidReplicationFactorError:  # brokers may still be starting
            raise Retriable(f"topic {name} cannot be created now: {message or kind.__name__}")
        raise Fatal(f"the cluster refuses to create topic {name}: {message or kind.__name__}")
    return created


def _new_topic(plan: TopicPlan) -> NewTopic:
    topic = NewTopic(plan.name, plan.partitions, max(plan.replication, 1), topic_configs=dict(plan.configs))
    topic.replication_factor = plan.replication  # aiokafka's constructor refuses -1, the protocol takes it (KIP-464)
    return topic


async def delete_topics(connection: Connection, names: Sequence[str]) -> None:
    """Delete the topics; those that do not exist are no error.

    Raises:
        Retriable: the cluster cannot be reached or cannot delete a topic now.
        Fatal: the cluster refuses to delete a topic.
    """
    async with admin_client(connection) as admin:
        response = await admin.delete_topics(list(names))
    for name, code in response.topic_error_codes:
        kind = for_code(code)
        if code != NO_ERROR and kind is not UnknownTopicOrPartitionError:
            _raise(kind, f"topic {name} cannot be deleted: {kind.__name__}")


async def describe_topics(connection: Connection, names: Sequence[str]) -> dict[str, TopicState]:
    """Return those of the topics that exist.

    Raises:
        Retriable: the cluster cannot be reached or does not answer for a topic now.
        Fatal: the cluster does not let this client see a topic.
    """
    async with admin_client(connection) as admin:
        metadata = await admin.describe_topics(list(names))
        found: dict[str, tuple[int, int]] = {}
        for topic in metadata:
            kind = for_code(topic["error_code"])
            if kind is UnknownTopicOrPartitionError:
                continue
            if topic["error_code"] != NO_ERROR:
                _raise(kind, f"topic {topic['topic']} cannot be described: {kind.__name__}")
            replicas = {len(partition["replicas"]) for partition in topic["partitions"]}
            found[topic["topic"]] = len(topic["partitions"]), min(replicas, default=0)
        configs = await _configs(admin, list(found))
    return {name: TopicState(name, *shape, configs.get(name, {})) for name, shape in found.items()}


async def _configs(admin: AIOKafkaAdminClient, names: Sequence[str]) -> dict[str, dict[str, str]]:
    if not names:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in names]
    configs: dict[str, dict[str, str]] = {}
    for response in await admin.describe_configs(resources):
        for code, message, _, name, entries in response.resources:
            kind = for_code(code)
            if kind is TopicAuthorizationFailedError:
                continue  # reading and writing a topic needs no right to see its settings
            if code != NO_ERROR:
                _raise(kind, f"settings of topic {name} cannot be read: {message or kind.__name__}")
            configs[name] = {entry[0]: entry[1] for entry in entries if entry[1] is not None}
    return configs


def compare(plans: Sequence[TopicPlan], states: Mapping[str, TopicState]) -> list[Difference]:
    """Return where the topics are not as planned, in the order of the plans."""
    differences: list[Difference] = []
    for plan in plans:
        state = states.get(plan.name)
        if state is None:
            differences.append(
                Difference(plan.name, "topic", "exists", "missing", "error", "create it: stringer topics create")
            )
        else:
            differences += _compare_shape(plan, state)
            differences += _compare_configs(plan, state)
    return differences


def _compare_shape(plan: TopicPlan, state: TopicState) -> list[Difference]:
    found: list[Difference] = []
    if state.partitions != plan.partitions:
        advice = "more than planned is fine" if state.partitions > plan.partitions else "bounds the number of workers"
        found.append(Difference(plan.name, "partitions", str(plan.partitions), str(state.partitions), "note", advice))
    if plan.replication > state.replication:
        advice = "a lost broker loses records: add replicas"
        found.append(
            Difference(plan.name, "replication", str(plan.replication), str(state.replication), "error", advice)
        )
    return found


def _compare_configs(plan: TopicPlan, state: TopicState) -> list[Difference]:
    found: list[Difference] = []
    for key, wanted in plan.configs.items():
        is_so = state.configs.get(key)
        if is_so == wanted or (key == "max.message.bytes" and is_so is not None and int(is_so) > int(wanted)):
            continue
        severity: Literal["error", "note"] = "note"
        advice = "as you like it"
        if is_so is None:
            advice = "this client may not see it"
        elif key == "max.message.bytes":
            severity, advice = "error", "larger records are refused and stop the partition: raise it"
        elif key == "cleanup.policy":
            severity, advice = "error", "compaction keeps one record per key, deletion drops old ones: set it"
        found.append(Difference(plan.name, key, wanted, is_so or "unknown", severity, advice))
    return found


def _raise(kind: type[KafkaError], message: str) -> None:
    if kind.retriable:
        raise Retriable(message)
    raise Fatal(message)


@asynccontextmanager
async def admin_client(connection: Connection) -> AsyncIterator[AIOKafkaAdminClient]:
    """Open an admin client; what Kafka says inside the block comes out as one of our errors."""
    admin = AIOKafkaAdminClient(**connection.client_arguments())
    try:
        async with explained(connection):
            await admin.start()
            if not admin._client.cluster.brokers():  # noqa: SLF001 - no public call tells
                # aiokafka takes a refused OAuth token for a login; the cluster then tells it nothing.
                raise KafkaConnectionError("it names no brokers; a refused token looks like that")
            yield admin
    finally:
        await admin.close()
