"""When and where."""

from datetime import date

from workers.extraction.five_w.leads import Lead
from workers.extraction.timex import document_date
from workers.extraction.types import Analysis, Answer, Place, Span, TimeExpression

_MOST = 3
_DAY = 10  # characters of an ISO date
_NEAR = 8  # days between the main event and its report
_SPAN = 2500  # characters of text in which the main event's time is told
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def answer_when(analysis: Analysis, leads: list[Lead], times: tuple[TimeExpression, ...]) -> tuple[Answer, ...]:
    """Return the days told first that lie near the publication date, then that date itself."""
    published = document_date(analysis)
    starts = [lead.offset + lead.sentence.start_char for lead in leads if lead.offset is not None]
    begin = min(starts, default=0)
    near = [t for t in times if _is_near(t, published) and begin <= t.span.start < begin + _SPAN]
    text = analysis.article.text
    answers = [Answer(text[t.span.start : t.span.end], t.span, t.value[:_DAY]) for t in near]
    if published is not None:
        answers.append(
            Answer(f"{_MONTHS[published.month - 1]} {published.day}, {published.year}", None, published.isoformat())
        )
    return tuple(answers[:_MOST])


def _is_near(time: TimeExpression, published: date | None) -> bool:
    if time.type not in {"DATE", "TIME"} or time.granularity not in {"day", "part_of_day", "hour", "minute"}:
        return False
    try:
        day = date.fromisoformat(time.value[:_DAY])
    except ValueError:
        return False
    return published is None or abs((published - day).days) <= _NEAR


def answer_where(analysis: Analysis, leads: list[Lead], places: tuple[Place, ...]) -> tuple[Answer, ...]:
    """Return the places of the headline and the first sentences, the often named and small before the large."""
    text = analysis.article.text
    head = " ".join(lead.sentence.text for lead in leads if lead.origin != "text")
    scores: dict[str, float] = {}
    first: dict[str, Place] = {}
    for place in places:
        if place.mention is None:
            continue
        name = text[place.mention.start : place.mention.end]
        if name not in first:
            first[name] = place
            scores[name] = (
                3 * (name in head) + 2 * max(0.0, 1 - place.mention.start / _SPAN) + (place.geonames_id is not None)
            )
        scores[name] += 0.25
    ranked = sorted(first, key=lambda name: -scores[name])
    return tuple(_named(text, first[name]) for name in ranked[:_MOST])


def _named(text: str, place: Place) -> Answer:
    span = place.mention or Span(0, 0)
    return Answer(text[span.start : span.end], span)
