"""Who speaks: the subject of a cue, and how far its noun phrase goes."""

from workers.extraction.parse import Parse
from workers.extraction.quotes.block import Block
from workers.extraction.quotes.cues import lexicon
from workers.extraction.quotes.words import words

_LEFT = frozenset(
    {"det", "amod", "compound", "poss", "nummod", "nmod", "predet", "quantmod", "advmod", "case", "npadvmod", "punct"}
)
_RIGHT = frozenset({"case", "nummod", "amod", "compound", "nmod"})
_SUBJECT = ("nsubj", "nsubjpass")
_CLIMB = frozenset({"conj", "xcomp", "advcl", "pcomp", "ccomp", "acl", "dep", "ROOT"})
_PREPOSITIONS = frozenset(
    {
        "of",
        "for",
        "at",
        "in",
        "from",
        "with",
        "to",
        "on",
        "de",
        "von",
        "van",
        "behind",
        "near",
        "by",
        "as",
        "like",
        "including",
    }
)
_KEPT_ADVERBS = frozenset({"not", "only", "even", "nearly", "about"})
_BREAKS = frozenset({",", ";", "(", "—", "–", "--"})
_NO_PASSIVE = frozenset({"threatened", "vowed", "pledged", "promised", "refused", "declined", "offered", "agreed"})
_MAX_WORDS = 30
_MAX_CLIMB = 6
_MAX_DEPTH = 8
_NAME_AND_COMMA = 3
_QUOTED_REACH = 12
_AFTER_ASKED = frozenset({"ADP", "SCONJ", "PRON", "ADV", "PART", "PUNCT"})
_ASIDE_REACH = 30
_SUBJECT_REACH = 25


def noun_phrase(block: Block, head: int, stop: int | None = None, depth: int = 0) -> tuple[int, int]:
    """Return the first and last token of the speaker's phrase around ``head``.

    Kept: determiners, titles, modifiers, prepositional phrases, coordination, and a name that follows its description.
    Left out: appositions and relative clauses after a name. The phrase does not cross ``stop`` (the cue).
    """
    parse = block.parse
    first, last = _phrase_start(block, head), _phrase_end(block, head, depth)
    if stop is not None:
        if head < stop <= last:
            last = stop - 1
        if first <= stop < head:
            first = stop + 1
    last = _name_behind(parse, head, last, stop)
    quote = block.inside[head]
    while last > head and (block.inside[last] != quote or parse.is_punct(last)) and parse.text[last] != ")":
        last -= 1
    while first < head and (block.inside[first] != quote or parse.is_punct(first)):
        first += 1
    return first, min(last, max(head, first + _MAX_WORDS))


def _name_behind(parse: Parse, head: int, last: int, stop: int | None) -> int:
    """``the mayor of Lyon, Claire Dubreuil``: take in the name though the parser hangs it on the town, or nowhere."""
    if last + 2 >= len(parse) or parse.text[last + 1] != "," or is_name(parse, head) or parse.pos[head] == "PRON":
        return last
    k = last + 2
    while k < len(parse) and k != stop and (parse.pos[k] == "PROPN" or (parse.text[k] == "-" and k > last + 2)):
        k += 1
    known = parse.entity[k - 1] == "PERSON" or (parse.lower[head] in words("title") and k - last > _NAME_AND_COMMA)
    return k - 1 if k > last + 2 and known else last


def _phrase_start(block: Block, head: int) -> int:
    parse = block.parse
    first = head
    for child in reversed(parse.children[head]):
        if child > head:
            continue
        if parse.dep[child] not in _LEFT or (parse.dep[child] == "punct" and parse.text[child] not in {"-", "–"}):
            break
        if parse.dep[child] == "nmod" and "," in parse.text[child + 1 : child + 2]:
            break  # "According to the Courier, Minister Joan Lee said"
        if parse.dep[child] != "punct":
            first = parse.left[child]
    if parse.pos[first] == "ADV" and first != head and parse.lower[first] not in _KEPT_ADVERBS:
        first += 1
    return first


def _phrase_end(block: Block, head: int, depth: int) -> int:  # noqa: C901 - one case per dependency
    parse = block.parse
    last = head
    named = is_name(parse, head)
    for child in parse.children[head]:
        if child <= head:
            continue
        dep, end = parse.dep[child], parse.right[child]
        if depth > _MAX_DEPTH or child - head > _MAX_WORDS:
            break
        if dep == "prep" and parse.lower[child] in _PREPOSITIONS:
            if parse.lower[child] in {"on", "in", "at"} and parse.entity[end] in {"DATE", "TIME"}:
                break  # "the senator on Sunday said"
            last = _cut(parse, child, end)
        elif dep == "amod" and end > child and parse.text[child - 1] != ",":
            last = _cut(parse, child, end)  # "a source close to the board"
        elif (
            dep in {"appos", "nmod", "npadvmod"} and parse.text[child - 1] == "-" and "," not in parse.text[head:child]
        ):
            last = max(last, noun_phrase(block, child, depth=depth + 1)[1])
        elif dep == "appos" and not named and is_name(parse, child) and parse.tag[head] != "NNS":
            begin, finish = noun_phrase(block, child, depth=depth + 1)
            return max(finish, last) if begin > head else last
        elif dep == "conj":
            last = max(last, noun_phrase(block, child, depth=depth + 1)[1])
        elif dep in _RIGHT or (dep == "poss" and end == child):
            last = max(last, child)
        elif dep == "acl" and parse.text[child - 1] != "," and not named:
            last = _cut(parse, child, end)
        elif dep != "cc" and not (dep == "punct" and parse.text[child] in {"-", "'", ","}):
            break
    return last


def _cut(parse: Parse, child: int, end: int) -> int:
    """End a modifier before a comma, a relative clause or a verb of its own."""
    for t in range(child + 1, min(end, child + _MAX_WORDS) + 1):
        if parse.text[t] in _BREAKS or parse.dep[t] == "relcl" or parse.tag[t] in {"WDT", "WP"}:
            return t - 1
    return end


def is_name(parse: Parse, head: int) -> bool:
    """Return whether the noun is the last word of a personal or other proper name rather than of a description."""
    if parse.lower[head] in words("title"):
        return False
    return parse.pos[head] == "PROPN" or parse.entity[head] in {"PERSON", "ORG", "GPE", "NORP"}


def subject(block: Block, verb: int) -> int | None:  # noqa: C901, PLR0911, PLR0912 - one case per construction
    """Return the head token of who does the cue verb: its subject, else the one it shares with its governor."""
    parse = block.parse
    agent = _agent(parse, verb)
    if agent is not None:
        return agent
    whom = _quoted_person(block, verb)
    if whom is not None:
        return whom
    beside = joined_subject(block, verb)
    if beside is not None:
        return beside[1]
    asked = parse.head[verb]
    if parse.dep[verb] == "ccomp" and was_asked(block, asked) and parse.text[verb - 1] == ",":
        return nearest_subject(block, asked)
    at = verb
    for _ in range(_MAX_CLIMB):
        nearest = nearest_subject(block, at)
        if nearest is not None:
            return _behind(block, at, nearest)
        listed = parse.child(at, "ccomp")
        if listed is not None and listed < at and block.inside[listed] == block.inside[at]:
            # "It accused A, said B and threatened C": the parser takes the first verb for what was said
            first = nearest_subject(block, listed)
            if first is not None:
                return first
        governor = parse.head[at]
        if governor == at or parse.dep[at] not in _CLIMB:
            return None
        if at == verb and parse.tag[verb] == "VBG" and verb and parse.text[verb - 1] == ",":
            governor = _main_cue(parse, governor)
        elif at == verb and parse.dep[verb] == "conj" and parse.dep[governor] == "ccomp":
            # "said the talks were early and pointed out ...": the second cue belongs beside the first, unless what
            # is reported stands before ("X denied A and called B "C", TASS reported")
            outer = _main_cue(parse, governor)
            same = parse.tag[outer] == parse.tag[verb] or is_own_verb(parse, governor, verb)
            governor = outer if outer < at and same else governor
        elif parse.dep[at] == "acl":
            return _author(block, governor)
        elif parse.dep[at] == "pcomp" and parse.pos[governor] in {"ADP", "SCONJ"}:
            governor = parse.head[governor]
            if parse.pos[governor] in {"NOUN", "PROPN"}:
                return owner(block, governor)
        elif parse.dep[at] == "ccomp" and parse.tag[at] not in {"VBG", "VB"}:
            return None
        if block.inside[governor] != block.inside[verb]:
            return _cue_before(block, verb)
        if parse.pos[governor] not in {"VERB", "AUX"}:
            return None
        at = governor
    return None


def is_own_verb(parse: Parse, comp: int, conj: int) -> bool:
    """``demanded that it be freed and threatened to sail``: a participle for the parser, none is threatened to."""
    subjunctive = any(parse.tag[c] == "VB" for c in parse.children[comp] if parse.dep[c] == "auxpass")
    infinitive = parse.child(conj, "xcomp")
    return (
        subjunctive
        and parse.tag[conj] == "VBN"
        and parse.lower[conj] in _NO_PASSIVE
        and infinitive is not None
        and parse.lower[parse.left[infinitive]] == "to"
    )


def was_asked(block: Block, verb: int) -> bool:
    """``The minister, asked whether it was safe, said``: a participle that the parser takes for a verb."""
    parse = block.parse
    if parse.lower[verb] not in {"asked", "pressed", "questioned", "told"}:
        return False
    start = block.clause_start[verb]
    if verb == start or (verb == start + 1 and parse.lower[start] in {"when", "if", "once"}):
        return parse.tag[verb] in {"VBN", "VBD"} and verb + 1 < len(parse) and parse.pos[verb + 1] in _AFTER_ASKED
    if parse.text[verb - 1] != ",":
        return False
    end = block.clause_end[verb]
    for t in range(verb + 2, min(end, verb + _ASIDE_REACH)):
        if parse.text[t - 1] == "," and block.inside[t] < 0 and parse.tag[t] in {"VBD", "VBZ"}:
            return True
    return False


def _quoted_person(block: Block, verb: int) -> int | None:
    """``the agency quoted the minister as saying``: the minister."""
    parse = block.parse
    start = cue_start(block, verb)
    if start == verb or parse.child(start, "auxpass") is not None:
        return None
    whom = parse.child(start, "dobj")
    return whom if whom is not None and start < whom < verb else None


def joined_subject(block: Block, verb: int) -> tuple[int, int] | None:
    """``A said X, and B denied Y``: first token and head of B where the parser makes it one with the end of X."""
    parse = block.parse
    if parse.dep[verb] != "conj" or nearest_subject(block, verb) is not None or parse.pos[parse.head[verb]] != "VERB":
        return None
    for t in range(verb - 1, max(block.clause_start[verb], verb - _SUBJECT_REACH) + 1, -1):
        if block.inside[t] >= 0 or parse.tag[t] in {"VBD", "VBZ", "VBP", "MD"}:
            return None
        if parse.dep[t] == "cc" and parse.text[t - 1] == "," and t + 1 < verb:
            noun = next((k for k in range(t + 1, verb) if parse.pos[k] in {"NOUN", "PROPN", "PRON"}), None)
            while noun is not None and noun + 1 < verb and parse.pos[noun + 1] in {"NOUN", "PROPN"}:
                noun += 1
            whole = (
                noun is not None
                and parse.dep[noun] == "conj"
                and all(parse.pos[k] in {"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM"} for k in range(t + 1, noun))
            )
            return (t + 1, noun) if noun is not None and whole else None
    return None


def _cue_before(block: Block, verb: int) -> int | None:
    """``"We were robbed," X said, before adding``: the parser went into the marks; take the cue before."""
    parse = block.parse
    for k in range(verb - 1, block.clause_start[verb] - 1, -1):
        if block.inside[k] < 0 and parse.lower[k] in lexicon().verbs and parse.tag[k] in {"VBD", "VBZ", "VBP"}:
            return nearest_subject(block, k)
    return None


def _behind(block: Block, verb: int, found: int) -> int:
    """``a letter that says``: the letter's author."""
    parse = block.parse
    if (
        parse.lower[found] in {"that", "which"}
        and parse.dep[verb] == "relcl"
        and parse.lower[parse.head[verb]] in words("document")
    ):
        return owner(block, parse.head[verb]) or found
    return found


def _agent(parse: Parse, verb: int) -> int | None:
    """``was accused by X``."""
    agent = parse.child(verb, "agent")
    if agent is None or parse.child(verb, "auxpass") is None:
        return None
    return parse.child(agent, "pobj")


def antecedent(block: Block, head: int) -> str:
    """Return the speaker's head word in lower case, of a relative pronoun the word that it stands for."""
    parse = block.parse
    if parse.lower[head] in {"that", "which", "who"} and parse.dep[parse.head[head]] == "relcl":
        return parse.lower[parse.head[parse.head[head]]]
    return parse.lower[head]


def cue_start(block: Block, j: int) -> int:
    """Return where the cue begins: at ``quoted`` in ``was quoted by the agency as saying``, else at its verb ``j``."""
    parse = block.parse
    if parse.tag[j] == "VBG" and j > 1 and parse.lower[j - 1] == "as":
        for k in range(j - 2, max(0, j - _QUOTED_REACH), -1):
            if parse.lower[k] in {"quoted", "cited", "reported"}:
                return k
    return j


def nearest_subject(block: Block, verb: int) -> int | None:
    """Return the verb's own subject: the nearest before it, or the one after it in ``..., said X``."""
    parse = block.parse
    found = [c for c in parse.children[verb] if parse.dep[c] in _SUBJECT and block.inside[c] == block.inside[verb]]
    before = [c for c in found if c < verb]
    after = [c for c in found if c > verb]
    if after and (not before or (verb and parse.is_punct(verb - 1))):
        return after[0]
    return before[-1] if before else None


def _main_cue(parse: Parse, governor: int) -> int:
    """``said it rained, adding ...``: a participle hung on what was said belongs to the cue above it."""
    at = governor
    for _ in range(_MAX_CLIMB):
        if parse.dep[at] == "ccomp" and parse.lower[parse.head[at]] in lexicon().verbs:
            return parse.head[at]
        if parse.head[at] == at:
            break
        at = parse.head[at]
    return governor


def _author(block: Block, noun: int) -> int | None:
    """``a letter saying``: who wrote it; ``released images indicating``: who released them; else the noun itself."""
    parse = block.parse
    if parse.lower[noun] in words("document"):
        return owner(block, noun)
    governor = parse.head[noun]
    shown = (
        parse.lower[noun] in words("evidence")
        and parse.dep[noun] == "dobj"
        and parse.lower[governor] in words("publish")
    )
    publisher = nearest_subject(block, governor) if shown else None
    return noun if publisher is None else publisher


def owner(block: Block, noun: int) -> int | None:
    """Return who made a document: its possessor, its author ("from", "by", "signed by"), else its verb's subject."""
    parse = block.parse
    possessor = parse.child(noun, "poss")
    if possessor is not None:
        return possessor
    for child in parse.children[noun]:
        if parse.dep[child] == "prep" and parse.lower[child] in {"from", "by", "of"}:
            return parse.child(child, "pobj")
        if parse.dep[child] == "acl" and parse.lower[child] in {"signed", "written", "issued", "penned", "published"}:
            agent = parse.child(child, "agent")
            if agent is not None:
                return parse.child(agent, "pobj")
    at = noun
    for _ in range(_MAX_CLIMB):
        governor = parse.head[at]
        if governor == at:
            break
        if parse.pos[governor] in {"VERB", "AUX"}:
            return nearest_subject(block, governor) if parse.dep[at] not in _SUBJECT else noun
        at = governor
    return noun
