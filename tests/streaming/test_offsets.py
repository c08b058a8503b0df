import pytest
from fakes.records import received
from hypothesis import given
from hypothesis import strategies as st

from workers.streaming.offsets import OffsetFrontier


def offsets(records: list) -> list[int]:
    return [record.offset for record in records]


def test_accepts_nothing_before_the_first_seek() -> None:
    frontier = OffsetFrontier()
    assert frontier.accept([received(0)]) == []
    assert frontier.committed is None


def test_leaves_out_what_was_fetched_before_the_seek() -> None:
    frontier = OffsetFrontier()
    frontier.seek(10)
    assert offsets(frontier.accept([received(8), received(9), received(10), received(12)])) == [10, 12]


def test_a_gap_is_no_loss() -> None:
    frontier = OffsetFrontier()
    frontier.seek(0)
    assert offsets(frontier.accept([received(3)])) == [3]
    frontier.commit(4)
    assert frontier.committed == 4


def test_a_record_is_accepted_once() -> None:
    frontier = OffsetFrontier()
    frontier.seek(0)
    frontier.accept([received(0), received(1)])
    assert offsets(frontier.accept([received(1), received(2)])) == [2]


def test_closed_it_accepts_nothing_but_commits_what_was_accepted() -> None:
    frontier = OffsetFrontier()
    frontier.seek(0)
    frontier.accept([received(0)])
    frontier.close()
    assert frontier.accept([received(1)]) == []
    frontier.commit(1)
    with pytest.raises(ValueError, match=r"commit of 2 outside of 1\.\.1"):
        frontier.commit(2)


def test_a_commit_never_goes_back() -> None:
    frontier = OffsetFrontier()
    frontier.seek(0)
    frontier.accept([received(0), received(1)])
    frontier.commit(2)
    with pytest.raises(ValueError, match="outside"):
        frontier.commit(1)


def test_a_negative_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        OffsetFrontier().seek(-1)


@given(
    log=st.sets(st.integers(0, 60), min_size=1),
    reads=st.lists(st.tuples(st.integers(0, 70), st.integers(1, 8)), max_size=12),
    start=st.integers(0, 60),
)
def test_whatever_is_handed_out_again_the_accepted_are_a_prefix_of_the_log(
    log: set[int], reads: list[tuple[int, int]], start: int
) -> None:
    """Hand-outs that overlap, or come from before the seek, never make a record missing, twice or out of order."""
    ordered = sorted(log)
    frontier = OffsetFrontier()
    frontier.seek(start)
    accepted: list[int] = []
    reach = start
    for position, count in reads:
        begin = min(position, reach)  # a consumer never skips ahead of its own position
        part = [offset for offset in ordered if offset >= begin][:count]
        accepted += offsets(frontier.accept([received(offset) for offset in part]))
        reach = max(reach, part[-1] + 1 if part else reach)
    following = [offset for offset in ordered if offset >= start]
    assert accepted == following[: len(accepted)]
    if accepted:
        frontier.commit(accepted[-1] + 1)
