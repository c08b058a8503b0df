"""Who, what, when, where, why and how of the article's main event.

News tells its main event first and once more in the headline (the inverted pyramid, which Giveme5W1H, Hamborg et al.
2019, also builds on). So the main clause of the headline answers who and what; the description and the first sentences
complete it and tell when and where; causes and manners are read off the connectives around them.
"""

from workers.extraction.entities.table import EntityTable
from workers.extraction.five_w.causes import answer_how, answer_why
from workers.extraction.five_w.clauses import main_clauses
from workers.extraction.five_w.leads import lead_sentences
from workers.extraction.five_w.settings import answer_when, answer_where
from workers.extraction.five_w.subjects import answer_what, answer_who
from workers.extraction.types import Analysis, Event, FiveW, Place, Quote, TimeExpression

__all__ = ["answer_five_w"]


def answer_five_w(
    analysis: Analysis,
    entities: EntityTable,
    quotes: tuple[Quote, ...],
    events: tuple[Event, ...],
    times: tuple[TimeExpression, ...],
    places: tuple[Place, ...],
) -> FiveW:
    """Return the best answers first, at most three to a question."""
    del entities, quotes, events  # the headline's parse has no offsets that they could be looked up by
    sentences = lead_sentences(analysis)
    clauses = main_clauses(sentences)
    return FiveW(
        who=answer_who(clauses),
        what=answer_what(clauses),
        when=answer_when(analysis, sentences, times),
        where=answer_where(analysis, sentences, places),
        why=answer_why(sentences),
        how=answer_how(sentences),
    )
