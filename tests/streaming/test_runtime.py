"""The whole runtime on the fakes: what goes in, what a read_committed reader sees, what is counted."""

import asyncio

import pytest
from fakes.broker import FakeBroker
from fakes.faults import Silence
from fakes.pool import FakePool
from fakes.records import received
from fakes.running import TOPICS, build, new_broker, running

from schemas.dead_letter import DeadLetter
from workers.errors import CommitUnknown, Fatal, Retriable
from workers.streaming.ports import Committed, OutgoingRecord, Partition
from workers.streaming.status import Ledger, RuntimeState
from workers.streaming.suspicion import Suspicion

RAW_0 = Partition("raw", 0)


def reasons(broker: FakeBroker) -> list[tuple[int, str]]:
    """Offset and reason of each dead letter."""
    letters = [
        DeadLetter.from_headers(tuple((name, value or b"") for name, value in record.headers))
        for record in broker.committed_records("dlq")
    ]
    return [(letter.offset, letter.reason) for letter in letters]


async def test_each_message_comes_out_once_in_order_with_its_parts() -> None:
    broker = new_broker()
    texts = [b"a%d q r" % number for number in range(25)]
    for text in texts:
        broker.produce("raw", 0, text)
    async with running(broker) as run:
        await run.until_consumed(25)
        status = run.runtime.status()
    assert run.values("enriched") == texts
    assert run.values("quotes") == [b"q", b"r"] * 25
    assert broker.positions[RAW_0] == Committed(25)
    assert status.ledger == Ledger(25, 25, 0)
    assert status.ready
    assert status.live
    assert status.since_commit_s is not None
    assert 0 <= status.since_commit_s < 5
    assert [partition.committed_offset for partition in status.partitions] == [25, 0]
    assert [partition.lag for partition in status.partitions] == [0, 0]


async def test_a_rejected_message_is_a_dead_letter_and_the_others_come_out() -> None:
    broker = new_broker()
    for text in (b"a", b"REJECT", b"b"):
        broker.produce("raw", 0, text, key=b"key")
    async with running(broker) as run:
        await run.until_consumed(3)
        assert run.runtime.status().ledger == Ledger(3, 2, 1)
    (letter,) = broker.committed_records("dlq")
    assert (letter.key, letter.value) == (b"key", b"REJECT")
    assert reasons(broker) == [(1, "AskedTo")]
    assert run.values("enriched") == [b"a", b"b"]


async def test_what_cannot_go_to_the_pool_is_a_dead_letter() -> None:
    broker = new_broker()
    broker.produce("raw", 0, None)
    broker.produce("raw", 0, b"x" * 2_000_000)
    broker.produce("raw", 0, b"a")
    broker.max_record_bytes = 3_000_000
    async with running(broker, max_message_bytes=1_000_000) as run:
        await run.until_consumed(3)
    assert reasons(broker) == [(0, "NullValue"), (1, "MessageTooLarge")]
    assert len(broker.committed_records("dlq")[1].value or b"") == 2_000_000
    assert run.pool.batches == [[b"a"]]


async def test_what_became_too_large_for_kafka_is_a_dead_letter_and_the_batch_goes_on() -> None:
    broker = new_broker()
    for text in (b"a", b"BIG 2000000", b"b"):
        broker.produce("raw", 0, text)
    async with running(broker) as run:
        await run.until_consumed(3)
        assert run.runtime.status().ledger == Ledger(3, 2, 1)
    assert run.values("enriched") == [b"a", b"b"]
    assert reasons(broker) == [(1, "RecordTooLarge")]


async def test_a_dead_letter_that_kafka_refuses_ends_the_worker_and_loses_nothing() -> None:
    broker = new_broker()
    broker.produce("raw", 0, b"a")
    broker.produce("raw", 0, b"REJECT" + b" " * 2_000_000)
    runtime = build(broker, FakePool())
    with pytest.raises(Fatal, match=r"raise max\.message\.bytes of dlq"):
        await asyncio.wait_for(runtime.run(), 10)
    assert runtime.status().state is RuntimeState.FAILED
    assert not runtime.status().live
    assert broker.positions[RAW_0].offset == 1
    assert broker.committed_records("dlq") == []


@pytest.mark.parametrize("operation", ["start", "committed", "bounds", "begin", "send", "send_position", "commit"])
@pytest.mark.parametrize("takes_effect", [False, True])
async def test_any_call_may_fail_and_nothing_is_lost_or_doubled(operation: str, takes_effect: bool) -> None:
    broker = new_broker()
    texts = [b"a%d q" % number for number in range(12)]
    for text in texts:
        broker.produce("raw", 0, text)
    broker.fail(operation, Retriable("now and then"), times=3, takes_effect=takes_effect)
    async with running(broker) as run:
        await run.until_consumed(12)
        assert run.runtime.status().ledger == Ledger(12, 12, 0)
    assert run.values("enriched") == texts
    assert run.values("quotes") == [b"q"] * 12


@pytest.mark.parametrize("operation", ["start", "committed", "begin", "send", "send_position", "commit"])
@pytest.mark.parametrize("takes_effect", [False, True])
async def test_a_call_that_never_returns_is_given_up(operation: str, takes_effect: bool) -> None:
    broker = new_broker(partitions=1)
    for number in range(3):
        broker.produce("raw", 0, b"a%d" % number)
    broker.fail(operation, Silence(), takes_effect=takes_effect)
    async with running(broker, call_timeout_s=0.05) as run:
        await run.until_consumed(3)
    assert run.values("enriched") == [b"a0", b"a1", b"a2"]


async def test_a_commit_of_unknown_outcome_that_did_happen_is_counted_once() -> None:
    broker = new_broker()
    broker.produce("raw", 0, b"a")
    async with running(broker) as run:
        await run.until_consumed(1)
        broker.fail("commit", CommitUnknown("no answer"), takes_effect=True)
        broker.produce("raw", 0, b"b")
        await run.until_consumed(2)
        broker.produce("raw", 0, b"c")
        await run.until_consumed(3)
        assert run.runtime.status().ledger == Ledger(3, 3, 0)
    assert run.values("enriched") == [b"a", b"b", b"c"]


async def test_a_fenced_partition_is_dropped_and_taken_again_when_nobody_else_has_it() -> None:
    """The coordinator fences a producer whose transaction timed out; that is no reason for a rebalance."""
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a")
    async with running(broker) as run:
        await run.until_consumed(1)
        await broker.producer("g-raw-0").start()
        broker.produce("raw", 0, b"b")
        await run.until(lambda: [item.state for item in run.runtime.status().partitions] == ["fenced"])
        assert run.values("enriched") == [b"a"]
        await run.until_consumed(2)
        assert run.runtime.status().ledger.consumed == 2
    assert run.values("enriched") == [b"a", b"b"]
    assert broker.rebalances.count("assigned [0]") == 1


async def test_a_partition_fenced_again_comes_back_by_joining_again() -> None:
    """Some worker that is not the group's choice goes on taking it, so after a while the group is asked again."""
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a")
    async with running(broker, drain_timeout_s=0.2) as run:
        await run.until_consumed(1)
        for number in range(2):
            await run.until(lambda: [item.state for item in run.runtime.status().partitions] == ["working"])
            await broker.producer("g-raw-0").start()
            broker.produce("raw", 0, b"%d" % number)
            await run.until(lambda: [item.state for item in run.runtime.status().partitions] == ["fenced"])
        await run.until_consumed(3)
    assert run.values("enriched") == [b"a", b"0", b"1"]
    assert broker.rebalances.count("assigned [0]") == 2


async def test_fatal_errors_end_the_worker() -> None:
    broker = new_broker()
    broker.produce("raw", 0, b"a")
    broker.fail("start", Fatal("not authorized for the transactional id"))
    with pytest.raises(Fatal, match="not authorized"):
        await asyncio.wait_for(build(broker, FakePool()).run(), 10)


async def test_a_broken_session_is_started_anew() -> None:
    broker = new_broker()
    async with running(broker) as run:
        await run.until(lambda: run.runtime.status().joined)
        broker.fail("poll", Retriable("coordination failed"))
        broker.produce("raw", 0, b"a")
        await run.until_consumed(1)
    assert len(broker.members) == 0
    assert run.values("enriched") == [b"a"]


async def test_an_unreachable_broker_is_waited_for_and_told_once(events: list) -> None:
    broker = new_broker()
    broker.down = True
    broker.produce("raw", 0, b"a")
    async with running(broker) as run:
        await run.until(lambda: len(events) > 1)
        assert not run.runtime.status().broker_reachable
        assert not run.runtime.status().ready
        assert run.runtime.status().live
        await asyncio.sleep(0.1)  # several attempts
        broker.down = False
        await run.until_consumed(1)
        await run.until(lambda: run.runtime.status().broker_reachable)
    names = [type(event).__name__ for event in events]
    assert names.count("BrokerUnreachable") == 1
    assert names.count("BrokerBack") == 1


async def test_records_deleted_by_retention_are_told_and_work_goes_on(events: list) -> None:
    broker = new_broker()
    for number in range(6):
        broker.produce("raw", 0, b"a%d" % number)
    broker.positions[RAW_0] = Committed(2)
    broker.expire(RAW_0, 4)
    async with running(broker) as run:
        await run.until_consumed(2)
    assert run.values("enriched") == [b"a4", b"a5"]
    (expired,) = [event for event in events if type(event).__name__ == "RecordsExpired"]
    assert (expired.expected_offset, expired.first_offset) == (2, 4)


async def test_retention_that_overtakes_the_consumer_in_mid_course_is_survived() -> None:
    broker = new_broker()
    async with running(broker) as run:
        await run.until(lambda: any(item.state == "working" for item in run.runtime.status().partitions))
        for number in range(6):
            broker.append(received(number, b"a%d" % number))
        broker.expire(RAW_0, 4)
        await run.until_consumed(2)
    assert run.values("enriched") == [b"a4", b"a5"]


async def test_a_committed_offset_beyond_the_end_ends_the_worker() -> None:
    broker = new_broker()
    broker.produce("raw", 0, b"a")
    broker.positions[RAW_0] = Committed(5)
    with pytest.raises(Fatal, match=r"committed offset 5, but the partition ends at 1"):
        await asyncio.wait_for(build(broker, FakePool()).run(), 10)
    assert broker.committed_records("enriched") == []


async def test_gaps_of_a_transactional_raw_topic_are_no_loss() -> None:
    broker = new_broker(partitions=1)
    upstream = broker.producer("upstream")
    await upstream.start()
    for number in range(4):
        await upstream.begin()
        await upstream.send([OutgoingRecord("raw", b"k", b"a%d" % number)])
        await (upstream.abort() if number == 1 else upstream.commit())
    async with running(broker) as run:
        await run.until_consumed(3)
        await run.until(lambda: run.runtime.status().ledger.consumed == 3)
    assert run.values("enriched") == [b"a0", b"a2", b"a3"]


async def test_a_record_over_which_three_workers_died_is_a_dead_letter_alone() -> None:
    broker = new_broker(partitions=1)
    for text in (b"a", b"deadly", b"b", b"c"):
        broker.produce("raw", 0, text)
    broker.positions[RAW_0] = Suspicion(deaths=3, careful=2).at(1)
    async with running(broker) as run:
        await run.until_consumed(3)
    assert reasons(broker) == [(1, "WorkerDied")]
    assert dict(broker.committed_records("dlq")[0].headers)["x-attempts"] == b"3"
    assert run.values("enriched") == [b"b", b"c"]
    assert run.pool.batches == [[b"b"], [b"c"]]  # still careful after it
    assert broker.positions[RAW_0] == Suspicion(deaths=0, careful=1).at(4)


async def test_work_is_put_on_record_before_it_begins_and_taken_back_on_an_orderly_stop() -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a")
    pool = FakePool()
    pool.gate.clear()
    async with running(broker, pool, drain_timeout_s=0.1) as run:
        await run.until(lambda: RAW_0 in broker.positions)
        assert broker.positions[RAW_0] == Suspicion(deaths=1).at(0)
        pool.gate.set()
        await run.until_consumed(1)
        assert broker.positions[RAW_0] == Committed(1)


async def test_a_queued_batch_is_not_on_record() -> None:
    """Only work that a slot begins may count as a death: a worker may die while its batches wait."""
    broker = new_broker(partitions=2)
    broker.produce("raw", 0, b"a")
    broker.produce("raw", 1, b"b")
    pool = FakePool()
    pool.gate.clear()
    async with running(broker, pool) as run:
        await run.until(lambda: len(broker.positions) == 1)
        await run.until(lambda: all(item.held_messages for item in run.runtime.status().partitions))
        assert len(broker.positions) == 1
        pool.gate.set()
        await run.until_consumed(2)


async def test_stop_finishes_what_a_slot_has_begun_and_gives_up_the_rest() -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"first")
    pool = FakePool()
    async with running(broker, pool) as run:
        await run.until_consumed(1)
        pool.gate.clear()
        for number in range(12):
            broker.produce("raw", 0, b"a%d" % number)
        await run.until(lambda: run.runtime.status().partitions[0].held_messages == 12)
        stopping = asyncio.create_task(run.runtime.stop())
        await run.until(lambda: run.runtime.status().state is RuntimeState.STOPPING)
        pool.gate.set()
        await stopping
        await run.task
    assert run.runtime.status().state is RuntimeState.STOPPED
    assert run.values("enriched") == [b"first", b"a0", b"a1", b"a2", b"a3"]
    assert broker.positions[RAW_0] == Committed(5)
    assert broker.members == []
    assert pool.stopped


async def test_stop_gives_up_at_its_deadline() -> None:
    broker = new_broker(partitions=1)
    broker.produce("raw", 0, b"a")
    pool = FakePool()
    pool.gate.clear()
    async with running(broker, pool) as run:
        await run.until(lambda: RAW_0 in broker.positions)
        async with asyncio.timeout(2):
            await run.runtime.stop(0.05)
    assert run.values("enriched") == []
    assert broker.positions[RAW_0].offset == 0


async def test_stop_while_the_broker_is_away_returns() -> None:
    broker = new_broker()
    broker.down = True
    async with running(broker) as run:
        await run.until(lambda: run.runtime.status().state is RuntimeState.STARTING)
        async with asyncio.timeout(2):
            await run.runtime.stop(0.1)


async def test_two_workers_share_the_partitions_and_hand_them_over() -> None:
    broker = new_broker(partitions=2)
    texts = [b"a%d" % number for number in range(20)]
    async with running(broker) as first:
        await first.until(lambda: first.runtime.status().joined)
        for number, text in enumerate(texts[:10]):
            broker.produce("raw", number % 2, text)
        async with running(broker) as second:
            await second.until(lambda: len(second.runtime.status().partitions) == 1)
            for number, text in enumerate(texts[10:]):
                broker.produce("raw", number % 2, text)
            await first.until(
                lambda: first.runtime.status().ledger.consumed + second.runtime.status().ledger.consumed == 20
            )
            assert second.runtime.status().ledger.consumed > 0
        await first.until(lambda: len(first.runtime.status().partitions) == 2)
    assert sorted(first.values("enriched")) == sorted(texts)


async def test_memory_is_bounded_and_the_consumer_is_polled_all_the_while() -> None:
    broker = new_broker(partitions=2)
    pool = FakePool()
    pool.gate.clear()
    for number in range(400):
        broker.produce("raw", number % 2, b"x" * 1000)
    async with running(broker, pool, byte_budget=60_000, batches_in_flight=1) as run:
        await run.until(lambda: sum(item.paused for item in run.runtime.status().partitions) == 2)
        polls = broker.polls
        await run.until(lambda: broker.polls > polls + 2)
        held = run.runtime.status().held_bytes
        assert 60_000 <= held < 60_000 + 2 * 500 * 1600  # the last hand-outs before the pause
        pool.gate.set()
        await run.until_consumed(400)
        assert run.runtime.status().held_bytes == 0
    assert len(run.values("enriched")) == 400


async def test_a_runtime_runs_once() -> None:
    async with running() as run:
        await run.until(lambda: run.runtime.status().joined)
        with pytest.raises(Fatal, match="runs once"):
            await run.runtime.run()


def test_topics_of_streams() -> None:
    assert [TOPICS.of_stream(stream) for stream in ("enriched", "quotes", "events")] == ["enriched", "quotes", "events"]
