"""How sure a quote is."""

from workers.extraction.quotes.draft import Draft
from workers.extraction.types import Speaker

_BY_RULE = {
    "right": 0.97, "right-inverted": 0.97, "left": 0.93, "left-colon": 0.95, "above": 0.9, "right-according": 0.95,
    "labelled": 0.9, "free": 0.75, "signature": 0.8, "name-colon": 0.75, "clause": 0.85, "fronted": 0.88,
    "around": 0.75,     "according": 0.85, "noun": 0.7, "obj-inf": 0.7, "inf": 0.7,
}  # fmt: skip
_DEFAULT = 0.55
_NO_SPEAKER = 0.7


def confidence(draft: Draft, speaker: Speaker) -> float:
    """Return the probability that content and speaker are right."""
    value = _BY_RULE.get(draft.rule, _DEFAULT)
    return round(value if speaker.mention is not None else value * _NO_SPEAKER, 3)
