"""A broker of three is lost under load, in each of its roles; a read_committed reader must not notice."""

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from cluster import Cluster, cluster, ended
from cluster_faults_view import View

from workers.broker import LocalCluster

pytestmark = [pytest.mark.broker, pytest.mark.slow]

PARTITIONS = 4
ARTICLES = 800
LAST_LINES = 40


def view_of(kafka: Cluster) -> View:
    topics = kafka.topics
    names = (topics.raw, topics.dead_letters, topics.enriched, topics.quotes, topics.events)
    return View(kafka.servers, names, topics.raw, PARTITIONS, kafka.group)


@contextmanager
def telling(nodes: LocalCluster) -> Iterator[None]:
    """Add the last lines of each node to a failure: its log goes with the node."""
    try:
        yield
    except BaseException as error:
        for node in nodes.nodes:
            lines = node.log_file.read_text(errors="replace").splitlines()[-LAST_LINES:]
            error.add_note("\n".join((f"node {node.node_id} (process {node.pid}):", *lines)))
        raise


@asynccontextmanager
async def working(nodes: LocalCluster, prefix: str) -> AsyncIterator[tuple[Cluster, View]]:
    """Two workers in the middle of their work; at the end of the block everything must come out, once, in order."""
    async with cluster(nodes.bootstrap_servers, prefix, PARTITIONS) as kafka:
        await kafka.feed([b"SLOW 0.01 %d" % number for number in range(ARTICLES)])
        workers = [kafka.worker(), kafka.worker()]
        with ended(workers), telling(nodes):
            await kafka.until_committed(40)
            yield kafka, view_of(kafka)
            await kafka.until_committed(ARTICLES)
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            assert [await asyncio.to_thread(worker.wait, 30) for worker in workers] == [0, 0]
        found = await kafka.findings()
    assert found.exactly_once, found
    assert found.enriched == ARTICLES


async def leader(view: View) -> int:
    node, _ = await view.leader_of_most()
    return node


async def coordinator(view: View) -> int:
    node, _ = await view.transaction_coordinator()
    return node


async def test_brokers_killed_in_each_role_cost_nothing(three_nodes: LocalCluster, topic_prefix: str) -> None:
    roles: tuple[Callable[[View], Awaitable[int]], ...] = (leader, View.group_coordinator, coordinator)
    async with working(three_nodes, topic_prefix) as (kafka, view):
        for part, role in enumerate(roles, 1):
            node = three_nodes.node(await role(view))
            node.kill()
            try:
                await kafka.until_committed(part * ARTICLES // 4)  # by the other two
            finally:
                await asyncio.to_thread(node.start)
            await view.in_sync(3)
