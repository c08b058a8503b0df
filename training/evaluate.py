"""Measure the root scorer alone on gold JSON lines given as arguments.

    python training/evaluate.py GOLD.jsonl...

A line is a document with ``text`` and ``events``, each with ``root`` and maybe ``triggers`` (``start``, ``end``). With
one event a line, the sentence head is asked; with several, the trigger head, at each gold trigger.
Prints accuracy, accuracy by confidence, and the CPU time as a share of the parse's. Nothing of the gold is kept.
"""

import json
import sys
import time
from collections import Counter
from pathlib import Path

if __package__ in {None, ""}:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from workers.extraction.events.classifier import load_scorer
from workers.extraction.nlp import Analyzer

# Older names of roots.
RENAMED = {
    "CONCEDE": "YIELD",
    "RETREAT": "YIELD",
    "DEMAND": "REQUEST",
    "DISAPPROVE": "ACCUSE",
    "INVESTIGATE": "ACCUSE",
    "FIGHT": "ASSAULT",
}
BANDS = (0.0, 0.5, 0.7, 0.9, 0.97)


def measure(path: Path, analyzer: Analyzer) -> None:
    """Print the figures of one gold file."""
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    started = time.process_time()
    docs = list(analyzer.nlp.pipe(g["text"] for g in gold))
    parsing = time.process_time() - started
    scorer, outcomes = load_scorer(), []
    started = time.process_time()
    for g, doc in zip(gold, docs, strict=True):
        single = len(g["events"]) == 1
        for event in g["events"]:
            root = RENAMED.get(event["root"], event["root"])
            if single:
                scores = scorer.score_sentence(max(doc.sents, key=len))
            else:
                first = event["triggers"][0]
                span = doc.char_span(first["start"], first["end"], alignment_mode="expand")
                scores = scorer.score(span.root)
            scores.pop("OTHER")  # every gold event has a root
            best = max(scores, key=lambda r: scores[r])
            outcomes.append((root, best, scores[best]))
    scoring = time.process_time() - started
    right = sum(root == best for root, best, _ in outcomes)
    print(f"{path.stem}: {right / len(outcomes):.3f} of {len(outcomes)}; CPU {scoring / parsing:.1%} of the parse")
    for low, high in zip(BANDS, (*BANDS[1:], 1.01), strict=True):
        band = [(root == best, p) for root, best, p in outcomes if low <= p < high]
        if band:
            accuracy, confidence = sum(ok for ok, _ in band) / len(band), sum(p for _, p in band) / len(band)
            print(
                f"  confidence {low:.2f}-{min(high, 1.0):.2f}: {len(band)}, said {confidence:.2f}, right {accuracy:.2f}"
            )
    confused = Counter((root, best) for root, best, _ in outcomes if root != best)
    print("  confused:", ", ".join(f"{a}>{b} {n}" for (a, b), n in confused.most_common(8)))


def main() -> int:
    """Measure each file named on the command line."""
    if len(sys.argv) == 1:
        print("usage: python training/evaluate.py GOLD.jsonl...", file=sys.stderr)
        return 2
    analyzer = Analyzer()
    for name in sys.argv[1:]:
        measure(Path(name), analyzer)
    return 0


if __name__ == "__main__":
    sys.exit(main())
