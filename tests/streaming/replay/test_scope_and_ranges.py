from dataclasses import replace

import pytest

from workers.errors import Fatal
from workers.streaming.ports import Bounds, Partition
from workers.streaming.replay.ranges import Range, resolve
from workers.streaming.replay.scope import OffsetRange, Scope

HELD = {0: Bounds(10, 20), 1: Bounds(0, 0), 2: Bounds(5, 6)}
ALL = Scope("raw", "enriched")


def ranges(scope: Scope, begin: dict[int, int | None] | None = None, end: dict[int, int | None] | None = None):  # noqa: ANN201
    return [(each.partition.number, each.start, each.end) for each in resolve(scope, HELD, begin or {}, end or {})]


def test_everything_that_is_held() -> None:
    assert ranges(ALL) == [(0, 10, 20), (2, 5, 6)]
    assert resolve(ALL, HELD, {}, {})[0] == Range(Partition("raw", 0), 10, 20)


def test_a_beginning_and_an_end_in_time() -> None:
    timed = replace(ALL, from_ms=1, to_ms=2)
    assert ranges(timed, {0: 12, 1: None, 2: None}, {0: 15, 1: None, 2: None}) == [(0, 12, 15)]
    assert ranges(timed, {0: 12, 1: None, 2: 5}, {0: None, 1: None, 2: 5}) == [(0, 12, 20)]


def test_partitions() -> None:
    assert ranges(replace(ALL, partitions=(2,))) == [(2, 5, 6)]
    with pytest.raises(Fatal, match="raw has no partition 7: it has 0 to 2"):
        ranges(replace(ALL, partitions=(0, 7)))


def test_offsets_are_both_replayed() -> None:
    assert ranges(replace(ALL, offsets=(OffsetRange(0, 12, 14),))) == [(0, 12, 15)]
    assert ranges(replace(ALL, offsets=(OffsetRange(0, 12, None), OffsetRange(2, 5, 5)))) == [(0, 12, 20), (2, 5, 6)]


@pytest.mark.parametrize(
    ("first", "last", "shown"), [(9, 12, "9-12"), (12, 20, "12-20"), (20, None, "20-"), (30, 40, "30-40")]
)
def test_offsets_that_are_not_held_are_named(first: int, last: int | None, shown: str) -> None:
    with pytest.raises(Fatal, match=f"partition 0 of raw holds offsets 10-19, not {shown}$"):
        ranges(replace(ALL, offsets=(OffsetRange(0, first, last),)))


def test_an_empty_partition_holds_nothing() -> None:
    with pytest.raises(Fatal, match=r"partition 1 of raw holds nothing, not 0-3$"):
        ranges(replace(ALL, offsets=(OffsetRange(1, 0, 3),)))


def test_two_ranges_of_a_partition_are_refused() -> None:
    with pytest.raises(Fatal, match="partition 0 has two offset ranges"):
        ranges(replace(ALL, offsets=(OffsetRange(0, 12, 13), OffsetRange(0, 15, 16))))


def test_an_empty_range_says_what_there_is() -> None:
    with pytest.raises(Fatal, match="nothing to replay: of the 11 messages that raw holds there, none is in"):
        ranges(replace(ALL, from_ms=1), {0: None, 1: None, 2: None})


def test_the_same_scope_has_the_same_id_and_any_other_another() -> None:
    scope = Scope("raw", "enriched", last_s=60, partitions=(1, 2), keys=frozenset({b"a", b"b"}))
    same = Scope("raw", "enriched", last_s=60, partitions=(2, 1), keys=frozenset({b"b", b"a"}))
    assert scope.digest("1.0") == same.digest("1.0")
    others = [
        scope.digest("1.1"),
        replace(scope, topic="other").digest("1.0"),
        replace(scope, target="elsewhere").digest("1.0"),
        replace(scope, last_s=61).digest("1.0"),
        replace(scope, from_ms=0).digest("1.0"),
        replace(scope, to_ms=0).digest("1.0"),
        replace(scope, partitions=(1,)).digest("1.0"),
        replace(scope, keys=frozenset({b"a"})).digest("1.0"),
        replace(scope, offsets=(OffsetRange(0, 1, None),)).digest("1.0"),
    ]
    assert len({scope.digest("1.0"), *others}) == len(others) + 1


def test_the_last_seconds_begin_when_the_replay_is_planned() -> None:
    assert Scope("raw", "enriched", last_s=60).begins_at_ms(100_000) == 40_000
    assert Scope("raw", "enriched", from_ms=7).begins_at_ms(100_000) == 7
    assert ALL.begins_at_ms(100_000) is None


def test_keys() -> None:
    assert ALL.selects(None)
    some = replace(ALL, keys=frozenset({b"a"}))
    assert [some.selects(key) for key in (b"a", b"b", None)] == [True, False, False]
