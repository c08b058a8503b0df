import pytest

from workers.extraction.truecase import truecased

TEXT = (
    "The Norwegian ministry closed its embassy in Tehran. Norway said the embassy would reopen, the ministry told NATO."
)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Norway Closes Embassy in Tehran", "Norway closes embassy in Tehran"),
        ("Norway closes embassy in Tehran", "Norway closes embassy in Tehran"),
        ("Ministry Tells NATO of Embassy Plans", "Ministry tells NATO of embassy plans"),
        ("", ""),
        ("NORWAY", "NORWAY"),
    ],
)
def test_capitals_as_in_the_text(title: str, expected: str) -> None:
    assert truecased(title, TEXT) == expected


@pytest.mark.parametrize("title", ["Straße Maß", "İstanbul Mayor Held", "ŉ Words Here"])
def test_length_never_changes(title: str) -> None:
    assert len(truecased(title, title.lower())) == len(title)
