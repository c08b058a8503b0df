"""The records of the seeds and of our own articles, byte for byte."""

import difflib

import pytest
from golden_files import Golden, goldens, render


@pytest.mark.parametrize("golden", goldens(), ids=lambda golden: golden.articles.name)
def test_records_are_as_expected(golden: Golden) -> None:
    expected, found = golden.expected.read_bytes(), render(golden.articles)
    if found != expected:
        lines = difflib.unified_diff(
            expected.decode().splitlines(), found.decode().splitlines(), "expected", "found", n=2, lineterm=""
        )
        shown = "\n".join(list(lines)[:60])
        pytest.fail(f"run `python -m tests.golden.regenerate` if this is meant:\n{shown}", pytrace=False)


def test_no_golden_file_is_left_over() -> None:
    known = {golden.expected for golden in goldens()}
    assert {path for folder in {p.parent for p in known} for path in folder.glob("*.json")} == known
