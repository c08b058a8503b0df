"""How fast the pipeline is, part by part, on one core: ``python benchmarks/speed.py [--json] FILE...``

The files are those ``stringer extract`` takes; without any, the seeds and the golden articles. Machines and their load
differ, so what counts is the ratio of the parts within one run; words a CPU-second are printed for orientation. Each
part is timed in CPU time, alternating with the others, and the fastest of the rounds is taken. Below the parts stand
the stages of the extraction, each alone, the fastest of the same rounds.
"""

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path

from schemas.codec import encode_value
from workers.app.articles.files import read_articles
from workers.errors import Rejection
from workers.extraction.article import extract
from workers.extraction.entities import resolve_entities
from workers.extraction.laps import Laps
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.segmentation import segment
from workers.extraction.text import ArticleText
from workers.messages import InputMessage
from workers.pipeline.decode import DecodedArticle, decode
from workers.pipeline.language import is_english, language_of
from workers.pipeline.limits import Limits
from workers.pipeline.process import Processor

ROOT = Path(__file__).parents[1]
DEFAULT = [*sorted((ROOT / "seeds").glob("*.txt")), *sorted((ROOT / "tests" / "golden" / "articles").glob("*.jsonl"))]


def main() -> None:
    """Time each part and print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", default=[str(path) for path in DEFAULT], metavar="FILE")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()

    messages, articles = english(options.files)
    if not articles:
        sys.exit("no English article in the files")
    words = sum(len(article.text.split()) for article in articles)
    stages: dict[str, float] = {}
    seconds = fastest(parts(messages, articles, stages), options.rounds)
    base = seconds["spaCy pass"]
    figures = {
        name: {"ratio": round(taken / base, 3), "words_per_cpu_second": round(words / taken)}
        for name, taken in seconds.items()
    }
    shares = {name: round(taken / base, 3) for name, taken in stages.items()}
    if options.json:
        sys.stdout.buffer.write(
            encode_value(
                {
                    "articles": len(articles),
                    "words": words,
                    "rounds": options.rounds,
                    "parts": figures,
                    "stages": shares,
                }
            )
            + b"\n"
        )
        return
    print(f"{len(articles)} articles, {words} words, fastest of {options.rounds} rounds, one core")
    print(f"{'part':<28}{'time / spaCy pass':>18}{'words a CPU-second':>20}")
    for name, figure in figures.items():
        print(f"{name:<28}{figure['ratio']:>18.2f}{figure['words_per_cpu_second']:>20,}")
    for name, share in shares.items():
        print(f"  {name:<26}{share:>18.2f}")


def english(files: list[str]) -> tuple[list[InputMessage], list[ArticleText]]:
    """Read the English articles of the files, as messages and as texts."""
    messages, articles = [], []
    for article in read_articles(files):
        decoded = decode(article.message, Limits())
        if isinstance(decoded, Rejection):
            print(f"{article.place}: {decoded.reason}: left out", file=sys.stderr)
        elif is_english(language_of(decoded.text, decoded.language)):
            messages.append(article.message)
            articles.append(text_of(decoded))
    return messages, articles


def text_of(article: DecodedArticle) -> ArticleText:
    """Return what the extractors see of an article."""
    return ArticleText(
        text=article.text,
        title=article.title,
        description=article.description,
        publisher=article.publisher,
        published_on=article.published_on,
    )


def parts(
    messages: list[InputMessage], articles: list[ArticleText], stages: dict[str, float]
) -> dict[str, Callable[[], None]]:
    """Return what is timed; each part holds the one before it. The least seconds of each stage go to ``stages``."""
    analyzer = Analyzer()
    processor = Processor(analyzer, Limits())

    bodies = [[a.text[s.body.start : s.body.end] for s in segment(a.text, a.title)] for a in articles]

    def spacy_pass() -> None:
        for texts in bodies:
            with analyzer.memory_zone():
                deque(analyzer.nlp.pipe(texts, batch_size=max(1, len(texts))), maxlen=0)

    def with_quotes() -> None:
        for article in articles:
            with analyzer.memory_zone():
                analysis = analyzer.analyze(article)
                extract_quotes(analysis, resolve_entities(analysis))

    def with_everything() -> None:
        laps = Laps(time.process_time)
        for article in articles:
            laps.begin()
            extract(article, analyzer, laps)
        for stage, taken in laps.take()[0].items():
            stages[stage] = min(stages.get(stage, taken), taken)

    def bytes_to_bytes() -> None:
        for message in messages:
            processor.process(message)

    return {
        "spaCy pass": spacy_pass,
        "with entities and quotes": with_quotes,
        "with events and the rest": with_everything,
        "bytes to bytes": bytes_to_bytes,
    }


def fastest(timed: dict[str, Callable[[], None]], rounds: int) -> dict[str, float]:
    """Return the least CPU seconds of each part over the rounds; the first, unmeasured one warms up."""
    best = dict.fromkeys(timed, float("inf"))
    for number in range(rounds + 1):
        for name, part in timed.items():
            started = time.process_time()
            part()
            taken = time.process_time() - started
            if number:
                best[name] = min(best[name], taken)
    return best


if __name__ == "__main__":
    main()
