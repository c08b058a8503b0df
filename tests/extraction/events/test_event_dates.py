"""Which time expression dates an event."""

import pytest
from coded import Code

FOLLOW_UP = " The weather was mild."


@pytest.mark.parametrize(
    ("sentence", "trigger", "value"),
    [
        ("Chile on Monday freed the sailors.", "freed", "2024-05-06"),
        (
            "LIMA, May 7 (Agency) - Chile on Monday accused Peru of theft and asked Brazil to mediate.",
            "asked",
            "2024-05-06",
        ),
        ("The visit was to begin on Friday.", "visit", "2024-05-10"),
        ("The strike is due to begin on Friday.", "strike", "2024-05-10"),
        ("The talks, which began on Sunday, were suspended on Tuesday.", "talks", "2024-05-05"),
        ("Chile said on Monday it would recall its envoy on Thursday.", "recall", "2024-05-09"),
        ("Norway recalled a visit by the premier of Malta to Oslo in April.", "visit", "2024-04"),
        ("The note was handed over during a meeting with the Greek consul on 3 May.", "handed", "2024-05-03"),
        ("It would be the first since 2009, when Chile refused to release two herders.", "refused", "2009"),
    ],
)
def test_the_governing_expression_dates_the_event(code: Code, sentence: str, trigger: str, value: str) -> None:
    time = code(sentence + FOLLOW_UP).event(trigger).time
    assert time is not None
    assert time.value == value


def test_entries_of_a_chronicle_tell_the_past_in_the_present(code: Code) -> None:
    coded = code(
        "Some dates:\n\nMay 30 - A Chilean frigate blocks the river.\n\nJune 4 - Chile arrests two Peruvian farmers."
    )
    assert [coded.event(t).time.value for t in ("blocks", "arrests")] == ["2023-05-30", "2023-06-04"]
    assert coded.event("arrests").modality == "asserted"


def test_the_date_of_an_entry_holds_for_all_its_sentences(code: Code) -> None:
    coded = code("Some dates:\n\n4 May 1998 - Chile closes the port. Peru declines to negotiate.\n\nIt rained.")
    assert [coded.event(t).time.value for t in ("closes", "declines")] == ["1998-05-04", "1998-05-04"]
