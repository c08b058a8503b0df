"""Fit the confidence of quotes to the share of right ones, and measure how well it is kept.

usage: calibrate.py collect GOLD.jsonl... > OUTCOMES.tsv
       calibrate.py fit OUTCOMES.tsv > quote_confidence.tsv
       calibrate.py check GOLD.jsonl... [--plot FILE.svg]

``collect`` writes a line for each quote found: set, rule, cue class, speaker, 1 when right. ``fit`` writes the lexicon
that ``workers/extraction/quotes/confidence.py`` reads. ``check`` prints calibration error and Brier score and draws the
reliability diagram.

Gold files as for ``quality.py``. A quote is right when its content matches a gold quote and its speaker is right too.

The share of a rule is drawn towards the share f of its family (with a cue beside marks, a clause, another complement,
without a cue), a family's towards one half: with n quotes of which r are right, (r + 4 f) / (n + 4) for the rule and
(r + 1) / (n + 2) for the family. Factors are shares of a class of cue or kind of speaker over the share of all,
drawn towards 1 in the same way; one half for those that never came up.
"""

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

import quality
from rich.console import Console

from schemas.quote import CueClass
from workers.extraction.entities import resolve_entities
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import find_drafts
from workers.extraction.quotes.confidence import speaker_kind
from workers.extraction.quotes.resolve import resolve
from workers.extraction.text import ArticleText

FAMILIES = {
    "beside marks": ("right", "right-inverted", "right-according", "left", "left-colon", "above"),
    "clause": ("clause", "fronted", "around", "according"),
    "complement": ("label", "inf", "obj-inf", "for", "of", "on", "upon", "against", "noun"),
    "without cue": ("turn", "headline", "labelled", "signature", "introduced", "name-colon"),
    "free": ("free",),
}
SPEAKERS = ("named", "unnamed", "none")
DRAW = 4.0
UNSEEN = 0.5  # factor of a class or kind that never came up
HIGH = 0.9
ROW = 5
HEADER = """\
# How sure a quote is, by the rule that found it, the class of its cue and the kind of its speaker.
# Source: {counts} quotes found in own articles by rules that nobody had tuned on them: {sets}.
# Licence: Apache-2.0, as the project. How made: benchmarks/calibrate.py fit; do not edit.
# Columns, tab separated: kind, value, share of right quotes (rule) or factor (class, speaker), quotes counted.
"""


def collect(paths: Sequence[Path]) -> Iterator[tuple[str, str, str, str, int]]:
    """Yield set, rule, cue class, kind of speaker and whether it is right, for each quote found that counts."""
    analyzer = Analyzer()
    for path in paths:
        for article in read(path):
            with analyzer.memory_zone():
                analysis = analyzer.analyze(ArticleText(text=article["text"], title=article.get("title")))
                blocks, drafts = find_drafts(analysis)
                quotes = resolve(analysis, resolve_entities(analysis), blocks, drafts)
            predictions = [
                quality.Prediction(content=q.content, speaker=q.speaker.mention, name=None, cue=None, chain=())
                for q in quotes
            ]
            found = {id(p): (d, q) for p, d, q in zip(predictions, drafts, quotes, strict=True)}
            for outcome in quality.outcomes(article, predictions):
                if outcome.prediction is not None:
                    draft, quote = found[id(outcome.prediction)]
                    yield path.stem, draft.rule, quote.cue_class, speaker_kind(quote.speaker), int(outcome.right)


def read(path: Path) -> list[dict[str, Any]]:
    """Read the articles of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def fit(lines: Sequence[str]) -> str:
    """Return the lexicon that outcomes give.

    Raises:
        ValueError: a line has not five columns, or a rule is of no family; the message names it.
    """
    rows = [line.split("\t") for line in lines if line.strip() and not line.startswith("#")]
    family_of = {rule: family for family, rules in FAMILIES.items() for rule in rules}
    seen: Counter[tuple[str, str]] = Counter()
    right: Counter[tuple[str, str]] = Counter()
    for row in rows:
        if len(row) != ROW or row[1] not in family_of:
            raise ValueError(f"no outcome: {row!r}")
        for key in (("rule", row[1]), ("family", family_of[row[1]]), ("class", row[2]), ("speaker", row[3])):
            seen[key] += 1
            right[key] += int(row[4])
    overall = sum(int(row[4]) for row in rows) / max(1, len(rows))
    out = [HEADER.format(counts=len(rows), sets=", ".join(sorted({row[0] for row in rows})))]
    for rule, family in family_of.items():
        pooled = (right["family", family] + 1) / (seen["family", family] + 2)
        share = (right["rule", rule] + DRAW * pooled) / (seen["rule", rule] + DRAW)
        out.append(f"rule\t{rule}\t{share:.3f}\t{seen['rule', rule]}\n")
    for kind, values in (("class", get_args(CueClass)), ("speaker", SPEAKERS)):
        for value in values:
            factor = (right[kind, value] / overall + DRAW) / (seen[kind, value] + DRAW) if seen[kind, value] else UNSEEN
            out.append(f"{kind}\t{value}\t{factor:.3f}\t{seen[kind, value]}\n")
    return "".join(out)


def check(paths: Sequence[Path], plot: Path | None, console: Console) -> None:
    """Print calibration error and Brier score of each gold file and of all; draw the diagram of all."""
    everything: list[quality.Outcome] = []
    for path in paths:
        articles = read(path)
        predictions = quality.extract(articles)
        found = [o for a in articles for o in quality.outcomes(a, predictions[a["id"]])]
        everything += found
        console.print(f"{path.stem}: {summary(found)}", highlight=False)
    if len(paths) > 1:
        console.print(f"all: {summary(everything)}", highlight=False)
    if plot is not None:
        plot.write_text(quality.plot(quality.reliability(everything)), encoding="utf-8")


def summary(found: Sequence[quality.Outcome]) -> str:
    """Return the figures of a set in words."""
    kept = [(o.prediction.confidence, o.right) for o in found if o.prediction is not None]
    mean = sum(c for c, _ in kept) / len(kept)
    share = sum(r for _, r in kept) / len(kept)
    brier = sum((c - r) ** 2 for c, r in kept) / len(kept)
    error = quality.calibration_error(quality.reliability(found))
    by_confidence = defaultdict(list)
    for c, r in kept:
        by_confidence[c >= HIGH].append(r)
    high = by_confidence[True]
    sure = f", from {HIGH} on {sum(high) / len(high):.3f} of {len(high)}" if high else ""
    return (
        f"{len(kept)} quotes, mean confidence {mean:.3f}, right {share:.3f}{sure}, "
        f"calibration error {error:.3f}, Brier score {brier:.3f}"
    )


def main() -> None:
    """Run one of the three commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("collect", "fit", "check"))
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    if options.command == "collect":
        for row in collect(options.files):
            sys.stdout.write("\t".join(map(str, row)) + "\n")
    elif options.command == "fit":
        sys.stdout.write(
            fit([line for path in options.files for line in path.read_text(encoding="utf-8").splitlines()])
        )
    else:
        console = Console()
        console.width = max(console.width, quality.WIDTH)
        check(options.files, options.plot, console)


if __name__ == "__main__":
    main()
