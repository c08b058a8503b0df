from io import StringIO

from msgspec import structs
from records import article, event, participant, quote
from rich.console import Console

from workers.app.console.record_text import article_line, event_line, headline, participants, quote_line, speaker_name
from workers.app.demo.tables import show_article


def test_a_quote_in_one_line_keeps_brackets_and_names_the_chain() -> None:
    shown = quote_line(quote()).plain
    assert shown == "Maria Olsen told  The port will reopen [soon]  (Nordjyske ← the council)"


def test_a_speaker_is_named_as_well_as_can_be() -> None:
    assert speaker_name(quote(name=None)) == "Olsen"
    assert speaker_name(quote(name=None, mention=None)) == "?"


def test_an_event_in_one_line() -> None:
    assert event_line(event()).plain == "AID  Denmark → the islanders  supply  2024-05-06 · Aalborg"
    planned = event_line(event(asserted=False)).plain
    assert planned.endswith("2024-05-06 · Aalborg · planned · says Maria Olsen")


def test_participants_fall_back_to_mention_then_code() -> None:
    found = participants((participant("A"), participant(mention="B"), participant(code="CCC"), participant()))
    assert found == "A, B, CCC, ?"


def test_an_article_is_named_by_its_title_else_by_its_first_own_words() -> None:
    assert headline(article(title="Harbour  reopens")) == "Harbour reopens"
    assert headline(article()).startswith("The port of Aalborg will reopen")
    assert headline(article(), width=20) == "The port of…"
    assert article_line(article()).plain.endswith("1 quote, 2 events")


def test_what_was_not_spoken_is_set_apart() -> None:
    console = Console(file=StringIO(), width=100)
    show_article(console, article(), [quote(), structs.replace(quote(), cue_class="evidence")], [])
    assert isinstance(console.file, StringIO)
    output = console.file.getvalue()
    assert "2 quotes, 1 of them spoken" in output
    assert output.count("evidence") == 1


def test_the_tables_hold_all_words_at_100_columns() -> None:
    console = Console(file=StringIO(), width=100)
    show_article(console, article(), [quote()], [event(), event(asserted=False)])
    assert isinstance(console.file, StringIO)
    output = console.file.getvalue()
    assert max(len(line) for line in output.splitlines()) <= 100
    for word in ("1 quote", "2 events", "Maria Olsen", "told", "[soon]", "Nordjyske", "← the council", "indirect"):
        assert word in output
    for word in ("Denmark → the islanders", "supply", "2024-05-06", "planned", "asserted", "the article"):
        assert word in output
