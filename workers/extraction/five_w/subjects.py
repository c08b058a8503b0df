"""Who and what."""

from collections.abc import Iterable

from spacy.tokens import Span as DocSpan

from workers.extraction.entities.sectors import sector_of
from workers.extraction.five_w.clauses import Clause, noun_phrase
from workers.extraction.lexicons.classes import word_class
from workers.extraction.types import Answer

_MOST = 3
_LONG_NAME = 8  # words
_COUNT = 3  # words of a bare count: "Seven", "At least seven"
_DIGITS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_NUMERALS = frozenset(str(n + 1) for n in range(len(_DIGITS)))
_ORIGINS = {"title": 1.5, "description": 0.75, "text": 0.0}
_ANIMATE, _AGENT, _REPORTS, _PER_SENTENCE = 2.0, 0.2, 1.0, 0.1
_ACTORS = frozenset({"PERSON", "ORG", "NORP", "GPE"})
_THINGS = frozenset({"EVENT", "FAC", "LOC", "DATE", "WORK_OF_ART", "PRODUCT"})


def answer_who(clauses: list[Clause]) -> tuple[Answer, ...]:
    """Return who acts in the main clauses, the headline's first, people and organisations before things."""
    ranked: list[tuple[float, Answer]] = []
    for order, clause in enumerate(clauses):
        base = _ORIGINS[clause.lead.origin] + clause.lead.weight - _PER_SENTENCE * order
        agent = _agent(clause)
        if agent is not None:
            ranked.append((base + _ANIMATE + _AGENT, clause.lead.answer(agent)))
        subject = clause.subject
        if subject is None or subject.text.lower() in word_class("five_w_words.tsv", "empty-subject"):
            continue
        answer = _full_count(clause, clauses) if len(subject) <= _COUNT else clause.lead.answer(subject)
        reports = clause.lead.origin != "title" and any(c.dep_ == "ccomp" for c in clause.verb.children)
        ranked.append((base + _ANIMATE * _acts(subject) - _REPORTS * reports, answer))
    ranked.sort(key=lambda pair: -pair[0])
    return tuple(_distinct(answer for _, answer in ranked))


def _agent(clause: Clause) -> DocSpan | None:
    """Return who did it in a passive clause: ``bombed in an attack by the rebels``."""
    if clause.verb.tag_ != "VBN":
        return None
    for token in clause.verb.subtree:
        if token.lower_ == "by" and token.i > clause.verb.i:
            phrase = next((noun_phrase(c) for c in token.children if c.dep_ == "pobj"), None)
            return phrase if phrase is not None and _acts(phrase) else None
    return None


def _acts(phrase: DocSpan) -> bool:
    """Tell whether a phrase names someone who can act: a person, an organisation, a country, a crowd."""
    head = phrase.root
    if head.ent_type_ in _ACTORS or (head.pos_ == "PROPN" and head.ent_type_ not in _THINGS):
        return True
    return head.like_num or sector_of([t.text for t in phrase]) is not None


def _distinct(answers: Iterable[Answer]) -> list[Answer]:
    found: dict[str, Answer] = {}
    for answer in answers:
        if answer.text:
            found.setdefault(answer.text.lower(), answer)
    return list(found.values())[:_MOST]


def _full_count(clause: Clause, clauses: list[Clause]) -> Answer:
    """Return a bare count as a later sentence has it in full: ``Seven`` becomes ``At least seven people``."""
    counts = {_spelt(token.lower_) for token in clause.subject or () if token.like_num}
    for other in clauses if counts else ():
        named = other.subject
        if named is not None and _COUNT < len(named) <= _LONG_NAME and counts & {_spelt(t.lower_) for t in named}:
            return other.lead.answer(named)
    assert clause.subject is not None  # noqa: S101 - the caller looked
    return clause.lead.answer(clause.subject)


def _spelt(word: str) -> str:
    """Return a small number as a word, whichever way it is written."""
    return _DIGITS[int(word) - 1] if word in _NUMERALS else word


def answer_what(clauses: list[Clause]) -> tuple[Answer, ...]:
    """Return the predicates of the main clauses, the headline's first."""
    return tuple(_distinct(clause.lead.answer(_what(clause)) for clause in clauses))


def _what(clause: Clause) -> DocSpan:
    """Return a predicate; a bare participle of a headline with what it is said of: ``Depot fire contained``."""
    subject, predicate = clause.subject, clause.predicate
    bare = clause.lead.origin == "title" and len(predicate) == 1 and clause.verb.tag_ == "VBN"
    if bare and subject is not None and subject.end <= predicate.start and predicate.end - subject.start <= _LONG_NAME:
        return predicate.doc[subject.start : predicate.end]
    return predicate
