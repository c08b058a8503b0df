"""Looking entities up by span."""

import pytest

from workers.extraction.entities.table import EntityTable, Mention, Referent
from workers.extraction.text import Span
from workers.extraction.types import Entity

#                0         1         2         3         4
#                0123456789012345678901234567890123456789012
# text:          The baker Arne Holt of Lindby said he slept
HOLT = Entity(name="Arne Holt", type="person", mentions=(Span(10, 19), Span(34, 36)), titles=("baker",))
LINDBY = Entity(name="Lindby", type="place", mentions=(Span(23, 29),))


@pytest.fixture
def table() -> EntityTable:
    return EntityTable(
        (HOLT, LINDBY),
        (
            Mention(10, 19, Span(0, 19), 0, "name", "baker"),
            Mention(23, 29, Span(23, 29), 1, "name"),
            Mention(34, 36, Span(34, 36), 0, "pronoun"),
            Mention(40, 44, Span(40, 44), 2, "nominal", "a clerk"),
        ),
        (Referent(0, "person", "m"), Referent(1, "organisation"), Referent(None, "unnamed")),
    )


@pytest.mark.parametrize(
    ("span", "entity"),
    [
        (Span(0, 19), 0),  # title and name
        (Span(15, 19), 0),  # part of a name
        (Span(0, 9), 0),  # the title alone
        (Span(0, 29), 0),  # with its complement: the first counts
        (Span(23, 29), 1),
        (Span(34, 36), 0),
        (Span(30, 33), None),  # between mentions
        (Span(40, 44), None),  # unnamed
        (Span(100, 110), None),
    ],
)
def test_at(table: EntityTable, span: Span, entity: int | None) -> None:
    assert table.at(span) == entity


def test_the_head_decides_where_it_is_known(table: EntityTable) -> None:
    assert table.at(Span(0, 29), head=23) == 1


def test_within_returns_mentions_in_text_order(table: EntityTable) -> None:
    assert [m.start for m in table.within(Span(18, 35))] == [10, 23, 34]


def test_antecedent_is_the_nearest_name_or_description(table: EntityTable) -> None:
    assert table.antecedent(Span(34, 36)) == Span(10, 19)
    assert table.antecedent(Span(40, 44)) is None


def test_speaker_of_an_unknown_phrase_is_unnamed(table: EntityTable) -> None:
    speaker = table.speaker(Span(30, 33))
    assert (speaker.name, speaker.entity, speaker.kind) == (None, None, "unnamed")


def test_speaker_has_the_local_title_else_the_first(table: EntityTable) -> None:
    assert table.speaker(Span(34, 36)).role == "baker"
    assert table.speaker(Span(40, 44)).role == "a clerk"


def test_an_empty_table_knows_nothing() -> None:
    assert EntityTable(()).at(Span(0, 10)) is None
