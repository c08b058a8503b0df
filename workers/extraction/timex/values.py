"""TIMEX3 values: calendar arithmetic and the value strings of the TimeML Annotation Guidelines 1.2.1."""

from datetime import MAXYEAR, MINYEAR, date, timedelta
from typing import NamedTuple

from schemas.enriched_article import TimexType
from schemas.event import Granularity

_GRANULARITY: dict[str, Granularity] = {
    "Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute", "TS": "second", "DE": "decade",
    "CE": "century", "Q": "quarter", "WE": "week", "2W": "week", "ML": "century",
}  # fmt: skip
_MONTHS, _WEEK, _SATURDAY = 12, 7, 6
_MULTIPLES = {"DE": (10, "Y"), "CE": (100, "Y"), "ML": (1000, "Y"), "2W": (2, "W")}
_SEASON_FIRST_MONTH = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


class Value(NamedTuple):
    """A TIMEX3 type and value; ``granularity`` is None for the references (``PAST_REF``)."""

    type: TimexType
    value: str
    granularity: Granularity | None


PAST = Value("DATE", "PAST_REF", None)
PRESENT = Value("DATE", "PRESENT_REF", None)
FUTURE = Value("DATE", "FUTURE_REF", None)


def granularity_of(unit: str) -> Granularity:
    """Return the granularity of a unit of ``time_words.tsv``."""
    return _GRANULARITY[unit]


def day(of: date) -> Value:
    """``2023-06-09``."""
    return Value("DATE", of.isoformat(), "day")


def week(of: date) -> Value:
    """``2023-W23``."""
    year, number, _ = of.isocalendar()
    return Value("DATE", f"{year:04}-W{number:02}", "week")


def weekend(of: date) -> Value:
    """``2023-W23-WE``: the weekend that ends the week of ``of``."""
    return Value("DATE", week(of).value + "-WE", "week")


def month(year: int, number: int) -> Value:
    """``2023-06``."""
    return Value("DATE", f"{year:04}-{number:02}", "month")


def quarter(year: int, number: int) -> Value:
    """``2023-Q2``."""
    return Value("DATE", f"{year:04}-Q{number}", "quarter")


def half(year: int, number: int) -> Value:
    """``2023-H1``."""
    return Value("DATE", f"{year:04}-H{number}", "quarter")


def season(year: int, code: str) -> Value:
    """``2023-SU``."""
    return Value("DATE", f"{year:04}-{code}", "season")


def year(number: int) -> Value:
    """``2023``."""
    return Value("DATE", f"{number:04}", "year")


def decade(number: int) -> Value:
    """``199X`` for any year of the nineties."""
    return Value("DATE", f"{number:04}"[:3] + "X", "decade")


def century(number: int) -> Value:
    """``19XX`` for the twentieth century."""
    return Value("DATE", f"{number - 1:02}XX", "century")


def duration(amount: float | None, unit: str) -> Value:
    """``P2W``, ``PT3H``, ``PXY``: ``amount`` None is a vague one."""
    granularity = _GRANULARITY[unit]
    if unit in _MULTIPLES and amount is not None:
        factor, unit = _MULTIPLES[unit]
        amount *= factor
    elif amount is None:
        unit = {"ML": "CE", "2W": "W"}.get(unit, unit)
    if amount is not None and amount % 1 == 0.5 and amount < 1:  # noqa: PLR2004 - half an hour
        unit, amount = {"TH": ("TM", 30.0), "Y": ("M", 6.0), "D": ("TH", 12.0)}.get(unit, (unit, amount))
    count = "X" if amount is None else f"{amount:g}" if amount < 1e6 else f"{int(amount)}"  # noqa: PLR2004 - no exponent
    prefix = "PT" if unit.startswith("T") else "P"
    return Value("DURATION", f"{prefix}{count}{unit.removeprefix('T')}", granularity)


def shifted(of: date, amount: int, unit: str) -> date | None:
    """Return ``of`` moved by ``amount`` units, None outside the calendar."""
    amount *= _MULTIPLES.get(unit, (1, ""))[0]
    unit = _MULTIPLES.get(unit, (1, unit))[1]
    try:
        if unit in {"D", "W"}:
            return of + timedelta(days=amount * (_WEEK if unit == "W" else 1))
        months = of.year * _MONTHS + of.month - 1 + amount * {"Y": _MONTHS, "Q": 3}.get(unit, 1)
        return of.replace(year=months // _MONTHS, month=months % _MONTHS + 1, day=1)
    except (ValueError, OverflowError):
        return None


def at_unit(of: date, unit: str) -> Value:  # noqa: PLR0911 - one return a unit
    """Return the value of the day, week, month, ... of ``of``."""
    if unit in {"W", "2W"}:
        return week(of)
    if unit == "WE":
        return weekend(of)
    if unit == "M":
        return month(of.year, of.month)
    if unit == "Q":
        return quarter(of.year, (of.month + 2) // 3)
    if unit == "Y":
        return year(of.year)
    if unit == "DE":
        return decade(of.year)
    if unit in {"CE", "ML"}:
        return century(of.year // 100 + 1)
    return day(of)


def season_of(of: date) -> tuple[int, str]:
    """Return the year and code of the (northern, meteorological) season of a day; winter belongs to its December."""
    if of.month < _SEASON_FIRST_MONTH["SP"]:
        return of.year - 1, "WI"
    return of.year, max((first, code) for code, first in _SEASON_FIRST_MONTH.items() if first <= of.month)[1]


def season_start(year_of: int, code: str) -> date:
    """Return the first day of a season."""
    return date(min(max(year_of, MINYEAR), MAXYEAR), _SEASON_FIRST_MONTH[code], 1)


def calendar_day(year_of: int, month_of: int, day_of: int) -> date | None:
    """Return a day, None when there is no such day."""
    try:
        return date(year_of, month_of, day_of)
    except (ValueError, OverflowError):
        return None


def easter(year_of: int) -> date:
    """Return Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year_of % 19, year_of // 100, year_of % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year_of, f // 31, f % 31 + 1)


def nth_weekday(year_of: int, month_of: int, weekday: int, nth: int) -> date:
    """Return the ``nth`` weekday (1 is Monday) of a month; ``nth`` 0 is the last."""
    if nth == 0:
        following = date(year_of + month_of // _MONTHS, month_of % _MONTHS + 1, 1)
        last = following - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - weekday) % _WEEK)
    first = date(year_of, month_of, 1)
    return first + timedelta(days=(weekday - first.isoweekday()) % _WEEK + _WEEK * (nth - 1))
