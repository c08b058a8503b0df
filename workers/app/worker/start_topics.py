"""What the worker does about its topics before it reads the first message."""

import asyncio
import time
from collections.abc import Sequence
from typing import Literal

from workers.errors import Fatal, Retriable
from workers.ops.events import BrokerBack, BrokerUnreachable, TopicNotAsPlanned, TopicsCreated, emit
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, compare, create_topics, describe_topics

RETRY_S = 1.0


async def prepare_topics(
    connection: Connection, plans: Sequence[TopicPlan], policy: Literal["create", "check", "ignore"]
) -> None:
    """Create or check the topics; wait for Kafka as long as it takes and say once that it is away.

    Raises:
        Fatal: a topic is missing, or the cluster refuses one.
    """
    if policy == "ignore":
        return
    away_since: float | None = None
    while True:
        try:
            await _prepare(connection, plans, policy)
        except Retriable as error:
            if away_since is None:
                away_since = time.monotonic()
                emit(BrokerUnreachable(connection.bootstrap_servers, str(error)))
            await asyncio.sleep(RETRY_S)
            continue
        if away_since is not None:
            emit(BrokerBack(connection.bootstrap_servers, round(time.monotonic() - away_since, 1)))
        return


async def _prepare(connection: Connection, plans: Sequence[TopicPlan], policy: Literal["create", "check"]) -> None:
    if policy == "create":
        created = await create_topics(connection, plans)
        if created:
            emit(TopicsCreated(created))
    states = await describe_topics(connection, [plan.name for plan in plans])
    missing = [plan.name for plan in plans if plan.name not in states]
    if missing and policy == "create":
        raise Retriable(f"topics are not visible yet: {', '.join(missing)}")
    if missing:
        raise Fatal(
            f"topics are missing: {', '.join(missing)}; run `stringer topics create`"
            " or set STRINGER_TOPICS_AT_START=create"
        )
    for one in compare(plans, states):
        if one.severity == "error":
            emit(TopicNotAsPlanned(one.topic, one.what, one.wanted, one.found, one.advice))
