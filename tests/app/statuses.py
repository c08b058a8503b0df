"""Snapshots of a runtime for tests."""

from dataclasses import replace

from workers.streaming.status import Ledger, PartitionStatus, RuntimeState, RuntimeStatus

PARTITION = PartitionStatus(
    topic="raw",
    partition=3,
    state="running",
    committed_offset=10,
    lag=2,
    held_messages=2,
    held_bytes=100,
    paused=False,
    ledger=Ledger(10, 9, 1),
)
RUNNING = RuntimeStatus(
    state=RuntimeState.RUNNING,
    broker_reachable=True,
    joined=True,
    pool_slots=2,
    pool_ready=2,
    since_poll_s=0.1,
    since_commit_s=1.0,
    held_bytes=100,
    partitions=(PARTITION,),
    ledger=Ledger(10, 9, 1),
)
NEW = replace(
    RUNNING,
    state=RuntimeState.NEW,
    broker_reachable=False,
    joined=False,
    pool_ready=0,
    since_poll_s=None,
    since_commit_s=None,
    partitions=(),
    ledger=Ledger(),
)
