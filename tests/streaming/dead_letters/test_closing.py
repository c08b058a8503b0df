"""Redrive and purge on the fake broker: each letter once, whatever happens in between."""

import asyncio
from dataclasses import replace

import pytest
from fakes.broker import FakeBroker
from fakes.faults import Silence
from fakes.log import FakeLog
from fakes.running import running
from hypothesis import given
from hypothesis import strategies as st
from letter_queue import NAMES, closer, closing_of, counted, new_queue, put, redrive

from workers.errors import Fatal, Retriable
from workers.streaming.dead_letters import closing as closing_module
from workers.streaming.dead_letters.marks import read_marks
from workers.streaming.dead_letters.selection import LetterRange, Selection
from workers.streaming.ports import ReceivedRecord


def raw(broker: FakeBroker) -> list[ReceivedRecord]:
    return broker.committed_records("raw")


def values(broker: FakeBroker) -> list[bytes | None]:
    return [record.value for record in raw(broker)]


async def test_every_open_letter_is_sent_once_and_marked_with_it() -> None:
    broker = new_queue()
    for offset in range(5):
        put(broker, offset, value=b"text %d" % offset, number=offset % 2)
    result = await redrive(broker)
    assert result.closed == 5
    assert sorted(values(broker)) == [b"text %d" % offset for offset in range(5)]
    found = await counted(broker)
    assert (found.open, found.groups["decode", "InvalidJson"].redriven) == (0, 5)
    again = await redrive(broker, run="r2")
    assert again.closed == 0
    assert len(raw(broker)) == 5


async def test_only_what_is_selected_is_closed() -> None:
    broker = new_queue()
    put(broker, 0, reason="Empty", value=b"a")
    put(broker, 1, reason="NoText", value=b"b", key=b"id-1")
    place = put(broker, 2, stage="process", reason="ProcessDied", value=b"c", number=1)
    cases = [
        (Selection(reasons=frozenset({"Empty"})), [b"a"]),
        (Selection(stages=frozenset({"process"})), [b"c"]),
        (Selection(keys=frozenset({b"id-1"})), [b"b"]),
        (Selection(letters=(LetterRange(1, place, place),)), [b"c"]),
        (Selection(stages=frozenset({"decode"}), reasons=frozenset({"ProcessDied"})), []),
        (Selection(from_ms=1_700_000_000_001), [b"b"]),
        (Selection(to_ms=1_700_000_000_001), [b"a", b"c"]),
    ]
    for selection, expected in cases:
        copy = new_queue()
        copy._logs = {partition: list(log) for partition, log in broker._logs.items()}
        await redrive(copy, selection)
        assert values(copy) == expected, selection


async def test_a_message_is_redriven_only_so_often_and_then_stays_open() -> None:
    broker = new_queue()
    put(broker, 0, headers=(("x-redrives", b"2"),), value=b"twice")
    put(broker, 1, headers=(("x-redrives", b"3"),), value=b"thrice")
    assert (await redrive(broker)).closed == 1
    assert values(broker) == [b"twice"]
    assert dict(raw(broker)[0].headers)["x-redrives"] == b"3"
    found = await counted(broker, max_redrives=3)
    assert (found.open, found.held_back) == (1, 1)


async def test_a_redrive_never_takes_what_fails_again_meanwhile() -> None:
    """The worker runs all the while and dead-letters each message at once: the redrive ends all the same."""
    broker = new_queue()
    for offset in range(10):
        put(broker, offset, value=b"REJECT")
    async with running(broker) as run:
        assert (await redrive(broker)).closed == 10
        await run.until_consumed(10)
    found = await counted(broker)
    assert found.open == 10  # the new ones
    assert found.groups["decode", "InvalidJson"].redriven == 10
    for run_number in range(2, 6):
        async with running(broker) as run:
            result = await redrive(broker, run=f"r{run_number}")
            await run.until_consumed(result.closed)
    assert (await counted(broker, max_redrives=3)).held_back == 10  # three times each, and never more
    assert len(raw(broker)) == 30


async def test_what_is_not_stringers_is_left_alone() -> None:
    broker = new_queue()
    broker.produce("dlq", 0, b"written by hand")
    assert (await redrive(broker)).closed == 0
    found = await counted(broker)
    assert found.groups["foreign", "foreign"].open == 1


async def test_a_purge_sends_nothing() -> None:
    broker = new_queue()
    put(broker, 0)
    broker.produce("dlq", 0, b"written by hand")
    assert (await redrive(broker, state="purged")).closed == 2
    assert raw(broker) == []
    found = await counted(broker)
    assert (found.open, found.groups["decode", "InvalidJson"].purged) == (0, 1)


@pytest.mark.parametrize("operation", ["start", "begin", "send", "commit"])
@pytest.mark.parametrize("takes_effect", [False, True])
async def test_an_error_of_the_broker_neither_loses_nor_doubles(
    operation: str, takes_effect: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing_module, "BATCH_RECORDS", 2)
    broker = new_queue()
    for offset in range(6):
        put(broker, offset, value=b"text %d" % offset)
    broker.fail(operation, Retriable("a moment"), times=2, takes_effect=takes_effect)
    result = await redrive(broker)
    assert result.closed == 6
    assert values(broker) == [b"text %d" % offset for offset in range(6)]


async def test_a_commit_that_is_never_answered_is_looked_up() -> None:
    broker = new_queue()
    put(broker, 0)
    broker.fail("commit", Silence(), takes_effect=True)
    assert (await redrive(broker)).closed == 1
    assert len(raw(broker)) == 1


@given(st.integers(1, 4), st.lists(st.integers(0, 40), max_size=4))
def test_killed_at_any_call_and_run_again_each_letter_arrives_once(batch_records: int, kills: list[int]) -> None:
    async def scenario() -> None:
        broker = new_queue()
        for offset in range(7):
            put(broker, offset, value=b"text %d" % offset)
        for steps in kills:
            command = closer(broker)
            command._batch_records = batch_records
            task = asyncio.create_task(command.close(await closing_of(broker)))
            for _ in range(steps):
                await asyncio.sleep(0)
            # As kill -9 does: what was sent stays in an open transaction, nothing is cleaned up.
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        await redrive(broker)
        assert sorted(values(broker)) == [b"text %d" % offset for offset in range(7)]
        assert (await counted(broker)).open == 0

    asyncio.run(scenario())


async def test_a_second_command_fences_the_first_and_nothing_is_sent_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closing_module, "BATCH_RECORDS", 3)
    broker = new_queue()
    for offset in range(20):
        put(broker, offset, value=b"text %d" % offset)
    under_way = asyncio.Event()
    command = closer(broker)
    first = asyncio.create_task(command.close(await closing_of(broker), lambda _: under_way.set()))
    await under_way.wait()
    second = await redrive(broker, run="r2")
    with pytest.raises(Fatal, match="another redrive or purge"):
        await first
    assert sorted(values(broker)) == sorted(b"text %d" % offset for offset in range(20))
    assert 0 < second.closed < 20


async def test_a_letter_too_large_for_kafka_stays_open_and_is_named_and_the_others_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(closing_module, "BATCH_RECORDS", 3)
    broker = new_queue()
    for offset in range(5):
        put(broker, offset, value=b"x" * (900 if offset == 1 else 3))
    broker.max_record_bytes = 800
    result = await redrive(broker)
    assert result.closed == 4
    assert [place.partition(": ")[0] for place in result.refused] == ["0:1"]
    assert (await counted(broker)).open == 1


async def test_a_message_that_two_letters_tell_of_is_sent_once() -> None:
    """A replay into the live topics dead-letters a message that was dead-lettered before."""
    broker = new_queue()
    put(broker, 7, value=b"text")
    put(broker, 7, value=b"text", headers=(("x-replay-id", b"r"),), number=1)
    assert (await redrive(broker)).closed == 1
    assert values(broker) == [b"text"]
    assert (await counted(broker)).open == 0


async def test_letters_of_a_topic_that_was_made_anew_are_open_again() -> None:
    """Places and source places begin at 0 once more; only the timestamps tell them from the old ones."""
    old = new_queue()
    put(old, 0)
    await redrive(old)
    new = new_queue()
    (mark,) = old.committed_records("marks")
    new.produce("marks", 0, mark.value, mark.key)
    (letter,) = old.committed_records("dlq")
    later = tuple((name, b"1650000000000" if name == "x-timestamp-ms" else value) for name, value in letter.headers)
    new.append(replace(letter, timestamp_ms=letter.timestamp_ms + 1, headers=later))
    assert (await counted(new)).open == 1


async def test_letters_that_retention_took_are_remembered_by_their_marks_alone() -> None:
    broker = new_queue()
    for offset in range(4):
        put(broker, offset)
    await redrive(broker, Selection(letters=(LetterRange(0, 0, 1),)))
    await FakeLog(broker).cut("dlq", {0: 3})  # 0 and 1 were redriven, 2 was open
    group = (await counted(broker)).groups["decode", "InvalidJson"]
    assert (group.open, group.redriven, group.gone) == (1, 2, 2)
    assert (await redrive(broker, run="r2")).closed == 1


async def test_without_the_marks_topic_nothing_is_sent() -> None:
    broker = new_queue()
    put(broker, 0)
    log = FakeLog(broker)
    command = closing_module.Closer(broker.producer, log, replace(NAMES, marks="none"), call_timeout_s=0.5)
    with pytest.raises(Fatal, match="stringer topics create"):
        await command.close(await closing_of(broker))
    assert raw(broker) == []
    assert len(await read_marks(log, "none")) == 0


async def test_a_stranger_in_the_marks_topic_is_named() -> None:
    broker = new_queue()
    broker.produce("marks", 0, b"{}")
    with pytest.raises(Fatal, match=r"no mark of a dead letter \(partition 0 offset 0\)"):
        await read_marks(FakeLog(broker), "marks")


async def test_it_gives_up_after_a_minute_without_kafka_and_says_so() -> None:
    broker = new_queue()
    put(broker, 0)
    now = 0.0

    def clock() -> float:
        nonlocal now
        now += 25.0
        return now

    command = closing_module.Closer(broker.producer, FakeLog(broker), NAMES, call_timeout_s=0.5, clock=clock)
    broker.fail("start", Retriable("away"), times=99)
    with pytest.raises(Retriable, match="run the command again to go on"):
        await command.close(await closing_of(broker))
