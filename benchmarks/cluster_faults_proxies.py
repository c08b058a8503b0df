"""Toxiproxy between the workers and each broker, built by Go on first use.

A fault of the network must look to the worker as one does: connections that end, that fall silent, that crawl. The
proxies are told so over toxiproxy's HTTP interface on loopback.
"""

import asyncio
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from workers.broker import LocalCluster
from workers.broker.process import spawn

ROOT = Path(__file__).resolve().parent.parent
VERSION = "v2.12.0"
MODULE = f"github.com/Shopify/toxiproxy/v2/cmd/server@{VERSION}"
BUILT = ROOT / ".stringer" / f"toxiproxy-{VERSION}"
BUILD_DEADLINE_S = 300.0
START_DEADLINE_S = 10.0
NEEDED = "needs Go (it builds toxiproxy once) or toxiproxy-server in the path"


def program() -> Path | None:
    """The toxiproxy server: from the path, or built before, or built now; None when there is no Go."""
    found = shutil.which("toxiproxy-server")
    if found is not None:
        return Path(found)
    built = BUILT / "server"
    if built.is_file():
        return built
    go = shutil.which("go")
    if go is None:
        return None
    print(f"building toxiproxy {VERSION} (once, about a minute)", flush=True)
    with_modules = {**os.environ, "GOBIN": str(BUILT), "GOFLAGS": "-mod=mod"}
    done = subprocess.run(
        [go, "install", MODULE], env=with_modules, capture_output=True, text=True, timeout=BUILD_DEADLINE_S, check=False
    )
    if done.returncode != 0:
        print(f"toxiproxy cannot be built: {done.stderr.strip().splitlines()[-1:]}", flush=True)
        return None
    return built


class Proxies:
    """One proxy for each node and listener; ``names`` of them are ``LISTENER-node``."""

    def __init__(self, server: Path, cluster: LocalCluster, listeners: Sequence[str], log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._port = probe.getsockname()[1]
        with log.open("wb") as output:
            self._process = spawn([str(server), "-host", "127.0.0.1", "-port", str(self._port)], output=output)
        self.names: list[str] = []
        self._wait()
        for listener in listeners:
            for node in cluster.nodes:
                name = f"{listener}-{node.node_id}"
                listen, upstream = node.advertised_address_of(listener), node.address_of(listener)
                self._call("POST", "/proxies", {"name": name, "listen": listen, "upstream": upstream})
                self.names.append(name)

    def of(self, listener: str) -> list[str]:
        """The proxies of one listener."""
        return [name for name in self.names if name.startswith(f"{listener}-")]

    async def cut(self, names: Sequence[str]) -> None:
        """End all connections and refuse new ones."""
        await self._all(names, {"enabled": False})

    async def join(self, names: Sequence[str]) -> None:
        """Undo :meth:`cut`."""
        await self._all(names, {"enabled": True})

    async def silence(self, names: Sequence[str]) -> None:
        """Let nothing through and keep the connections, as a cable that was pulled out."""
        await self._toxic(names, "timeout", {"timeout": 0})

    async def slow(self, names: Sequence[str], latency_ms: int, jitter_ms: int, kb_per_s: int) -> None:
        """Delay both directions and limit what comes back."""
        for stream in ("upstream", "downstream"):
            await self._toxic(names, "latency", {"latency": latency_ms // 2, "jitter": jitter_ms // 2}, stream)
        await self._toxic(names, "bandwidth", {"rate": kb_per_s})

    async def heal(self, names: Sequence[str]) -> None:
        """Undo :meth:`silence` and :meth:`slow`; silenced connections end."""
        for name in names:
            for toxic in await asyncio.to_thread(self._call, "GET", f"/proxies/{name}/toxics"):
                await asyncio.to_thread(self._call, "DELETE", f"/proxies/{name}/toxics/{toxic['name']}")

    def close(self) -> None:
        """End the proxy process."""
        self._process.kill()
        self._process.wait()

    async def _all(self, names: Sequence[str], change: dict[str, Any]) -> None:
        for name in names:
            await asyncio.to_thread(self._call, "POST", f"/proxies/{name}", change)

    async def _toxic(
        self, names: Sequence[str], kind: str, attributes: dict[str, int], stream: str = "downstream"
    ) -> None:
        body = {"name": f"{kind}-{stream}", "type": kind, "stream": stream, "attributes": attributes}
        for name in names:
            await asyncio.to_thread(self._call, "POST", f"/proxies/{name}/toxics", body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        request = urllib.request.Request(
            f"http://127.0.0.1:{self._port}{path}",
            data=None if body is None else json.dumps(body).encode(),
            method=method,
        )
        with urllib.request.urlopen(request, timeout=START_DEADLINE_S) as response:  # noqa: S310 - http on loopback
            answer = response.read()
        return json.loads(answer) if answer else None

    def _wait(self) -> None:
        deadline = time.monotonic() + START_DEADLINE_S
        while True:
            try:
                self._call("GET", "/proxies")
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
            else:
                return
