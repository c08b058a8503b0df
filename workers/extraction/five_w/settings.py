"""When and where."""

from collections.abc import Iterator
from datetime import date

from spacy.tokens import Span as DocSpan
from spacy.tokens import Token

from workers.extraction.entities.codes import kind_of_name
from workers.extraction.entities.gazetteer import cities, regions
from workers.extraction.entities.places import end_of_place
from workers.extraction.five_w.clauses import noun_phrase
from workers.extraction.five_w.leads import Lead
from workers.extraction.lexicons.classes import word_class
from workers.extraction.text import Span
from workers.extraction.timex import document_date, times_in
from workers.extraction.types import Analysis, Answer, Place, TimeExpression

_MOST = 3
_DAY = 10  # characters of an ISO date
_NEAR = 6  # days between the main event and its report
_PER_DAY = 0.06  # what a day further from the report costs
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_PLACES = frozenset({"GPE", "LOC", "FAC"})
_KNOWN = 100_000  # people of a city that is believed though the parser takes it for something else
_COUNTRY = 0.3
_NATION = 0.3  # what a country costs as another word's modifier: a U.S. election says whose, not where
_DOUBTFUL = 0.3  # what a name costs that no list has and no preposition of place stands before
_DATELINE = 0.6
_PHRASE = 7  # words of an answer to "where"


def answer_when(analysis: Analysis, leads: list[Lead], times: tuple[TimeExpression, ...]) -> tuple[Answer, ...]:
    """Return the days near the publication date that the leads tell, the best sentence's first, then that date."""
    published = document_date(analysis)
    ranked = sorted(_times(analysis, leads, times, published), key=lambda pair: -pair[0])
    answers = [answer for _, answer in ranked]
    if published is not None:
        name = f"{_MONTHS[published.month - 1]} {published.day}, {published.year}"
        answers.append(Answer(name, None, published.isoformat()))
    return tuple(answers[:_MOST])


def _times(
    analysis: Analysis, leads: list[Lead], times: tuple[TimeExpression, ...], published: date | None
) -> Iterator[tuple[float, Answer]]:
    text = analysis.article.text
    for lead in leads:
        if lead.offset is None:
            found = times_in(lead.source[lead.sentence.start_char : lead.sentence.end_char], published)
            shift = lead.sentence.start_char
            for time in found:
                if _is_day(time, published):
                    words = lead.source[shift + time.span.start : shift + time.span.end]
                    yield lead.weight + _sharpness(time, words, published), Answer(words, None, time.value[:_DAY])
        else:
            start, end = lead.offset + lead.sentence.start_char, lead.offset + lead.sentence.end_char
            for time in times:
                if start <= time.span.start < end and _is_day(time, published):
                    words = text[time.span.start : time.span.end]
                    yield lead.weight + _sharpness(time, words, published), Answer(words, time.span, time.value[:_DAY])


def _sharpness(time: TimeExpression, words: str, published: date | None) -> float:
    """Return how well an expression names its day (a weekday does, ``the night`` does not) and how near it lies."""
    if words.isupper() or words.lower().startswith("the "):
        return -1.0
    distance = 0 if published is None else abs((published - date.fromisoformat(time.value[:_DAY])).days)
    return (0.2 if time.type == "TIME" else 0.1) - _PER_DAY * distance


def _is_day(time: TimeExpression, published: date | None) -> bool:
    if time.type not in {"DATE", "TIME"} or time.granularity not in {"day", "part_of_day", "hour", "minute"}:
        return False
    try:
        day = date.fromisoformat(time.value[:_DAY])
    except ValueError:
        return False
    return published is None or abs((published - day).days) <= _NEAR


def answer_where(analysis: Analysis, leads: list[Lead], places: tuple[Place, ...]) -> tuple[Answer, ...]:
    """Return the places of the leads, weighed by their sentence and by whether they are said as a place."""
    scores: dict[str, float] = {}
    answers: dict[str, Answer] = {}
    for score, answer in [*_located(leads), *_named(analysis, leads, places)]:
        key = answer.text.lower()
        answers.setdefault(key, answer)
        scores[key] = max(scores.get(key, 0.0), score) + 0.05
    ranked = sorted(scores, key=lambda key: -scores[key])
    return tuple(answers[key] for key in ranked[:_MOST])


def _located(leads: list[Lead]) -> Iterator[tuple[float, Answer]]:
    """Yield the noun phrases with a name in them after ``in``, ``at``, ``near``."""
    for lead in leads:
        for token in lead.sentence:
            if token.dep_ == "pobj" and token.head.lower_ in word_class("five_w_words.tsv", "where"):
                phrase = noun_phrase(token)
                while len(phrase) > 1 and phrase[0].lower_ in {"the", "a", "an"}:
                    phrase = phrase[1:]
                named = any(word.pos_ == "PROPN" for word in phrase)
                if named and len(phrase) <= _PHRASE and _is_a_place(token):
                    act = lead.origin == "title" or _of_an_act(token.head)
                    yield lead.weight + 0.3 * act - _wide(phrase.text), lead.answer(phrase)


def _is_a_place(head: Token) -> bool:
    if head.pos_ == "PROPN":
        kind = (kind_of_name(head.text) or ("", ""))[0]
        known = (
            kind in {"country", "capital"}
            or regions(head.text)
            or any(c.population >= _KNOWN for c in cities(head.text))
        )
        return head.ent_type_ in _PLACES or bool(known)
    site = head.lemma_ in word_class("five_w_words.tsv", "site") and (head.tag_ != "NNS" or head.lower_ == "outskirts")
    return site and any(t.ent_type_ in _PLACES for t in head.subtree)


def _of_an_act(preposition: Token) -> bool:
    """Tell whether a preposition says where something happens, not what a thing is of."""
    return preposition.head.pos_ in {"VERB", "AUX"}


def _named(analysis: Analysis, leads: list[Lead], places: tuple[Place, ...]) -> Iterator[tuple[float, Answer]]:
    text = analysis.article.text
    for lead in leads:
        if lead.offset is None:
            yield from _named_by_the_parser(lead)
            continue
        start, end = lead.offset + lead.sentence.start_char, lead.offset + lead.sentence.end_char
        for place in places:
            if place.mention is not None and start <= place.mention.start < end:
                mention = place.mention
                words = text[mention.start : mention.end]
                score = lead.weight - 0.2 - _wide(words) - 0.1 * (place.lat is None)
                head = lead.sentence.char_span(
                    mention.start - lead.offset - lead.sentence.start_char,
                    mention.end - lead.offset - lead.sentence.start_char,
                )
                yield score - _NATION * (head is not None and _is_nation(head)), Answer(words, Span(*mention))
    for section in analysis.sections:
        for place in places if section.role == "dateline" else ():
            if place.mention is not None and section.start <= place.mention.start < section.end:
                words = text[place.mention.start : place.mention.end]
                yield _DATELINE - _wide(words), Answer(words, Span(*place.mention))


def _named_by_the_parser(lead: Lead) -> Iterator[tuple[float, Answer]]:
    """Yield the places of a headline or description, which have no mentions in the text."""
    for entity in lead.sentence.ents:
        if entity.label_ not in _PLACES:
            continue
        whole = entity.doc[entity.start : end_of_place(entity.doc, entity.start)]
        if whole[-1].text[0].islower():  # UK-only, US-based
            continue
        known = kind_of_name(whole.text) is not None or bool(cities(whole.text))
        doubtful = not known and entity.root.head.lower_ not in word_class("five_w_words.tsv", "where")
        yield (
            lead.weight - 0.1 - _wide(whole.text) - _NATION * _is_nation(whole) - _DOUBTFUL * doubtful,
            lead.answer(whole),
        )


def _is_nation(name: DocSpan) -> bool:
    """Tell whether a country's name says whose another thing is: the U.S. election, Chile's president."""
    return name.root.dep_ in {"compound", "amod", "nmod", "poss"} and _wide(name.text) > 0


def _wide(name: str) -> float:
    """Return what a country costs beside a town: it says less where something happened."""
    kind = kind_of_name(name)
    return _COUNTRY if kind is not None and kind[0] == "country" else 0.0
