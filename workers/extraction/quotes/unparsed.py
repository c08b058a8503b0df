"""Cue clauses that the parser takes for participles: told by the commas around them."""

from workers.extraction.entities.titles import organ, role, singular
from workers.extraction.parse import Parse
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import Cue
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.pieces import spans

_REPORTS = frozenset({"report", "say", "announce", "state", "disclose", "note", "warn", "confirm", "claim", "estimate"})
_NOMINAL = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART", "PRON"})
_LINKS = frozenset({"of", "for", "in", "at", "on", "and"})
_OPENERS = frozenset({"DET", "ADJ", "NOUN", "PROPN"})
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_TIMES = frozenset({"on", "late", "early", "yesterday", "today", "in", ",", ".", "last"})
_REACH = 16
_CITING_REACH = 40


def at_end(block: Block, number: int, j: int, cue: Cue) -> Draft | None:
    """``It freed 30 men, the office for missing persons reported on 2 May``: a last clause of subject, cue and date."""
    parse = block.parse
    start, end = block.clause_start[j], block.clause_end[j]
    if cue.lemma not in _REPORTS or parse.tag[j] not in {"VBD", "VBN"} or parse.child(j, "auxpass") is not None:
        return None
    after = j + 1
    if after <= end and parse.lower[after] not in _TIMES and parse.entity[after] != "DATE":
        return None
    begin = j
    while begin > max(start, j - _REACH) and (
        parse.pos[begin - 1] in _NOMINAL or parse.lower[begin - 1] in _LINKS or parse.tag[begin - 1] in {"VBG", "VBN"}
    ):
        begin -= 1
    comma = begin - 1
    if comma <= start or parse.text[comma] != "," or begin == j or parse.pos[begin] not in _OPENERS:
        return None
    if any(parse.dep[t] == "relcl" and parse.right[t] >= comma for t in range(start, comma)):
        return None
    finite = [t for t in range(start, comma) if parse.tag[t] in _FINITE and block.inside[t] < 0]
    stop = next((t for t in range(begin, j) if parse.lower[t] in _LINKS), j)
    head = next((t for t in range(stop - 1, begin - 1, -1) if parse.pos[t] in {"NOUN", "PROPN"}), None)
    content = spans(block, [(start, comma - 1)])
    if (
        not finite
        or head is None
        or not _speaks(parse, head)
        or not content
        or any(block.inside[t] >= 0 for t in range(comma, end))
    ):
        return None
    frame = cue.frames.get("clause", "speech")
    return Draft(
        number, content, "fronted", cue=Place(number, j, j), lemma=cue.lemma, cue_class=frame,
        speaker=Place(number, begin, j - 1), head=head,
    )  # fmt: skip


def _speaks(parse: Parse, head: int) -> bool:
    """Return whether a noun is a name or one for people or bodies; ``the worst loss reported in May`` is none."""
    noun = singular(parse.lower[head])
    body = organ(noun) or organ(parse.lower[head])  # "headquarters"
    return parse.pos[head] == "PROPN" or role(noun) is not None or body is not None


def citing_subject(block: Block, j: int) -> int | None:
    """``The Post, citing a letter seen by the BBC, reported that ...``: the subject before the participle clause."""
    parse = block.parse
    start = block.clause_start[j]
    if parse.text[j - 1] != "," or parse.tag[j] not in {"VBN", "VBD"} or j - start > _CITING_REACH:
        return None
    citing = next((t for t in range(start + 1, j) if parse.lower[t] in {"citing", "quoting"}), None)
    if citing is None or parse.text[citing - 1] != "," or citing - 2 < start:
        return None
    nominal = all(parse.pos[t] in _NOMINAL for t in range(start, citing - 1))
    finite = any(parse.tag[t] in _FINITE for t in range(citing, j - 1))
    return citing - 2 if nominal and not finite and parse.pos[citing - 2] in {"NOUN", "PROPN"} else None
