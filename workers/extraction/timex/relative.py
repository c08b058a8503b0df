"""Dates told from the document's date or from the day told of before."""

from datetime import date, timedelta

from workers.extraction.lexicons.classes import word_class
from workers.extraction.timex import values
from workers.extraction.timex.anchors import Anchors
from workers.extraction.timex.dates import place, read_day
from workers.extraction.timex.found import Found, Reading
from workers.extraction.timex.rules import MODIFIER, NUMBER, Rule, rule
from workers.extraction.timex.values import FUTURE, PAST, PRESENT, Value

_WEEK = 7
_OPENING = ('"', "“", "'", "‘", "`", "$", "£", "€")  # more of the phrase follows
_DIRECTION = {"last": -1, "previous": -1, "next": 1, "following": 1, "this": 0, "that": 0, "same": 0, "current": 0}


def _weekday(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``Monday``, ``late last Friday``, ``Tuesday of next week``, ``Wednesday night``."""
    if found.word_after() in word_class("time_context.tsv", "newspapers") or found.word_before() in word_class(
        "time_context.tsv", "named-days"
    ):
        return None
    number = found.integer("weekday")
    if number is None:
        return None
    if anchors.document is None:
        underspecified = Value("DATE", f"XXXX-WXX-{number}", "day")
        return Reading(found.start, found.end, _with_part(underspecified, found.value("part")))
    known = day_of_weekday(found, anchors, anchors.document, number)
    if known is None:
        return None
    anchors.reference = known
    return Reading(found.start, found.end, _with_part(values.day(known), found.value("part")))


def day_of_weekday(found: Found, anchors: Anchors, document: date, number: int) -> date | None:
    """Return the day that a weekday (1 is Monday) names: by its ``rel`` or ``week``, else by the tense around it."""
    relation = found.value("rel")
    ahead = (number - document.isoweekday()) % _WEEK
    back = ahead - _WEEK if ahead else 0
    if found.has("week"):
        monday = document - timedelta(days=document.isoweekday() - 1)
        return values.shifted(monday, _WEEK * _DIRECTION[found.value("week")] + number - 1, "D")
    if relation in {"previous", "following"} and anchors.reference is not None:
        ahead = (number - anchors.reference.isoweekday()) % _WEEK or _WEEK
        return values.shifted(anchors.reference, ahead if relation == "following" else ahead - _WEEK or -_WEEK, "D")
    if relation == "last":
        return values.shifted(document, back or -_WEEK, "D")
    if relation == "next":
        return values.shifted(document, ahead or _WEEK, "D")
    tense = anchors.tense(*place(found))
    before = found.word_before()
    if before in {"until", "till"} or (before == "by" and tense != "past"):
        tense = "future"
    return values.shifted(document, ahead if tense == "future" else back, "D")


def _with_part(value: Value, part: str) -> Value:
    """Add a part of the day to a date: ``2023-06-09TMO``."""
    if not part:
        return value
    return Value("TIME", f"{value.value}T{part}", "minute" if ":" in part else "part_of_day")


def _deictic(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``today``, ``late yesterday``, ``tomorrow night``."""
    shift = int(found.value("deictic"))
    if anchors.document is None:
        value = PRESENT if shift == 0 else PAST if shift < 0 else FUTURE
        return Reading(found.start, found.end, value)
    known = values.shifted(anchors.document, shift, "D")
    if known is None:
        return None
    anchors.reference = known
    return Reading(found.start, found.end, _with_part(values.day(known), found.value("part")))


def _night(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``tonight`` and ``overnight``."""
    day = anchors.document
    return Reading(
        found.start, found.end, Value("TIME", f"{day.isoformat() if day else 'XXXX-XX-XX'}TNI", "part_of_day")
    )


def _unit(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``last week``, ``this year``, ``the next day``, ``the same month``."""
    relation, unit = found.value("rel"), found.value("unit")
    by_reference = relation in {"previous", "following", "that", "same"} or (
        relation == "next" and unit == "D" and found.has("the")
    )
    lasting = relation == "last" and found.has("the") and not found.has("mod")
    if lasting or found.words("rel")[0].text.lower() == "past":
        return Reading(found.start, found.end, values.duration(1, unit)) if unit not in {"WE", "Q"} else None
    if unit in {"TH", "TM"}:
        return Reading(found.start, found.end, values.duration(1, unit)) if found.has("the") else None
    base = anchors.base(unit) if by_reference else anchors.document
    if base is None:
        value = PAST if _DIRECTION[relation] < 0 else FUTURE if _DIRECTION[relation] else PRESENT
        return Reading(found.start, found.end, value)
    if unit == "WE":
        return Reading(found.start, found.end, values.weekend(base + timedelta(weeks=_DIRECTION[relation])))
    moved = values.shifted(base, _DIRECTION[relation], unit) if _DIRECTION[relation] else base
    if moved is None:
        return None
    if by_reference:
        anchors.tell(moved, unit)
    return Reading(found.start, found.end, values.at_unit(moved, unit))


def _day_before(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the day before``, ``the night before``, ``the year after``; before the vote, it is a duration."""
    after = found.word_after()
    if anchors.reference is None or after[:1].isalnum() or after[:1] in _OPENING:
        return None
    direction = -1 if found.has("before") else 1
    unit = found.value("unit") or "D"
    base = anchors.base(unit)
    moved = None if base is None else values.shifted(base, direction, unit)
    if moved is None:
        return None
    anchors.tell(moved, unit)
    return Reading(found.start, found.end, _with_part(values.at_unit(moved, unit), found.value("part")))


def _the_unit(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the end of the year``, ``later in the day``: the current one, the day told of."""
    unit = found.value("unit")
    base = anchors.reference if unit == "D" else anchors.document
    if base is None or unit in {"TH", "TM"}:
        return None
    return Reading(found.start, found.end, values.at_unit(base, unit))


def _weekend(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the weekend``: the last one, or the coming one under a future verb."""
    if anchors.document is None:
        return Reading(found.start, found.end, Value("DATE", "XXXX-WXX-WE", "week"))
    ahead = anchors.tense(*place(found)) == "future" or anchors.document.isoweekday() >= 6  # noqa: PLR2004 - Saturday
    return Reading(found.start, found.end, values.weekend(anchors.document - timedelta(weeks=0 if ahead else 1)))


def _distance(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``two years ago``, ``three days earlier``, ``a month later``, ``five days from now``."""
    amount, unit = found.amount("n"), found.value("unit")
    word = found.kind("direction")
    if word == "before" and found.word_after()[:1].isalnum():
        return None  # two days before the vote: a duration, anchored elsewhere
    direction = -1 if word in {"ago", "earlier", "before"} else 1
    base = anchors.base(unit) if word not in {"ago", "from"} else anchors.document
    if unit in {"TS", "TM", "TH"} and word not in {"ago", "from"}:  # three hours later: how long, from a time unknown
        return Reading(found.start, found.match.start("direction"), values.duration(amount, unit))
    if amount is None or base is None or unit in {"TS", "TM", "TH"}:
        return _vague_distance(found, anchors, direction, base, amount)
    if amount % 1:
        unit, amount = {"Y": ("M", amount * 12), "W": ("D", amount * 7), "DE": ("Y", amount * 10)}.get(
            unit, (unit, amount)
        )
    moved = values.shifted(base, direction * int(min(amount, 1e5)), unit)
    if moved is None:
        return Reading(found.start, found.end, PAST if direction < 0 else FUTURE)
    if word not in {"ago", "from"}:
        anchors.tell(moved, unit)
    return Reading(found.start, found.end, values.at_unit(moved, unit))


def _unit_ago(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the year-ago (period)``; ``the year-ago quarter`` is that of the quarter told of."""
    unit = found.value("of") or found.value("n")
    base = _quarter_reported(anchors) if unit == "Q" else anchors.document
    moved = None if base is None else values.shifted(base, -1, found.value("n"))
    return None if moved is None else Reading(found.start, found.end, values.at_unit(moved, unit))


def _quarter_reported(anchors: Anchors) -> date | None:
    """Return a day of the quarter told of last, of the last full one when that has not ended: reports look back."""
    if anchors.document is None:
        return anchors.period
    last_full = values.shifted(anchors.document, -1, "Q")
    told = anchors.period
    if told is None or last_full is None or last_full.year - told.year > 1:  # a year of history is no report
        return last_full
    return min(told, last_full)


def _vague_distance(found: Found, anchors: Anchors, direction: int, base: date | None, amount: float | None) -> Reading:
    unit = found.value("unit")
    if amount is not None and base is not None and unit in {"TH", "TM", "TS"} and base == anchors.document:
        return Reading(found.start, found.end, values.day(base)._replace(type="TIME"))
    return Reading(found.start, found.end, PAST if direction < 0 else FUTURE)


def _season(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``last autumn``, ``in the summer of 2003``, ``next spring``."""
    code, year, relation = found.value("season"), found.integer("year"), found.value("rel")
    if found.words("season")[0].text.lower() in {"spring", "fall"} and not (
        year or relation or found.has("the") or found.has("mod")
    ):
        return None
    if year is not None:
        anchors.period = values.season_start(year, code)
        return Reading(found.start, found.end, values.season(year, code))
    if anchors.document is None:
        return Reading(found.start, found.end, Value("DATE", f"XXXX-{code}", "season"))
    now_year, now_code = values.season_of(anchors.document)
    year = _year_of_season(relation or _tense_relation(found, anchors), code, anchors.document, now_year, now_code)
    return Reading(found.start, found.end, values.season(year, code))


def _tense_relation(found: Found, anchors: Anchors) -> str:
    return {"past": "latest", "future": "next"}.get(anchors.tense(*place(found)) or "", "this")


def _year_of_season(relation: str, code: str, document: date, now_year: int, now_code: str) -> int:
    start = values.season_start(now_year if code == now_code else document.year, code)
    if code == now_code:
        return now_year + (relation == "next") - (relation in {"last", "previous"})
    if relation in {"last", "latest", "previous"}:
        return document.year - (start > document)
    if relation in {"next", "following"}:
        return document.year + (start < document)
    return document.year


def _part(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``this morning``, ``last night``, ``that evening``, ``in the early hours``, ``the next morning``."""
    part, relation = found.value("part"), found.value("rel")
    base = anchors.document if relation in {"this", "last"} else anchors.reference
    day = base.isoformat() if base else "XXXX-XX-XX"
    if base is not None and relation in {"last", "previous", "next", "following"}:
        moved = values.shifted(base, _DIRECTION[relation], "D")
        day = moved.isoformat() if moved else day
    return Reading(found.start, found.end, Value("TIME", f"{day}T{part}", "part_of_day"))


def _part_of_day(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the night of August 7``."""
    reading = read_day(found, anchors)
    return None if reading is None else Reading(found.start, found.end, _with_part(reading.value, found.value("part")))


def _quarter(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``the first quarter of 2012``, ``third-quarter``, ``Q2 2023``, ``the second half of the year``."""
    number, year = found.integer("ordinal"), found.integer("year")
    is_half = found.kind("unit") == "half"
    if found.kind("ordinal") == "final":
        number = 2 if is_half else 4
    if number is None or not 1 <= number <= (2 if is_half else 4):
        return None
    if year is None:
        if is_half and not (found.has("of") or found.has("rel")):
            return None  # of a match
        if anchors.document is None:
            return Reading(found.start, found.end, Value("DATE", f"XXXX-{'H' if is_half else 'Q'}{number}", "quarter"))
        year = _year_of_quarter(found, anchors, anchors.document, number, 6 if is_half else 3)
    value = values.half(year, number) if is_half else values.quarter(year, number)
    anchors.period = values.calendar_day(year, (number - 1) * (6 if is_half else 3) + 1, 1) or anchors.period
    return Reading(found.start, found.end, value)


def _year_of_quarter(found: Found, anchors: Anchors, document: date, number: int, months: int) -> int:
    if found.has("rel"):
        return document.year + _DIRECTION[found.value("rel")]
    begun = (number - 1) * months + 1 <= document.month
    tense = anchors.tense(*place(found))
    if tense == "future":
        return document.year + (number * months < document.month)
    return document.year - (not begun and not found.has("of"))


def _this_quarter(found: Found, anchors: Anchors) -> Reading | None:
    if anchors.document is None:
        return None
    base = anchors.document if found.value("rel") != "same" else anchors.period or anchors.document
    moved = values.shifted(base, _DIRECTION[found.value("rel")], "Q")
    return None if moved is None else Reading(found.start, found.end, values.at_unit(moved, "Q"))


def _the_past(found: Found, _: Anchors) -> Reading | None:
    """Read ``in the past``; ``the last`` alone is of anything."""
    return Reading(found.start, found.end, PAST) if found.words("past")[0].text == "past" else None


def _reference(found: Found, _: Anchors) -> Reading:
    """Read ``now``, ``recently``, ``in the near future``."""
    return Reading(
        found.start,
        found.end,
        {"PAST_REF": PAST, "PRESENT_REF": PRESENT, "this": PRESENT}.get(found.value("ref"), FUTURE),
    )


_TIMED = (
    "[number int integer decimal year vague couple unit units weekend quarter half season weekday month part decade a]"
)
_PART = "(?: [early late mid]? (?P<part>[part dawn noon]) )?"
_RELATION = "(?P<rel>[last next this that previous following same current])"
_OF_YEAR = "(?: (?P<of>of)? (?: the? fiscal unit? )? (?: (?P<year>year) | (?P<rel>[last next this]) unit | the unit ) )"
_THE_PART = "the [early late mid]? (?P<part>[part dawn hours])"

RULES: tuple[Rule, ...] = (
    rule(f"{MODIFIER} the? (?P<rel>[last next this previous following])? (?P<weekday>weekday) {_PART}", _weekday),
    rule("(?P<weekday>weekday) of? (?P<week>[last next this]) unit", _weekday),
    rule(f"{MODIFIER} (?P<deictic>deictic) (?: possessive? [early late mid]? (?P<part>[part dawn noon]) )?", _deictic),
    rule("[early late mid earlier later]? (?P<night>[tonight overnight])", _night),
    rule(f"{MODIFIER} (?P<the>the)? {_RELATION} (?P<unit>[unit weekend])", _unit),
    rule("[early late mid earlier later] [of in hyphen]? the (?P<unit>unit)", _the_unit),
    rule("the? edge of the (?P<unit>unit)", _the_unit),
    rule("(?<=for) the (?P<unit>unit) (?!of)", _the_unit),
    rule("the? (?P<n>unit) hyphen (?P<direction>[ago earlier before]) (?P<of>[quarter unit])?", _unit_ago),
    rule("the (?: (?P<unit>unit) | (?P<part>part) ) (?: (?P<before>before) | after )", _day_before),
    rule("the weekend", _weekend),
    rule("(?:this last) (?P<unit>weekend)", _weekend),
    rule(f"approximate? {NUMBER} hyphen? (?P<unit>[unit units]) (?P<direction>[ago earlier later before])", _distance),
    rule(f"approximate? {NUMBER} (?P<unit>[unit units]) (?P<direction>from) ref", _distance),
    rule(f"{MODIFIER} (?P<the>the)? {_RELATION}? (?P<season>season) (?: [of comma]? (?P<year>year) )?", _season),
    rule(f"{MODIFIER} the? {_RELATION} [early late mid]? (?P<part>[part dawn])", _part),
    rule(_THE_PART, _part),
    rule(f"{_THE_PART} of (?P<month>month) (?P<day>[int ordinal]) (?: comma? (?P<year>year) )?", _part_of_day),
    rule(f"{_THE_PART} of the? (?P<day>[int ordinal]) of? (?P<month>month) (?P<year>year)?", _part_of_day),
    rule(f"{_THE_PART} of (?P<weekday>weekday) part?", _weekday),
    rule(f"{_THE_PART} of (?P<deictic>deictic)", _deictic),
    rule(f"the? (?P<ordinal>[ordinal final]) hyphen? (?P<unit>[quarter half]) {_OF_YEAR}?", _quarter),
    rule("(?P<ordinal>nthquarter) (?:of)? (?P<year>year)?", _quarter),
    rule("the? (?P<rel>[last next this previous current same]) (?P<unit>quarter)", _this_quarter),
    rule("(?P<ref>recent) units?", _reference),
    rule("(?P<ref>current)", _reference),
    rule("(?<=in) [early late mid]? (?P<part>part)", _part),
    rule(f"the (?P<past>last) (?!{_TIMED})", _the_past),
    rule("(?P<ref>ref)", _reference),
)  # fmt: skip
