import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.streaming.backpressure import ByteBudget
from workers.streaming.ports import Partition

A, B = Partition("raw", 0), Partition("raw", 1)


def budget(limit: int = 100) -> ByteBudget:
    made = ByteBudget(limit)
    made.open(A)
    made.open(B)
    return made


def test_a_partition_pauses_at_its_share_and_resumes_below_half_of_it() -> None:
    held = budget()
    held.add(A, 50)
    assert held.changes() == ([A], [])
    assert held.is_paused(A)
    held.remove(A, 20)
    assert held.changes() == ([], [])
    held.remove(A, 10)
    assert held.changes() == ([], [A])


def test_all_pause_when_all_together_reach_the_limit() -> None:
    held = budget()
    held.add(A, 120)
    assert held.changes() == ([A, B], [])
    held.remove(A, 60)
    assert held.changes() == ([], [])  # B holds nothing, but all together are above half of the limit
    held.remove(A, 60)
    assert sorted(held.changes()[1]) == [A, B]


def test_a_partition_that_goes_takes_its_bytes_along() -> None:
    held = budget()
    held.add(A, 70)
    held.add(B, 40)
    held.changes()
    held.close(A)
    assert held.held_bytes == 40
    assert not held.is_paused(A)
    held.remove(A, 0)


def test_nobody_gives_back_what_he_does_not_hold() -> None:
    held = budget()
    held.add(A, 10)
    with pytest.raises(ValueError, match="does not hold"):
        held.remove(A, 11)


@given(st.lists(st.tuples(st.sampled_from([A, B]), st.integers(1, 60)), max_size=40), st.integers(1, 100))
def test_work_never_stops_for_good(arrivals: list[tuple[Partition, int]], limit: int) -> None:
    """Who has emptied his queue is resumed in the end, whatever came before, and all bytes are given back."""
    held = budget(limit)
    paused: set[Partition] = set()
    queues: dict[Partition, list[int]] = {A: [], B: []}
    for partition, size in arrivals:
        if partition not in paused:
            held.add(partition, size)
            queues[partition].append(size)
        pause, resume = held.changes()
        paused = (paused | set(pause)) - set(resume)
    for partition, sizes in queues.items():
        for size in sizes:
            held.remove(partition, size)
            paused -= set(held.changes()[1])
    paused -= set(held.changes()[1])
    assert held.held_bytes == 0
    assert not paused
