"""The training sentences: forms, spans and reproducibility of the generator."""

import re
from collections import Counter

import pytest

from training.generate import Generator, Sentence
from training.grammar import HERE, Grammar, is_plural
from training.inflection import inflect
from workers.extraction.events.classifier import ROOTS


@pytest.fixture(scope="module")
def sentences() -> list[Sentence]:
    return list(Generator(Grammar()).sentences(2, 2))


@pytest.mark.parametrize(
    ("base", "s", "past", "participle", "ing"),
    [
        ("accuse", "accuses", "accused", "accused", "accusing"),
        ("ban", "bans", "banned", "banned", "banning"),
        ("deny", "denies", "denied", "denied", "denying"),
        ("withdraw", "withdraws", "withdrew", "withdrawn", "withdrawing"),
        ("free", "frees", "freed", "freed", "freeing"),
        ("visit", "visits", "visited", "visited", "visiting"),
        ("deploy", "deploys", "deployed", "deployed", "deploying"),
        ("go", "goes", "went", "gone", "going"),
    ],
)
def test_inflection(base: str, s: str, past: str, participle: str, ing: str) -> None:
    assert [inflect(base, f) for f in ("base", "s", "past", "participle", "ing")] == [base, s, past, participle, ing]  # type: ignore[arg-type]  # the tuple's strings are forms


@pytest.mark.parametrize(
    ("phrase", "plural"),
    [
        ("the French government", False),
        ("police in Naples", True),
        ("the United States", False),
        ("hundreds of farmers", True),
        ("a group of activists", False),
        ("Kenya and Uganda", True),
        ("the police chief", False),
    ],
)
def test_number_of_a_subject(phrase: str, plural: bool) -> None:
    assert is_plural(phrase) is plural


def test_every_root_has_frames_and_nothing_else_is_a_root() -> None:
    frames = Grammar().frames
    assert set(frames) == set(ROOTS)
    assert {f.sentence_root for group in frames.values() for f in group} <= set(ROOTS)
    assert min(len(group) for group in frames.values()) >= 40


def test_no_frame_is_written_twice() -> None:
    frames = [(f.root, f.subjects, f.pattern) for group in Grammar().frames.values() for f in group]
    assert [f for f, n in Counter(frames).items() if n > 1] == []


def test_sentences_are_plain_and_their_spans_true(sentences: list[Sentence]) -> None:
    for sentence in sentences:
        assert not re.search(r"[⟦⟧<>\[\]{}|*~@]|\((?!Agency\))|\s\s|\s[.,]", sentence.text), sentence.text
        assert sentence.triggers, sentence.text
        for trigger in sentence.triggers:
            word = sentence.text[trigger.start : trigger.end]
            assert word == word.strip() != "", sentence.text


def test_same_frames_give_the_same_sentences(sentences: list[Sentence]) -> None:
    assert list(Generator(Grammar()).sentences(2, 2)) == sentences


def test_each_data_file_says_where_it_comes_from() -> None:
    for path in [*HERE.glob("*.txt"), *(HERE / "sentences").glob("*.txt")]:
        head = path.read_text(encoding="utf-8")[:600]
        assert "own work" in head, path.name
        assert "Licence:" in head, path.name
