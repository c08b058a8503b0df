"""Confidence comes from a lexicon that a script fits: every rule must be in it, and the fit must do what it says."""

import sys
from pathlib import Path

import pytest

from workers.extraction.quotes.confidence import confidence, shares
from workers.extraction.quotes.cues import lexicon
from workers.extraction.quotes.draft import Draft
from workers.extraction.text import Span
from workers.extraction.types import Speaker

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
from calibrate import FAMILIES, fit

NO_RULE = {"quote", "weak", "np", "addressee", "obj-of"}
NAMED = Speaker(Span(0, 3), "Ann", 0, None, "person")


def test_every_frame_and_family_has_a_share() -> None:
    frames = {frame for cue in lexicon().verbs.values() for frame in cue.frames} - NO_RULE
    rules = {rule for family in FAMILIES.values() for rule in family}
    assert frames <= rules
    assert {("rule", rule) for rule in rules} <= shares().keys()


def test_a_paragraph_without_cue_is_less_sure_than_one_with_its_cue() -> None:
    free, told = (confidence(Draft(0, [Span(0, 9)], rule), NAMED) for rule in ("free", "right-inverted"))
    assert free < told - 0.2


def test_no_speaker_is_less_sure_than_a_speaker() -> None:
    draft = Draft(0, [Span(0, 9)], "labelled")
    assert confidence(draft, Speaker(None, None, None, None, "unnamed")) < confidence(draft, NAMED)


def test_fit_draws_rare_rules_towards_their_family() -> None:
    often = ["a\tclause\tspeech\tnamed\t1"] * 90 + ["a\tclause\tspeech\tnamed\t0"] * 10
    lines = fit([*often, "a\tfronted\tspeech\tnamed\t0"]).splitlines()
    found = {tuple(line.split("\t")[:2]): float(line.split("\t")[2]) for line in lines if not line.startswith("#")}
    assert found["rule", "clause"] == pytest.approx(0.9, abs=0.01)
    assert 0.6 < found["rule", "fronted"] < 0.8
    assert found["rule", "free"] == 0.5


def test_fit_refuses_a_rule_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="guess"):
        fit(["a\tguess\tspeech\tnamed\t1"])
