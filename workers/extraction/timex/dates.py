"""Dates that name their day, month, season, year, decade or century."""

from datetime import date

from workers.extraction.lexicons.classes import word_class
from workers.extraction.timex import values
from workers.extraction.timex.anchors import Anchors
from workers.extraction.timex.found import Found, Reading
from workers.extraction.timex.rules import MODIFIER, Rule, rule
from workers.extraction.timex.values import Value

_MONTHS = 12
_MOST_WEEKS = 5
_NEAR, _FAR = 45, 270  # days: how wrong a tense may be before it is not believed
_LAST_SHORT_YEAR = 40  # 9/6/40 lies in this century, 9/6/41 in the last
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CENTURY_OF_TWO_DIGITS = 2000


def read_day(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``June 18``, ``Friday, 9 June 2023``; without a year it is the nearest one that the tense allows."""
    month, day = found.integer("month"), found.integer("day")
    if month is None or day is None:
        return None
    year = found.integer("year")
    if year is None:
        value = _day_without_year(found, anchors, month, day)
    else:
        known = values.calendar_day(year, month, day)
        if known is not None:
            anchors.reference = anchors.period = known
        value = None if known is None else values.day(known)
    return None if value is None else Reading(found.start, found.end, value)


def _day_without_year(found: Found, anchors: Anchors, month: int, day: int) -> Value | None:
    if values.calendar_day(2000, month, day) is None:  # a leap year: 29 February is a day
        return None
    if (month, day) == (9, 11) and found.word_after().lower() in _in("attacks"):
        return values.day(date(2001, 9, 11))
    if anchors.document is None:
        return Value("DATE", f"XXXX-{month:02}-{day:02}", "day")
    if anchors.opens_entry(*place(found)):
        known = last_day(anchors.document, month, day)
    else:
        known = nearest_day(anchors, month, day, anchors.tense(*place(found)))
    if known is None:
        return None
    anchors.reference = known
    return values.day(known)


def nearest_day(anchors: Anchors, month: int, day: int, tense: str | None) -> date | None:
    """Return the day of that name on the side of the document's date that the tense tells, else the nearest."""
    if anchors.document is None:
        return None
    around = [values.calendar_day(anchors.document.year + n, month, day) for n in (-1, 0, 1)]
    days = [d for d in around if d is not None]
    document = anchors.document
    nearest = min(days, key=lambda d: abs((d - document).days), default=None)
    chosen = nearest
    if tense == "past":
        chosen = max((d for d in days if d <= document), default=None)
    elif tense == "future":
        chosen = min((d for d in days if d >= document), default=None)
    if chosen and nearest and abs((chosen - document).days) > _FAR > _NEAR > abs((nearest - document).days):
        return nearest  # the tense of another verb: a year back beside three weeks ahead
    return chosen


def last_day(document: date, month: int, day: int) -> date | None:
    """Return the last day of that name up to the document's date."""
    days = [values.calendar_day(document.year + n, month, day) for n in (-1, 0)]
    return max((d for d in days if d is not None and d <= document), default=None)


def place(found: Found) -> tuple[int, int]:
    """Return where the words of a match stand in the text."""
    return found.tokens[found.start].start, found.tokens[found.end - 1].end


def _day_range(found: Found, anchors: Anchors) -> list[Reading] | None:
    """Read ``May 5-7, 2023`` and ``5-7 May``: two dates, each as far as its words go."""
    month, first, second = found.integer("month"), found.integer("day"), found.integer("day2")
    if month is None or first is None or second is None or not first < second:
        return None
    year = found.integer("year")
    if year is None and anchors.document is not None:
        known = nearest_day(anchors, month, first, anchors.tense(*place(found)))
        year = None if known is None else known.year
    readings = []
    middle = found.match.start("day2")
    for day, start, end in ((first, found.start, middle - 1), (second, middle, found.end)):
        at = values.calendar_day(year or 2000, month, day)
        if at is None:
            return None
        value = values.day(at) if year else Value("DATE", f"XXXX-{month:02}-{day:02}", "day")
        readings.append(Reading(start, end, value))
        anchors.reference = at if year else anchors.reference
    return readings


def _month(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``early May 2008``, ``last November``, ``in March``."""
    month, year = found.integer("month"), found.integer("year")
    if month is None:
        return None
    if year is None:
        if not _is_a_month(found):
            return None
        if anchors.document is None:
            return Reading(found.start, found.end, Value("DATE", f"XXXX-{month:02}", "month"))
        year = _year_of_month(found, anchors, anchors.document, month)
    anchors.period = values.calendar_day(year, month, 1) or anchors.period
    return Reading(found.start, found.end, values.month(year, month))


_YEARS = {"last": -1, "this": 0, "next": 1}


def _month_of_year(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``October of next year``, ``March last year``."""
    month = found.integer("month")
    if month is None or anchors.document is None or found.tokens[found.end - 1].value != "Y":
        return None
    return Reading(found.start, found.end, values.month(anchors.document.year + _YEARS[found.value("of")], month))


def _day_of_year(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``5 May last year``."""
    month, day = found.integer("month"), found.integer("day")
    if month is None or day is None or anchors.document is None or found.tokens[found.end - 1].value != "Y":
        return None
    known = values.calendar_day(anchors.document.year + _YEARS[found.value("of")], month, day)
    return None if known is None else Reading(found.start, found.end, values.day(known))


def _part_of_month(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the last week of March 2009``, ``the first day of May``."""
    month, year, unit = found.integer("month"), found.integer("year"), found.value("unit")
    if month is None or unit not in {"D", "W"} or (year is None and anchors.document is None):
        return None
    if year is None and anchors.document is not None:
        year = _year_of_month(found, anchors, anchors.document, month)
    which = found.integer("which") or 0
    first = values.calendar_day(year or 0, month, 1)
    if first is None or which > _MOST_WEEKS * (1 if unit == "W" else 7):
        return None
    days = (which - 1) * (7 if unit == "W" else 1)
    if not which:  # the last: count from the first of the next month
        first, days = values.shifted(first, 1, "M"), -(4 if unit == "W" else 1)
    known = None if first is None else values.shifted(first, days, "D")
    return None if known is None else Reading(found.start, found.end, values.at_unit(known, unit))


def _is_a_month(found: Found) -> bool:
    """Tell the months May, March and August from the modal, the walk and the adjective."""
    word = found.words("month")[0].text
    if word not in _in("ambiguous-months") | _in("bare-abbreviations"):
        return True
    if found.has("rel") or found.has("mod"):
        return True
    if word in _in("bare-abbreviations"):
        return False  # without its stop it counts next to a number only
    return found.word_before() in _in("month-after")


def _in(name: str) -> frozenset[str]:
    return word_class("time_context.tsv", name)


def _year_of_month(found: Found, anchors: Anchors, document: date, month: int) -> int:
    relation = found.value("rel")
    if relation == "last":
        return document.year - (month >= document.month)
    if relation == "next":
        return document.year + (month <= document.month)
    tense = anchors.tense(*place(found))
    if tense == "past":
        return document.year - (month > document.month)
    if tense == "future":
        return document.year + (month < document.month)
    distance = (month - document.month + _MONTHS // 2) % _MONTHS - _MONTHS // 2
    return (document.year * _MONTHS + document.month - 1 + distance) // _MONTHS


def _year(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``2008`` where it is a year, and ``fiscal 2008``."""
    year = found.integer("year")
    if year is None:
        return None
    if found.has("fiscal"):
        return Reading(found.start, found.end, Value("DATE", f"FY{year:04}", "year"))
    if found.has("mod") or found.has("unit") or _is_a_year(found, anchors):
        anchors.period = values.calendar_day(year, 1, 1) or anchors.period
        return Reading(found.start, found.end, values.year(year))
    return None


def _is_a_year(found: Found, anchors: Anchors) -> bool:
    before, after = found.word_before(), found.word_after()
    if before in _in("no-year-after") or after in {"%", "percent"}:
        return False
    token = anchors.token_at(*place(found))
    if token is None:
        return before in _in("year-after")
    if token.ent_type_ in {"QUANTITY", "MONEY", "PERCENT", "CARDINAL"} and before not in {"in", "since", "by"}:
        return False
    if token.i and token.nbor(-1).pos_ == "VERB" and after.islower() and token.dep_ == "nummod":
        return False  # sold 2009 aircraft
    return token.ent_type_ == "DATE" or before in _in("year-after") or not after.islower()


def _decade(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the 1990s``, ``the '60s``, ``the late seventies``."""
    value = found.value("decade")
    if len(value) == 2:  # noqa: PLR2004 - '60s: of the twentieth century unless that lies ahead
        ahead = anchors.document is not None and anchors.document.year >= _CENTURY_OF_TWO_DIGITS and value[0] in "012"
        if found.word_before() in _in("possessives") or not found.has("the"):
            return None  # in his sixties
        value = ("20" if ahead else "19") + value
    return Reading(found.start, found.end, Value("DATE", value, "decade"))


def _century(found: Found, _: Anchors) -> Reading | None:
    """Read ``the early 20th century``."""
    number = found.integer("ordinal")
    if number is None or found.value("unit") != "CE" or not 1 <= number <= 30:  # noqa: PLR2004 - the 30th is far enough
        return None
    return Reading(found.start, found.end, values.century(number))


def _iso(found: Found, anchors: Anchors) -> Reading | None:
    text = found.value("iso")
    year, month, day = text[:10].split("-")
    known = values.calendar_day(int(year), int(month), int(day))
    if known is None:
        return None
    anchors.reference = known
    value = Value("TIME", text, "minute") if "T" in text else values.day(known)
    return Reading(found.start, found.end, value)


def _slashed(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``7/8/07`` (month first, as in America, unless that is no date), ``9.6.2023`` (day first)."""
    text = found.value("slashed")
    first, second, last = text.replace("/", ".").split(".")
    year = int(last) if len(last) == len("2007") else 2000 + int(last) - (100 if int(last) > _LAST_SHORT_YEAR else 0)
    orders = [(int(second), int(first)), (int(first), int(second))][:: -1 if "/" in text else 1]
    for month, day in orders:
        known = values.calendar_day(year, month, day)
        if known is not None:
            anchors.reference = known
            return Reading(found.start, found.end, values.day(known))
    return None


def _year_range(found: Found, _: Anchors) -> list[Reading] | None:
    """Read ``1991-95`` and ``1991-1995``."""
    first = found.value("year")
    second = found.words("last")[0].text
    second = second if len(second) == 4 else first[:2] + second.zfill(2)  # noqa: PLR2004 - written out
    if not second.isdecimal() or not int(first) < int(second):
        return None
    return [
        Reading(found.start, found.start + 1, values.year(int(first))),
        Reading(found.end - 1, found.end, values.year(int(second))),
    ]


def _holiday(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``last Christmas``, ``Easter Sunday``, ``Thanksgiving 2019``."""
    value = found.value("holiday")
    year = found.integer("year")
    if value == "09-11":
        return Reading(found.start, found.end, values.day(date(2001, 9, 11)))
    if year is not None:
        known = _holiday_in(value, year)
    elif anchors.document is None:
        return Reading(found.start, found.end, Value("DATE", f"XXXX-{value}", "day")) if value[:2].isdecimal() else None
    else:
        known = _nearest_holiday(value, anchors.document, _holiday_tense(found, anchors))
    return None if known is None else Reading(found.start, found.end, values.day(known))


def _holiday_tense(found: Found, anchors: Anchors) -> str | None:
    return {"last": "past", "next": "future"}.get(found.value("rel")) or anchors.tense(*place(found))


def _nearest_holiday(value: str, document: date, tense: str | None) -> date | None:
    days = [d for n in (-1, 0, 1) if (d := _holiday_in(value, document.year + n)) is not None]
    if tense == "past":
        return max((d for d in days if d <= document), default=None)
    if tense == "future":
        return min((d for d in days if d >= document), default=None)
    return min(days, key=lambda d: abs((d - document).days), default=None)


def _holiday_in(value: str, year: int) -> date | None:
    if not 1583 <= year <= 9000:  # noqa: PLR2004 - the Gregorian calendar, and room for sums
        return None
    if value.startswith("easter"):
        return values.shifted(values.easter(year), int(value.removeprefix("easter")), "D")
    month, _, rest = value.partition("-")
    if rest.isdecimal():
        return values.calendar_day(year, int(month), int(rest))
    weekday, nth = rest.split("-")
    return values.nth_weekday(year, int(month), _WEEKDAYS.index(weekday) + 1, int(nth))


_WEEKDAY = "(?: (?P<weekday>weekday) comma? the? )?"

RULES: tuple[Rule, ...] = (
    rule("(?P<iso>iso)", _iso),
    rule("(?P<slashed>slashed)", _slashed),
    rule(f"{MODIFIER} {_WEEKDAY} (?P<month>month) the? (?P<day>[int ordinal]) (?: comma? (?P<year>year) )?", read_day),
    rule(
        f"{MODIFIER} {_WEEKDAY} the? (?P<day>[int ordinal]) of? (?P<month>month) (?: comma? (?P<year>year) )?", read_day
    ),
    rule("(?P<month>month) (?P<day>int) [hyphen to and] (?P<day2>int) (?: comma? (?P<year>year) )?", _day_range),
    rule("(?P<day>int) [hyphen to and] (?P<day2>int) (?P<month>month) (?: comma? (?P<year>year) )?", _day_range),
    rule(f"{MODIFIER} (?P<month>month) (?:comma|of|possessive)? (?P<year>year)", _month),
    rule(f"{MODIFIER} (?P<rel>[last next this])? (?P<month>month)", _month),
    rule(f"{MODIFIER} (?P<month>month) of? (?P<of>[last next this]) unit", _month_of_year),
    rule("(?P<month>month) the? (?P<day>[int ordinal]) of? (?P<of>[last next this]) unit", _day_of_year),
    rule("the? (?P<day>[int ordinal]) of? (?P<month>month) of? (?P<of>[last next this]) unit", _day_of_year),
    rule(
        "the (?P<which>[ordinal last final]) (?P<unit>unit) [of in] (?P<month>month) (?: comma? (?P<year>year) )?",
        _part_of_month,
    ),
    rule(f"{MODIFIER} (?P<fiscal>fiscal [unit hyphen]? )? (?: the? (?P<unit>unit) )? (?P<year>year)", _year),
    rule("(?P<year>year) hyphen (?P<last>[year int integer])", _year_range),
    rule(f"(?P<the>the)? {MODIFIER} hyphen? (?P<decade>decade)", _decade),
    rule(f"the? {MODIFIER} (?P<ordinal>ordinal) hyphen? (?P<unit>unit)", _century),
    rule("(?P<rel>[last next this])? (?P<holiday>holiday) (?: comma? (?P<year>year) )?", _holiday),
)
