"""What a local node is told: ``server.properties``, and the free ports of loopback it names."""

import base64
import random
import socket
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workers.broker.jars import BrokerUnavailable

HOST = "127.0.0.1"
_FIRST_PORT = 15_000
_TRIED = 1_000
_LINUX_RANGE = Path("/proc/sys/net/ipv4/ip_local_port_range")
MESSAGE_MAX_BYTES = 16 * 1024 * 1024  # an article of 10 MB and its enriched record fit

DEFAULTS: Mapping[str, str] = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    # A killed node has to outlive its former session before it is let in again: 9 s by default.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(MESSAGE_MAX_BYTES),
    "replica.fetch.max.bytes": str(MESSAGE_MAX_BYTES),
    "num.partitions": "1",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    # Transactions of dead workers end soon after their own deadline; the default looks every ten seconds.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),  # the default takes a quarter of the heap
    "log.index.size.max.bytes": str(1024 * 1024),
}


@dataclass(frozen=True, slots=True)
class Seat:
    """A node's place in its cluster.

    Attributes:
        node_id: from 1 on.
        cluster_id: the same for all nodes.
        ports: where the node listens, by listener.
        advertised: ports that clients are told instead, by listener: those of a proxy in between.
        voters: ``controller.quorum.voters`` of the cluster.
    """

    node_id: int
    cluster_id: str
    ports: Mapping[str, int]
    voters: str
    advertised: Mapping[str, int] = field(default_factory=dict)

    def address_of(self, listener: str) -> str:
        """Where the node listens, ``127.0.0.1:port``."""
        return f"{HOST}:{self.ports.get(listener, 0)}"

    def advertised_address_of(self, listener: str) -> str:
        """Where clients are told to find it."""
        return f"{HOST}:{self.advertised.get(listener, self.ports.get(listener, 0))}"


def take_seats(nodes: int, listeners: Mapping[str, str], proxied: frozenset[str] = frozenset()) -> list[Seat]:
    """Give ``nodes`` nodes of one new cluster their ports: one for each listener, one more for each proxied one."""
    first, *rest = uuid.uuid4().bytes
    # Without its highest bit, the first digit is a letter: the storage tool takes a dash in front for an option.
    cluster_id = base64.urlsafe_b64encode(bytes((first & 0x7F, *rest))).rstrip(b"=").decode()
    each = len(listeners) + len(proxied)
    ports = free_ports(nodes * each)
    given = [ports[number * each : (number + 1) * each] for number in range(nodes)]
    listening = [dict(zip(listeners, mine, strict=False)) for mine in given]
    advertised = [dict(zip(sorted(proxied), mine[len(listeners) :], strict=True)) for mine in given]
    voters = ",".join(f"{number}@{HOST}:{mine['CONTROLLER']}" for number, mine in enumerate(listening, 1))
    return [
        Seat(number, cluster_id, mine, voters, shown)
        for number, (mine, shown) in enumerate(zip(listening, advertised, strict=True), 1)
    ]


def properties(seat: Seat, listeners: Mapping[str, str], log_dir: str, config: Mapping[str, str]) -> str:
    """Return the text of ``server.properties``; ``config`` wins over everything."""
    clients = [name for name in listeners if name != "CONTROLLER"]
    settings = {
        **DEFAULTS,
        "node.id": str(seat.node_id),
        "listeners": ",".join(f"{name}://{seat.address_of(name)}" for name in listeners),
        "advertised.listeners": ",".join(f"{name}://{seat.advertised_address_of(name)}" for name in clients),
        "listener.security.protocol.map": ",".join(f"{name}:{how}" for name, how in listeners.items()),
        "inter.broker.listener.name": "PLAINTEXT",
        "controller.quorum.voters": seat.voters,
        "log.dirs": log_dir,
        **config,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that are free now and that the system gives to nobody by itself.

    A node listens seconds after its ports were chosen, and is down for seconds while it is restarted. A port that the
    system hands out for outgoing connections may be taken by one meanwhile, and then the node cannot start.
    """
    found: list[int] = []
    for port in random.sample(range(_FIRST_PORT, _first_given_port()), k=_TRIED):
        with socket.socket() as each:
            each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as Java does: a restart's old connections
            try:
                each.bind((HOST, port))
            except OSError:
                continue
        found.append(port)
        if len(found) == count:
            return found
    message = f"fewer than {count} of {_TRIED} ports tried below {_first_given_port()} are free on {HOST}"
    raise BrokerUnavailable(message)


def _first_given_port() -> int:
    """Where the ports begin that the system gives outgoing connections: at 49152 by RFC 6335, lower on Linux."""
    try:
        first = int(_LINUX_RANGE.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        return 49152
    return max(first, _FIRST_PORT + _TRIED)  # a system that gives out almost all ports
