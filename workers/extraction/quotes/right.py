"""The cue clause after a quoted stretch: ``said X``, ``X said``, ``according to X``, ``- X``."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import by_company, lexicon
from workers.extraction.quotes.match import Match, according
from workers.extraction.quotes.nominal import inverted_subject, straight_subject
from workers.extraction.quotes.speakers import noun_phrase, subject

_DASHES = frozenset({"-", "–", "—", "--", "―", "---"})
_SKIP = frozenset({",", ";"}) | _DASHES
_NOT_SUBJECT = frozenset(
    {"and", "but", "or", "because", "while", "when", "which", "that", "who", "whose", "is", "was", "are", "were", "if",
     "although", "though", "after", "before", "until", "since", "than", "for", "by"}
)  # fmt: skip
_SAYING = frozenset({"saying", "telling", "adding", "stating", "declaring"})
_REACH = 45
_WEAK_REACH = 8


def cue_right(block: Block, q: int) -> Match | None:  # noqa: C901, PLR0911, PLR0912 - one case per construction
    """Find the cue clause after a stretch: ``said X``, ``X said``, ``according to X``, ``- X``."""
    parse = block.parse
    first, stop = _gap_right(block, q)
    t = first
    comma = False
    dash = False
    while t < stop and (parse.text[t] in _SKIP or parse.pos[t] == "SPACE"):
        comma = comma or parse.text[t] == ","
        dash = dash or parse.text[t] in _DASHES
        t += 1
    if t >= stop:
        return None
    final = block.final(q)
    new_sentence = final in ".…" and not comma and final != ""
    if parse.lower[t] == "as":
        t += 1
    if t + 1 < stop and parse.lower[t] == "according" and parse.lower[t + 1] == "to":
        return according(block, t, "right-according")
    if t >= stop or parse.lower[t] in _NOT_SUBJECT:
        return None
    verbs = lexicon().verbs
    for j in range(t, stop):
        entry = verbs.get(parse.lower[j]) or by_company(parse, j)
        if entry is None or not entry.takes("quote", "weak") or not _verbal(block, j, t):
            if (
                j > t
                and parse.tag[j] in {"VBD", "VBZ", "VBP"}
                and parse.dep[j] not in {"relcl", "aux", "auxpass", "acl"}
            ):
                break
            continue
        if j > t and _relative(block, j, t):
            continue
        inverted = j == t or all(parse.pos[k] == "ADV" for k in range(t, j))
        if not entry.takes("quote") and j - first > _WEAK_REACH:
            break
        if inverted:
            if new_sentence and parse.text[t][0].isupper():
                return None
            found = inverted_subject(block, j, stop)
        else:
            found = straight_subject(block, j, t)
        if found is None:
            return None
        saying = next((k for k in range(j + 1, stop) if parse.lower[k] in _SAYING and parse.lower[k - 1] == "as"), None)
        complement = parse.child(j, "ccomp", "xcomp", "dobj") if saying is None else None
        if new_sentence and (
            (complement is not None and j < complement < stop)
            or (j + 1 < stop and parse.pos[j + 1] in {"SCONJ", "DET", "PRON"} and not inverted)
        ):
            return None
        if not comma and final not in ",?!—–-" and complement is not None and j < complement < stop and not inverted:
            return None
        if saying is not None:
            whom = subject(block, saying)
            found = (whom, noun_phrase(block, whom, saying)) if whom is not None else found
        head, phrase = found
        return Match(
            cue=j, cue_last=saying, entry=entry, speaker=phrase, head=head, reach=stop - 1,
            tight=comma or final in ",?!" or inverted, rule="right-inverted" if inverted else "right",
        )  # fmt: skip
    if dash and begins_sentence(block, q):
        return _signature(block, t, stop)
    return None


def _gap_right(block: Block, q: int) -> tuple[int, int]:
    """Return the tokens after a stretch, up to the next stretch or the sentence's end: first, one past last."""
    first = block.last[q] + 1
    t = first
    n = len(block.parse)
    while t < n and t - first < _REACH and block.inside[t] < 0:
        if block.parse.ends_sentence(t) or (t > first and block.clause_start[t] == t):
            break
        t += 1
    return first, t


def _relative(block: Block, j: int, t: int) -> bool:
    """Return whether the cue form belongs to a relative or participle clause on the speaker."""
    parse = block.parse
    if parse.dep[j] == "relcl":
        return any(parse.tag[k] in {"WP", "WDT"} for k in range(t, j))
    return parse.dep[j] == "acl" and parse.tag[j] in {"VBG", "VBN"}


def _signature(block: Block, t: int, stop: int) -> Match | None:
    """``"..." - X`` at a paragraph's end: X is the speaker, and there is no cue."""
    parse = block.parse
    ends = stop >= len(parse) - 1 or "\n" in parse.text[stop] or block.inside[stop] >= 0
    if not ends or not parse.text[t][0].isupper() or stop - t > _REACH // 2:
        return None
    if any(parse.tag[k] in {"VBD", "VBZ", "VBP"} for k in range(t, stop)):
        return None
    head = next((k for k in range(t, stop) if parse.head[k] < t or parse.head[k] >= stop or parse.head[k] == k), t)
    last = next(
        (k - 1 for k in range(t, stop) if parse.text[k] in {",", "(", ";"} or parse.lower[k] in {"in", "on"}), stop - 1
    )
    if head > last or parse.pos[head] not in {"PROPN", "NOUN"}:
        head = last
    return Match(cue=None, entry=None, speaker=(t, last), head=head, reach=stop - 1, tight=True, rule="signature")


def _verbal(block: Block, j: int, clause: int) -> bool:
    """Return whether the cue form is a verb here: by its tag, or by standing where only a cue can."""
    parse = block.parse
    if parse.pos[j] in {"VERB", "AUX"}:
        return True
    return (
        parse.pos[j] in {"NOUN", "ADJ", "X"} and j == clause and j + 1 < len(parse) and parse.text[j + 1][0].isupper()
    )


def begins_sentence(block: Block, q: int) -> bool:
    """Return whether nothing but a conjunction stands between the sentence's start and the stretch."""
    first = block.first[q]
    t = first - 1
    while t >= 0 and block.inside[t] < 0 and block.clause_start[t] == block.clause_start[first]:
        if block.parse.pos[t] not in {"CCONJ", "PUNCT", "SPACE"} and block.parse.lower[t] not in {"and", "but", "then"}:
            return False
        t -= 1
    return True
