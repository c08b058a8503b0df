"""Comparing two enrichments; the sentences are our own."""

from typing import Any

import pytest
from msgspec import structs

from schemas.enriched_article import Article, EnrichedArticle, Entity, FiveW, Provenance
from schemas.event import Assertion, Event, Participant
from schemas.quote import Content, Context, Quote, Speaker
from schemas.span import LemmaSpan, Span
from workers.pipeline.comparison.article import compare_articles
from workers.pipeline.comparison.changes import Change, FieldChange
from workers.pipeline.comparison.fields import compare_fields
from workers.pipeline.comparison.matching import match_events, match_quotes
from workers.pipeline.comparison.summary import Summary

TEXT = "Norland sent tents to Sudland, the minister said, and soldiers left the border."


def quote(identifier: str, *spans: tuple[int, int], name: str = "Ada Berg", events: tuple[str, ...] = ()) -> Quote:
    return Quote(
        id=identifier,
        article_id="a",
        type="indirect",
        content=Content(
            text=" ".join(TEXT[s:e] for s, e in spans),
            spans=tuple(Span(start=s, end=e, text=TEXT[s:e]) for s, e in spans),
        ),
        cue=None,
        cue_class="speech",
        speaker=Speaker(mention=None, name=name, entity_id="p1", role=None, kind="person"),
        attribution_chain=(),
        context=Context(before="", after=""),
        section="body",
        confidence=0.9,
        events=events,
    )


def party(name: str, entity_id: str | None = None) -> Participant:
    return Participant(mention=None, name=name, entity_id=entity_id, code=name[:3].upper(), sector=None)


def event(identifier: str, start: int, end: int, kind: str = "AID", **given: Any) -> Event:
    fields: dict[str, Any] = {
        "mode": None,
        "contexts": (),
        "quad": 2,
        "actors": (party("Norland"),),
        "targets": (party("Sudland"),),
        "places": (),
        "time": None,
        "modality": "asserted",
        "asserted_by": None,
        "counts": {},
        "section": "body",
        "confidence": 0.8,
    }
    trigger = LemmaSpan(start=start, end=end, text=TEXT[start:end], lemma=TEXT[start:end])
    return Event(id=identifier, article_id="a", type=kind, trigger=trigger, **fields | given)


def article(
    quotes: tuple[Quote, ...] = (),
    events: tuple[Event, ...] = (),
    *,
    entities: tuple[Entity, ...] = (),
    version: str = "1",
    title: str | None = "News",
) -> EnrichedArticle:
    return EnrichedArticle(
        article=Article(
            id="a", url=None, title=title, description=None, publisher=None, authors=(), published_at=None,
            language="en", version=None, text=TEXT,
        ),
        sections=(),
        entities=entities,
        quotes=quotes,
        events=events,
        times=(),
        five_w=FiveW(),
        provenance=Provenance(pipeline_version=version, model="m", input=None),
    )  # fmt: skip


def told(changes: tuple[Change, ...]) -> list[tuple[str, str, str, list[str]]]:
    return [(each.kind, each.what, each.id, [field.path for field in each.fields]) for each in changes]


def test_the_same_found_by_another_version_is_no_difference() -> None:
    before = article((quote("q1", (0, 29)),), (event("e1", 8, 12),), version="1")
    assert compare_articles(before, structs.replace(before, provenance=article(version="2").provenance)) == ()


def test_added_and_removed() -> None:
    before = article((quote("q1", (0, 29)),), (event("e1", 8, 12),))
    after = article((quote("q2", (40, 50)),), (event("e2", 61, 65),))
    assert told(compare_articles(before, after)) == [
        ("quote", "removed", "q1", []),
        ("quote", "added", "q2", []),
        ("event", "removed", "e1", []),
        ("event", "added", "e2", []),
    ]


def test_matched_by_id_the_fields_that_changed_are_named_with_both_values() -> None:
    before = article((quote("q1", (0, 29)),), (event("e1", 8, 12),))
    after = article((quote("q1", (0, 29), name="Bo Lind"),), (event("e1", 8, 12, modality="planned", confidence=0.5),))
    quoted, happened = compare_articles(before, after)
    assert quoted.fields == (FieldChange("speaker.name", "Ada Berg", "Bo Lind"),)
    assert happened.fields == (FieldChange("modality", "asserted", "planned"), FieldChange("confidence", 0.8, 0.5))
    assert (quoted.text, happened.text) == (f"Ada Berg: {TEXT[:29]}", "AID Norland → Sudland “sent” [8:12]")


def test_with_another_id_but_overlapping_spans_it_is_the_same_changed() -> None:
    before = article((quote("q1", (0, 29)),), (event("e1", 8, 12),))
    after = article((quote("q9", (0, 24)),), (event("e9", 8, 12, "SUPPORT"),))
    assert told(compare_articles(before, after)) == [
        ("quote", "changed", "q1", ["content.text", "content.spans[0].end", "content.spans[0].text"]),
        ("event", "changed", "e1", ["type"]),
    ]


def test_the_larger_overlap_wins_then_the_type_then_the_order() -> None:
    before = (quote("q1", (0, 10)), quote("q2", (5, 29)))
    matched = match_quotes(before, (quote("r1", (6, 29)), quote("r2", (0, 6))))
    assert [(one.id, other.id) for one, other in matched.pairs] == [("q1", "r2"), ("q2", "r1")]
    twice = (event("e1", 8, 12, "AID"), event("e2", 8, 12, "SUPPORT"))
    found = match_events(twice, (event("f1", 8, 12, "SUPPORT"), event("f2", 8, 12, "AID"), event("f3", 8, 12, "AID")))
    assert [(one.id, other.id) for one, other in found.pairs] == [("e1", "f2"), ("e2", "f1")]
    assert [one.id for one in found.added] == ["f3"]


def test_an_event_that_goes_is_told_once_and_not_by_its_quote() -> None:
    asserted = Assertion(name="Ada Berg", quote_id="q1")
    events = (event("e1", 8, 12, asserted_by=asserted), event("e2", 61, 65, asserted_by=asserted))
    before = article((quote("q1", (0, 29), events=("e1", "e2")),), events)
    after = article((quote("q1", (0, 29), events=("e2",)),), events[1:])
    assert told(compare_articles(before, after)) == [("event", "removed", "e1", [])]


def test_a_quote_that_goes_is_told_once_and_not_by_its_events_but_a_lost_asserter_is() -> None:
    by_quote = event("e1", 8, 12, asserted_by=Assertion(name="Ada Berg", quote_id="q1"))
    before = article((quote("q1", (0, 29), events=("e1",)),), (by_quote,))
    after = article((), (event("e1", 8, 12, asserted_by=Assertion(name="Ada Berg", quote_id=None)),))
    assert told(compare_articles(before, after)) == [("quote", "removed", "q1", [])]
    alone = article((), (event("e1", 8, 12),))
    assert told(compare_articles(before, alone))[1] == ("event", "changed", "e1", ["asserted_by"])


def test_references_between_things_with_new_ids_are_the_same_references() -> None:
    asserted = Assertion(name="Ada Berg", quote_id="q1")
    before = article((quote("q1", (0, 29), events=("e1",)),), (event("e1", 8, 12, asserted_by=asserted),))
    moved = Assertion(name="Ada Berg", quote_id="q9")
    after = article((quote("q9", (0, 29), events=("e9",)),), (event("e9", 8, 12, asserted_by=moved),))
    assert compare_articles(before, after) == ()


def test_entities_are_compared_by_name_and_type() -> None:
    def named(identifier: str, name: str) -> Entity:
        return Entity(id=identifier, name=name, type="place", titles=(), country=None, mentions=())

    def with_actor(identifier: str, name: str) -> EnrichedArticle:
        happened = event("e1", 8, 12, actors=(party("Norland", identifier),))
        return article((), (happened,), entities=(named(identifier, name),))

    assert compare_articles(with_actor("n1", "Norland"), with_actor("n2", "Norland")) == ()
    assert told(compare_articles(with_actor("n1", "Norland"), with_actor("n1", "Old Norland"))) == [
        ("event", "changed", "e1", ["actors[0].entity_id"]),
        ("article", "changed", "a", ["entities[0].name"]),
    ]


def test_mentions_of_one_event_are_compared_as_a_group() -> None:
    def grouped(coref: str | None, *identifiers: str) -> EnrichedArticle:
        places = {"e1": (8, 12), "e2": (61, 65), "e3": (70, 76)}
        return article((), tuple(event(each, *places[each], coref=coref) for each in identifiers))

    assert compare_articles(grouped("c1", "e1", "e2"), grouped("c2", "e1", "e2")) == ()
    # e1 goes, and with it the name of the group: nothing else has changed
    assert told(compare_articles(grouped("c1", "e1", "e2"), grouped(None, "e2"))) == [("event", "removed", "e1", [])]
    split = compare_articles(grouped("c1", "e1", "e2"), grouped(None, "e1", "e2"))
    assert told(split) == [("event", "changed", "e1", ["coref"]), ("event", "changed", "e2", ["coref"])]


def test_a_list_that_grew_shows_what_was_added() -> None:
    before = article((), (event("e1", 8, 12),))
    after = article((), (event("e1", 8, 12, actors=(party("Ostland"), party("Norland"))),))
    (change,) = compare_articles(before, after)
    (grown,) = change.fields
    assert (grown.path, grown.before) == ("actors", [])
    assert [each["name"] for each in grown.after] == ["Ostland"]  # type: ignore[attr-defined, index]


def test_an_article_that_one_side_lacks_takes_its_quotes_and_events_with_it() -> None:
    one = article((quote("q1", (0, 29)),), (event("e1", 8, 12),))
    expected = [("quote", "q1"), ("event", "e1"), ("article", "a")]
    assert [(each.kind, each.id) for each in compare_articles(one, None)] == expected
    assert {each.what for each in compare_articles(one, None)} == {"removed"}
    assert {each.what for each in compare_articles(None, one)} == {"added"}
    assert compare_articles(None, None) == ()


@pytest.mark.parametrize(
    ("ignored", "left"),
    [
        ([], ["actors[0].name", "actors[0].code", "counts.killed", "confidence"]),
        (["confidence"], ["actors[0].name", "actors[0].code", "counts.killed"]),
        (["actors.code", "counts"], ["actors[0].name", "confidence"]),
        (["actors", "counts", "conf"], ["confidence"]),
    ],
)
def test_fields_can_be_ignored(ignored: list[str], left: list[str]) -> None:
    before = event("e1", 8, 12)
    after = event("e1", 8, 12, actors=(party("Ostland"),), counts={"killed": 2}, confidence=0.1)
    assert [each.path for each in compare_fields(before, after, ignored=ignored)] == left


def test_every_field_of_a_struct_is_compared() -> None:
    before = event("e1", 8, 12)
    for name in before.__struct_fields__:
        after = structs.replace(before, **{name: "something else"})
        assert [each.field.partition(".")[0] for each in compare_fields(before, after)] == [name]


def test_the_summary_counts_and_says_whether_anything_differs() -> None:
    before = article((quote("q1", (0, 29)),), (event("e1", 8, 12), event("e2", 61, 65)))
    after = article((quote("q1", (0, 29), name="Bo Lind"),), (event("e1", 8, 12),), title="Other")
    summary = Summary()
    summary.count(before, before, (), identical=True)
    assert not summary.differs
    summary.count(before, after, compare_articles(before, after))
    assert summary.differs
    assert (summary.articles.before, summary.articles.after, summary.articles.changed, summary.identical) == (
        2,
        2,
        1,
        1,
    )
    assert (summary.quotes.before, summary.quotes.after, summary.quotes.changed) == (2, 2, 1)
    assert (summary.events.before, summary.events.after, summary.events.removed) == (4, 3, 1)
    assert summary.fields == {"quote.speaker.name": 1, "article.article.title": 1}
