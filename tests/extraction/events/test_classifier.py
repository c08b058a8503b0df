"""The learned root scorer: what it tells apart, what it leaves alone, and that its weights belong to the sentences."""

import json
import math
from importlib.resources import files

import numpy as np
import pytest
from spacy.tokens import Doc

from training.train import LEXICONS, digest, sources, train
from workers.extraction.events.classifier import (
    HEADS,
    ROOTS,
    RootScorer,
    code_as_one,
    load_scorer,
    main_predicate,
    sentence_features,
    trigger_features,
)
from workers.extraction.nlp import Analyzer

DEPENDENT_VERB = pytest.mark.xfail(
    reason="without its modal, a bare infinitive of giving looks like the act of a threat to the trigger head",
    strict=True,
)

# Written for this test, in other words than the training frames.
MAIN_EVENTS = [
    ("AGREE", "Lisbon and Rabat agreed in principle to link their power grids."),
    ("AGREE", "The junta said it was willing to talk to the miners' leaders."),
    ("CONSULT", "The two prime ministers met for an hour at the airport in Bern."),
    ("CONSULT", "A Norwegian envoy flew to Juba for talks with the rebel commander."),
    ("SUPPORT", "Parliament in Ottawa ratified the maritime treaty by a wide margin."),
    ("SUPPORT", "The bishop praised the young judge for her courage."),
    ("COOPERATE", "Dutch detectives shared evidence with their Belgian colleagues about the smugglers."),
    ("AID", "Oslo sent two planes with tents and blankets to the flooded province."),
    ("AID", "The bank granted Malawi a loan of 40 million dollars."),
    ("YIELD", "The colonel released all hostages on Tuesday night."),
    ("YIELD", "The finance minister resigned over the bribery affair."),
    ("YIELD", "Army units withdrew from the two valleys under the accord."),
    ("REQUEST", "The widow asked the king to pardon her son."),
    ("REQUEST", "Fishermen demanded compensation from the harbour authority."),
    ("ACCUSE", "Customs officers accused the brewery of hiding its profits."),
    ("ACCUSE", "The villagers are suing the mine over poisoned wells."),
    ("ACCUSE", "Detectives opened an investigation into the mayor's accounts."),
    ("REJECT", "The senate turned down the president's offer of a compromise."),
    ("REJECT", "Accra refused to extradite the banker."),
    ("THREATEN", "The general threatened to bomb the dam."),
    ("THREATEN", "Union leaders warned of a general strike if the plant closed."),
    ("PROTEST", "Thousands of nurses marched through Lima against the pay freeze."),
    ("PROTEST", "Bus drivers went on strike in Turin on Monday."),
    ("SANCTION", "Vienna expelled two attaches and recalled its ambassador."),
    ("SANCTION", "Canberra suspended military aid to the island after the coup."),
    ("MOBILIZE", "The navy sent three frigates to the strait."),
    ("MOBILIZE", "Troops along the frontier were put on high alert."),
    ("COERCE", "Police arrested a smuggler at the ferry port."),
    ("COERCE", "The governor imposed a curfew on the harbour district."),
    ("ASSAULT", "Gunmen ambushed a convoy on the mountain road, killing four soldiers."),
    ("ASSAULT", "Jets bombed an arms depot near the oasis."),
    ("OTHER", "The club sold its goalkeeper for nine million euros."),
    ("OTHER", "Copper prices fell by two percent in London."),
]


def top(scores: dict[str, float]) -> str:
    return max(scores, key=lambda root: scores[root])


@pytest.fixture(scope="module")
def scorer() -> RootScorer:
    return load_scorer()


def parse(analyzer: Analyzer, text: str) -> Doc:
    return analyzer.nlp(text)


@pytest.mark.parametrize(("root", "text"), MAIN_EVENTS, ids=[text[:40] for _, text in MAIN_EVENTS])
def test_main_event_of_a_new_sentence(analyzer: Analyzer, scorer: RootScorer, root: str, text: str) -> None:
    assert top(scorer.score_sentence(parse(analyzer, text))) == root


@pytest.mark.parametrize(
    ("text", "word", "root"),
    [
        pytest.param("Bratislava will deliver generators to the clinics.", "deliver", "AID", marks=DEPENDENT_VERB),
        ("The court's release of the fishermen angered the port.", "release", "YIELD"),
        ("The arrest of the pilot was announced on Friday.", "arrest", "COERCE"),
        ("Rebels attacked the bridge after the army closed the border.", "closed", "COERCE"),
        ("The party denied that its members had killed the judge.", "killed", "ASSAULT"),
    ],
)
def test_trigger_keeps_its_own_root(analyzer: Analyzer, scorer: RootScorer, text: str, word: str, root: str) -> None:
    token = next(t for t in parse(analyzer, text) if t.text == word)
    assert top(scorer.score(token)) == root


@pytest.mark.parametrize(
    ("asserted", "text", "root"),
    [
        pytest.param("AID", "Helsinki will send doctors to the quake zone.", "AGREE", marks=DEPENDENT_VERB),
        pytest.param("AID", "Helsinki plans to send doctors to the quake zone.", "AGREE", marks=DEPENDENT_VERB),
        ("AID", "Helsinki would not send doctors to the quake zone, an official said.", "REJECT"),
        ("COERCE", "The council said it would ban the newspaper.", "THREATEN"),
        ("YIELD", "The generals must release the prisoners.", "REQUEST"),
        ("ACCUSE", "The widow will sue the shipyard.", "ACCUSE"),
    ],
)
def test_an_intention_is_coded_as_one_event(
    analyzer: Analyzer, scorer: RootScorer, asserted: str, text: str, root: str
) -> None:
    doc = parse(analyzer, text)
    assert top(scorer.score_sentence(doc)) == root
    predicate, _ = main_predicate(doc[:])
    assert top(scorer.score(predicate)) == asserted


@pytest.mark.parametrize(
    ("text", "predicate", "intent"),
    [
        ("Officials said the army had shelled the port.", "shelled", "asserted"),
        ("The army had shelled the port, the refugees charged.", "shelled", "asserted"),
        ("The minister told reporters that the port would be closed.", "closed", "planned"),
        ("Manila is ready to free the sailors.", "free", "planned"),
        ("Manila cannot accept the terms.", "accept", "refused"),
        ("Manila must accept the terms.", "accept", "demanded"),
        ("The judge charged the captain with fraud.", "charged", "asserted"),
    ],
)
def test_main_predicate(analyzer: Analyzer, text: str, predicate: str, intent: str) -> None:
    token, found = main_predicate(parse(analyzer, text)[:])
    assert (token.text, found) == (predicate, intent)


def test_probabilities_sum_to_one_for_any_token(analyzer: Analyzer, scorer: RootScorer) -> None:
    for token in parse(analyzer, "Xqz blorped !! 12 — “the” of"):
        scores = scorer.score(token)
        assert tuple(scores) == ROOTS
        assert math.isclose(sum(scores.values()), 1.0)


def test_coding_as_one_moves_probability_and_loses_none() -> None:
    own = np.full(len(ROOTS), 1 / len(ROOTS))
    for intent, gone in (("planned", "AID"), ("refused", "AID"), ("demanded", "ASSAULT")):
        coded = code_as_one(own, intent)  # type: ignore[arg-type]  # the loop's strings are intents
        assert math.isclose(coded.sum(), 1.0)
        assert coded[ROOTS.index(gone)] == 0
    assert code_as_one(own, "asserted") is own


def test_features_do_not_depend_on_names(analyzer: Analyzer) -> None:
    """What was learned must not be about countries: proper nouns enter by their entity type alone."""
    named = parse(analyzer, "France accused Kenya of spying.")
    features = {*trigger_features(named[1]), *sentence_features(named[:])}
    assert not [f for f in features if "france" in f.lower() or "kenya" in f.lower()]


def test_weights_belong_to_the_sentences() -> None:
    header = json.loads((LEXICONS / "events_classifier.json").read_text(encoding="utf-8"))
    assert header["digest"] == digest(sources()), "run python training/train.py and commit the new weights"
    packed = (LEXICONS / "events_classifier.bin").read_bytes()
    assert len(packed) == len(HEADS) * len(header["features"]) * len(ROOTS)
    assert len(set(header["features"])) == len(header["features"])


def test_weights_are_small() -> None:
    folder = files("workers.extraction") / "lexicons"
    size = sum(len((folder / f"events_classifier.{end}").read_bytes()) for end in ("json", "bin"))
    assert size < 3_000_000


def test_training_is_deterministic(analyzer: Analyzer) -> None:
    first = train(1, 1, analyzer=analyzer, limit=300)
    assert first == train(1, 1, analyzer=analyzer, limit=300)
    assert json.loads(first[0])["sentences"] == 300


def test_wrong_shape_is_refused() -> None:
    one = np.ones(len(HEADS))
    with pytest.raises(ValueError, match="weights have shape"):
        RootScorer({"l=go": 0}, np.zeros((2, 2, 16), dtype=np.int8), one, np.zeros((2, 16)), one)
