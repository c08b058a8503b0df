"""How sure a quote is: the share of right quotes that its rule was measured to give.

The shares were counted with ``benchmarks/quality.py`` over the own articles in ``tests`` and three news sets, a right
quote being one whose content matches and whose speaker is right; ``docs/quotes.md`` shows the reliability diagram.
"""

from workers.extraction.quotes.draft import Draft
from workers.extraction.types import Speaker

# rule: share of right quotes; rules met fewer than ten times are drawn towards the mean
_BY_RULE = {
    "right-inverted": 0.99, "right": 0.98, "right-according": 0.95, "labelled": 0.95, "signature": 0.95,
    "fronted": 0.91, "turn": 0.9, "headline": 0.9, "introduced": 0.9, "name-colon": 0.9, "of": 0.9,
    "left": 0.89, "according": 0.87, "clause": 0.87, "around": 0.85, "left-colon": 0.85, "for": 0.84,
    "obj-inf": 0.8, "on": 0.8, "noun": 0.75, "above": 0.7, "against": 0.7, "label": 0.7, "inf": 0.6,
    "free": 0.35,
}  # fmt: skip
_DEFAULT = 0.6
_NO_NAME = 0.96
_NO_SPEAKER = 0.4
_NOT_SPEECH = 0.6  # thoughts and evidence


def confidence(draft: Draft, speaker: Speaker) -> float:
    """Return the estimated probability that content and speaker are right, to three places."""
    value = _BY_RULE.get(draft.rule, _DEFAULT)
    if speaker.mention is None:
        value *= _NO_SPEAKER
    elif speaker.name is None:
        value *= _NO_NAME
    if draft.cue_class in {"thought", "evidence"}:
        value *= _NOT_SPEECH
    return round(value, 3)
