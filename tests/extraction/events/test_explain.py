"""The explanation of a sentence names the pattern that won, its arguments and its rivals."""

from workers.extraction.events.explain import explain
from workers.extraction.nlp import Analyzer


def test_an_explanation_shows_pattern_roles_and_rivals(analyzer: Analyzer) -> None:
    found = {e.trigger: e for e in explain("Chile blamed the delay on Peru.", analyzer)}
    blamed = found["blamed"]
    assert (blamed.root, blamed.pattern) == ("ACCUSE", "blame ~on")
    assert blamed.actors == ("Chile",)
    assert blamed.targets == ("Peru",)
    assert blamed.arguments["on"] == ("Peru",)
    assert "ACCUSE blame" in blamed.rivals
    assert found["delay"].root == "OTHER"


def test_a_use_that_is_no_event_is_explained_too(analyzer: Analyzer) -> None:
    met = explain("The mill met the deadline.", analyzer)[0]
    assert met.root == "OTHER"
    assert any("meet @" in failed or "meet" in failed for failed in (*met.failed, *met.rivals))
