import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.streaming.suspicion import DeathWatch, Suspicion


def watch() -> DeathWatch:
    return DeathWatch(careful_records=3, deadly=3)


def die_once(offset: int, metadata: str) -> tuple[DeathWatch, str]:
    """A worker takes the partition, puts its attempt on record, and dies; what the next one reads."""
    deaths = watch()
    deaths.taken(offset, metadata)
    assert deaths.calls_for_mark
    position = deaths.mark(offset)
    return deaths, position.metadata


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_survives_being_stored(deaths: int, careful: int) -> None:
    suspicion = Suspicion(deaths, careful)
    assert Suspicion.decode(suspicion.encode()) == suspicion


@pytest.mark.parametrize("text", ["", "x", "suspicion/1", "suspicion/1 a b", "suspicion/1 deaths=x careful=0", "a b c"])
def test_foreign_metadata_is_no_suspicion(text: str) -> None:
    assert Suspicion.decode(text) == Suspicion()


def test_fits_into_kafkas_limit_for_metadata() -> None:
    assert len(Suspicion(10**9, 10**9).encode()) < 4096


def test_the_third_death_in_a_row_condemns_the_record() -> None:
    metadata = ""
    for number in range(3):
        deaths, metadata = die_once(5, metadata)
        assert deaths.deaths == number
        assert not deaths.condemned
    last = watch()
    assert last.taken(5, metadata)
    assert last.condemned
    assert not last.calls_for_mark


def test_after_a_death_the_next_records_go_alone_and_are_marked_each() -> None:
    _, metadata = die_once(5, "")
    deaths = watch()
    deaths.taken(5, metadata)
    for offset in (5, 6, 7):
        assert deaths.careful
        assert deaths.calls_for_mark
        deaths.mark(offset)
        deaths.marked()
        position = deaths.completion(offset + 1)
        deaths.completed(offset + 1)
    assert position.metadata == ""
    assert not deaths.careful
    assert not deaths.calls_for_mark


def test_a_death_in_careful_work_counts_from_one_for_the_record_at_hand() -> None:
    _, metadata = die_once(5, "")
    survivor = watch()
    survivor.taken(5, metadata)
    survivor.marked()
    survivor.completed(6)
    metadata = survivor.mark(6).metadata  # ... and dies over the record at 6
    heir = watch()
    assert heir.taken(6, metadata)
    assert heir.deaths == 1
    assert heir.careful


def test_only_the_first_work_after_taking_is_marked_when_nothing_is_suspected() -> None:
    deaths = watch()
    assert not deaths.taken(0, "")
    assert deaths.calls_for_mark
    deaths.marked()
    deaths.completed(4)
    assert not deaths.calls_for_mark
    assert deaths.completion(8).metadata == ""


def test_an_orderly_release_takes_the_mark_back() -> None:
    _, metadata = die_once(5, "")
    deaths = watch()
    deaths.taken(5, metadata)
    deaths.marked()
    assert deaths.calls_for_unmark
    assert deaths.unmark(5).metadata == metadata
    deaths.unmarked()
    assert not deaths.calls_for_unmark


def test_reading_our_own_mark_again_is_not_a_death() -> None:
    deaths = watch()
    deaths.taken(5, "")
    mark = deaths.mark(5)
    deaths.marked()
    assert not deaths.taken(5, mark.metadata)
    assert deaths.deaths == 0
    assert not deaths.calls_for_mark


def test_a_mark_that_was_not_committed_after_all_is_called_for_again() -> None:
    deaths = watch()
    deaths.taken(5, "")
    deaths.marked()
    assert not deaths.taken(5, "")
    assert deaths.calls_for_mark
