"""Durations and sets: how long, how often."""

from workers.extraction.lexicons.classes import word_class
from workers.extraction.timex import values
from workers.extraction.timex.anchors import Anchors
from workers.extraction.timex.found import Found, Reading
from workers.extraction.timex.rules import NUMBER, Rule, rule
from workers.extraction.timex.values import Value


def _counted(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``more than three years``, ``the last two weeks``, ``54-year-old``, ``two and a half hours``."""
    unit = found.value("unit")
    if unit == "Q" and found.word_after() == "of":
        return None  # three-quarters of
    one = found.kind("n") == "a" and found.end - found.start == _A_UNIT
    if one and found.word_before() in _in("rated"):
        return Reading(found.start, found.end, values.duration(1, unit)._replace(type="SET"))  # 24 hours a day
    the = found.has("age") and found.words("lead")[0:1] == found.words("which")  # the 54-year-old: his age
    start = found.start + 1 if the and found.has("which") else _first_word(found, anchors)
    return Reading(start, found.end, values.duration(found.amount("n"), unit))


def _first_word(found: Found, anchors: Anchors) -> int:
    """Leave out the verb ``last`` and the preposition ``over`` before a duration: ``talks last an hour``."""
    first = found.words("lead")[:1]
    if not first:
        return found.start
    token = anchors.token_at(first[0].start, first[0].end)
    word = first[0].text.lower()
    verb = word == "last" and (
        found.word_before() in _in("before-verbs") or (token is not None and token.pos_ in {"VERB", "AUX"})
    )
    preposition = word in {"over", "under"} and (
        found.has("which") or token is None or (token.dep_ == "prep" and token.head.lemma_ not in _in("lasting"))
    )
    return found.start + (verb or preposition)


def _in(name: str) -> frozenset[str]:
    return word_class("time_context.tsv", name)


def _and_a_half(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``an hour and a half``."""
    amount = found.amount("n")
    if amount is None or found.words("half")[0].value != "0.5":
        return None
    return Reading(_first_word(found, anchors), found.end, values.duration(amount + 0.5, found.value("unit")))


def _bare(found: Found, anchors: Anchors) -> Reading | None:
    """Read ``for years``, ``decades-long``, ``the last weeks``: an unknown number of units."""
    del anchors
    if found.word_before() in {"these", "those", "his", "her", "their", "most"}:
        return None
    return Reading(found.start, found.end, values.duration(None, found.value("unit")))


def _whole(found: Found, _: Anchors) -> Reading:
    """Read ``all day``, ``the whole week``, ``year-long``."""
    return Reading(found.start, found.end, values.duration(1, found.value("unit")))


def _every(found: Found, _: Anchors) -> Reading | None:
    """Read ``every day``, ``each Monday``, ``every two weeks``, ``twice a year``."""
    if found.has("weekday"):
        return Reading(found.start, found.end, Value("SET", f"XXXX-WXX-{found.value('weekday')}", "day"))
    if found.has("part"):
        return Reading(found.start, found.end, Value("SET", f"XXXX-XX-XXT{found.value('part')}", "part_of_day"))
    if found.has("season"):
        return Reading(found.start, found.end, Value("SET", f"XXXX-{found.value('season')}", "season"))
    if found.has("month"):
        return Reading(found.start, found.end, Value("SET", f"XXXX-{int(found.value('month')):02}", "month"))
    if found.kind("unit") == "weekend":
        return Reading(found.start, found.end, Value("SET", "XXXX-WXX-WE", "week"))
    amount = found.amount("n") if found.has("n") else 1
    period = values.duration(amount, found.value("unit"))
    return Reading(found.start, found.end, period._replace(type="SET"))


def _rate(found: Found, _: Anchors) -> Reading:
    """Read ``twice a week`` (its period only), ``per day``."""
    return Reading(found.match.start("set"), found.end, values.duration(1, found.value("unit"))._replace(type="SET"))


def _adverb(found: Found, _: Anchors) -> Reading:
    """Read ``daily``, ``annual``."""
    value = found.value("set")
    granularity = values.granularity_of({"PT1H": "TH"}.get(value, value[-1]))
    return Reading(found.start, found.end, Value("SET", value, granularity))


_A_UNIT = 2  # words
# Not "this": "we should have done this 10 years ago".
_LEAD = "(?P<lead>approximate? (?P<which>the)? [last next previous following ordinal]? approximate?)"
_SPAN = f"{NUMBER} hyphen? filler? hyphen? (?P<unit>[unit units])"
_AGE = "(?P<age>hyphen? old)"

RULES: tuple[Rule, ...] = (
    rule(f"{_LEAD} {_SPAN} (?: {_AGE} | hyphen? long )?", _counted),
    rule(f"{_LEAD} {NUMBER} (?P<unit>[unit units]) and (?P<half>number)", _and_a_half),
    rule("[approximate the]? [last next]? vague? (?P<unit>units) (?: hyphen long )?", _bare),
    rule("[all] the? (?P<unit>unit)", _whole),
    rule("the all (?P<unit>unit)", _whole),
    rule("(?P<unit>unit) hyphen long", _whole),
    rule("(?P<unit>unit) hyphen old", _whole),
    rule(f"every (?: {NUMBER} )? (?P<unit>[unit units weekend quarter])", _every),
    rule("every (?P<weekday>weekday)", _every),
    rule("(?P<weekday>weekdays)", _every),
    rule("every (?P<part>part)", _every),
    rule("every (?P<season>season)", _every),
    rule("every (?P<month>month)", _every),
    rule("times (?P<set>[a per every] (?P<unit>unit))", _rate),
    rule("(?P<set>per (?P<unit>unit))", _rate),
    rule("(?P<set>setadverb)", _adverb),
)  # fmt: skip
