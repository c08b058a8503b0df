"""How sure a quote is: the estimated probability that its content and its speaker are right.

``quote_confidence.tsv`` holds the share of right quotes of each rule, counted on articles of our own that nobody had
tuned the rules on (``benchmarks/calibrate.py``), and factors for the class of the cue and the kind of speaker.
"""

from functools import cache

from workers.extraction.lexicons.reader import rows
from workers.extraction.quotes.draft import Draft
from workers.extraction.types import Speaker


@cache
def shares() -> dict[tuple[str, str], float]:
    """Return the shares of rules and the factors, keyed by kind (``rule``, ``class``, ``speaker``) and value."""
    return {(kind, value): float(share) for kind, value, share, *_ in rows("quote_confidence.tsv")}


def speaker_kind(speaker: Speaker) -> str:
    """Return ``none`` (no mention), ``unnamed`` or ``named``."""
    return "none" if speaker.mention is None else "unnamed" if speaker.name is None else "named"


def confidence(draft: Draft, speaker: Speaker) -> float:
    """Return the estimated probability that content and speaker are right, to three places."""
    known = shares()
    value = known["rule", draft.rule] * known["class", draft.cue_class] * known["speaker", speaker_kind(speaker)]
    return round(min(value, 0.99), 3)
