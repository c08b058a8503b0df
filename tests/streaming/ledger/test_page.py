from hypothesis import given
from hypothesis import strategies as st

from workers.streaming.ledger.page import Page

OFFSETS = st.lists(st.integers(0, 30), max_size=40)


@given(st.integers(0, 10), st.integers(0, 25), OFFSETS, OFFSETS, OFFSETS)
def test_it_agrees_with_counting(
    first: int, committed: int, messages: list[int], good: list[int], bad: list[int]
) -> None:
    page = Page(first, committed)
    for offset in messages:
        page.consume(offset)
    for offset in good:
        page.enrich(offset)
    for offset in bad:
        page.bury(offset)
    window = range(first, committed)
    assert page.consumed == len({offset for offset in messages if offset in window})
    assert page.enriched == len({offset for offset in good if offset in window})
    assert page.dead == len({offset for offset in bad if offset in window})
    present = sorted({offset for offset in messages if offset in window})
    outcomes = {offset: good.count(offset) + bad.count(offset) for offset in present}
    assert list(page.missing()) == [offset for offset in present if outcomes[offset] == 0]
    assert list(page.doubled()) == [offset for offset in present if outcomes[offset] > 1]


def test_a_purged_letter_counts_only_for_a_message_without_outcome() -> None:
    page = Page(0, 2)
    page.consume(0)
    page.consume(1)
    page.enrich(0)
    for offset in (0, 1, 1, 7):
        page.bury_unless_known(offset)
    assert (page.dead, list(page.missing()), list(page.doubled())) == (1, [], [])


def test_a_thousand_outcomes_of_one_message_are_no_overflow() -> None:
    page = Page(0, 1)
    page.consume(0)
    for _ in range(1000):
        page.enrich(0)
    assert list(page.doubled()) == [0]
