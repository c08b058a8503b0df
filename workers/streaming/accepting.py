"""Whether anything takes TCP connections where the brokers should be: a broker that hangs is not one that is away."""

import asyncio
from collections.abc import Sequence


async def accepts_connections(bootstrap_servers: str) -> bool:
    """Whether one of the servers takes a connection; False when all refuse, or their names are unknown.

    Waits for as long as the system does when a server neither takes nor refuses it: give it a deadline.
    """
    attempts = [asyncio.create_task(_accepts(server)) for server in _split(bootstrap_servers)]
    try:
        for attempt in asyncio.as_completed(attempts):
            if await attempt:
                return True
    finally:
        for task in attempts:
            task.cancel()
        await asyncio.gather(*attempts, return_exceptions=True)
    return False


async def _accepts(server: str) -> bool:
    host, _, port = server.rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    except (OSError, ValueError):  # ValueError: no port; connecting to Kafka says so in its own words
        return False
    writer.transport.abort()
    return True


def _split(bootstrap_servers: str) -> Sequence[str]:
    return [server.strip() for server in bootstrap_servers.split(",") if server.strip()]
