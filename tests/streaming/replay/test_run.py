"""Whole replays on the fakes."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from fakes.broker import FakeBroker
from fakes.faults import Silence
from fakes.pool import FakePool
from fakes.running import QUICK, TOPICS

from schemas.dead_letter import OFFSET
from schemas.replay import REPLAY_ID
from workers.errors import CommitUnknown, Fatal, Retriable
from workers.messages import InputMessage
from workers.streaming.kafka.connection import Connection
from workers.streaming.ports import Partition, ReceivedRecord
from workers.streaming.replay.journal import Entry, Recorded, recorded
from workers.streaming.replay.plan import Plan, make_plan
from workers.streaming.replay.ranges import Range
from workers.streaming.replay.run import Ending, Progress, ReplayRun, replay_group

PARTITIONS = [Partition("raw", 0), Partition("raw", 1)]
MESSAGES = 20  # in each partition
WAIT_S = 10.0


def filled() -> FakeBroker:
    broker = FakeBroker({"raw": 2, "dlq": 1, "enriched": 2, "quotes": 1, "events": 1})
    for number in range(MESSAGES):
        for each in PARTITIONS:
            text = b"REJECT" if number == 7 else b"text %d of %d" % (number, each.number)
            broker.produce("raw", each.number, text, key=b"key-%d" % (number % 5))
    return broker


class Mortal:
    """The cluster as one process sees it; once ``dead``, nothing that the process does reaches the cluster."""

    def __init__(self, broker: FakeBroker) -> None:
        self._broker = broker
        self.dead = False

    def reader(self) -> Any:
        return _Client(self, self._broker.reader())

    def producer(self, transactional_id: str) -> Any:
        return _Client(self, self._broker.producer(transactional_id))


class _Client:
    def __init__(self, process: Mortal, inner: object) -> None:
        self._process = process
        self._inner = inner

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if not asyncio.iscoroutinefunction(method):
            return method

        async def call(*arguments: object) -> object:
            if self._process.dead and name in ("close", "stop"):
                return None
            if self._process.dead:
                await asyncio.Event().wait()
            return await method(*arguments)

        return call


async def killed_when(
    broker: FakeBroker, pool: FakePool, condition: Callable[[], bool], process: Mortal | None = None
) -> bool:
    """Run a replay until the condition holds, then let its process die; whether it did before it was finished."""
    process = process or Mortal(broker)
    task = asyncio.create_task(run_of(broker, pool, cluster=process, drain_timeout_s=0.01).run(lambda _: None))
    await until(lambda: condition() or task.done())
    if task.done():
        assert task.result().finished
        return False
    process.dead = True
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    return True


def plan_of(broker: FakeBroker, ranges: list[Range] | None = None) -> Plan:
    there = recorded({each: broker.positions.get(each) for each in PARTITIONS})
    ranges = ranges or [Range(each, 2, 18) for each in PARTITIONS]
    if there is None:
        entries = {each.partition: Entry(each.start, each.end, "ab12", 1, "9.9") for each in ranges}
        there = Recorded(entries, {each.partition: each.start for each in ranges})
    return make_plan(
        "r1", there, state="new", sample={}, slot_bytes_per_s=None, slots=1, busy_per_partition=2, rate=None
    )


def run_of(
    broker: FakeBroker,
    pool: FakePool | None = None,
    *,
    key: bytes | None = None,
    plan: Plan | None = None,
    cluster: Mortal | None = None,
    **changed: object,
) -> ReplayRun:
    def selects(record: ReceivedRecord) -> bool:
        return key is None or record.key == key

    options = replace(QUICK, group_id=replay_group("g", "r1"), **changed)  # type: ignore[arg-type] # as given
    return ReplayRun(
        plan or plan_of(broker), options, Connection("fake:9092"), TOPICS, PARTITIONS, cluster or broker,
        selects=selects, pool=pool or FakePool(),
    )  # fmt: skip


async def replayed(broker: FakeBroker, **given: object) -> tuple[Ending, list[Progress]]:
    seen: list[Progress] = []
    async with asyncio.timeout(WAIT_S):
        return await run_of(broker, **given).run(seen.append), seen  # type: ignore[arg-type] # passed on


def places(broker: FakeBroker) -> Counter[tuple[int, int]]:
    """Partition and offset of the raw record of each enriched article and dead letter."""
    found: Counter[tuple[int, int]] = Counter()
    for record in broker.committed_records("enriched"):
        headers = dict(record.headers)
        found[int(headers["x-partition"] or b""), int(headers["x-offset"] or b"")] += 1
    for record in broker.committed_records("dlq"):
        headers = dict(record.headers)
        found[int(headers["__connect.errors.partition"] or b""), int(headers[OFFSET] or b"")] += 1
    return found


EXPECTED = Counter({(each.number, offset): 1 for each in PARTITIONS for offset in range(2, 18)})


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(WAIT_S):
        while not condition():  # noqa: ASYNC110 - the fakes set no event for it
            await asyncio.sleep(0.001)


async def test_a_replay_does_its_range_marks_all_it_writes_and_ends() -> None:
    broker = filled()
    ending, progress = await replayed(broker)
    assert ending.finished
    assert (ending.ledger.consumed, ending.ledger.enriched, ending.ledger.dead_lettered) == (32, 30, 2)
    assert places(broker) == EXPECTED
    for topic in ("enriched", "quotes", "dlq"):
        records = broker.committed_records(topic)
        assert records
        assert all(dict(record.headers)[REPLAY_ID] == b"r1" for record in records)
    done = [each.done for each in progress]
    assert done == sorted(done)
    assert done[-1] == 32
    there = recorded({each: broker.positions[each] for each in PARTITIONS})
    assert there is not None
    assert there.finished


async def test_a_finished_replay_does_nothing_when_run_again() -> None:
    broker = filled()
    await replayed(broker)
    ending, _ = await replayed(broker)
    assert (ending.finished, ending.ledger.consumed) == (True, 0)
    assert places(broker) == EXPECTED


@pytest.mark.parametrize("after", [1, 2, 3])
async def test_what_was_killed_goes_on_and_doubles_nothing(after: int) -> None:
    broker = filled()
    kills = 0
    for _ in range(3):
        pool = FakePool()
        kills += await killed_when(broker, pool, lambda pool=pool: len(pool.batches) >= after)  # type: ignore[misc]
    assert kills
    assert (await replayed(broker))[0].finished
    assert places(broker) == EXPECTED


class DiesAtCall(Mortal):
    """A process that dies when it begins its n-th call to the cluster."""

    def __init__(self, broker: FakeBroker, call: int) -> None:
        super().__init__(broker)
        self._left = call

    def count(self) -> None:
        self._left -= 1
        self.dead = self.dead or self._left == 0

    def producer(self, transactional_id: str) -> Any:
        return _Counted(self, self._broker.producer(transactional_id))


class _Counted(_Client):
    def __getattr__(self, name: str) -> Any:
        method = super().__getattr__(name)

        async def call(*arguments: object) -> object:
            self._process.count()
            return await method(*arguments)

        return call


async def test_what_was_killed_at_any_call_goes_on_and_doubles_nothing() -> None:
    for call in range(1, 1000):
        broker = filled()
        process = DiesAtCall(broker, call)
        task = asyncio.create_task(run_of(broker, cluster=process, drain_timeout_s=0.001).run(lambda _: None))
        await until(lambda task=task, process=process: process.dead or task.done())  # type: ignore[misc]
        survived = not process.dead
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert (await replayed(broker))[0].finished
        assert places(broker) == EXPECTED, f"killed at call {call}"
        if survived:
            break
    assert survived
    assert call > 50


async def test_a_stop_finishes_what_is_in_work_and_the_next_run_does_the_rest() -> None:
    broker, pool = filled(), FakePool()
    run = run_of(broker, pool)
    pool.on_process = lambda _: run.stop()  # in the first batch: the fakes would do the rest before anybody looked
    async with asyncio.timeout(WAIT_S):
        ending = await run.run(lambda _: None)
    assert not ending.finished
    assert 0 < sum(places(broker).values()) < 32
    assert (await replayed(broker))[0].finished
    assert places(broker) == EXPECTED


async def test_only_selected_messages_are_processed() -> None:
    broker = filled()
    ending, progress = await replayed(broker, key=b"key-3")
    assert ending.ledger.consumed == 6  # offsets 3, 8, 13 of both
    assert places(broker) == Counter({(each, offset): 1 for each in (0, 1) for offset in (3, 8, 13)})
    assert progress[-1].done == 32


async def test_a_selection_of_nothing_ends_too() -> None:
    broker = filled()
    ending, _ = await replayed(broker, key=b"nobody")
    assert (ending.finished, ending.ledger.consumed) == (True, 0)


@pytest.mark.parametrize("operation", ["start", "committed", "begin", "send", "send_position", "commit", "bounds"])
@pytest.mark.parametrize("takes_effect", [False, True])
async def test_errors_of_the_broker_neither_lose_nor_double(operation: str, takes_effect: bool) -> None:
    broker = filled()
    plan = plan_of(broker)
    await run_of(broker, plan=plan)._journal.begin(plan.entries, PARTITIONS)
    error = CommitUnknown("hm") if operation == "commit" else Retriable("not now")
    broker.fail(operation, error, times=3, takes_effect=takes_effect)
    assert (await replayed(broker))[0].finished
    assert places(broker) == EXPECTED


async def test_a_commit_that_never_answers_is_looked_up() -> None:
    broker = filled()
    broker.fail("commit", Silence(), times=2, takes_effect=True)
    assert (await replayed(broker))[0].finished
    assert places(broker) == EXPECTED


async def test_who_starts_it_last_has_it_and_the_other_says_so() -> None:
    broker, pool = filled(), FakePool()
    pool.gate.clear()
    first = asyncio.create_task(run_of(broker, pool).run(lambda _: None))
    await until(lambda: any(id_.endswith("raw-0") for id_ in broker._epochs))
    await until(lambda: any(id_.endswith("raw-1") for id_ in broker._epochs))
    ending, _ = await replayed(broker)
    assert ending.finished
    pool.gate.set()  # the first one wakes with work in hand
    with pytest.raises(Fatal, match="another process has taken this replay over"):
        async with asyncio.timeout(WAIT_S):
            await first
    assert places(broker) == EXPECTED


async def test_an_article_that_kills_the_process_becomes_a_dead_letter_here_too() -> None:
    broker = filled()
    deaths = 0
    for _ in range(12):
        pool, process = FakePool(), Mortal(broker)

        def strike(messages: Sequence[InputMessage], process: Mortal = process) -> None:
            if any((message.partition, message.offset) == (0, 4) for message in messages):
                process.dead = True

        pool.on_process = strike
        if not await killed_when(broker, pool, lambda process=process: process.dead, process):  # type: ignore[misc]
            break
        deaths += 1
    assert deaths == 4  # in a batch with others first, then three times alone
    why = "__connect.errors.exception.class.name"
    assert {dict(record.headers)[why] for record in broker.committed_records("dlq")} == {b"AskedTo", b"WorkerDied"}
    assert places(broker) == EXPECTED
