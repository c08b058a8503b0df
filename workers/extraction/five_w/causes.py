"""Why and how."""

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from workers.extraction.five_w.leads import Lead
from workers.extraction.types import Answer

_MOST = 3
_LONGEST = 14  # words
_CAUSAL_MARKS = frozenset({"because", "since", "so"})
_CAUSAL_PREPOSITIONS = frozenset({"over", "after", "amid", "due", "for", "following"})
_MEANS = frozenset({"by", "with", "through", "via", "despite", "without", "using"})


def answer_why(leads: list[Lead]) -> tuple[Answer, ...]:
    """Return what stands after ``because``, ``due to``, ``over``, ``after``, ``to`` (purpose)."""
    return _answers(leads, _is_cause)


def answer_how(leads: list[Lead]) -> tuple[Answer, ...]:
    """Return what stands after ``by``, ``with``, ``despite`` and the like."""
    return _answers(leads, _is_manner)


def _answers(leads: list[Lead], wanted: object) -> tuple[Answer, ...]:
    answers: list[Answer] = []
    for lead in leads:
        for token in lead.sentence:
            span = wanted(token) if callable(wanted) else None
            if span is not None:
                answers.append(lead.answer(span))
        if len(answers) >= _MOST:
            break
    return tuple(answers[:_MOST])


def _is_cause(token: Token) -> DocSpan | None:
    if token.lower_ in _CAUSAL_MARKS and token.dep_ == "mark":
        return _span(token.i + 1, token.head.right_edge.i + 1, token)
    if token.lower_ in _CAUSAL_PREPOSITIONS and token.dep_ == "prep" and token.head.pos_ in {"VERB", "AUX"}:
        return _span(token.i + 1, token.right_edge.i + 1, token)
    if token.dep_ == "advcl" and any(child.lower_ == "to" and child.dep_ == "aux" for child in token.lefts):
        return _span(token.left_edge.i, token.right_edge.i + 1, token)
    return None


def _is_manner(token: Token) -> DocSpan | None:
    if token.lower_ in _MEANS and token.dep_ == "prep" and token.head.pos_ in {"VERB", "AUX"}:
        return _span(token.i + 1, token.right_edge.i + 1, token)
    if token.dep_ == "advcl" and token.tag_ == "VBG":
        return _span(token.left_edge.i, token.right_edge.i + 1, token)
    return None


def _span(start: int, end: int, token: Token) -> DocSpan | None:
    end = min(end, start + _LONGEST)
    return token.doc[start:end] if start < end else None
