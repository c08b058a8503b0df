"""Faults of a three-broker cluster under load, one row each, and what a ``read_committed`` reader then finds.

    python benchmarks/cluster_faults.py                        all rows; about ten minutes
    python benchmarks/cluster_faults.py --rows leader-killed   some of them
    python benchmarks/cluster_faults.py --output benchmarks/results/cluster-faults   writes .json and .md
    python benchmarks/cluster_faults.py --rows ... --output ... --merge   keeps the other rows of an earlier run

Three Apache Kafka nodes (KRaft, three replicas of which two must have a record) and three real workers run throughout;
articles are fed in each row while its fault is on. The workers reach the brokers through toxiproxy, one proxy for each
broker: those of one worker are apart from those of the other two. The disk of one broker is a tmpfs of its own, mounted
in a namespace of this process, so that it can be filled. Exits 1 when a row has lost or doubled a record.

Rows of the network need Go, with which toxiproxy is built once into ``.stringer``, or ``toxiproxy-server`` in the path.
The row of the full disk needs Linux and either root or user namespaces (``unshare``). Rows that cannot be done say so.
"""

import argparse
import asyncio
import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path
from typing import Any

from chaos import POISON, result_of
from chaos_count import Findings, Outputs, count_outcomes, count_parts, read_all
from cluster_faults_acts import ACTS, ALONE, DISK_NODE, REST, Act
from cluster_faults_fleet import Fleet
from cluster_faults_proxies import NEEDED, Proxies, program
from cluster_faults_report import page
from cluster_faults_stage import Row, Stage
from cluster_faults_traffic import Feeder, Watcher
from cluster_faults_view import View

from workers.broker import LocalCluster
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics
from workers.streaming.options import TopicNames

PREFIX, GROUP = "cluster.", "cluster"
RAW_PARTITIONS, OUTPUT_PARTITIONS = 6, 4
WORKERS = ("worker-0", "worker-1", "worker-2")
RATE = 10.0  # articles a second
DISK_MB = 192
INSIDE = "STRINGER_BENCHMARK_NAMESPACE"
UNSHARE = ("unshare", "--user", "--map-root-user", "--mount", "--propagation", "private")


async def run(acts: Sequence[Act], minutes: float, disk: Path | None, folder: Path, found: Findings) -> list[Row]:
    """Do the rows on one cluster, none that would begin after ``minutes``, then count."""
    started = time.monotonic()

    def log(text: str) -> None:
        found.log.append(f"{time.monotonic() - started:7.1f} s  {text}")
        print(found.log[-1], flush=True)

    server = program() if any(act.needs == "proxies" for act in acts) else None
    listeners = (ALONE, REST) if server is not None else ()
    topics = TopicNames(*(PREFIX + getattr(TopicNames(), name) for name in TopicNames.__slots__))
    names = (topics.raw, topics.dead_letters, topics.enriched, topics.quotes, topics.events)
    with ExitStack() as stack:
        cluster = LocalCluster(
            listeners=dict.fromkeys(listeners, "PLAINTEXT"),
            proxied=listeners,
            node_config={DISK_NODE: {"log.dirs": str(disk / "data")}} if disk is not None else None,
        )
        stack.enter_context(cluster)
        log(f"three brokers are up: {[node.pid for node in cluster.nodes]}")
        proxies = Proxies(server, cluster, listeners, folder / "toxiproxy.log") if server is not None else None
        if proxies is not None:
            stack.callback(proxies.close)
        servers = cluster.bootstrap_servers
        await create_topics(
            Connection(servers),
            [TopicPlan(name, RAW_PARTITIONS if name == topics.raw else OUTPUT_PARTITIONS) for name in names],
        )
        view = View(servers, names, topics.raw, RAW_PARTITIONS, GROUP)
        watcher = Watcher(servers, topics, RAW_PARTITIONS, OUTPUT_PARTITIONS)
        feeder = Feeder(servers, topics.raw, RATE, seed=1)
        fleet = Fleet(folder, PREFIX, GROUP)
        stack.callback(fleet.close)
        watching = asyncio.create_task(watcher.run())
        await feeder.start()
        stage = Stage(cluster, view, fleet, watcher, feeder, proxies, disk, log)
        try:
            rows = [
                await played(act, stage, listeners, log)
                if time.monotonic() - started < minutes * 60
                else Row(act.name, act.title, missing="out of time")
                for act in acts
            ]
            await fleet.stop(*fleet.running)
            found.unclean_exits = len(fleet.unclean)
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await feeder.stop()
        log("counting")
        raw = await read_all(servers, topics.raw, RAW_PARTITIONS)
        outputs = Outputs(
            *[await read_all(servers, name, OUTPUT_PARTITIONS) for name in names[2:3] + names[1:2] + names[3:]]
        )
    count_outcomes(outputs, raw, POISON["pipeline"], found)
    count_parts(outputs, found)
    for row in rows:
        count_row(row, outputs, raw)
    found.seconds = round(time.monotonic() - started, 1)
    return rows


async def played(act: Act, stage: Stage, listeners: Sequence[str], log: Any) -> Row:  # noqa: ANN401 - a function
    """One row; the workers are started first when they are not there, or are members of the other kind."""
    row = Row(act.name, act.title)
    if (act.needs == "proxies" and stage.proxies is None) or (act.needs == "disk" and stage.disk is None):
        row.missing = NEEDED if act.needs == "proxies" else "needs Linux with root or user namespaces"
        log(f"— {act.title}: not done, {row.missing}")
        return row
    fleet, cluster = stage.fleet, stage.cluster
    if not fleet.running or fleet.running[0].static != act.static:
        await fleet.stop(*fleet.running)
        for name in WORKERS:
            listener = ALONE if name == WORKERS[0] else REST
            servers = cluster.advertised_servers(listener) if listeners else cluster.bootstrap_servers
            fleet.start(name, servers, static=act.static)
        await fleet.joined(*fleet.running)
        log(f"three workers are in the group{', as static members' if act.static else ''}")
    await stage.play(row, act.do)
    return row


def count_row(row: Row, outputs: Outputs, raw: Sequence[Any]) -> None:
    """Fill in the counts of the records that were fed during the row."""

    def within(place: tuple[int, int]) -> bool:
        return row.starts.get(place[0], 0) <= place[1] < row.ends.get(place[0], 0)

    placed = [(record, dead) for record, place, dead in outputs.places() if within(place)]
    mine = Outputs([record for record, dead in placed if not dead], [record for record, dead in placed if dead], [], [])
    found = Findings()
    count_outcomes(
        mine, [record for record in raw if within((record.partition, record.offset))], POISON["pipeline"], found
    )
    row.fed, row.enriched, row.dead_letters = found.fed, found.enriched, found.dead_letters
    row.lost, row.doubled, row.out_of_order = found.lost, found.doubled, found.out_of_order
    row.innocent_dead_letters = found.innocent_dead_letters


def merged(old: dict[str, Any], new: dict[str, Any]) -> dict[str, Any]:
    """The rows of both runs, the new one's where it did them, and the counts of each run as a whole."""
    rows = {row["name"]: row for row in (*old["rows"], *new["rows"]) if not row["missing"]}
    left = {row["name"]: row for row in (*old["rows"], *new["rows"])}
    return {
        "runs": [*old["runs"], *new["runs"]],
        "rows": [rows.get(act.name, left.get(act.name)) for act in ACTS if act.name in left],
    }


def with_small_disk(folder: Path) -> Path | None:
    """Mount a tmpfs for one broker's data; None where that is not allowed."""
    disk = folder / "disk"
    disk.mkdir()
    mount = shutil.which("mount")
    if mount is None:
        return None
    command = [mount, "-t", "tmpfs", "-o", f"size={DISK_MB}m", "tmpfs", str(disk)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return disk if done.returncode == 0 else None


def enter_namespace() -> None:
    """Become the same command in a mount namespace of its own: mounts need no root there, and go with the process."""
    if INSIDE in os.environ or shutil.which(UNSHARE[0]) is None:
        return
    if subprocess.run([*UNSHARE, "true"], capture_output=True, check=False).returncode == 0:
        os.environ[INSIDE] = "1"
        os.execvp(UNSHARE[0], [*UNSHARE, sys.executable, *sys.argv])  # noqa: S606 - ourselves again


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    names = [act.name for act in ACTS]
    parser.add_argument("--rows", nargs="+", choices=names, default=names)
    parser.add_argument("--output", type=Path, help="write the results to this name with .json and .md")
    parser.add_argument("--merge", action="store_true", help="keep rows of --output that this run does not do")
    parser.add_argument("--minutes", type=float, default=30.0, help="begin no row after this time")
    given = parser.parse_args()
    acts = [act for act in ACTS if act.name in given.rows]
    if any(act.needs == "disk" for act in acts):
        enter_namespace()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # brokers are down on purpose
    folder = Path(tempfile.mkdtemp(prefix="stringer-cluster-"))
    found = Findings()
    disk = with_small_disk(folder) if any(act.needs == "disk" for act in acts) else None
    rows = asyncio.run(run(acts, given.minutes, disk, folder, found))
    as_meant = all(row.good for row in rows) and found.exactly_once and not found.unclean_exits
    this_run = result_of("cluster_faults.py", found, as_meant=as_meant)
    result = {"runs": [this_run], "rows": [asdict(row) | {"good": row.good} for row in rows]}
    if given.merge and given.output:
        result = merged(json.loads(given.output.with_suffix(".json").read_text(encoding="utf-8")), result)
    text = page(result)
    print(text.partition("\n## What was done")[0])
    print("worker logs:", folder)
    if given.output:
        given.output.with_suffix(".json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        given.output.with_suffix(".md").write_text(text, encoding="utf-8")
    return 0 if as_meant else 1


if __name__ == "__main__":
    sys.exit(main())
