"""Several Apache Kafka nodes on loopback: a real cluster, whose nodes can be lost one at a time."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from workers.broker.jars import Progress
from workers.broker.node_settings import take_seats
from workers.broker.server import LocalBroker, all_listeners

NODES = 3
HEAP_MB = 384  # three nodes and their workers fit a small machine


class LocalCluster:
    """Kafka nodes in KRaft combined mode, each a process of its own: kill, freeze and restart them by ``nodes``.

    Every topic has three replicas, of which two must have a record before it counts (``min.insync.replicas``), Kafka's
    internal topics included; with fewer nodes, fewer. So any one of three nodes can be lost: neither records nor the
    majority of the controllers go with it. Like ``LocalBroker`` it must be started from a thread that lives as long.

    Args:
        nodes: how many.
        config: broker settings of all nodes, over ``node_settings.DEFAULTS``.
        node_config: settings of single nodes, by node id (from 1 on), over ``config``.
        progress: called with (jars ready, jars in all) while jars are downloaded for the first time.
        listeners: more listeners by name, with their security protocol.
        proxied: those of ``listeners`` that clients are told to find at another port, one that is free: the caller
            puts a proxy there (``LocalBroker.advertised_address_of`` to ``LocalBroker.address_of``).
        heap_mb: the most memory that each node takes for objects.
    """

    def __init__(
        self,
        nodes: int = NODES,
        config: Mapping[str, str] | None = None,
        node_config: Mapping[int, Mapping[str, str]] | None = None,
        progress: Progress | None = None,
        listeners: Mapping[str, str] | None = None,
        proxied: Iterable[str] = (),
        heap_mb: int = HEAP_MB,
    ) -> None:
        seats = take_seats(nodes, all_listeners(listeners), frozenset(proxied))
        special = node_config or {}
        self.nodes = tuple(
            LocalBroker(
                {**replication(nodes), **(config or {}), **special.get(seat.node_id, {})},
                progress=progress,
                listeners=listeners,
                seat=seat,
                heap_mb=heap_mb,
            )
            for seat in seats
        )

    @property
    def bootstrap_servers(self) -> str:
        """The addresses for clients, ``127.0.0.1:port,...``; they stay the same over restarts."""
        return ",".join(node.bootstrap_servers for node in self.nodes)

    def advertised_servers(self, listener: str) -> str:
        """The addresses for clients of a listener, through its proxies."""
        return ",".join(node.advertised_address_of(listener) for node in self.nodes)

    def node(self, node_id: int) -> LocalBroker:
        """The node with this id, as Kafka's metadata names leaders and coordinators."""
        return next(node for node in self.nodes if node.node_id == node_id)

    def start(self) -> None:
        """Start all nodes and return when each of them knows all others; after ``stop`` on their old data.

        Raises:
            BrokerUnavailable: no Java, no jars, or not ready in time; with Kafka's reason.
        """
        try:
            with ThreadPoolExecutor(len(self.nodes)) as formatting:
                list(formatting.map(LocalBroker.prepare, self.nodes))
            # A node dies with the thread that launched it, so that is this one; none is ready before the majority is.
            for node in self.nodes:
                if node.pid is None:
                    node.launch()
            for node in self.nodes:
                node.wait_until_ready(len(self.nodes), self.nodes)
        except BaseException:
            self.close()
            raise

    def stop(self) -> None:
        """End the nodes and keep their data: in order while a majority is left, the last ones by force."""
        for node in self.nodes[: max(1, len(self.nodes) // 2)]:
            node.stop()
        for node in self.nodes:
            node.kill()

    def close(self) -> None:
        """End all nodes and remove their data; nothing is left behind."""
        for node in self.nodes:
            node.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def replication(nodes: int) -> dict[str, str]:
    """Return the settings that keep ``nodes`` nodes' records when one of them is lost: 3 replicas, 2 in sync."""
    replicas, in_sync = str(min(3, nodes)), str(max(1, min(3, nodes) - 1))
    return {
        "default.replication.factor": replicas,
        "min.insync.replicas": in_sync,
        "offsets.topic.replication.factor": replicas,
        "transaction.state.log.replication.factor": replicas,
        "transaction.state.log.min.isr": in_sync,
        "share.coordinator.state.topic.replication.factor": replicas,
        "share.coordinator.state.topic.min.isr": in_sync,
    }
