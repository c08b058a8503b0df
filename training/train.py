"""Fit the learned tie-breaker on the project's own sentences and write its weights.

    python training/train.py [--check]

Deterministic: the same sentences, spaCy model and numpy give the same bytes. ``--check`` writes nothing and exits with
1 when the checked-in weights do not belong to the sentences.
"""

import argparse
import hashlib
import itertools
import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.generate import Generator, Sentence
from training.grammar import HERE, Grammar
from workers.extraction.events.classifier import HEADS, ROOTS, sentence_features, trigger_features
from workers.extraction.nlp import Analyzer

LEXICONS = HERE.parent / "workers" / "extraction" / "lexicons"
PER_FRAME, PER_CLAUSE = 10, 8
MIN_COUNT = 3
EPOCHS, BATCH, RATE, DECAY = 12, 64, 0.1, 1e-4
# The temperature is chosen on the sentences of one frame in ``FOLDS``, unseen in fitting.
FOLDS = 5
TEMPERATURES = tuple(round(0.5 + 0.1 * step, 1) for step in range(36))

Rows = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Examples:
    """Feature names per example and the index of its root in ``ROOTS``."""

    features: list[tuple[str, ...]]
    roots: list[int]
    folds: list[int]

    def add(self, features: Iterable[str], root: str, fold: int) -> None:
        """Add one example."""
        self.features.append(tuple(sorted(set(features))))
        self.roots.append(ROOTS.index(root))
        self.folds.append(fold)

    def part(self, *, held_out: bool) -> "Examples":
        """Give the examples of fold 0, or all others."""
        kept = [i for i, fold in enumerate(self.folds) if (fold == 0) == held_out]
        return Examples([self.features[i] for i in kept], [self.roots[i] for i in kept], [self.folds[i] for i in kept])


def examples(sentences: Iterable[Sentence], analyzer: Analyzer) -> tuple[Examples, Examples]:
    """Parse the sentences and give the examples of the trigger head and of the sentence head."""
    by_trigger, by_sentence = Examples([], [], []), Examples([], [], [])
    listed = list(sentences)
    for sentence, doc in zip(listed, analyzer.nlp.pipe(s.text for s in listed), strict=True):
        fold = sentence.frame % FOLDS
        for trigger in sentence.triggers:
            span = doc.char_span(trigger.start, trigger.end, alignment_mode="expand")
            if span is not None and len(span):
                by_trigger.add(trigger_features(span.root), trigger.root, fold)
        by_sentence.add(sentence_features(max(doc.sents, key=len)), sentence.root, fold)
    return by_trigger, by_sentence


def vocabulary(*heads: Examples) -> list[str]:
    """List the features that occur at least ``MIN_COUNT`` times in some head, in code point order."""
    kept: set[str] = set()
    for head in heads:
        counts = Counter(f for features in head.features for f in features)
        kept.update(f for f, n in counts.items() if n >= MIN_COUNT)
    return sorted(kept)


def fit(head: Examples, index: dict[str, int], seed: int = 0) -> tuple[Floats, Floats]:
    """Fit a softmax regression by AdaGrad; classes weigh alike by the square root of their share.

    Returns weights, shape (features, roots), and bias, shape (roots,).
    """
    rows = [np.array([index[f] for f in features if f in index], dtype=np.int32) for features in head.features]
    target = np.array(head.roots)
    share = np.bincount(target, minlength=len(ROOTS)).astype(np.float64)
    class_weight = np.sqrt(share.mean() / np.maximum(share, 1.0)).astype(np.float32)
    # OTHER stands for all that was not written down; it must not win by its weight where the evidence is thin.
    class_weight[ROOTS.index("OTHER")] = class_weight.min()
    weights = np.zeros((len(index), len(ROOTS)), dtype=np.float32)
    bias = np.zeros(len(ROOTS), dtype=np.float32)
    squares, bias_squares = np.full_like(weights, 1e-6), np.full_like(bias, 1e-6)
    rng = np.random.default_rng(seed)
    for _ in range(EPOCHS):
        order = rng.permutation(len(rows))
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            flat = np.concatenate([rows[i] for i in batch])
            lengths = np.array([len(rows[i]) for i in batch])
            owner = np.repeat(np.arange(len(batch)), lengths)
            scores = np.zeros((len(batch), len(ROOTS)), dtype=np.float32) + bias
            np.add.at(scores, owner, weights[flat])
            scores -= scores.max(axis=1, keepdims=True)
            odds = np.exp(scores)
            gradient = odds / odds.sum(axis=1, keepdims=True)
            gradient[np.arange(len(batch)), target[batch]] -= 1.0
            gradient *= class_weight[target[batch]][:, None] / len(batch)
            touched, inverse = np.unique(flat, return_inverse=True)
            grad_rows = np.zeros((len(touched), len(ROOTS)), dtype=np.float32)
            np.add.at(grad_rows, inverse, gradient[owner])
            grad_rows += DECAY * weights[touched]
            squares[touched] += grad_rows**2
            weights[touched] -= RATE * grad_rows / np.sqrt(squares[touched])
            grad_bias = gradient.sum(axis=0)
            bias_squares += grad_bias**2
            bias -= RATE * grad_bias / np.sqrt(bias_squares)
    return weights, bias


def calibrate(head: Examples, index: dict[str, int]) -> tuple[float, float]:
    """Fit without the held-out frames; return the temperature that suits these best, and the accuracy on them."""
    weights, bias = fit(head.part(held_out=False), index)
    held_out = head.part(held_out=True)
    target = np.array(held_out.roots)
    if not len(target):
        return 1.0, 0.0
    scores = np.stack(
        [weights[[index[f] for f in features if f in index]].sum(axis=0) + bias for features in held_out.features]
    )
    accuracy = float((scores.argmax(axis=1) == target).mean())

    def loss(temperature: float) -> float:
        scaled = scores.astype(np.float64) / temperature
        scaled -= scaled.max(axis=1, keepdims=True)
        return float((np.log(np.exp(scaled).sum(axis=1)) - scaled[np.arange(len(target)), target]).mean())

    return min(TEMPERATURES, key=loss), round(accuracy, 4)


def digest(paths: Sequence[Path]) -> str:
    """Hash the files that determine the sentences and their features."""
    total = hashlib.sha256()
    for path in sorted(paths):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return total.hexdigest()


def sources() -> list[Path]:
    """List the files whose change calls for new weights."""
    return [
        *(HERE / "sentences").glob("*.txt"),
        *(HERE / n for n in ("actors.txt", "grammar.py", "generate.py", "inflection.py", "train.py")),
        HERE.parent / "workers" / "extraction" / "events" / "classifier.py",
    ]


def train(per_frame: int, per_clause: int, analyzer: Analyzer, limit: int | None = None) -> tuple[bytes, bytes]:
    """Generate (at most ``limit`` sentences), parse, fit, quantise; return the header (JSON) and the packed weights."""
    made = list(itertools.islice(Generator(Grammar()).sentences(per_frame, per_clause), limit))
    heads = examples(made, analyzer)
    names = vocabulary(*heads)
    index = {name: row for row, name in enumerate(names)}
    packed, scales, biases, calibrations = [], [], [], []
    for head in heads:
        calibrations.append(calibrate(head, index))
        weights, bias = fit(head, index)
        scale = float(np.abs(weights).max()) / 127
        packed.append(np.rint(weights / scale).astype(np.int8))
        scales.append(round(scale, 8))
        biases.append([round(float(b), 4) for b in bias])
    header = {
        "about": "Weights of the learned tie-breaker (events/classifier.py), made by training/train.py.",
        "source": "Fitted on sentences written for this project (training/sentences); no text of any corpus was used.",
        "licence": "Apache-2.0",
        "digest": digest(sources()),
        "sentences": len(made),
        "examples": {name: len(head.roots) for name, head in zip(HEADS, heads, strict=True)},
        "roots": list(ROOTS),
        "scale": scales,
        "bias": biases,
        "temperature": [temperature for temperature, _ in calibrations],
        "held_out_accuracy": [accuracy for _, accuracy in calibrations],
        "features": names,
    }
    return (json.dumps(header, ensure_ascii=False, indent=0) + "\n").encode(), np.stack(packed).tobytes()


def main() -> int:
    """Train and write, or check."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="only tell whether the weights belong to the sentences")
    arguments = parser.parse_args()
    target = LEXICONS / "events_classifier.json"
    if arguments.check:
        current = json.loads(target.read_text(encoding="utf-8"))["digest"] == digest(sources())
        print("weights are current" if current else "weights are stale: run python training/train.py")
        return 0 if current else 1
    header, weights = train(PER_FRAME, PER_CLAUSE, Analyzer())
    LEXICONS.mkdir(exist_ok=True)
    target.write_bytes(header)
    (LEXICONS / "events_classifier.bin").write_bytes(weights)
    print(f"{len(json.loads(header)['features'])} features, {len(weights)} bytes of weights")
    return 0


if __name__ == "__main__":
    sys.exit(main())
