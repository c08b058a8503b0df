"""What quotes cost: CPU time beside the spaCy pass, and time per word as paragraphs grow.

usage: quotes_speed.py ARTICLES.jsonl [--json]

The articles (JSON lines with ``text``) are parsed and read once each; times are CPU seconds of this process. Reading
parses and marks, which the entities use as well, counts as quotes in full. The growth table repeats the sentences of
the first articles in one paragraph of 2 kB to 100 kB; its last column should stay flat.
Exit status 1: quotes take more than 15 % of the parse, or a word at 100 kB costs more than 1.5 times one at 2 kB.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from workers.extraction.entities import resolve_entities
from workers.extraction.entities.table import EntityTable
from workers.extraction.marks import find_quoted
from workers.extraction.nlp import Analyzer
from workers.extraction.parse import read
from workers.extraction.quotes import extract_quotes
from workers.extraction.text import ArticleText, Span
from workers.extraction.types import Analysis

SIZES = (2_000, 10_000, 50_000, 100_000)
MAX_SHARE = 0.15
MAX_GROWTH = 1.5


def share(texts: list[str], analyzer: Analyzer) -> tuple[float, float, int]:
    """Return CPU seconds of the parse, CPU seconds of the quotes, and the number of words."""
    parsing = quoting = 0.0
    words = 0
    for text in texts:
        with analyzer.memory_zone():
            begun = time.process_time()
            analysis = analyzer.analyze(ArticleText(text=text))
            parsed = time.process_time()
            read_all(analysis)
            shared = time.process_time() - parsed
            entities = resolve_entities(analysis)
            resolved = time.process_time()
            extract_quotes(analysis, entities)
            quoting += time.process_time() - resolved + shared
            parsing += parsed - begun - shared
            words += sum(len(p.doc) for p in analysis.paragraphs)
    return parsing, quoting, words


def read_all(analysis: Analysis) -> None:
    """Do again what `Analyzer.analyze` does for quotes and entities after the parse."""
    for paragraph in analysis.paragraphs:
        read(paragraph)
    find_quoted(analysis.article.text, tuple(Span(p.start, p.end) for p in analysis.paragraphs))


def growth(texts: list[str], analyzer: Analyzer) -> list[tuple[int, float]]:
    """Return microseconds per word of quotes alone for one paragraph of each size in characters; the best of three."""
    sentences = " ".join(" ".join(texts[:20]).split())
    rows = []
    for size in SIZES:
        text = (sentences * (size // len(sentences) + 1))[:size]
        analysis = analyzer.analyze(ArticleText(text=text))
        words = sum(len(p.doc) for p in analysis.paragraphs)
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            read_all(analysis)
            extract_quotes(analysis, EntityTable(()))
            best = min(best, time.process_time() - begun)
        rows.append((size, best / words * 1e6))
    return rows


def main() -> None:
    """Measure, print, and fail when a bar is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    lines = options.articles.read_text(encoding="utf-8").splitlines()
    texts = [json.loads(line)["text"] for line in lines if line.strip()]
    analyzer = Analyzer()
    share(texts[:2], analyzer)  # the first texts load lexicons
    parsing, quoting, words = share(texts, analyzer)
    rows = growth(texts, analyzer)
    ratio, factor = quoting / parsing, rows[-1][1] / rows[0][1]
    if options.json:
        print(json.dumps({"words": words, "parse_s": parsing, "quotes_s": quoting, "share": ratio, "growth": rows}))
    else:
        console = Console()
        console.print(f"{words} words: parse {parsing:.2f} s, quotes {quoting:.2f} s of CPU, {ratio:.1%} of the parse")
        table = Table("paragraph, characters", "µs per word")
        for size, cost in rows:
            table.add_row(f"{size:,}", f"{cost:.1f}")
        console.print(table)
    if ratio > MAX_SHARE or factor > MAX_GROWTH:
        sys.exit(f"quotes take {ratio:.1%} of the parse (bar {MAX_SHARE:.0%}), growth {factor:.2f} (bar {MAX_GROWTH})")


if __name__ == "__main__":
    main()
