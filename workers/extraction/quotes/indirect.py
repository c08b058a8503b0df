"""Indirect and mixed quotation: every cue outside of quotation marks with what it reports."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.clauses import FINITE, clause_after
from workers.extraction.quotes.complements import complement
from workers.extraction.quotes.cues import Cue, by_company, lexicon
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.fronted import as_said, fronted, speaker_start
from workers.extraction.quotes.pieces import spans
from workers.extraction.quotes.sources import according_to, in_words_of
from workers.extraction.quotes.speakers import antecedent, cue_start, noun_phrase, subject, was_asked
from workers.extraction.quotes.unparsed import at_end, citing_subject
from workers.extraction.quotes.words import words

_CLAUSAL = frozenset({"clause", "fronted", "around"})
_SUBJECT_REACH = 8


def find_indirect(blocks: tuple[Block, ...]) -> list[Draft]:
    """Return a draft for each cue outside of quotation marks that has a complement."""
    drafts: list[Draft] = []
    for number, block in enumerate(blocks):
        for j in range(len(block.parse)):
            draft = _at(block, number, j) if block.inside[j] < 0 else None
            if draft is not None:
                drafts.append(draft)
    return drafts


def _at(block: Block, number: int, j: int) -> Draft | None:
    """Return what the cue at ``j`` reports, None where there is none."""
    parse, known = block.parse, lexicon()
    word = parse.lower[j]
    if word == "according" and j + 1 < len(parse) and parse.lower[j + 1] == "to":
        return according_to(block, number, j)
    if word == "words":
        return in_words_of(block, number, j)
    cue = known.verbs.get(word) or by_company(parse, j)
    if cue is not None and parse.pos[j] in {"VERB", "AUX"}:
        return _verb(block, number, j, cue) or at_end(block, number, j, cue)
    if cue is not None and cue.takes("clause") and _is_verb_after_all(block, j):
        return _plain_report(block, number, j, cue)
    if word in known.nouns and parse.pos[j] == "NOUN":
        return _noun(block, number, j, known.nouns[word])
    return None


def _is_verb_after_all(block: Block, j: int) -> bool:
    """``Local media report that it sank``: a cue that the tagger takes for a noun though no verb stands before."""
    parse = block.parse
    if parse.pos[j] != "NOUN" or j + 3 >= len(parse) or parse.lower[j + 1] != "that" or j == block.clause_start[j]:
        return False
    before = range(block.clause_start[j], j)
    nominal = all(parse.pos[k] in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PART"} for k in before)
    finite = any(parse.tag[k] in FINITE for k in range(j + 3, block.clause_end[j] + 1))
    plain = parse.tag[j - 1] in {"NNS", "NNPS", "NNP"} or parse.lower[j - 1] in {"media", "police", "people"}
    return nominal and finite and plain


def _plain_report(block: Block, number: int, j: int, cue: Cue) -> Draft | None:
    content = spans(block, [(j + 1, block.clause_end[j])])
    speaker = Place(number, block.clause_start[j], j - 1)
    if not content:
        return None
    return Draft(
        number, content, "clause", cue=Place(number, j, j), lemma=cue.lemma, cue_class=cue.frames["clause"],
        speaker=speaker, head=j - 1,
    )  # fmt: skip


def _verb(block: Block, number: int, j: int, cue: Cue) -> Draft | None:  # noqa: PLR0911 - one case per obstacle
    """Return what the verb at ``j`` reports, or None."""
    parse = block.parse
    found = _content(block, j, cue)
    if found is None:
        return None
    frame, pieces = found
    content = spans(block, pieces)
    if not content:
        return None
    head = _speaker(block, j)
    if head is not None and antecedent(block, head) in words("placard"):
        return None
    if frame == "clause" and _is_free_relative(block, j, pieces[0]):
        return None
    if (parse.dep[j] == "pcomp" and parse.lower[parse.head[j]] == "without") or was_asked(block, j):
        return None
    if (head is None and parse.tag[j] == "VB") or _passive(block, j):
        return None
    draft = Draft(number, content, frame, cue=Place(number, cue_start(block, j), j), lemma=cue.lemma)
    default = next(iter(cue.frames.values()))
    draft.cue_class = cue.frames.get("clause" if frame in _CLAUSAL else frame, default)
    impersonal = head is not None and (parse.dep[head] == "expl" or _impersonal(block, head, j))
    if head is not None and not impersonal and not any(a <= head <= b for a, b in pieces):
        draft.head = head
        first, last = noun_phrase(block, head, j)
        draft.speaker = Place(number, speaker_start(block, j, head, first) if frame == "fronted" else first, last)
    elif not impersonal or frame not in _CLAUSAL or draft.cue_class in {"thought", "evidence"}:
        return None
    return draft


def _speaker(block: Block, j: int) -> int | None:
    """Return the head of who does the cue verb."""
    for found in (citing_subject(block, j), subject(block, j)):
        if found is not None:
            return found
    return _left_noun(block, j)


def _is_free_relative(block: Block, j: int, piece: tuple[int, int]) -> bool:
    """``what they say could happen``, ``what she says it would do``: the clause lacks what the sentence asks for."""
    parse = block.parse
    return parse.tag[piece[0]] in FINITE or any(
        parse.lower[t] == "what" and piece[0] <= parse.head[t] <= piece[1]
        for t in range(max(block.clause_start[j], j - _SUBJECT_REACH), j)
    )


def _passive(block: Block, j: int) -> bool:
    """Return whether a participle is passive: its subject was told, not speaking."""
    parse = block.parse
    if parse.tag[j] not in {"VBN", "VBD"} or _agent_or_it(block, j) or citing_subject(block, j) is not None:
        return False
    kids = parse.children[j]
    if any(parse.dep[c] == "auxpass" for c in kids):
        return True
    bare = not any(parse.dep[c] in {"aux", "nsubj"} for c in kids)
    return parse.tag[j] == "VBN" and bare and parse.dep[j] in {"advcl", "acl"}


def _agent_or_it(block: Block, j: int) -> bool:
    """``was accused by X``, ``it was announced that``."""
    parse = block.parse
    kids = parse.children[j]
    return any(
        parse.dep[c] == "agent" or (parse.lower[c] == "it" and parse.dep[c] in {"nsubjpass", "expl", "nsubj"})
        for c in kids
    )


def _content(block: Block, j: int, cue: Cue) -> tuple[str, list[tuple[int, int]]] | None:
    clause = clause_after(block, j, cue)
    if clause is not None:
        parse, first = block.parse, clause[0]
        resumed = any(parse.text[t] == ";" for t in range(j, first + 1))
        if not resumed and not (parse.tag[first] in FINITE and parse.text[first - 1] == ","):
            return "clause", [clause]
        before = fronted(block, j, cue, resumed=True)  # "It is safe, she said; if not, it will be shut"
        return ("clause", [clause]) if before is None else ("around", [before[0], clause])
    main = as_said(block, j, cue)
    if main is not None:
        return "fronted", [main]
    before = fronted(block, j, cue)
    if before is not None:
        return "fronted" if len(before) == 1 else "around", before
    other = complement(block, j, cue)
    return None if other is None else (other[0], [other[1]])


def _impersonal(block: Block, head: int, j: int) -> bool:
    """``it is said that``: a passive cue with ``it`` as its subject."""
    parse = block.parse
    return parse.lower[head] == "it" and parse.dep[head] == "nsubjpass" and parse.head[head] == j


def _left_noun(block: Block, j: int) -> int | None:
    """Return the nearest noun before the cue in its clause, for a cue whose subject the parser did not find."""
    parse = block.parse
    last = j - 1
    if last > 0 and parse.text[last] == "," and parse.pos[last - 1] == "PROPN":  # "the minister, Alenka Brus, warned"
        last -= 1
    for k in range(last, max(block.clause_start[j], j - _SUBJECT_REACH) - 1, -1):
        if block.inside[k] >= 0 or parse.pos[k] in {"VERB", "PUNCT", "ADP", "SCONJ"}:
            return None
        if parse.pos[k] in {"NOUN", "PROPN", "PRON"}:
            return k
    return None


def _noun(block: Block, number: int, j: int, lemma: str) -> Draft | None:
    """``her claim that ...``: a speech noun with a possessor and a that-clause."""
    parse = block.parse
    owner = parse.child(j, "poss")
    for child in parse.children[j]:
        if owner is None and parse.dep[child] == "prep" and parse.lower[child] in {"by", "from"} and child > j:
            owner = parse.child(child, "pobj")
    if owner is None:
        return None
    for child in parse.children[j]:
        mark = parse.left[child]
        if child < j or parse.dep[child] not in {"acl", "ccomp", "relcl"}:
            continue
        if parse.lower[mark] != "that" or parse.dep[mark] != "mark":
            continue
        content = spans(block, [(mark, parse.right[child])])
        if not content:
            return None
        speaker = Place(number, *noun_phrase(block, owner, j))
        return Draft(number, content, "noun", cue=Place(number, j, j), lemma=lemma, speaker=speaker, head=owner)
    return None
