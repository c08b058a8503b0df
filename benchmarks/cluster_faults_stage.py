"""One row of the cluster run: traffic flows, something is done to the cluster, and the clock runs until all is well."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cluster_faults_fleet import Fleet
from cluster_faults_proxies import Proxies
from cluster_faults_traffic import Feeder, Watcher
from cluster_faults_view import View

from workers.broker import LocalCluster

RECOVERY_DEADLINE_S = 120.0
FLOW_S = 3.0
POLL_S = 0.05


@dataclass
class Row:
    """What was done, and what a ``read_committed`` reader found; ``missing`` says why it was not done."""

    name: str
    title: str
    faults: int = 0
    recovered_s: list[float] = field(default_factory=list)
    silence_s: float = 0.0
    rebalances: int = 0
    interruptions: int = 0
    fed: int = 0
    enriched: int = 0
    dead_letters: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    innocent_dead_letters: int = 0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)
    missing: str = ""
    starts: dict[int, int] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        """Whether it was done and nothing at all is wrong."""
        counts = (self.lost, self.doubled, self.out_of_order, self.innocent_dead_letters, *self.wrong)
        return (
            not self.missing and not any(counts) and self.faults > 0 and self.fed == self.enriched + self.dead_letters
        )


class Stage:
    """What the acts work with."""

    def __init__(
        self,
        cluster: LocalCluster,
        view: View,
        fleet: Fleet,
        watcher: Watcher,
        feeder: Feeder,
        proxies: Proxies | None,
        disk: Path | None,
        log: Callable[[str], None],
    ) -> None:
        self.cluster, self.view, self.fleet, self.proxies, self.disk = cluster, view, fleet, proxies, disk
        self._watcher, self._feeder, self._log = watcher, feeder, log
        self._row = Row("", "")
        self._since = 0.0
        self._mark: dict[int, int] = {}

    async def play(self, row: Row, act: Callable[["Stage"], Awaitable[None]]) -> None:
        """Run ``act`` under traffic, then let everything that was fed come out."""
        self._row = row
        begun = time.monotonic()
        self._log(f"— {row.title}")
        row.starts = await self.view.ends()
        enough = asyncio.Event()
        feeding = asyncio.create_task(self._feeder.feed(enough))
        try:
            await asyncio.sleep(FLOW_S)
            await self._passed({partition: end + 1 for partition, end in row.starts.items()}, "traffic does not flow")
            fed_from = time.monotonic()
            await act(self)
            await asyncio.sleep(FLOW_S)
            row.silence_s = round(max(self._watcher.silences(fed_from, time.monotonic()).values()), 1)
        finally:
            enough.set()
            await feeding
        row.ends = await self.view.ends()
        await self._passed(row.ends, "not everything came out")
        self.fleet.look()
        row.wrong += self.fleet.unclean
        self.fleet.unclean.clear()
        row.seconds = round(time.monotonic() - begun, 1)

    async def fault(self, what: str) -> None:
        """Note that a fault begins now, and how far the raw topic reaches."""
        self._mark = {partition: end + 1 for partition, end in (await self.view.ends()).items()}
        self._since = time.monotonic()
        self._row.faults += 1
        self._log(f"  {what}")

    async def recovered(self) -> None:
        """Wait until everything that was in the raw topic at the last fault has come out."""
        await self._passed(self._mark, "no recovery")
        self._row.recovered_s.append(round(time.monotonic() - self._since, 1))
        self._log(f"    all of it came out after {self._row.recovered_s[-1]} s")

    def note(self, text: str) -> None:
        self._log(f"    {text}")

    def wrong(self, text: str) -> None:
        """Note something that makes the row a failure."""
        self._row.wrong.append(text)
        self._log(f"    WRONG: {text}")

    def rebalanced(self, rebalances: int, interruptions: int) -> None:
        """Count what a restarted worker cost the others."""
        self._row.rebalances += rebalances
        self._row.interruptions += interruptions

    async def _passed(self, ends: dict[int, int], otherwise: str) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(RECOVERY_DEADLINE_S):
                while not self._watcher.passed(ends):  # noqa: ASYNC110 - the reader sets no events
                    await asyncio.sleep(POLL_S)
                return
        behind = {p: end - self._watcher.frontier[p] for p, end in ends.items() if self._watcher.frontier[p] < end}
        self.wrong(f"{otherwise} within {RECOVERY_DEADLINE_S:g} s; behind by {behind}")
