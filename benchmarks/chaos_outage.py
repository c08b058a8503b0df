"""A worker meets a broker that is down at its start, and loses it for a minute in mid course.

    python benchmarks/chaos_outage.py [--outage-s 60] [--output FILE.json]

One real worker (``stringer worker``), one real broker. In mid course the broker is stopped in order: one that has no
replicas and is killed may lose a commit that it acknowledged (``lone_broker.py``), whatever its worker does. The worker
must stay the same process, say each outage once and its end once, and process everything exactly once without being
told to. Exits 1 when it does not.
"""

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from chaos import GROUP, OUTPUT_PARTITIONS, POISON, Plan, Workers, feed, make_topics, result_of, topic_names
from chaos_count import Findings, count, read_all

from workers.broker import LocalBroker

DOWN_AT_START_S = 10.0
GIVE_UP_S = 180.0
LOST, BACK = "Kafka does not answer", "Kafka answers again"


async def run(outage_s: float, articles: int, folder: Path) -> tuple[Findings, dict[str, object]]:
    """Do the run; the counts, and what the worker said."""
    plan = Plan(articles=articles, partitions=4, workers=1, poison=0, feed_s=outage_s / 2, nodes=1)
    found = Findings()
    with LocalBroker() as broker:
        topics = topic_names()
        await make_topics(broker.bootstrap_servers, plan)
        broker.kill()
        workers = Workers(plan, broker.bootstrap_servers, folder)
        worker = workers.start()
        log = folder / "worker-1.log"
        try:
            await until(lambda: said(log, LOST) == 1)
            await asyncio.sleep(DOWN_AT_START_S)
            await asyncio.to_thread(broker.start)
            started = time.monotonic()
            await until(lambda: said(log, BACK) == 1)
            found_it_s = time.monotonic() - started
            feeding = asyncio.create_task(feed(broker.bootstrap_servers, topics.raw, plan))
            await asyncio.sleep(outage_s / 6)
            await asyncio.to_thread(broker.stop)
            await asyncio.sleep(outage_s)
            lost = said(log, LOST)
            await asyncio.to_thread(broker.start)
            started = time.monotonic()
            await until(lambda: said(log, BACK) == 2)
            found_again_s = time.monotonic() - started
            await feeding
            raw = await read_all(broker.bootstrap_servers, topics.raw, plan.partitions)
            await until_enriched(broker.bootstrap_servers, topics.enriched, len(raw))
            same_process = worker.poll() is None
            await asyncio.to_thread(workers.stop, worker)
        finally:
            for process in workers.running:
                process.kill()
        await count(broker.bootstrap_servers, topics, OUTPUT_PARTITIONS, raw, POISON["pipeline"], found, echo=False)
    found.unclean_exits = len(workers.unclean)
    return found, {
        "outage_s": outage_s,
        "lines_about_the_outages": lost,
        "lines_about_their_ends": said(log, BACK),
        "same_process": same_process,
        "found_after_start_s": round(found_it_s, 1),
        "found_after_loss_s": round(found_again_s, 1),
        "group": GROUP,
    }


async def until_enriched(servers: str, topic: str, wanted: int) -> None:
    """Wait until as many enriched articles are there."""
    deadline = time.monotonic() + GIVE_UP_S
    while len(await read_all(servers, topic, OUTPUT_PARTITIONS)) < wanted:
        if time.monotonic() > deadline:
            raise TimeoutError("the worker did not go on")
        await asyncio.sleep(1.0)


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition of the worker's log."""
    deadline = time.monotonic() + GIVE_UP_S
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("the worker did not say what it should")
        await asyncio.sleep(0.1)


def said(log: Path, words: str) -> int:
    """Lines of the log with these words."""
    return sum(words in line for line in log.read_text(encoding="utf-8").splitlines())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outage-s", type=float, default=60.0)
    parser.add_argument("--articles", type=int, default=600)
    parser.add_argument("--output", type=Path)
    given = parser.parse_args()
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    folder = Path(tempfile.mkdtemp(prefix="stringer-outage-"))
    found, told = asyncio.run(run(given.outage_s, given.articles, folder))
    as_meant = found.exactly_once and not found.unclean_exits and bool(told["same_process"])
    as_meant = as_meant and told["lines_about_the_outages"] == told["lines_about_their_ends"] == 2
    result = result_of("chaos_outage.py", found, as_meant=as_meant) | {"told": told}
    print(json.dumps({"found": result["found"], "told": told}, indent=2))
    print("worker log:", folder)
    if given.output:
        given.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0 if as_meant else 1


if __name__ == "__main__":
    sys.exit(main())
