"""Three real nodes as processes; what their loss costs is in tests/chaos/test_cluster_faults.py."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka.client import AIOKafkaClient

from workers.broker import BrokerUnavailable, LocalBroker, LocalCluster
from workers.broker.node_settings import properties, take_seats
from workers.broker.readiness import is_ready
from workers.broker.server import all_listeners

pytestmark = [pytest.mark.broker, pytest.mark.slow]


@pytest.fixture
def cluster(three_nodes: LocalCluster) -> LocalCluster:
    return three_nodes


def address(node: LocalBroker) -> tuple[str, int]:
    host, port = node.bootstrap_servers.split(":")
    return host, int(port)


async def test_a_frozen_node_answers_nothing_until_it_is_thawed(cluster: LocalCluster) -> None:
    node = cluster.nodes[1]
    node.freeze()
    try:
        assert node.pid is not None
        assert not is_ready(*address(node), timeout_s=0.3)
        await asyncio.to_thread(cluster.nodes[0].wait_until_ready, 2)
    finally:
        node.thaw()
    await asyncio.to_thread(node.wait_until_ready, 3)


async def test_clients_of_a_proxied_listener_are_sent_to_the_proxies(cluster: LocalCluster) -> None:
    node = cluster.nodes[0]
    assert node.advertised_address_of("SIDE") != node.address_of("SIDE")
    client = AIOKafkaClient(bootstrap_servers=node.address_of("SIDE"))
    try:
        await client.bootstrap()
        addresses = {f"{broker.host}:{broker.port}" for broker in client.cluster.brokers()}
    finally:
        await client.close()
    assert addresses == set(cluster.advertised_servers("SIDE").split(","))


def test_seats_share_one_cluster_and_no_port() -> None:
    listeners = all_listeners({"SIDE": "PLAINTEXT"})
    seats = take_seats(3, listeners, frozenset({"SIDE"}))
    ports = [port for seat in seats for port in (*seat.ports.values(), *seat.advertised.values())]
    assert len(ports) == len(set(ports)) == 3 * 4
    assert len({seat.cluster_id for seat in seats}) == len({seat.voters for seat in seats}) == 1
    text = properties(seats[1], listeners, "data", {"num.partitions": "7"})
    assert "node.id=2\n" in text
    assert "num.partitions=7\n" in text
    assert text.count("\nnum.partitions=") == 1


def test_a_node_that_cannot_start_takes_the_others_with_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(BrokerUnavailable, match=r"log\.retention\.ms"):
        LocalCluster(2, node_config={2: {"log.retention.ms": "soon"}}).start()
    assert list(tmp_path.iterdir()) == []


def test_the_command_runs_several_nodes_and_names_their_processes(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "workers.app", "broker", "--nodes", "2"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        addresses = process.stdout.readline().strip().split(",")
        assert len(addresses) == 2
        host, _, port = addresses[0].partition(":")
        assert is_ready(host, int(port), nodes=2)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "node 2: pid" in said
    assert [path.name for path in tmp_path.iterdir() if "stringer" in path.name] == []
