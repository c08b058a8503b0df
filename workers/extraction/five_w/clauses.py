"""Main clauses: subject, verb and what the verb takes."""

from dataclasses import dataclass

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from workers.extraction.five_w.leads import Lead

_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_OBJECTS = frozenset({"dobj", "obj", "attr", "acomp", "oprd", "dative", "prt", "neg", "xcomp", "ccomp"})
_LEFT_OFF_A_NAME = frozenset({"relcl", "acl", "appos", "punct", "advcl", "cc", "conj"})
_SHORT, _LONG = 4, 9  # words of an answer to "what": a verb with its object, rarely more


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause of a lead sentence."""

    lead: Lead
    subject: DocSpan | None
    predicate: DocSpan
    verb: Token


def main_clauses(leads: list[Lead]) -> list[Clause]:
    """Return the main clause of each sentence that has one."""
    return [clause for lead in leads if (clause := _main_clause(lead)) is not None]


def _main_clause(lead: Lead) -> Clause | None:
    verb = _main_verb(lead.sentence)
    if verb is None:
        return None
    subject = next((child for child in verb.children if child.dep_ in _SUBJECTS), None)
    return Clause(lead, None if subject is None else noun_phrase(subject), _predicate(verb, lead.sentence), verb)


def _main_verb(sentence: DocSpan) -> Token | None:
    """Return the root verb, else the first verb with a subject: headlines are often parsed as noun phrases."""
    root = sentence.root
    if root.pos_ in {"VERB", "AUX"}:
        return root
    verbs = [token for token in sentence if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "auxpass"}]
    for verb in verbs:
        if any(child.dep_ in _SUBJECTS for child in verb.children):
            return verb
    return verbs[0] if verbs else None


def noun_phrase(head: Token) -> DocSpan:
    """Return a noun phrase without clauses and appositions after its head."""
    end = head.i + 1
    for child in head.rights:
        if child.dep_ in _LEFT_OFF_A_NAME or child.dep_ == "prep" and child.lower_ not in {"of"}:
            break
        end = max(end, child.right_edge.i + 1)
    return head.doc[head.left_edge.i : end]


def _predicate(verb: Token, sentence: DocSpan) -> DocSpan:
    """Return the verb with its object and as many of the phrases after it as an answer holds."""
    start = verb.i
    auxiliaries = [c.i for c in verb.lefts if c.dep_ in {"aux", "auxpass", "neg"}]
    if auxiliaries:
        start = min(auxiliaries)
    end = verb.i + 1
    for child in verb.rights:
        edge = min(child.right_edge.i + 1, sentence.end)
        if child.dep_ in {"punct", "advcl", "conj", "cc", "parataxis", "mark"} and edge - start > 1 and end - start > 1:
            break
        if end - start >= _SHORT and (child.dep_ not in _OBJECTS or edge - start > _LONG):
            break
        end = _cut(child, edge, start)
    return verb.doc[start:end]


def _cut(child: Token, edge: int, start: int) -> int:
    """Return the end of a phrase, before a clause or apposition that makes the answer too long."""
    if edge - start <= _LONG:
        return edge
    for token in child.doc[child.i + 1 : edge]:
        if token.dep_ in {"relcl", "acl", "appos", "advcl"} and token.left_edge.i > child.i:
            return max(token.left_edge.i, start + 1)
    return min(edge, start + _LONG + 3)
