import pytest
from records import article, event, quote

from workers.app.tail.record_filter import Filter


@pytest.mark.parametrize(
    ("condition", "admitted"),
    [
        (Filter(), True),
        (Filter(speaker="olsen"), True),
        (Filter(speaker="MARIA"), True),
        (Filter(speaker="Kirby"), False),
        (Filter(type="Indirect"), True),
        (Filter(type="direct"), False),
        (Filter(speaker="Olsen", type="direct"), False),
    ],
)
def test_quotes(condition: Filter, admitted: bool) -> None:
    assert condition.admits_quote(quote()) is admitted


def test_a_speaker_without_name_is_found_by_mention_and_one_without_both_not_at_all() -> None:
    assert Filter(speaker="olsen").admits_quote(quote(name=None))
    assert not Filter(speaker="olsen").admits_quote(quote(name=None, mention=None))


@pytest.mark.parametrize(
    ("condition", "admitted"),
    [
        (Filter(actor="denmark"), True),
        (Filter(actor="DNK"), True),
        (Filter(actor="islander"), True),
        (Filter(actor="Norway"), False),
        (Filter(type="aid"), True),
        (Filter(type="ASSAULT"), False),
        (Filter(place="aalborg"), True),
        (Filter(place="dnk"), True),
        (Filter(place="Oslo"), False),
        (Filter(actor="denmark", place="Oslo"), False),
    ],
)
def test_events(condition: Filter, admitted: bool) -> None:
    assert condition.admits_event(event()) is admitted


@pytest.mark.parametrize(
    ("condition", "admitted"),
    [
        (Filter(), True),
        (Filter(speaker="olsen"), True),
        (Filter(speaker="kirby"), False),
        (Filter(actor="denmark", type="AID", place="aalborg"), True),
        (Filter(speaker="olsen", actor="norway"), False),
    ],
)
def test_articles(condition: Filter, admitted: bool) -> None:
    assert condition.admits_article(article()) is admitted
