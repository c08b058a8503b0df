import pytest

from workers.extraction.quotes.cues import lexicon, regular_forms


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("said", "say"),
        ("told", "tell"),
        ("replies", "reply"),
        ("hissed", "hiss"),
        ("agreeing", "agree"),
        ("wrote", "write"),
    ],
)
def test_forms_lead_to_their_lemma(form: str, lemma: str) -> None:
    assert lexicon().verbs[form].lemma == lemma


def test_regular_forms_follow_spelling() -> None:
    assert regular_forms("announce") == ("announces", "announced", "announcing")
    assert regular_forms("deny") == ("denies", "denied", "denying")
    assert regular_forms("stress") == ("stresses", "stressed", "stressing")


def test_lexicon_has_hundreds_of_cues_with_classes() -> None:
    cues = {cue.lemma: cue for cue in lexicon().verbs.values()}
    assert len(cues) > 250
    assert cues["urge"].frames["obj-inf"] == "performative"
    assert cues["believe"].frames["clause"] == "thought"
    assert cues["show"].frames["clause"] == "evidence"
    assert cues["say"].takes("quote", "clause")


def test_irregular_forms_belong_to_known_cues() -> None:
    assert "sayed" not in lexicon().verbs
    assert "telled" not in lexicon().verbs
