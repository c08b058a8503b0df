"""Indirect and mixed quotation: every cue outside of quotation marks with what it reports."""

from workers.extraction.quotes.block import Block
from workers.extraction.quotes.clauses import FINITE, clause_after
from workers.extraction.quotes.complements import complement
from workers.extraction.quotes.cues import Cue, lexicon
from workers.extraction.quotes.draft import Draft, Place
from workers.extraction.quotes.fronted import as_said, fronted, speaker_start
from workers.extraction.quotes.pieces import spans
from workers.extraction.quotes.sources import according_to, in_words_of
from workers.extraction.quotes.speakers import antecedent, cue_start, noun_phrase, subject, was_asked
from workers.extraction.quotes.words import words

_CLAUSAL = frozenset({"clause", "fronted", "around"})
_NO_CUE = Cue("", {})
_SUBJECT_REACH = 8


def find_indirect(blocks: tuple[Block, ...]) -> list[Draft]:
    """Return a draft for each cue outside of quotation marks that has a complement."""
    drafts: list[Draft] = []
    known = lexicon()
    for number, block in enumerate(blocks):
        parse = block.parse
        for j, word in enumerate(parse.lower):
            if block.inside[j] >= 0:
                continue
            draft = None
            if word == "according" and j + 1 < len(parse) and parse.lower[j + 1] == "to":
                draft = according_to(block, number, j)
            elif word == "words":
                draft = in_words_of(block, number, j)
            elif word in known.verbs and parse.pos[j] in {"VERB", "AUX"}:
                draft = _verb(block, number, j, known.verbs[word])
            elif _is_verb_after_all(block, j) and known.verbs.get(word, _NO_CUE).takes("clause"):
                draft = _plain_report(block, number, j, known.verbs[word])
            elif word in known.nouns and parse.pos[j] == "NOUN":
                draft = _noun(block, number, j, known.nouns[word])
            if draft is not None:
                drafts.append(draft)
    return drafts


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
    head = subject(block, j)
    if head is None:
        head = _left_noun(block, j)
    if head is not None and antecedent(block, head) in words("placard"):
        return None
    if frame == "clause" and _is_free_relative(block, j, pieces[0]):
        return None
    if (parse.dep[j] == "pcomp" and parse.lower[parse.head[j]] == "without") or was_asked(block, j):
        return None
    if (head is None and parse.tag[j] == "VB") or (_passive(block, j) and not _agent_or_it(block, j)):
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
    if parse.tag[j] not in {"VBN", "VBD"}:
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
        return "clause", [clause]
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
