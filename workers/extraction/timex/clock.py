"""Times of the day."""

from workers.extraction.timex import values
from workers.extraction.timex.anchors import Anchors
from workers.extraction.timex.dates import nearest_day, place
from workers.extraction.timex.found import Found, Reading
from workers.extraction.timex.relative import day_of_weekday
from workers.extraction.timex.rules import Rule, rule
from workers.extraction.timex.values import Value

_DAYS_TOLD = 4  # a bare time belongs to the day told of last, if that is news
_NOON, _HOURS, _MINUTES = 12, 24, 60


def _clock(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``8 p.m. on Monday``, ``08:30 UTC``, ``June 9 at 3:15 pm``, ``0900 GMT``, ``5 o'clock``."""
    time = _time_of_day(found)
    if time is None:
        return None
    zone = "Z" if found.value("zone") == "Z" else ""
    return Reading(found.start, found.end, Value("TIME", f"{_day(found, anchors)}T{time}{zone}", "minute"))


def _time_of_day(found: Found) -> str | None:
    if found.has("noon"):
        return found.value("noon")
    text = found.words("clock")[0].text.replace(".", ":")
    if text.isdecimal() and len(text) == 4:  # noqa: PLR2004 - 0900 GMT
        text = f"{text[:2]}:{text[2:]}"
    hours, _, minutes = text.partition(":")
    if not hours.isdecimal() or not (minutes or "00").replace(":", "").isdecimal():
        return None
    hour, minute = int(hours), minutes or "00"
    half = found.value("ampm")
    if half:
        if not 1 <= hour <= _NOON:
            return None
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    if hour > _HOURS or int(minute[:2]) >= _MINUTES:
        return None
    return f"{hour:02}:{minute}"


def _day(found: Found, anchors: Anchors) -> str:
    """Return the date of a time: its own words', else the day told of last."""
    if found.has("weekday") and anchors.document is not None:
        anchors.reference = day_of_weekday(found, anchors, anchors.document, int(found.value("weekday")))
    elif found.has("deictic") and anchors.document is not None:
        anchors.reference = values.shifted(anchors.document, int(found.value("deictic")), "D")
    elif found.has("month"):
        month, day, year = found.integer("month") or 1, found.integer("day") or 1, found.integer("year")
        tense = anchors.tense(*place(found))
        known = values.calendar_day(year, month, day) if year else nearest_day(anchors, month, day, tense)
        anchors.reference = known or anchors.reference
    told = anchors.reference
    own = found.has("month") or found.has("weekday") or found.has("deictic")
    if told and anchors.document and not own and abs((anchors.document - told).days) > _DAYS_TOLD:
        told = anchors.document
    return told.isoformat() if told else "XXXX-XX-XX"


_DATE = (
    "(?: (?: weekday comma? )? (?P<month>month) the? (?P<day>[int ordinal]) (?: comma? (?P<year>year) )?"
    " | (?P<rel>[last next this])? (?P<weekday>weekday) | (?P<deictic>deictic) )"
)
_DAY_FIRST = "(?: weekday comma? )? the? (?P<day>[int ordinal]) of? (?P<month>month) (?: comma? (?P<year>year) )?"


def _times(pattern: str) -> list[Rule]:
    """Make one rule for each way to write a time of the day."""
    ways = (
        "(?P<clock>[int integer decimal clock]) (?P<ampm>ampm)",
        "(?P<clock>clock)",
        "(?P<clock>[int number]) oclock",
        "(?P<noon>noon)",
    )
    return [rule(pattern.replace("TIME", way), _clock) for way in ways]


RULES: tuple[Rule, ...] = (
    *_times(f"approximate? TIME (?P<zone>zone)? (?: comma? on? {_DATE} part? )?"),
    *_times(f"{_DATE} comma? at? approximate? TIME (?P<zone>zone)?"),
    *_times(f"approximate? TIME (?P<zone>zone)? comma? [on and]? {_DAY_FIRST}"),
    *_times(f"{_DAY_FIRST} comma? at? approximate? TIME (?P<zone>zone)?"),
    rule(f"approximate? (?P<clock>[integer year]) (?P<zone>zone) (?: comma? on? {_DATE} part? )?", _clock),
    rule(f"approximate? (?P<clock>[integer year]) (?P<zone>zone) comma? on? {_DAY_FIRST}", _clock),
    rule(f"{_DATE} comma? at? approximate? (?P<clock>[integer year]) (?P<zone>zone)", _clock),
)
