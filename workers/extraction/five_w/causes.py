"""Why and how: what stands after the connectives of cause, purpose, means and manner.

Each connective has a strength, from explicit (``because``, ``by means of``) to weak (``after`` in a headline); answers
are ranked by the strength of their connective and the weight of their sentence.
"""

from collections.abc import Callable, Iterator

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from workers.extraction.five_w.leads import Lead
from workers.extraction.lexicons.classes import word_class
from workers.extraction.types import Answer

_MOST = 3
_LONGEST = 14  # words
_FAR = 0.25  # weight of a sentence below which it is about something else
_TIMES = frozenset({"DATE", "TIME", "ORDINAL", "CARDINAL", "QUANTITY"})
_Found = tuple[float, DocSpan]


def answer_why(leads: list[Lead]) -> tuple[Answer, ...]:
    """Return causes and purposes: what follows ``because``, ``due to``, ``in retaliation for``, ``over``, ``to``."""
    return _answers(leads, _causes)


def answer_how(leads: list[Lead]) -> tuple[Answer, ...]:
    """Return means and manner: after ``by`` and a verb, ``using``, ``with``, ``despite``."""
    return _answers(leads, _manners)


def _answers(leads: list[Lead], find: Callable[[Token, Lead], Iterator[_Found]]) -> tuple[Answer, ...]:
    ranked: list[tuple[float, Answer]] = []
    for lead in leads:
        if lead.weight >= _FAR:
            for token in lead.sentence:
                ranked += [(strength * lead.weight, lead.answer(span)) for strength, span in find(token, lead)]
    ranked.sort(key=lambda pair: -pair[0])
    answers: dict[str, Answer] = {}
    for _, answer in ranked:
        answers.setdefault(answer.text.lower(), answer)
    return tuple(answers.values())[:_MOST]


def _causes(token: Token, lead: Lead) -> Iterator[_Found]:
    word = token.lower_
    if word == "because" and token.dep_ == "mark":
        yield from _clause(1.0, token)
    elif word in {"because", "due", "owing", "thanks"} and token.dep_ in {"prep", "advmod", "acomp"}:
        yield from _object(1.0, token)
    elif (token.tag_ == "VBN" and word in _in("caused")) or (token.dep_ in {"pobj", "attr"} and word in _in("reason")):
        yield from _object(0.9, token)
    elif word in {"over", "amid"} and token.dep_ == "prep" and token.head.pos_ in {"VERB", "ADJ", "NOUN", "AUX"}:
        yield from _object(0.7 if lead.origin == "title" or word == "over" else 0.4, token)
    elif word == "for" and token.dep_ == "prep" and token.head.lemma_ in _in("for-which"):
        yield from _object(0.8, token)
    elif word in {"after", "as"} and lead.origin != "text" and token.dep_ in {"prep", "mark"}:
        yield from _clause(0.6, token) if token.dep_ == "mark" else _object(0.6, token)
    elif token.dep_ in {"advcl", "xcomp"} and token.tag_ == "VB" and _is_purpose(token):
        yield 0.65, _limited(token.left_edge.i, token.right_edge.i + 1, token)


def _is_purpose(verb: Token) -> bool:
    return verb.dep_ == "advcl" and any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.lefts)


def _manners(token: Token, lead: Lead) -> Iterator[_Found]:
    word = token.lower_
    if word in {"by", "through", "via"} and token.dep_ == "prep" and any(c.dep_ == "pcomp" for c in token.children):
        yield from _object(1.0, token)
    elif word == "using" and token.dep_ in {"advcl", "acl", "prep", "xcomp"}:
        yield 1.0, _limited(token.i, token.right_edge.i + 1, token)
    elif word in {"with", "despite", "via", "through"} and token.dep_ == "prep" and token.head.pos_ == "VERB":
        if lead.origin != "text" or lead.weight > 0.5:  # noqa: PLR2004 - the sentences that retell the headline
            yield from _object(0.6, token)
    elif (
        token.dep_ == "advcl" and token.tag_ == "VBG" and token.lemma_ not in word_class("five_w_words.tsv", "say-how")
    ):
        yield 0.5, _limited(token.left_edge.i, token.right_edge.i + 1, token)


def _has_mark(verb: Token) -> bool:
    return verb.left_edge.lower_ in _in("subordinators") or any(c.dep_ in {"mark", "nsubj", "aux"} for c in verb.lefts)


def _object(strength: float, token: Token) -> Iterator[_Found]:
    """Yield what a preposition governs, through ``of``, ``to``, ``for`` after a word of reason."""
    for child in token.rights:
        if child.pos_ in {"ADP", "SCONJ"} or child.dep_ in {"prep", "agent"}:
            yield from _object(strength, child)
        elif child.dep_ in {"pobj", "pcomp"} and child.ent_type_ not in _TIMES and child.lemma_ not in _in("no-cause"):
            yield strength, _limited(child.left_edge.i, child.right_edge.i + 1, token)


def _clause(strength: float, mark: Token) -> Iterator[_Found]:
    end = mark.head.right_edge.i + 1
    if mark.i + 1 < end:
        yield strength, _limited(mark.i + 1, end, mark)


def _limited(start: int, end: int, token: Token) -> DocSpan:
    """Return the words from ``start``, at most so many as an answer has and none after a comma far into it."""
    end = min(end, start + _LONGEST)
    for at in range(start + 2, end):
        spaced = token.doc[at - 1].whitespace_ or token.doc[at].text in {",", ";"}
        if spaced and token.doc[at].text in {",", ";", "(", "-", "–", "—"}:
            end = at
            break
    return token.doc[start:end]


def _in(name: str) -> frozenset[str]:
    return word_class("five_w_words.tsv", name)
