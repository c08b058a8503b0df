import asyncio

import pytest
from fakes.broker import FakeBroker

from workers.errors import CommitUnknown, Fatal, Retriable
from workers.streaming.ports import Committed, Partition
from workers.streaming.replay.journal import Entry, Journal, Recorded, recorded, unwrap

ENTRY = Entry(start=5, end=9, scope="ab12", begun_ms=1_700_000_000_000, version="0.1.0")
ZERO, ONE, TWO = (Partition("raw", number) for number in range(3))
ENTRIES = {ZERO: ENTRY, TWO: Entry(0, 3, "ab12", 1_700_000_000_000, "0.1.0")}


@pytest.fixture
def broker() -> FakeBroker:
    return FakeBroker({"raw": 3, "enriched": 1})


def journal(broker: FakeBroker) -> Journal:
    return Journal(broker, "g-replay-1", call_timeout_s=0.5)


def there(broker: FakeBroker) -> Recorded | None:
    return recorded({each: broker.positions.get(each) for each in (ZERO, ONE, TWO)})


@pytest.mark.parametrize("inner", ["", "suspicion/1 deaths=1 careful=32", "a|b"])
def test_the_entry_comes_back_and_the_runtimes_metadata_too(inner: str) -> None:
    wrapped = ENTRY.wrap(Committed(7, inner))
    assert wrapped.offset == 7
    assert unwrap(wrapped) == (ENTRY, Committed(7, inner))


@pytest.mark.parametrize(
    "metadata",
    ["", "suspicion/1 deaths=1 careful=32", "replay/1 start=x end=9 scope=a begun=1 version=1|", "replay/1|"],
)
def test_what_no_replay_wrote_has_no_entry(metadata: str) -> None:
    position = Committed(7, metadata)
    assert unwrap(position) == (None, position)
    assert recorded({ZERO: position, ONE: None}) is None


async def test_the_plan_is_written_once_for_all_partitions(broker: FakeBroker) -> None:
    await journal(broker).begin(ENTRIES, [ZERO, ONE, TWO])
    first = there(broker)
    assert first is not None
    assert (first.entries, first.offsets, first.finished) == (ENTRIES, {ZERO: 5, TWO: 0}, False)
    broker.positions[ZERO] = ENTRY.wrap(Committed(8))
    await journal(broker).begin(ENTRIES, [ZERO, ONE, TWO])  # going on: progress stays
    again = there(broker)
    assert again is not None
    assert again.offsets == {ZERO: 8, TWO: 0}


async def test_finished_when_all_positions_are_at_their_ends(broker: FakeBroker) -> None:
    await journal(broker).begin(ENTRIES, [ZERO, ONE, TWO])
    await journal(broker).finish(ENTRIES)
    ended = there(broker)
    assert ended is not None
    assert ended.finished
    assert [(each.start, each.end) for each in ended.ranges] == [(5, 9), (0, 3)]


async def test_another_plan_for_the_same_replay_is_refused(broker: FakeBroker) -> None:
    await journal(broker).begin({ONE: ENTRY}, [ZERO, ONE, TWO])
    with pytest.raises(Fatal, match="another process has begun this replay meanwhile"):
        await journal(broker).begin(ENTRIES, [ZERO, ONE, TWO])
    assert set(broker.positions) == {ONE}


async def test_of_two_that_begin_at_once_one_writes(broker: FakeBroker) -> None:
    others = {ZERO: Entry(0, 99, "ab12", 1, "0.1.0")}
    ends = await asyncio.gather(
        journal(broker).begin(ENTRIES, [ZERO, ONE, TWO]),
        journal(broker).begin(others, [ZERO, ONE, TWO]),
        return_exceptions=True,
    )
    assert sorted(type(end).__name__ for end in ends) == ["Fatal", "NoneType"]
    found = there(broker)
    assert found is not None
    assert found.entries == (ENTRIES if ends[0] is None else others)


@pytest.mark.parametrize("operation", ["start", "committed", "begin", "send_position", "commit"])
@pytest.mark.parametrize("takes_effect", [False, True])
async def test_what_fails_for_the_moment_is_tried_again(broker: FakeBroker, operation: str, takes_effect: bool) -> None:
    error = CommitUnknown("hm") if operation == "commit" else Retriable("not now")
    broker.fail(operation, error, times=2, takes_effect=takes_effect)
    await journal(broker).begin(ENTRIES, [ZERO, ONE, TWO])
    found = there(broker)
    assert found is not None
    assert found.entries == ENTRIES
