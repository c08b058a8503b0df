"""A replay from its scope to its end: plan, checks, topics, run."""

import asyncio
import math
import os
import re
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from packaging.version import Version

from workers.app.composition import connection_of, streaming_options, topic_names, topic_plans
from workers.errors import Fatal
from workers.ops.settings import Settings
from workers.streaming.kafka.broker import Kafka
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics, describe_topics
from workers.streaming.options import StreamingOptions, TopicNames
from workers.streaming.ports import Bounds, Partition, ReceivedRecord
from workers.streaming.replay.journal import Entry, Recorded, recorded
from workers.streaming.replay.plan import Plan, PlanState, make_plan
from workers.streaming.replay.ranges import Range, resolve
from workers.streaming.replay.run import Ending, Progress, ReplayRun, replay_group
from workers.streaming.replay.scope import Scope
from workers.streaming.replay.speed import bytes_per_second
from workers.streaming.replay.survey import Survey, survey

REPLAY_ID_FORM = re.compile(r"[A-Za-z0-9._-]{1,64}")
_RUNS = 1000


@dataclass(frozen=True, slots=True)
class Request:
    """What the command was told; ``again``: not the replay of this scope that there is already, but another."""

    scope: Scope
    to_prefix: str | None = None
    replay_id: str | None = None
    rate: float | None = None
    again: bool = False
    force: bool = False
    estimate: bool = True


class ReplaySession:
    """One replay on one cluster.

    Raises:
        Fatal: the settings do not fit together.
    """

    def __init__(self, settings: Settings, request: Request) -> None:
        self._settings = settings
        self._request = request
        self._connection = connection_of(settings)
        # Its rate and its gaps are its user's: a pause of any length is no stall.
        self.options = replace(streaming_options(settings), stall_s=math.inf)
        live = topic_names(settings)
        prefix = settings.topic_prefix if request.to_prefix is None else request.to_prefix
        target = topic_names(settings.model_copy(update={"topic_prefix": prefix}))
        self._live = live
        self._into_live = prefix == settings.topic_prefix
        written = {target.enriched, target.quotes, target.events, target.dead_letters}
        plans = topic_plans(settings.model_copy(update={"topic_prefix": prefix}))
        self._target_plans = [plan for plan in plans if plan.name in written]
        self.topics: TopicNames = replace(target, raw=live.raw)
        self.missing: list[str] = []
        self._held: dict[int, Bounds] = {}

    async def plan(self) -> Plan:
        """Look at the topics and at what was recorded of this replay; nothing is written.

        Raises:
            Fatal: there is nothing to replay, the range is not held any more, the replay id stands for another replay,
                or this pipeline is older than the live one.
            Retriable: the cluster cannot be reached.
        """
        async with survey(self._connection) as asked:
            self._held = await asked.bounds(self._live.raw)
            await self._check_version(asked)
            existing = await describe_topics(self._connection, [plan.name for plan in self._target_plans])
            self.missing = [plan.name for plan in self._target_plans if plan.name not in existing]
            replay_id, there = await self._find(asked)
            state: PlanState = "new"
            if there is None:
                there = await self._new(asked)
            else:
                state = "finished" if there.finished else "resumed"
                self._check_recorded(replay_id, there)
            left = [
                Range(each.partition, there.offsets[each.partition], each.end)
                for each in there.ranges
                if there.offsets[each.partition] < each.end
            ]
            sample = await asked.sample(left)
        messages = [message for found in sample.values() for message in found]
        speed = None
        if self._request.estimate and messages:
            os.environ.update(self._settings.child_environment())
            speed = await bytes_per_second(self.options.pool, messages)
        return make_plan(
            replay_id,
            there,
            state=state,
            sample=sample,
            slot_bytes_per_s=speed,
            slots=self.options.pool.slot_count,
            busy_per_partition=self.options.batches_in_flight,
            rate=self._request.rate,
        )

    async def run(self, plan: Plan, on_progress: Callable[[Progress], None]) -> Ending:
        """Create the topics that are missing, then replay until the end, SIGINT or SIGTERM.

        Raises:
            Fatal, Retriable: see ``ReplayRun.run``.
        """
        os.environ.update(self._settings.child_environment())
        await self._create([each for each in self._target_plans if each.name in self.missing])
        scope = self._request.scope

        def selects(record: ReceivedRecord) -> bool:
            return scope.selects(record.key)

        options = self._replay_options(plan.replay_id)
        run = ReplayRun(
            plan,
            options,
            self._connection,
            self.topics,
            self._partitions(),
            Kafka(self._connection, options),
            selects=selects,
            rate=self._request.rate,
        )
        loop = asyncio.get_running_loop()
        for name in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(name, run.stop)
        try:
            return await run.run(on_progress)
        finally:
            for name in (signal.SIGINT, signal.SIGTERM):
                loop.remove_signal_handler(name)

    def _partitions(self) -> list[Partition]:
        return [Partition(self._live.raw, number) for number in sorted(self._held)]

    def _replay_options(self, replay_id: str) -> StreamingOptions:
        return replace(self.options, group_id=replay_group(self.options.group_id, replay_id))

    async def _create(self, plans: list[TopicPlan]) -> None:
        if plans:
            await create_topics(self._connection, plans)

    async def _check_version(self, asked: Survey) -> None:
        """A replay into live topics with an older pipeline would take back what a newer one has found."""
        if self._request.force or not self._into_live:
            return
        live, ours = await asked.live_version(self._live.enriched), self.options.pipeline_version
        if live is not None and Version(live) > Version(ours):
            raise Fatal(
                f"{self._live.enriched} is written by pipeline {live}, this is {ours}: upgrade, or replay into topics"
                " of your own (--to-prefix), or insist (--force)"
            )

    async def _find(self, asked: Survey) -> tuple[str, Recorded | None]:
        """Return the replay's id and what is recorded of it; with ``again``, the first id of which nothing is."""
        first = self._request.replay_id or self._request.scope.digest(self.options.pipeline_version)
        for number in range(1, _RUNS):
            replay_id = first if number == 1 else f"{first}-{number}"
            group = replay_group(self.options.group_id, replay_id)
            there = recorded(await asked.committed(group, self._partitions()))
            if there is None:
                if number == 1 or self._request.again:
                    return replay_id, None
                break
            last = replay_id, there
        return last

    def _check_recorded(self, replay_id: str, there: Recorded) -> None:
        ours = self.options.pipeline_version
        if there.version != ours:
            raise Fatal(
                f"replay {replay_id} was begun with pipeline {there.version}, this is {ours}: go on with that version,"
                " or give another --replay-id"
            )
        if there.scope != self._request.scope.digest(ours):
            raise Fatal(f"replay id {replay_id} stands for another replay (other messages or topics): give another")
        for partition, entry in there.entries.items():
            offset, start = there.offsets[partition], self._held[partition.number].start
            if offset < min(start, entry.end):
                raise Fatal(
                    f"replay {replay_id} is to go on at offset {offset} of {partition}, but the topic holds offsets"
                    f" from {start} on (retention); --again begins another replay of what there is"
                )

    async def _new(self, asked: Survey) -> Recorded:
        scope, numbers = self._request.scope, sorted(self._held)
        now_ms = int(time.time() * 1000)
        start_ms = scope.begins_at_ms(now_ms)
        begin: Mapping[int, int | None] = {}
        end: Mapping[int, int | None] = {}
        if start_ms is not None:
            begin = await asked.offsets_at(scope.topic, numbers, start_ms)
        if scope.to_ms is not None:
            end = await asked.offsets_at(scope.topic, numbers, scope.to_ms)
        version = self.options.pipeline_version
        digest = scope.digest(version)
        ranges = resolve(scope, self._held, begin, end)
        entries = {each.partition: Entry(each.start, each.end, digest, now_ms, version) for each in ranges}
        return Recorded(entries, {each.partition: each.start for each in ranges})
