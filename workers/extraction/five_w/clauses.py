"""Main clauses: subject, verb and what the verb takes."""

from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from workers.extraction.events.lexicon import entries
from workers.extraction.five_w.leads import Lead
from workers.extraction.lexicons.classes import word_class

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OBJECTS = frozenset({"dobj", "obj", "attr", "acomp", "oprd", "dative", "prt", "neg", "xcomp", "ccomp"})
_LEFT_OFF_A_NAME = frozenset({"relcl", "acl", "appos", "punct", "advcl", "conj"})
_FINITE = frozenset({"VBZ", "VBD", "VBP", "MD"})
_SHORT, _LONG = 4, 9  # words of an answer to "what": a verb with its object, rarely more
_NO_VERBS = frozenset({"aux", "auxpass", "compound", "amod"})
_AUXILIARIES = frozenset({"aux", "auxpass"})
_BREAKS = frozenset({":", "|", "-", "–", "—", ";"})


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause of a lead sentence."""

    lead: Lead
    subject: DocSpan | None
    predicate: DocSpan
    verb: Token


def main_clauses(leads: list[Lead]) -> list[Clause]:
    """Return the main clauses: of a sentence that reports something, that clause first."""
    return [clause for lead in leads for clause in _clauses(lead)]


def _clauses(lead: Lead) -> Iterator[Clause]:
    parts = list(_parts(lead.sentence)) if lead.origin == "title" else [lead.sentence]
    found = [(verb, part) for part in parts if (verb := _main_verb(part)) is not None]
    if not found:
        return
    # "Harbour fire: Police name the victims": the part that tells something, the first of two that do.
    verb, part = max(found, key=lambda pair: _telling(pair[0], pair[1]))
    said = _said(verb, lead) if verb.lemma_ in word_class("five_w_words.tsv", "say") else None
    for each in (said, verb):
        if each is not None:
            predicate = _predicate(each, part)
            yield Clause(lead, _subject_phrase(each, part, predicate, lead), predicate, each)


def _subject_phrase(verb: Token, part: DocSpan, predicate: DocSpan, lead: Lead) -> DocSpan | None:
    subject = _subject(verb)
    if subject is not None and part.start <= subject.i < part.end:
        phrase = noun_phrase(subject)
        # seven killed: a noun with its participle
        return verb.doc[phrase.start : verb.i] if phrase.start < verb.i < phrase.end else phrase
    if lead.origin == "title" and predicate.start > part.start:  # headlines put the subject first
        phrase = verb.doc[part.start : predicate.start]
        return phrase if any(t.pos_ in {"NOUN", "PROPN"} for t in phrase) else None
    return None


def _parts(sentence: DocSpan) -> Iterator[DocSpan]:
    """Cut a headline at colons, spaced dashes and where the parser starts a sentence."""
    start = sentence.start
    for token in sentence:
        if token.is_sent_start and token.i > start:
            yield sentence.doc[start : token.i]
            start = token.i
        spaced = token.i > 0 and token.doc[token.i - 1].whitespace_ and token.whitespace_
        if token.text in _BREAKS and (token.text in ":;" or spaced) and token.i > start:
            yield sentence.doc[start : token.i]
            start = token.i + 1
    if start < sentence.end:
        yield sentence.doc[start : sentence.end]


def _main_verb(part: DocSpan) -> Token | None:
    """Return the root verb of a part, else its first finite verb, else its first participle."""
    verbs = [t for t in part if t.pos_ in {"VERB", "AUX"} and t.dep_ not in _NO_VERBS]
    verbs = [t for t in verbs if not _is_subordinate(t)] or verbs
    hidden = _hidden_verb(part, verbs)
    if hidden is not None:
        return hidden
    if not verbs:
        return None
    root = part.root
    if root in verbs and not (root.tag_ == "VB" and any(t.tag_ in _FINITE for t in verbs)):
        return root
    finite = [
        t for t in verbs if t.tag_ in _FINITE or any(c.tag_ in _FINITE for c in t.children if c.dep_ in _AUXILIARIES)
    ]
    with_subject = [t for t in finite if any(c.dep_ in _SUBJECTS for c in t.children)]
    return next(iter([*with_subject, *finite, *verbs]))


def _is_subordinate(verb: Token) -> bool:
    """Tell whether a verb stands in a clause after ``as``, ``after``, ``when``."""
    return any(
        c.dep_ in {"mark", "advmod"} and c.lower_ in word_class("five_w_words.tsv", "subordinators") for c in verb.lefts
    )


def _is_infinitive(verb: Token) -> bool:
    return verb.tag_ == "VB" and any(c.lower_ == "to" for c in verb.lefts)


def _is_gerund(verb: Token) -> bool:
    """Tell whether an -ing form depends on what is before it: ``, killing 12``, ``for dumping``."""
    return verb.tag_ == "VBG" and verb.i > 0 and (verb.nbor(-1).text == "," or verb.nbor(-1).pos_ == "ADP")


def _hidden_verb(part: DocSpan, verbs: list[Token]) -> Token | None:
    """Return a headline's verb that the parser took for a noun: the crew *protests* outside the port as talks fail."""
    if any(not (_is_subordinate(verb) or _is_infinitive(verb) or _is_gerund(verb)) for verb in verbs):
        return None
    for token in part[1:-1]:
        if token.lower_ in word_class("five_w_words.tsv", "subordinators") or token.pos_ in {"ADP", "PUNCT"}:
            return None
        before, after = token.nbor(-1), token.nbor(1)
        singular = before.pos_ in {"NOUN", "PROPN"} and before.tag_ != "NNS"
        if not token.text.islower() or not singular:
            continue
        looks_so = token.tag_ == "NNS" or (token.tag_ == "NN" and before.text[:1].isupper())
        if looks_so and (after.pos_ in {"ADP", "DET", "PROPN", "ADJ", "NUM", "PRON"} or _takes_noun(token)):
            return token
    return None


def _takes_noun(token: Token) -> bool:
    """Tell whether a plural before a noun is rather a verb: *damages* monastery, but an *arms* deal."""
    verb = ("VERB", token.lemma_) in entries() or token.lemma_ in word_class("five_w_words.tsv", "headline-verb")
    return (
        token.nbor(1).pos_ == "NOUN" and verb and token.lower_ not in word_class("five_w_words.tsv", "plural-modifier")
    )


def _telling(verb: Token, part: DocSpan) -> int:
    """Rank a part of a headline by its verb: finite with a subject, finite, anything; no questions."""
    subject = any(c.dep_ in _SUBJECTS and part.start <= c.i < part.end for c in verb.children)
    question = part[0].tag_ in {"WP", "WRB", "WDT"} or part[-1].text == "?" or part[0].is_quote
    gerund = verb.tag_ == "VBG" and not subject  # "Rally shooting: ..."
    led = any(t.pos_ in {"NOUN", "PROPN", "PRON", "NUM"} for t in part.doc[part.start : verb.i])
    return 2 * (subject and led) + led + (verb.tag_ in _FINITE) - 3 * question - gerund


def _said(verb: Token, lead: Lead) -> Token | None:
    """Return the verb of what is said; in a headline only when who says so comes last."""
    for child in verb.children:
        if child.dep_ == "ccomp" and child.pos_ in {"VERB", "AUX"} and (child.i < verb.i or lead.origin != "title"):
            return child
    return None


def _subject(verb: Token) -> Token | None:
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    if subject is None and verb.dep_ in {"acl", "relcl"} and verb.head.pos_ in {"NOUN", "PROPN", "NUM"}:
        return verb.head
    return subject


def noun_phrase(head: Token) -> DocSpan:
    """Return a noun phrase without clauses and appositions after its head."""
    doc: Doc = head.doc
    end = head.i + 1
    for child in head.rights:
        if child.dep_ == "conj" and child.pos_ == "PROPN" and child.right_edge.i - head.left_edge.i < _LONG:
            end = child.right_edge.i + 1  # Maria Olsen and Jan Berg
            continue
        if child.dep_ == "cc":
            continue
        if child.dep_ in _LEFT_OFF_A_NAME or (child.dep_ == "prep" and child.lower_ != "of"):
            break
        end = max(end, child.right_edge.i + 1)
    return doc[head.left_edge.i : end]


def _predicate(verb: Token, sentence: DocSpan) -> DocSpan:
    """Return the verb with its object and as many of the phrases after it as an answer holds."""
    doc: Doc = verb.doc
    if verb.pos_ == "NOUN" and not any(True for _ in verb.rights):
        return _flat_predicate(verb, sentence)
    start = min([verb.i, *(c.i for c in verb.lefts if c.dep_ in {"aux", "auxpass", "neg"})])
    end = verb.i + 1
    for child in verb.rights:
        edge = min(child.right_edge.i + 1, sentence.end)
        if child.dep_ == "punct" and edge - child.i == 1 and child.text not in {",", "-"}:
            continue
        if child.dep_ in {"punct", "advcl", "conj", "cc", "parataxis", "mark"} and end > verb.i + 1:
            break
        if any(
            t.lower_ in word_class("five_w_words.tsv", "subordinators")
            for t in child.doc[child.left_edge.i : child.i + 1]
        ):
            break  # outraged after ...
        if end - start >= _SHORT and (child.dep_ not in _OBJECTS or edge - start > _LONG):
            break
        end = _cut(child, edge, start)
    return doc[start : max(end, verb.i + 1)]


def _flat_predicate(verb: Token, sentence: DocSpan) -> DocSpan:
    """Return a verb that the parser took for a noun, with the words after it up to the end of the first phrases."""
    end = verb.i + 1
    while end < min(sentence.end, verb.i + _LONG):
        token = verb.doc[end]
        ends = token.pos_ in {"ADP", "SCONJ"} and token.lower_ != "of" and end - verb.i >= _SHORT
        if ends or token.is_punct or token.lower_ in word_class("five_w_words.tsv", "subordinators"):
            break
        end += 1
    return verb.doc[verb.i : end]


def _cut(child: Token, edge: int, start: int) -> int:
    """Return the end of a phrase, before a clause or apposition that makes the answer too long."""
    if edge - start <= _LONG:
        return edge
    for token in child.doc[child.i + 1 : edge]:
        if token.dep_ in {"relcl", "acl", "appos", "advcl"} and token.left_edge.i > child.i:
            return max(token.left_edge.i, start + 1)
    return min(edge, start + _LONG)
