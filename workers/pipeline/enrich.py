"""An extraction to the records that leave: spans get their text, references between findings become ids."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count

import schemas.enriched_article as record
from schemas.event import Assertion, Event, EventTime, Participant, Place
from schemas.quote import Content, Context, Quote, Relay, Speaker
from schemas.span import LemmaSpan, Span
from workers.extraction import types as found
from workers.extraction.events.ontology import quad_class
from workers.extraction.text import Span as FoundSpan
from workers.pipeline.article_id import part_id
from workers.pipeline.decode import DecodedArticle


class SpanError(ValueError):
    """An extractor returned a span that is empty or lies outside the text."""


@dataclass(frozen=True, slots=True)
class Findings:
    """The parts of an enriched article that extraction fills."""

    sections: tuple[record.Section, ...]
    entities: tuple[record.Entity, ...]
    quotes: tuple[Quote, ...]
    events: tuple[Event, ...]
    times: tuple[record.TimeExpression, ...]
    five_w: record.FiveW


def enrich(article: DecodedArticle, extraction: found.Extraction) -> Findings:
    """Return the records of everything found in the article.

    Raises:
        SpanError: a span is empty or outside the text.
    """
    return _Enrichment(article, extraction).findings()


class _Enrichment:
    """One article's findings; ids are made first, because quotes and events name each other."""

    def __init__(self, article: DecodedArticle, extraction: found.Extraction) -> None:
        self._article = article
        self._extraction = extraction
        self._used: set[str] = set()
        self._entity_ids = tuple(
            self._new_id("entity", entity.type, entity.name, *_flat(entity.mentions)) for entity in extraction.entities
        )
        self._quote_ids = tuple(self._new_id("quote", *_flat(quote.content)) for quote in extraction.quotes)
        self._event_ids = tuple(self._event_id(event) for event in extraction.events)

    def findings(self) -> Findings:
        found_ = self._extraction
        return Findings(
            sections=tuple(record.Section(start=s.start, end=s.end, role=s.role) for s in found_.sections),
            entities=tuple(map(self._entity, self._entity_ids, found_.entities)),
            quotes=tuple(self._quote(index, quote) for index, quote in enumerate(found_.quotes)),
            events=tuple(map(self._event, self._event_ids, found_.events)),
            times=tuple(map(self._time, found_.times)),
            five_w=self._five_w(found_.five_w),
        )

    def _new_id(self, kind: str, *parts: object) -> str:
        """Return an id not yet used in this article; findings alike in everything are told apart by their order."""
        for again in count():
            made = part_id(self._article.id, kind, *parts, *([again] if again else []))
            if made not in self._used:
                self._used.add(made)
                return made
        raise AssertionError  # count() never ends

    def _event_id(self, event: found.Event) -> str:
        roles = [participant.mention for participant in (*event.actors, *event.targets)]
        return self._new_id("event", event.type, *event.trigger, *_flat(span for span in roles if span is not None))

    def _span(self, span: FoundSpan) -> Span:
        text = self._article.text
        if not 0 <= span.start < span.end <= len(text):
            raise SpanError(f"span {span.start}:{span.end} in a text of {len(text)} characters")
        return Span(start=span.start, end=span.end, text=text[span.start : span.end])

    def _maybe(self, span: FoundSpan | None) -> Span | None:
        return None if span is None else self._span(span)

    def _lemma_span(self, span: FoundSpan, lemma: str) -> LemmaSpan:
        plain = self._span(span)
        return LemmaSpan(start=plain.start, end=plain.end, text=plain.text, lemma=lemma)

    def _entity_id(self, index: int | None) -> str | None:
        return None if index is None else self._entity_ids[index]

    def _entity(self, identifier: str, entity: found.Entity) -> record.Entity:
        return record.Entity(
            id=identifier,
            name=entity.name,
            type=entity.type,
            titles=entity.titles,
            country=entity.country,
            mentions=tuple(map(self._span, entity.mentions)),
        )

    def _quote(self, index: int, quote: found.Quote) -> Quote:
        spans = tuple(map(self._span, quote.content))
        if not spans:
            raise SpanError("a quote without content")
        speaker = quote.speaker
        return Quote(
            id=self._quote_ids[index],
            article_id=self._article.id,
            type=quote.type,
            content=Content(text=" ".join(span.text for span in spans), spans=spans),
            cue=None if quote.cue is None else self._lemma_span(quote.cue, quote.cue_lemma or ""),
            cue_class=quote.cue_class,
            speaker=Speaker(
                mention=self._maybe(speaker.mention),
                name=speaker.name,
                entity_id=self._entity_id(speaker.entity),
                role=speaker.role,
                kind=speaker.kind,
            ),
            attribution_chain=tuple(Relay(name=relay.name, relation=relay.relation) for relay in quote.chain),
            context=self._context(spans[0].start, spans[-1].end),
            section=quote.section,
            confidence=round(quote.confidence, 4),
            events=tuple(
                identifier
                for identifier, event in zip(self._event_ids, self._extraction.events, strict=True)
                if event.quote == index
            ),
        )

    def _context(self, start: int, end: int) -> Context:
        """Return the sentence before the one in which the quote begins, and the one after that in which it ends."""
        before = [sentence for sentence in self._extraction.sentences if sentence.end <= start]
        after = [sentence for sentence in self._extraction.sentences if sentence.start >= end]
        return Context(before=self._text(before[-1:]), after=self._text(after[:1]))

    def _text(self, spans: Sequence[FoundSpan]) -> str:
        return " ".join(self._span(span).text for span in spans)

    def _event(self, identifier: str, event: found.Event) -> Event:
        return Event(
            id=identifier,
            article_id=self._article.id,
            type=event.type,
            mode=event.mode,
            contexts=event.contexts,
            quad=quad_class(event.type),
            trigger=self._lemma_span(event.trigger, event.lemma),
            actors=tuple(map(self._participant, event.actors)),
            targets=tuple(map(self._participant, event.targets)),
            places=tuple(map(self._place, event.places)),
            time=None
            if event.time is None
            else EventTime(
                mention=self._maybe(event.time.mention), value=event.time.value, granularity=event.time.granularity
            ),
            modality=event.modality,
            asserted_by=self._assertion(event.quote),
            counts=dict(sorted(event.counts.items())),
            section=event.section,
            confidence=round(event.confidence, 4),
            coref=None if event.group is None else self._coref(event.group),
        )

    def _coref(self, group: int) -> str:
        """Return one id for all mentions of an event: that of the first mention, as a part of its own kind."""
        first = next(
            identifier
            for identifier, event in zip(self._event_ids, self._extraction.events, strict=True)
            if event.group == group
        )
        return part_id(self._article.id, "coref", first)

    def _assertion(self, quote: int | None) -> Assertion | None:
        if quote is None:
            return None
        speaker = self._extraction.quotes[quote].speaker
        mention = self._maybe(speaker.mention)
        return Assertion(name=speaker.name or (mention.text if mention else None), quote_id=self._quote_ids[quote])

    def _participant(self, participant: found.Participant) -> Participant:
        return Participant(
            mention=self._maybe(participant.mention),
            name=participant.name,
            entity_id=self._entity_id(participant.entity),
            code=participant.code,
            sector=participant.sector,
        )

    def _place(self, place: found.Place) -> Place:
        return Place(
            mention=self._maybe(place.mention),
            name=place.name,
            country=place.country,
            lat=place.lat,
            lon=place.lon,
            geonames_id=place.geonames_id,
        )

    def _time(self, time: found.TimeExpression) -> record.TimeExpression:
        span = self._span(time.span)
        return record.TimeExpression(
            start=span.start,
            end=span.end,
            text=span.text,
            type=time.type,
            value=time.value,
            granularity=time.granularity,
        )

    def _five_w(self, answers: found.FiveW) -> record.FiveW:
        return record.FiveW(
            who=self._answers(answers.who),
            what=self._answers(answers.what),
            when=self._answers(answers.when),
            where=self._answers(answers.where),
            why=self._answers(answers.why),
            how=self._answers(answers.how),
        )

    def _answers(self, answers: Sequence[found.Answer]) -> tuple[record.Answer, ...]:
        return tuple(map(self._answer, answers))

    def _answer(self, answer: found.Answer) -> record.Answer:
        if answer.span is None:
            return record.Answer(text=answer.text, value=answer.value)
        span = self._span(answer.span)
        return record.Answer(text=span.text, start=span.start, end=span.end, value=answer.value)


def _flat(spans: Iterable[FoundSpan]) -> tuple[int, ...]:
    return tuple(offset for span in spans for offset in span)
