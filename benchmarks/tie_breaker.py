"""What the learned tie-breaker earns: root of the first event with it and without it, as a Markdown table.

usage: tie_breaker.py GOLD.jsonl...

A line of a gold file is a document with ``text``, maybe ``date`` and ``title``, and ``events``, each with ``root`` and
maybe ``triggers`` (``start``, ``end``). Measures: *first event*: share of the documents with one event whose root is
that of the first event found; *triggers and roots*: F1 over events whose trigger overlaps and whose root agrees,
one to one, of the files with several events a document. Nothing of the gold is kept.
"""

import argparse
import json
import platform
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from training.evaluate import RENAMED
from workers.extraction.article import extract
from workers.extraction.events import coder
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText
from workers.extraction.types import Event

Document = dict[str, Any]


def coded(document: Document, analyzer: Analyzer) -> list[Event]:
    """Return the coded events of a document, the main one of each sentence first."""
    day = document.get("date")
    article = ArticleText(
        text=document["text"],
        title=document.get("title"),
        published_on=date.fromisoformat(day[:10]) if day else None,
    )
    return [e for e in extract(article, analyzer).events if e.type != "OTHER"]


def score(documents: Sequence[Document], found: Sequence[Sequence[Event]]) -> tuple[str, float]:
    """Return the measure that fits the file and its value."""
    if all(len(d["events"]) == 1 for d in documents):
        right = [
            bool(events) and events[0].type == root(d["events"][0]) for d, events in zip(documents, found, strict=True)
        ]
        return "first event", sum(right) / len(right)
    hits = predicted = gold = 0
    for document, events in zip(documents, found, strict=True):
        free = list(events)
        wanted = [e for e in document["events"] if e.get("root")]
        predicted, gold = predicted + len(free), gold + len(wanted)
        for event in wanted:
            match = next((f for f in free if f.type == root(event) and overlaps(f, event["triggers"])), None)
            if match is not None:
                free.remove(match)
                hits += 1
    return "triggers and roots", 2 * hits / (predicted + gold) if predicted + gold else 0.0


def root(event: dict[str, Any]) -> str:
    """Return the root of a gold event in today's names."""
    return RENAMED.get(event["root"], event["root"])


def overlaps(event: Event, triggers: Sequence[dict[str, int]]) -> bool:
    """Tell whether the event's trigger shares a character with one of the gold's."""
    return any(event.trigger.start < t["end"] and t["start"] < event.trigger.end for t in triggers)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    options = parser.parse_args()
    analyzer, judge = Analyzer(), coder.judge
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=True)
    print(f"Commit {commit.stdout.strip()}, {platform.machine()}, Python {platform.python_version()}.\n")
    print("| set | documents | measure | lexicon alone | with the tie-breaker |")
    print("| --- | ---: | --- | ---: | ---: |")
    for path in options.gold:
        documents = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        coder.judge = lambda _paragraph: None
        _, without = score(documents, [coded(d, analyzer) for d in documents])
        coder.judge = judge
        measure, value = score(documents, [coded(d, analyzer) for d in documents])
        print(f"| {path.stem} | {len(documents)} | {measure} | {without:.3f} | {value:.3f} |", flush=True)


if __name__ == "__main__":
    main()
