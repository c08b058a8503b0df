"""The only broker comes back at an address that no client knows: the bootstrap address is all that stays."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from cluster import cluster, ended

from workers.broker import LocalCluster
from workers.broker.node_settings import HOST, free_ports

pytestmark = [pytest.mark.broker, pytest.mark.slow]

ARTICLES = 200
PARTITIONS = 2


async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()


@asynccontextmanager
async def door(port: int, behind: str) -> AsyncIterator[None]:
    """Carry connections to ``port`` on to ``behind``; at the end refuse them, and end those there are."""
    open_now: set[asyncio.StreamWriter] = set()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_now.add(writer)
        try:
            reader_behind, writer_behind = await asyncio.open_connection(*behind.split(":"))
        except OSError:
            writer.transport.abort()
            return
        open_now.add(writer_behind)
        await asyncio.gather(carry(reader, writer_behind), carry(reader_behind, writer))

    server = await asyncio.start_server(connected, HOST, port)
    try:
        yield
    finally:
        server.close()
        for writer in open_now:
            writer.transport.abort()


async def test_a_worker_follows_a_broker_that_moved(topic_prefix: str) -> None:
    """As a broker in Kubernetes gets another address: what its clients know of it leads nowhere from then on."""
    alone = LocalCluster(1, listeners={"SIDE": "PLAINTEXT"}, proxied=["SIDE"])
    try:
        await asyncio.to_thread(alone.start)
        (broker,) = alone.nodes
        former, bootstrap = broker.advertised_address_of("SIDE"), broker.address_of("SIDE")
        (new_port,) = free_ports(1)
        async with cluster(broker.bootstrap_servers, topic_prefix, PARTITIONS) as kafka:
            await kafka.feed([b"SLOW 0.01 %d" % number for number in range(ARTICLES)])
            worker = kafka.worker("--bootstrap-servers", bootstrap)
            with ended([worker]):
                async with door(int(former.split(":")[1]), bootstrap):
                    await kafka.until_committed(10)
                await asyncio.to_thread(broker.stop)
                settings = broker.properties_file.read_text(encoding="utf-8")
                assert former in settings
                broker.properties_file.write_text(settings.replace(former, f"{HOST}:{new_port}"), encoding="utf-8")
                await asyncio.to_thread(broker.start)
                async with door(new_port, bootstrap):
                    await kafka.until_committed(ARTICLES)
                    worker.send_signal(signal.SIGTERM)
                    assert await asyncio.to_thread(worker.wait, 30) == 0
            found = await kafka.findings()
            assert found.exactly_once, found
            assert found.enriched == ARTICLES
    finally:
        await asyncio.to_thread(alone.close)
