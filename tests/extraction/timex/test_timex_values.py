from datetime import date

import pytest

from workers.extraction.timex import values


@pytest.mark.parametrize(
    ("year", "easter"),
    [(1961, date(1961, 4, 2)), (2000, date(2000, 4, 23)), (2024, date(2024, 3, 31)), (2038, date(2038, 4, 25))],
)
def test_easter(year: int, easter: date) -> None:
    assert values.easter(year) == easter


def test_the_last_weekday_of_a_month() -> None:
    assert values.nth_weekday(2024, 5, 1, 0) == date(2024, 5, 27)
    assert values.nth_weekday(2024, 12, 2, 0) == date(2024, 12, 31)


def test_weeks_are_iso_weeks() -> None:
    assert values.week(date(2021, 1, 1)).value == "2020-W53"
    assert values.weekend(date(2022, 1, 3)).value == "2022-W01-WE"


def test_winter_belongs_to_its_december() -> None:
    assert values.season_of(date(2024, 2, 1)) == (2023, "WI")
    assert values.season_of(date(2024, 12, 1)) == (2024, "WI")


@pytest.mark.parametrize("amount", [10**9, -(10**9)])
@pytest.mark.parametrize("unit", ["D", "W", "M", "Y", "DE", "CE"])
def test_shifting_out_of_the_calendar_is_no_error(amount: int, unit: str) -> None:
    assert values.shifted(date(2024, 1, 1), amount, unit) is None


def test_shifting_months_keeps_the_calendar() -> None:
    moved = values.shifted(date(2024, 1, 31), 1, "M")
    assert moved is not None
    assert (moved.year, moved.month) == (2024, 2)
