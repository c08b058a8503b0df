"""How good are the quotes? Scores the extractor against gold JSON lines and prints a table.

usage: quality.py GOLD.jsonl... [--json] [--errors N] [--plot FILE.svg]

Each line of a gold file is an article: ``{"id", "text", "title"?, "quotes": [{"content": [[start, end], ...],
"speaker": [start, end] | null, "speaker_name": str | null, "cue": [start, end] | null, "chain": [str]?,
"speech": bool?}]}``, offsets in code points of ``text``. A gold quote with ``"speech": false`` (thought, evidence, ...)
is optional: it need not be found, and a prediction that fits it best is not counted.

Measures: a span is the set of words it touches; predictions are matched to gold one to one, best Jaccard first, from
0.5 on. *Pair*: matched and the speaker's mention right too (or both absent). *Exact*: the same words. *Speaker*,
*full name*, *cue*, *chain*: shares of the matched quotes that have one in the gold. The plot compares the confidence
with the share of right pairs (reliability diagram).
"""

import argparse
import json
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

WORD = re.compile(r"\w+(?:['’]\w+)*")
TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "sir", "the", "a", "an", "president", "minister", "secretary", "senator", "sen", "rep"}
)  # fmt: skip
MATCH = 0.5
BINS = 8
WIDTH = 110
Pieces = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """A quote as the extractor gives it, reduced to what is scored."""

    content: Pieces
    speaker: Sequence[int] | None
    name: str | None
    cue: Sequence[int] | None
    chain: Sequence[str]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """Scores of one gold file; shares are in [0, 1]."""

    gold: int
    predicted: int
    pair_precision: float
    pair_recall: float
    pair_f1: float
    exact_f1: float
    speaker: float
    full_name: float
    cue: float
    chain: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One prediction or one missed gold quote."""

    article: str
    gold: dict[str, Any] | None
    prediction: Prediction | None
    right: bool


def words(text: str, pieces: Pieces) -> frozenset[int]:
    """Return the starts of the words that the pieces touch."""
    return frozenset(a + m.start() for a, b in pieces for m in WORD.finditer(text[a:b]))


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Return the overlap of two word sets."""
    return len(a & b) / len(a | b) if a or b else 0.0


def same_mention(text: str, gold: Sequence[int] | None, predicted: Sequence[int] | None) -> bool:
    """Return whether two mentions are the same speaker: by half of the words, the head, or the name elsewhere."""
    if gold is None or predicted is None:
        return gold is predicted
    ours, theirs = words(text, [predicted]), words(text, [gold])
    if jaccard(ours, theirs) >= MATCH:
        return True
    head = (
        re.split(r"\b(?:of|for|at|in|from|with|who|which|that)\b|[,;(]", text[gold[0] : gold[1]])[0]
        or text[gold[0] : gold[1]]
    )
    last = [gold[0] + m.start() for m in WORD.finditer(head)][-1:]
    if last and last[0] in ours and len(ours) <= len(theirs) + 8:
        return True
    names = [[w for w in WORD.findall(text[a:b]) if w.lower() not in TITLES] for a, b in (gold, predicted)]
    return bool(names[0] and names[1] and names[0][-1] == names[1][-1] and names[0][-1][0].isupper())


def same_name(gold: str, predicted: str | None) -> bool:
    """Return whether the predicted name holds every word of the gold name, titles aside."""
    parts = [{re.sub(r"['’]s$", "", w.lower()) for w in WORD.findall(n or "")} - TITLES for n in (gold, predicted)]
    return bool(parts[0]) and parts[0] <= parts[1]


def outcomes(article: dict[str, Any], predictions: Sequence[Prediction]) -> Iterator[Outcome]:
    """Match an article's predictions to its gold quotes, one to one, and yield every match, miss and false alarm."""
    text = article["text"]
    gold = [(q, words(text, q["content"])) for q in article["quotes"]]
    ours = [(p, words(text, p.content)) for p in predictions]
    optional = {i for i, (q, _) in enumerate(gold) if not q.get("speech", True)}
    kept = []
    for prediction, found in ours:
        best = max(range(len(gold)), key=lambda i: jaccard(gold[i][1], found), default=None)
        if best is None or best not in optional or not gold[best][1] & found:
            kept.append((prediction, found))
    pairs = sorted(
        (
            (-jaccard(g, p), i, j)
            for i, (_, g) in enumerate(gold)
            if i not in optional
            for j, (_, p) in enumerate(kept)
            if g & p
        )
    )
    taken: dict[int, int] = {}
    used: set[int] = set()
    for minus, i, j in pairs:
        if -minus >= MATCH and i not in taken and j not in used:
            taken[i] = j
            used.add(j)
    for i, (quote, _) in enumerate(gold):
        if i in optional:
            continue
        matched = kept[taken[i]][0] if i in taken else None
        right = matched is not None and same_mention(text, quote.get("speaker"), matched.speaker)
        yield Outcome(article["id"], quote, matched, right)
    for j, (prediction, _) in enumerate(kept):
        if j not in used:
            yield Outcome(article["id"], None, prediction, right=False)


def score(articles: Sequence[dict[str, Any]], predictions: dict[str, list[Prediction]]) -> Figures:
    """Score all articles; an article without predictions counts as empty."""
    gold = predicted = pairs = exact = 0
    shares: dict[str, list[bool]] = {"speaker": [], "name": [], "cue": [], "chain": []}
    for article in articles:
        text = article["text"]
        for outcome in outcomes(article, predictions.get(article["id"], [])):
            quote, ours = outcome.gold, outcome.prediction
            gold += quote is not None
            predicted += ours is not None
            pairs += outcome.right
            if quote is None or ours is None:
                continue
            exact += words(text, quote["content"]) == words(text, ours.content)
            if quote.get("speaker"):
                shares["speaker"].append(outcome.right)
            if quote.get("speaker_name"):
                shares["name"].append(same_name(quote["speaker_name"], ours.name))
            if quote.get("cue"):
                shares["cue"].append(bool(ours.cue and words(text, [quote["cue"]]) & words(text, [ours.cue])))
            if quote.get("chain") is not None:
                shares["chain"].append([c.lower() for c in quote["chain"]] == [c.lower() for c in ours.chain])
    mean = {k: sum(v) / len(v) if v else float("nan") for k, v in shares.items()}
    precision, recall = pairs / predicted if predicted else 0.0, pairs / gold if gold else 0.0
    return Figures(
        gold, predicted, precision, recall, f1(pairs, predicted, gold), f1(exact, predicted, gold),
        mean["speaker"], mean["name"], mean["cue"], mean["chain"],
    )  # fmt: skip


def f1(right: int, predicted: int, gold: int) -> float:
    """Return the harmonic mean of precision and recall."""
    return 2 * right / (predicted + gold) if predicted + gold else 0.0


def extract(articles: Sequence[dict[str, Any]]) -> dict[str, list[Prediction]]:
    """Run the extractor over the articles."""
    from workers.extraction.entities import resolve_entities  # noqa: PLC0415 - tests import this file for its scorer alone
    from workers.extraction.nlp import Analyzer  # noqa: PLC0415 - same
    from workers.extraction.quotes import extract_quotes  # noqa: PLC0415 - same
    from workers.extraction.types import ArticleText  # noqa: PLC0415 - same

    analyzer = Analyzer()
    found = {}
    for article in articles:
        with analyzer.memory_zone():
            analysis = analyzer.analyze(ArticleText(text=article["text"], title=article.get("title")))
            quotes = extract_quotes(analysis, resolve_entities(analysis))
        found[article["id"]] = [
            Prediction(
                content=q.content,
                speaker=q.speaker.mention,
                name=q.speaker.name,
                cue=q.cue,
                chain=[r.name for r in q.chain],
                confidence=q.confidence,
            )
            for q in quotes
        ]
    return found


def reliability(outcome_list: Sequence[Outcome]) -> list[tuple[float, float, int]]:
    """Return mean confidence, share of right pairs and count of each filled bin of equal width."""
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for outcome in outcome_list:
        if outcome.prediction is not None:
            confidence = outcome.prediction.confidence
            bins[min(BINS - 1, int(confidence * BINS))].append((confidence, outcome.right))
    return [(sum(c for c, _ in b) / len(b), sum(r for _, r in b) / len(b), len(b)) for b in bins if b]


def calibration_error(points: Sequence[tuple[float, float, int]]) -> float:
    """Return the expected calibration error: the distance of confidence and share of right ones, weighted by count."""
    total = sum(n for _, _, n in points)
    return sum(n * abs(confidence - right) for confidence, right, n in points) / total if total else 0.0


def plot(points: Sequence[tuple[float, float, int]]) -> str:
    """Draw a reliability diagram as SVG: confidence to the right, share of right pairs upward, area by count."""
    size, edge = 320, 40
    total = sum(n for _, _, n in points) or 1

    def at(x: float, y: float) -> tuple[float, float]:
        return edge + x * size, edge + (1 - y) * size

    dots = []
    for confidence, right, n in points:
        x, y = at(confidence, right)
        dots.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{4 + 26 * (n / total) ** 0.5:.1f}" fill="#1f77b4" opacity="0.6"/>'
            f'<text x="{x:.1f}" y="{y - 10:.1f}" font-size="10" text-anchor="middle">{n}</text>'
        )
    (x0, y0), (x1, y1) = at(0, 0), at(1, 1)
    full = size + 2 * edge
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{full}" height="{full}" font-family="sans-serif">'
        '<rect width="100%" height="100%" fill="white"/>'
        f'<path d="M{x0} {y0}L{x1} {y1}" stroke="#999" stroke-dasharray="4"/>'
        f'<path d="M{x0} {y1}V{y0}H{x1}" fill="none" stroke="black"/>{"".join(dots)}'
        f'<text x="{full / 2}" y="{full - 8}" font-size="12" text-anchor="middle">confidence (0 to 1)</text>'
        f'<text x="12" y="{full / 2}" font-size="12" text-anchor="middle" transform="rotate(-90 12 {full / 2})">'
        "share of right quotes (0 to 1)</text></svg>\n"
    )


def show(articles: Sequence[dict[str, Any]], found: Sequence[Outcome], limit: int, console: Console) -> None:
    """Print the first errors: what the gold has and what the extractor gave."""
    texts = {a["id"]: a["text"] for a in articles}
    for outcome in [o for o in found if not o.right][:limit]:
        text = texts[outcome.article]
        gold = " ... ".join(text[a:b] for a, b in outcome.gold["content"]) if outcome.gold else "-"
        ours = " ... ".join(text[a:b] for a, b in outcome.prediction.content) if outcome.prediction else "-"
        console.print(f"[{outcome.article}]\n  gold {gold[:160]}\n  ours {ours[:160]}", markup=False, highlight=False)


def main() -> None:
    """Score each gold file and print one row for it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--plot", type=Path)
    options = parser.parse_args()
    console = Console()
    console.width = max(console.width, WIDTH)  # a table cut off in a log is no use
    table = Table(title="Quotes")
    for heading in (
        "set",
        "gold",
        "found",
        "pair P",
        "pair R",
        "pair F1",
        "exact F1",
        "speaker",
        "full name",
        "cue",
        "chain",
    ):
        table.add_column(heading, justify="left" if heading == "set" else "right")
    report, everything = {}, []
    for path in options.gold:
        articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        predictions = extract(articles)
        figures = score(articles, predictions)
        found = [o for a in articles for o in outcomes(a, predictions[a["id"]])]
        everything += found
        report[path.stem] = asdict(figures)
        row = [str(figures.gold), str(figures.predicted)]
        row += ["-" if math.isnan(v) else f"{v:.3f}" for v in list(asdict(figures).values())[2:]]
        table.add_row(path.stem, *row)
        if options.errors:
            show(articles, found, options.errors, console)
    if options.plot:
        options.plot.write_text(plot(reliability(everything)), encoding="utf-8")
    if options.json:
        print(json.dumps(report))
    else:
        console.print(table)


if __name__ == "__main__":
    main()
