"""Extraction values made by hand become records: spans carry their text, references become ids."""

import dataclasses

import msgspec
import pytest

from workers.extraction.text import Section, Span
from workers.extraction.types import (
    Answer,
    Entity,
    Event,
    EventTime,
    Extraction,
    FiveW,
    Participant,
    Place,
    Quote,
    Relay,
    Speaker,
    TimeExpression,
)
from workers.pipeline.decode import DecodedArticle
from workers.pipeline.enrich import Findings, SpanError, enrich

TEXT = "It rained. “We met Norland’s envoy on Friday,” Ada Olsen said. “We agreed.” It stopped. The end."
ARTICLE = DecodedArticle(
    id="a-1",
    text=TEXT,
    title=None,
    description=None,
    url=None,
    publisher=None,
    authors=(),
    published_at=None,
    published_on=None,
    language=None,
    version=None,
)


def at(piece: str) -> Span:
    start = TEXT.index(piece)
    return Span(start, start + len(piece))


OLSEN = Speaker(mention=at("Ada Olsen"), name="Ada Olsen", entity=0, role="envoy", kind="person")
NOBODY = Speaker(mention=None, name=None, entity=None, role=None, kind="unnamed")
QUOTE = Quote(
    type="direct",
    content=(at("“We met Norland’s envoy on Friday,”"), at("“We agreed.”")),
    cue=at("said"),
    cue_lemma="say",
    cue_class="speech",
    speaker=OLSEN,
    chain=(Relay("Norland Radio", "citing"),),
    section="lead",
    confidence=0.123456,
)
EVENT = Event(
    type="CONSULT",
    trigger=at("met"),
    lemma="meet",
    actors=(Participant(mention=at("We"), name="Ada Olsen", entity=0, code=None, sector="GOV"),),
    targets=(Participant(mention=at("Norland’s envoy"), name=None, entity=None, code="NRL", sector="GOV"),),
    places=(Place(mention=at("Norland"), name="Norland", country="NRL", lat=1.5, lon=2.5, geonames_id=7),),
    time=EventTime(mention=at("Friday"), value="2023-06-09", granularity="day"),
    modality="asserted",
    quote=0,
    section="lead",
    confidence=1.0,
    counts={"killed": 2, "injured": 1},
    group=4,
)
EXTRACTION = Extraction(
    sections=(Section(0, len(TEXT), "lead", Span(0, len(TEXT))),),
    entities=(Entity(name="Ada Olsen", type="person", mentions=(at("Ada Olsen"),), titles=("envoy",), country="NRL"),),
    quotes=(QUOTE,),
    events=(
        EVENT,
        dataclasses.replace(EVENT, type="OTHER", trigger=at("rained"), lemma="rain", quote=None, group=None),
    ),
    times=(TimeExpression(at("Friday"), "DATE", "2023-06-09", "day"),),
    five_w=FiveW(who=(Answer("Ada Olsen", at("Ada Olsen")),), when=(Answer("Friday", None, "2023-06-09"),)),
    sentences=(
        at("It rained."),
        at("“We met Norland’s envoy on Friday,” Ada Olsen said."),
        at("“We agreed.”"),
        at("It stopped."),
        at("The end."),
    ),
)


def findings(**changes: object) -> Findings:
    return enrich(ARTICLE, dataclasses.replace(EXTRACTION, **changes))  # type: ignore[arg-type] # fields of Extraction


def test_spans_carry_the_text() -> None:
    found = findings()
    quote, event = found.quotes[0], found.events[0]
    assert [span.text for span in quote.content.spans] == ["“We met Norland’s envoy on Friday,”", "“We agreed.”"]
    assert quote.content.text == "“We met Norland’s envoy on Friday,” “We agreed.”"
    assert quote.cue is not None
    assert (quote.cue.text, quote.cue.lemma) == ("said", "say")
    assert (event.trigger.text, event.trigger.lemma) == ("met", "meet")
    assert [(p.mention.text, p.name, p.code) for p in event.actors + event.targets if p.mention] == [
        ("We", "Ada Olsen", None),
        ("Norland’s envoy", None, "NRL"),
    ]
    assert found.times[0].text == "Friday"
    assert found.five_w.who[0].text == "Ada Olsen"
    assert found.five_w.when[0].value == "2023-06-09"
    assert "start" not in msgspec.to_builtins(found.five_w.when[0])


def test_references_become_ids() -> None:
    found = findings()
    entity, quote, event = found.entities[0], found.quotes[0], found.events[0]
    assert quote.speaker.entity_id == event.actors[0].entity_id == entity.id
    assert event.targets[0].entity_id is None
    assert quote.events == (event.id,)
    assert event.asserted_by is not None
    assert (event.asserted_by.name, event.asserted_by.quote_id) == ("Ada Olsen", quote.id)
    assert found.events[1].asserted_by is None
    assert quote.article_id == event.article_id == "a-1"


def test_an_unnamed_speaker_asserts_by_mention() -> None:
    speaker = Speaker(mention=at("We"), name=None, entity=None, role=None, kind="group")
    event = findings(quotes=(dataclasses.replace(QUOTE, speaker=speaker),)).events[0]
    assert event.asserted_by is not None
    assert event.asserted_by.name == "We"


def test_an_unknown_speaker_still_asserts() -> None:
    event = findings(quotes=(dataclasses.replace(QUOTE, speaker=NOBODY),)).events[0]
    assert event.asserted_by is not None
    assert event.asserted_by.name is None
    assert event.asserted_by.quote_id is not None


def test_context_is_the_sentence_before_and_after() -> None:
    context = findings().quotes[0].context
    assert (context.before, context.after) == ("It rained.", "It stopped.")


def test_context_is_empty_at_the_edges() -> None:
    alone = findings(quotes=(dataclasses.replace(QUOTE, content=(Span(0, len(TEXT)),)),)).quotes[0].context
    assert (alone.before, alone.after) == ("", "")


def test_mentions_of_one_event_share_an_id_that_is_none_of_theirs() -> None:
    again = dataclasses.replace(EVENT, trigger=at("agreed"))
    first, second, other = findings(events=(EVENT, again, EXTRACTION.events[1])).events
    assert first.coref == second.coref is not None
    assert first.coref not in {first.id, second.id}
    assert other.coref is None


def test_ids_differ_even_for_findings_alike() -> None:
    found = findings(events=(EVENT, EVENT), quotes=(QUOTE, QUOTE))
    assert len({record.id for record in (*found.events, *found.quotes)}) == 4


def test_ids_depend_on_article_spans_and_root_alone() -> None:
    base = findings()
    reworded = findings(
        events=tuple(dataclasses.replace(e, confidence=0.5, modality="possible") for e in EXTRACTION.events)
    )
    assert [e.id for e in base.events] == [e.id for e in reworded.events]
    other_root = findings(events=(dataclasses.replace(EVENT, type="AGREE"),))
    other_article = enrich(dataclasses.replace(ARTICLE, id="a-2"), EXTRACTION)
    moved = findings(events=(dataclasses.replace(EVENT, trigger=at("agreed")),))
    ids = {f.events[0].id for f in (base, other_root, other_article, moved)}
    assert len(ids) == 4


def test_counts_are_in_order_and_confidence_is_rounded() -> None:
    found = findings()
    assert list(found.events[0].counts) == ["injured", "killed"]
    assert found.quotes[0].confidence == 0.1235


@pytest.mark.parametrize("span", [Span(-1, 3), Span(3, 3), Span(5, 4), Span(0, len(TEXT) + 1)])
def test_a_bad_span_is_an_error(span: Span) -> None:
    with pytest.raises(SpanError):
        findings(events=(dataclasses.replace(EVENT, trigger=span),))


def test_a_quote_without_content_is_an_error() -> None:
    with pytest.raises(SpanError):
        findings(quotes=(dataclasses.replace(QUOTE, content=()),))
