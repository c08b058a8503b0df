"""Worker processes on a real Kafka are killed, frozen and stopped; a read_committed reader must not notice."""

import asyncio
import signal
from collections.abc import Iterator

import pytest
from cluster import POISON, Cluster, cluster, ended

pytestmark = [pytest.mark.broker, pytest.mark.slow]


def texts(count: int) -> list[bytes]:
    return [POISON if number % 50 == 7 else b"SLOW 0.004 %d" % number for number in range(count)]


async def test_kill_9_neither_loses_nor_doubles(bootstrap_servers: str, topic_prefix: str) -> None:
    async with cluster(bootstrap_servers, topic_prefix, 4) as kafka:
        await kafka.feed(texts(800))
        workers = [kafka.worker(), kafka.worker()]
        with ended(workers):
            for wanted in (60, 200, 350):
                await kafka.until_committed(wanted)
                workers[0].kill()
                workers[0].wait()
                workers = [*workers[1:], kafka.worker()]
            await kafka.until_committed(800)
            for worker in workers:
                worker.send_signal(signal.SIGTERM)
            assert [worker.wait(20) for worker in workers] == [0, 0]
        found = await kafka.findings()
    assert found.exactly_once, found
    assert (found.fed, found.dead_letters, found.enriched) == (800, 16, 784)


async def frozen_worker(kafka: Cluster, *options: str) -> None:
    """One worker sleeps with work in hand until another has done all of it, then wakes."""
    await kafka.feed(texts(300))
    workers = [kafka.worker(*options)]
    with ended(workers):
        await kafka.until_committed(40)
        workers[0].send_signal(signal.SIGSTOP)
        workers.append(kafka.worker(*options))
        await kafka.until_committed(300)
        workers[0].send_signal(signal.SIGCONT)
        # Awake it finds out, joins the group again and stops in order; what it still held it has tried to publish.
        await kafka.feed([b"last %d" % number for number in range(20)])
        await kafka.until_committed(320)
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
        for worker in workers:
            await asyncio.to_thread(worker.wait, 30)


async def test_a_frozen_worker_that_wakes_publishes_nothing_twice(bootstrap_servers: str, topic_prefix: str) -> None:
    async with cluster(bootstrap_servers, topic_prefix, 2) as kafka:
        await frozen_worker(kafka)
        found = await kafka.findings()
    assert found.exactly_once, found
    assert found.fed == 320


async def test_with_one_id_per_process_the_frozen_worker_doubles(bootstrap_servers: str, topic_prefix: str) -> None:
    """That the test above can fail: with ids per process nothing fences the sleeper."""
    async with cluster(bootstrap_servers, topic_prefix, 2) as kafka:
        await frozen_worker(kafka, "--shared-id")
        found = await kafka.findings()
    assert found.doubled > 0


async def test_an_article_that_kills_the_whole_worker_ends_as_a_dead_letter(
    bootstrap_servers: str, topic_prefix: str
) -> None:
    async with cluster(bootstrap_servers, topic_prefix, 1) as kafka:
        await kafka.feed([b"a", b"b", b"KILLPARENT", b"c", b"d"], keys=1)
        deaths = 0
        worker = kafka.worker()
        workers = [worker]
        with ended(workers):
            async with kafka.progress() as committed, asyncio.timeout(90):
                while await committed() < 5:
                    if worker.poll() is not None:
                        deaths += 1
                        worker = kafka.worker()
                        workers.append(worker)
                    await asyncio.sleep(0.05)
            worker.send_signal(signal.SIGTERM)
            assert await asyncio.to_thread(worker.wait, 20) == 0
        letters = await read_dead_letters(kafka)
        found = await kafka.findings()
    assert letters == [(b"KILLPARENT", b"WorkerDied")]
    assert (found.fed, found.enriched, found.dead_letters, found.doubled) == (5, 4, 1, 0)
    assert deaths == 4  # in a batch with others first, then three times alone


async def read_dead_letters(kafka: Cluster) -> list[tuple[bytes, bytes]]:
    from chaos_count import read_all  # noqa: PLC0415 - beside the tests only

    def letters(records: list) -> Iterator[tuple[bytes, bytes]]:
        for record in records:
            yield record.value, dict(record.headers)["__connect.errors.exception.class.name"]

    return list(letters(await read_all(kafka.servers, kafka.topics.dead_letters, 2)))
