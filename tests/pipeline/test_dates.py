from datetime import date

import pytest

from workers.pipeline.dates import date_prefix, from_timestamp_ms, parse_published


@pytest.mark.parametrize(
    ("text", "iso", "day"),
    [
        ("2023-06-10", "2023-06-10", date(2023, 6, 10)),
        ("2023/06/10", "2023-06-10", date(2023, 6, 10)),
        (" 2023-06-10T14:00:00Z ", "2023-06-10T14:00:00+00:00", date(2023, 6, 10)),
        ("2023-06-10 14:00:00", "2023-06-10T14:00:00", date(2023, 6, 10)),
        ("2023-06-10T23:30:00-05:00", "2023-06-10T23:30:00-05:00", date(2023, 6, 10)),
        ("20230610T140000Z", "2023-06-10T14:00:00+00:00", date(2023, 6, 10)),
        ("Sat, 10 Jun 2023 14:00:00 GMT", "2023-06-10T14:00:00+00:00", date(2023, 6, 10)),
        ("10 Jun 2023 14:00:00 +0200", "2023-06-10T14:00:00+02:00", date(2023, 6, 10)),
    ],
)
def test_dates_of_producers(text: str, iso: str, day: date) -> None:
    assert parse_published(text) == (iso, day)


@pytest.mark.parametrize(
    "text", ["", "yesterday", "2023-02-30", "2023-13-01", "10", "99999999999", "Sat, 99 Jun 2023", "２０２３-06-10x"]
)
def test_no_dates(text: str) -> None:
    assert parse_published(text) is None


def test_the_prefix_may_end_the_text_or_a_line() -> None:
    assert date_prefix("date 2023-06-10") == ("2023-06-10", date(2023, 6, 10))
    assert date_prefix(" date 2023-06-10\nThe talks") == ("2023-06-10", date(2023, 6, 10))
    assert date_prefix("The date 2023-06-10 was") is None


@pytest.mark.parametrize(
    ("timestamp", "iso"), [(0, "1970-01-01T00:00:00.000+00:00"), (1_686_405_600_123, "2023-06-10T14:00:00.123+00:00")]
)
def test_timestamps_are_utc(timestamp: int, iso: str) -> None:
    found = from_timestamp_ms(timestamp)
    assert found is not None
    assert found.iso == iso


@pytest.mark.parametrize("timestamp", [-1, -(2**63), 2**63 - 1])
def test_timestamps_without_a_date(timestamp: int) -> None:
    assert from_timestamp_ms(timestamp) is None
