"""Records for tests of what people see and ask for; the sentences are our own."""

from schemas.enriched_article import Article, EnrichedArticle, FiveW, Provenance, Section
from schemas.event import Assertion, Event, EventTime, Participant, Place
from schemas.quote import Content, Context, Quote, Relay, Speaker
from schemas.span import LemmaSpan, Span

TEXT = "Harbour reopens\n\nThe port of Aalborg will reopen, Maria Olsen told the Nordjyske, citing [the] council."


def quote(*, name: str | None = "Maria Olsen", mention: str | None = "Olsen", kind: str = "indirect") -> Quote:
    return Quote(
        id="q1",
        article_id="a1",
        type=kind,
        content=Content(text="The port will reopen [soon]", spans=(Span(start=17, end=48, text="x"),)),
        cue=LemmaSpan(start=62, end=66, text="told", lemma="tell"),
        cue_class="speech",
        speaker=Speaker(
            mention=None if mention is None else Span(start=50, end=55, text=mention),
            name=name,
            entity_id=None,
            role=None,
            kind="person",
        ),
        attribution_chain=(
            Relay(name="Nordjyske", relation="reported by"),
            Relay(name="the council", relation="citing"),
        ),
        context=Context(before="", after=""),
        section="body",
        confidence=0.9,
        events=(),
    )


def participant(name: str | None = None, mention: str | None = None, code: str | None = None) -> Participant:
    span = None if mention is None else Span(start=0, end=len(mention), text=mention)
    return Participant(mention=span, name=name, entity_id=None, code=code, sector=None)


def event(*, kind: str = "AID", asserted: bool = True) -> Event:
    return Event(
        id="e1",
        article_id="a1",
        type=kind,
        mode=None,
        contexts=(),
        quad=2,
        trigger=LemmaSpan(start=20, end=26, text="supply", lemma="supply"),
        actors=(participant("Denmark", code="DNK"),),
        targets=(participant(mention="the islanders"),),
        places=(Place(mention=None, name="Aalborg", country="DNK", lat=57.0, lon=9.9, geonames_id=1),),
        time=EventTime(mention=None, value="2024-05-06", granularity="day"),
        modality="asserted" if asserted else "planned",
        asserted_by=None if asserted else Assertion(name="Maria Olsen", quote_id="q1"),
        counts={},
        section="body",
        confidence=0.8,
    )


def article(*, title: str | None = None) -> EnrichedArticle:
    return EnrichedArticle(
        article=Article(
            id="a1",
            url=None,
            title=title,
            description=None,
            publisher="Nordjyske",
            authors=(),
            published_at="2024-05-06",
            language="en",
            version=None,
            text=TEXT,
        ),
        sections=(Section(start=17, end=len(TEXT), role="body"),),
        entities=(),
        quotes=(quote(),),
        events=(event(), event(kind="OTHER")),
        times=(),
        five_w=FiveW(),
        provenance=Provenance(pipeline_version="0", model="m", input=None),
    )
