"""A cue clause beside a quoted stretch, and the source phrase ``according to X``."""

from dataclasses import dataclass

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import Cue
from workers.extraction.quotes.speakers import noun_phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A cue clause: tokens of ``block`` (None: the stretch's own paragraph).

    ``cue`` to ``cue_last`` is the cue, ``speaker`` the mention and ``head`` its head word; ``reach`` is the last token
    of the clause; ``tight`` tells that marks and punctuation tie the clause to the stretch.
    """

    cue: int | None
    entry: Cue | None
    speaker: tuple[int, int] | None
    head: int | None
    reach: int
    tight: bool
    rule: str
    block: int | None = None
    cue_last: int | None = None


def according(block: Block, t: int, rule: str) -> Match | None:
    """Read ``according to X`` at token ``t``."""
    parse = block.parse
    head = parse.child(t + 1, "pobj")
    if t + 2 < len(parse) and parse.text[t + 2][0].isupper() and parse.pos[t + 2] not in {"DET", "PRON", "ADJ"}:
        # "According to Smith the house was sold": the parser may take "the house" for the source
        k = t + 2
        while k + 1 < len(parse) and parse.pos[k + 1] == "PROPN":
            k += 1
        if k + 1 < len(parse) and parse.tag[k + 1] in {"DT", "PRP", "PRP$"} and (head is None or head > k):
            return Match(
                cue=t, cue_last=t + 1, entry=Cue("according to", {"quote": "speech"}), speaker=(t + 2, k), head=k,
                reach=k, tight=True, rule=rule,
            )  # fmt: skip
    if head is None:
        head = next(
            (k for k in range(t + 2, min(t + 12, len(parse))) if parse.pos[k] in {"NOUN", "PROPN", "PRON"}), None
        )
        while head is not None and head + 1 < len(parse) and parse.pos[head + 1] in {"NOUN", "PROPN"}:
            head += 1
    if head is None:
        return None
    phrase = noun_phrase(block, head)
    if phrase[0] <= t + 1:
        phrase = t + 2, phrase[1]
    return Match(
        cue=t, cue_last=t + 1, entry=Cue("according to", {"quote": "speech"}), speaker=phrase, head=head,
        reach=phrase[1], tight=True, rule=rule,
    )  # fmt: skip
