"""What is done to the cluster, row by row. Each act is told the stage and returns when the cluster is whole again."""

import asyncio
import errno
import shutil
import signal
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from cluster_faults_fleet import Worker
from cluster_faults_proxies import Proxies
from cluster_faults_stage import Stage

FREEZE_S = 12.0
CUT_S = 10.0
SILENCE_S = 15.0
ALONE_S = 30.0  # longer than the session timeout: the group gives its partitions away
SLOW_S = 15.0
FULL_S = 10.0
LATENCY_MS, JITTER_MS, KB_PER_S = 300, 100, 64
ALONE, REST = "ALONE", "REST"  # listeners: of the first worker, of the others
DISK_NODE = 3
GAVE_UP = 1  # exit code


@dataclass(frozen=True)
class Act:
    """A row to be; ``needs`` what not every machine has."""

    name: str
    title: str
    do: Callable[[Stage], Awaitable[None]]
    needs: Literal["", "proxies", "disk"] = ""
    static: bool = False


async def leader_killed(stage: Stage) -> None:
    for _ in range(2):
        node, partitions = await stage.view.leader_of_most()
        await _killed(stage, node, f"leader of {partitions} raw partitions")


async def coordinators_killed(stage: Stage) -> None:
    await _killed(stage, await stage.view.group_coordinator(), "coordinator of the group")
    node, ids = await stage.view.transaction_coordinator()
    await _killed(stage, node, f"coordinator of {ids} transactional ids")


async def _killed(stage: Stage, node_id: int, role: str) -> None:
    node = stage.cluster.node(node_id)
    await stage.fault(f"kill -9 node {node_id}, {role}")
    node.kill()
    await stage.recovered()  # by the other two
    await asyncio.to_thread(node.start)
    await stage.view.in_sync(len(stage.cluster.nodes))


async def leader_frozen(stage: Stage) -> None:
    node_id, partitions = await stage.view.leader_of_most()
    node = stage.cluster.node(node_id)
    await stage.fault(f"SIGSTOP node {node_id}, leader of {partitions} raw partitions, for {FREEZE_S:g} s or more")
    frozen = time.monotonic()
    node.freeze()
    try:
        await stage.recovered()  # while it sleeps and still takes itself for the leader
        await asyncio.sleep(max(0.0, FREEZE_S - (time.monotonic() - frozen)))
    finally:
        node.thaw()
    await stage.view.in_sync(len(stage.cluster.nodes))


async def network_cut(stage: Stage) -> None:
    proxies = _proxies(stage)
    await stage.fault(f"all connections of all workers end, none can be made, for {CUT_S:g} s")
    await proxies.cut(proxies.names)
    await asyncio.sleep(CUT_S)
    await proxies.join(proxies.names)
    await stage.recovered()
    await stage.fault(f"all connections of all workers fall silent for {SILENCE_S:g} s")
    await proxies.silence(proxies.names)
    await asyncio.sleep(SILENCE_S)
    await proxies.heal(proxies.names)
    await stage.recovered()


async def worker_cut_off(stage: Stage) -> None:
    proxies, alone = _proxies(stage), stage.fleet.running[0]
    before = alone.said("partitions assigned")
    await stage.fault(f"all connections of one worker of three fall silent for {ALONE_S:g} s")
    began = time.monotonic()
    await proxies.silence(proxies.of(ALONE))
    await stage.recovered()  # by the other two: the group gives them its partitions
    await asyncio.sleep(max(0.0, ALONE_S - (time.monotonic() - began)))
    await proxies.heal(proxies.of(ALONE))
    async with asyncio.timeout(60):
        while alone.said("partitions assigned") == before:  # noqa: ASYNC110 - another process sets no events
            await asyncio.sleep(0.2)
    stage.note(f"it is back in the group after {time.monotonic() - began:.1f} s")


async def network_slow(stage: Stage) -> None:
    proxies = _proxies(stage)
    await stage.fault(f"{LATENCY_MS} ± {JITTER_MS} ms and {KB_PER_S} kB/s on every connection for {SLOW_S:g} s or more")
    began = time.monotonic()
    await proxies.slow(proxies.names, LATENCY_MS, JITTER_MS, KB_PER_S)
    await stage.recovered()  # while it is slow
    await asyncio.sleep(max(0.0, SLOW_S - (time.monotonic() - began)))
    await proxies.heal(proxies.names)


async def disk_full(stage: Stage) -> None:
    if stage.disk is None:
        raise RuntimeError("there is no small disk")
    node, began = stage.cluster.node(DISK_NODE), time.monotonic()
    await stage.fault(f"the disk of node {DISK_NODE} is full for {FULL_S:g} s or more")
    filler = stage.disk / "filler"
    await asyncio.to_thread(_fill, filler)
    await stage.recovered()  # by the other two
    await asyncio.sleep(max(0.0, FULL_S - (time.monotonic() - began)))
    left = shutil.disk_usage(stage.disk).free
    stage.note(f"{left} bytes free; node {DISK_NODE} {'still runs' if node.pid else 'has shut itself down'}")
    if node.pid is not None:
        stage.wrong("the broker did not notice its full disk")
    filler.unlink()
    await asyncio.to_thread(node.start)
    await stage.view.in_sync(len(stage.cluster.nodes))


def _fill(filler: Path) -> None:
    """Write until there is no room, byte by byte at the end."""
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise


async def brokers_rolled(stage: Stage) -> None:
    for node in stage.cluster.nodes:
        await stage.fault(f"node {node.node_id} is stopped in order and started again")
        restarting = asyncio.create_task(asyncio.to_thread(node.restart))
        await stage.recovered()  # by the others, or by itself when it is back
        await restarting
        await stage.view.in_sync(len(stage.cluster.nodes))


async def workers_rolled(stage: Stage) -> None:
    for worker in list(stage.fleet.running):
        others = [other for other in stage.fleet.running if other is not worker]
        before = [other.said("partitions assigned") for other in others]
        await stage.fault(f"{worker.name} is told to stop, and started again")
        recovering = asyncio.create_task(stage.recovered())
        await stage.fleet.stop(worker)
        await stage.fleet.joined(stage.fleet.start(worker.name, worker.servers, static=worker.static))
        await recovering
        await asyncio.sleep(1.0)  # a rebalance that is under way counts
        more = [other.said("partitions assigned") - was for other, was in zip(others, before, strict=True)]
        stage.rebalanced(max(more), sum(more))


async def replaced_while_frozen(stage: Stage) -> None:
    frozen = stage.fleet.running[0]
    others = stage.fleet.running[1:]
    before = [other.said("partitions assigned") for other in others]
    await stage.fault(f"SIGSTOP {frozen.name}; another process takes its instance id; SIGCONT")
    frozen.process.send_signal(signal.SIGSTOP)
    successor = stage.fleet.start(frozen.name, frozen.servers, static=True)
    try:
        await stage.fleet.joined(successor)
        await stage.recovered()
    finally:
        frozen.process.send_signal(signal.SIGCONT)
    code = await stage.fleet.ended(frozen)
    if code != GAVE_UP:
        stage.wrong(f"the replaced worker ended with {code}, not {GAVE_UP}")
    if successor.said("partitions assigned") != 1:
        stage.wrong("the successor did not keep its partitions")
    more = [other.said("partitions assigned") - was for other, was in zip(others, before, strict=True)]
    stage.rebalanced(max(more), sum(more))
    await _keeps(stage, successor)


async def _keeps(stage: Stage, successor: Worker) -> None:
    """Traffic goes on after the one that woke has gone."""
    mark = successor.said("partitions released")
    await asyncio.sleep(2.0)
    if successor.said("partitions released") != mark:
        stage.wrong("the successor lost its partitions")


def _proxies(stage: Stage) -> Proxies:
    if stage.proxies is None:
        raise RuntimeError("there are no proxies")
    return stage.proxies


ACTS = (
    Act("leader-killed", "partition leader killed", leader_killed),
    Act("coordinator-killed", "group and transaction coordinators killed", coordinators_killed),
    Act("leader-frozen", "partition leader frozen, and awake again", leader_frozen),
    Act("network-cut", "network cut between workers and brokers", network_cut, "proxies"),
    Act("worker-cut-off", "network cut between one worker and the brokers", worker_cut_off, "proxies"),
    Act("network-slow", "network slow between workers and brokers", network_slow, "proxies"),
    Act("disk-full", "disk full on a broker", disk_full, "disk"),
    Act("brokers-rolled", "brokers restarted one by one", brokers_rolled),
    Act("workers-rolled", "workers restarted one by one", workers_rolled),
    Act("static-rolled", "workers restarted one by one, static members", workers_rolled, static=True),
    Act("static-replaced", "frozen static member replaced, and awake again", replaced_while_frozen, static=True),
)
