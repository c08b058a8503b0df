"""A replay is killed again and again while a live worker works on; a read_committed reader must not notice."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from chaos_count import read_all
from cluster import OUT_PARTITIONS, POISON, ROOT, Cluster, cluster, ended

from schemas.dead_letter import PIPELINE_VERSION
from schemas.replay import REPLAY_ID
from workers.streaming.replay.run import replay_group

pytestmark = [pytest.mark.broker, pytest.mark.slow]

MESSAGES = 500
LATER = 100


def texts(count: int) -> list[bytes]:
    return [POISON if number % 50 == 7 else b"SLOW 0.004 %d" % number for number in range(count)]


def replay(kafka: Cluster, to_prefix: str) -> subprocess.Popen[str]:
    command = [sys.executable, str(Path(__file__).with_name("replay_process.py"))]
    command += ["--bootstrap-servers", kafka.servers, "--prefix", kafka.prefix, "--to-prefix", to_prefix]
    command += ["--group", kafka.group]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def content(record: Any) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    own = {REPLAY_ID, PIPELINE_VERSION}  # the live worker of these tests calls itself version 0
    return record.key, record.value, [pair for pair in record.headers if pair[0] not in own]


async def test_a_replay_killed_three_times_is_whole_and_the_live_worker_goes_on(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    async with cluster(bootstrap_servers, topic_prefix, 2) as kafka:
        target, watched = Cluster(kafka.servers, topic_prefix + "again.", 2), Cluster(kafka.servers, topic_prefix, 2)
        watched.group = replay_group(kafka.group, "chaos")
        await kafka.feed(texts(MESSAGES))
        live = kafka.worker()
        processes = [live]
        with ended(processes):
            for wanted in (40, 120, 240):
                process = replay(kafka, target.prefix)
                processes.append(process)
                await watched.until_committed(wanted)
                assert process.poll() is None
                process.kill()
                process.wait()
            await kafka.feed([b"later-%d" % number for number in range(LATER)])  # after the replay's end was fixed
            last = replay(kafka, target.prefix)
            processes.append(last)
            out, errors = await asyncio.to_thread(last.communicate, timeout=90)
            assert last.returncode == 0, errors
            state, consumed = out.split()[-2:]  # log lines come before
            assert state == "resumed"
            assert 0 < int(consumed) < MESSAGES
            again = replay(kafka, target.prefix)
            processes.append(again)
            assert (await asyncio.to_thread(again.communicate, timeout=90))[0].split()[-2:] == ["finished", "0"]
            await kafka.until_committed(MESSAGES + LATER)
            live.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(live.wait, 30) == 0
        found = await kafka.findings()
        assert found.exactly_once, found
        assert (found.fed, found.dead_letters) == (MESSAGES + LATER, MESSAGES // 50)
        for topic in ("enriched", "quotes", "dead_letters"):
            lived = await read_all(kafka.servers, getattr(kafka.topics, topic), OUT_PARTITIONS)
            replayed = await read_all(kafka.servers, getattr(target.topics, topic), OUT_PARTITIONS)
            earlier = [record for record in lived if not record.value.startswith(b"later")]
            assert sorted(map(content, earlier)) == sorted(map(content, replayed))
            assert {dict(record.headers)[REPLAY_ID] for record in replayed} == {b"chaos"}
            assert not any(REPLAY_ID in dict(record.headers) for record in lived)
