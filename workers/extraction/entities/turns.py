"""Who speaks in which quotation, roughly: enough to keep a pronoun inside from being taken for its own speaker."""

from collections import defaultdict

from workers.extraction.entities.pronouns import says
from workers.extraction.entities.referents import Ground, Place, Referent

_BEFORE = 1.5  # a speaker named before the quotation is farther than one after it


def is_speaker(ground: Ground, place: Place) -> bool:
    """Return whether a mention is the subject of a speech verb or stands after ``according to``."""
    if place.subject:
        return says(ground, place)
    parse = ground.parses[place.paragraph]
    head = parse.head[place.token]
    return (
        parse.dep[place.token] == "pobj" and parse.lower[head] == "to" and parse.lower[max(0, head - 1)] == "according"
    )


def find_speakers(ground: Ground, referents: list[Referent]) -> dict[int, Referent | None]:
    """Return the speaker of each quotation of ``ground.spans``.

    The nearest subject of a speech verb in the paragraph; in a paragraph without one, the speaker before goes on, and
    after a source line the source speaks.
    """
    subjects: dict[int, list[tuple[int, Referent]]] = defaultdict(list)
    named: dict[int, Referent] = {}
    for referent in referents:
        for place in referent.places:
            if place.quote < 0 and is_speaker(ground, place):
                subjects[place.paragraph].append((place.token, referent))
            if referent.type == "person" and place.form == "name" and ground.parses[place.paragraph].role == "source":
                named.setdefault(place.paragraph, referent)
    found: dict[int, Referent | None] = {}
    previous: Referent | None = None
    spoken = -2
    for index, (paragraph, first, last) in enumerate(ground.spans):
        speaker: Referent | None = None
        if subjects[paragraph]:
            _, speaker = min(
                subjects[paragraph], key=lambda s: s[0] - last if s[0] > last else (first - s[0]) * _BEFORE
            )
        elif first <= 1:
            quoted = ground.parses[paragraph].role == "quote"
            speaker = named.get(paragraph - 1) if quoted else previous if spoken >= paragraph - 1 else None
        found[index] = speaker
        previous, spoken = speaker, paragraph
    return found
