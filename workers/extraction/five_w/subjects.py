"""Who and what."""

from workers.extraction.entities.table import EntityTable
from workers.extraction.five_w.clauses import Clause
from workers.extraction.types import Answer

_MOST = 3
_PRONOUNS = frozenset("he she it they we i you who that this these those there which what".split())


def answer_who(clauses: list[Clause], entities: EntityTable) -> tuple[Answer, ...]:
    """Return the subjects of the main clauses, the headline's first, completed by fuller forms of the same name."""
    answers: list[Answer] = []
    for clause in clauses:
        if clause.subject is None or clause.subject.text.lower() in _PRONOUNS:
            continue
        answer = _fuller(clause, clauses, entities)
        if all(answer.text != other.text for other in answers):
            answers.append(answer)
    return tuple(answers[:_MOST])


def _fuller(clause: Clause, clauses: list[Clause], entities: EntityTable) -> Answer:
    """Return a subject, in the fuller form that a later sentence gives it: ``Seven`` becomes ``At least seven people``."""
    subject = clause.subject
    assert subject is not None  # noqa: S101 - the caller looked
    words = {token.lower_ for token in subject if token.is_alpha}
    for other in clauses:
        if other.subject is None or other is clause:
            continue
        others = {token.lower_ for token in other.subject if token.is_alpha}
        if words < others and len(words) <= 2 and len(other.subject) <= 6:  # noqa: PLR2004 - a name or a count, not a list
            return other.lead.answer(other.subject)
    return clause.lead.answer(subject)


def answer_what(clauses: list[Clause]) -> tuple[Answer, ...]:
    """Return the predicates of the main clauses, the headline's first."""
    answers: list[Answer] = []
    for clause in clauses:
        answer = clause.lead.answer(clause.predicate)
        if answer.text and all(answer.text != other.text for other in answers):
            answers.append(answer)
    return tuple(answers[:_MOST])
