"""All rules together: which match wins, and in which order matches are read."""

from collections.abc import Iterator

from workers.extraction.timex import clock, dates, durations, relative
from workers.extraction.timex.anchors import Anchors
from workers.extraction.timex.found import Found, Reading
from workers.extraction.timex.tokens import class_string, tokenize
from workers.extraction.timex.values import Value

_RULES = (*clock.RULES, *dates.RULES, *relative.RULES, *durations.RULES)


def read(text: str, offset: int, anchors: Anchors) -> Iterator[tuple[int, int, Value]]:
    """Yield start, end and value of the time expressions in ``text``, which stands at ``offset`` of the article."""
    tokens = tokenize(text, offset)
    classes = class_string(tokens)
    matches = [
        (match.start(), -match.end(), priority, match)
        for priority, rule in enumerate(_RULES)
        for match in rule.pattern.finditer(classes)
        if match.end() > match.start()
    ]
    matches.sort(key=lambda m: m[:3])
    position = 0
    for start, _, priority, match in matches:
        if start < position:
            continue
        result = _RULES[priority].reader(Found(tokens, match), anchors)
        readings = [result] if isinstance(result, Reading) else result or []
        for reading in readings:
            yield tokens[reading.start].start, tokens[reading.end - 1].end, reading.value
            position = reading.end
