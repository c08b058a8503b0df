"""Measure the extractors on the blind gold of tests/golden/blind and print its figures.

usage: blind.py [SET...] [--sealed] [--json]

Without names it measures the open sets. The sealed ones (`SEALED`) tell how the extractors do on text that nobody tuned
them on, so they take ``--sealed``. Each set goes through ``stringer extract``; the quotes are scored by ``quality.py``,
the events and answers by ``event_scores.py``.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import event_scores
import quality
from rich.console import Console
from rich.table import Table

GOLD = Path(__file__).parents[1] / "tests" / "golden" / "blind"
SEALED = frozenset(
    [
        "wire_f",
        "sentences_roots_b",
        "sentences_codes_b",
        "articles_business_b",
        "articles_four_w_b",
        "articles_political_b",
        "articles_community_b",
    ]
)  # a set leaves when its texts are read for tuning, as wire_b to wire_e did
UNCODED = "articles_business"  # sets of this name: its gold counts every mention, those of no root too
QUOTE_FIGURES = ("pair_f1", "exact_f1", "speaker", "full_name", "cue", "chain")
Record = dict[str, Any]


def lines(path: Path) -> list[Record]:
    """Read JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def extract(gold: Sequence[Record]) -> list[Record]:
    """Run ``stringer extract`` on the texts and return the enriched articles in their order.

    Raises:
        subprocess.CalledProcessError: The command failed.
    """
    fields = {"date": "published_at", "title": "title", "lead": "description", "url": "url"}
    with tempfile.TemporaryDirectory(prefix="blind-") as folder:
        raw, enriched = Path(folder, "raw.jsonl"), Path(folder, "enriched.jsonl")
        articles = [
            {"id": d["id"] if "id" in d else d["doc_id"], "text": d["text"]}
            | {to: d[given] for given, to in fields.items() if d.get(given)}
            for d in gold
        ]
        raw.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
        command = [str(Path(sys.executable).with_name("stringer")), "extract", str(raw), "--output", str(enriched)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return lines(enriched)


def quotes(article: Record) -> list[quality.Prediction]:
    """Return the quotes of an enriched article in the form that is scored."""
    found = []
    for quote in article.get("quotes") or []:
        speaker, cue = quote.get("speaker") or {}, quote.get("cue")
        mention = speaker.get("mention")
        found.append(
            quality.Prediction(
                content=[(s["start"], s["end"]) for s in quote["content"]["spans"]],
                speaker=(mention["start"], mention["end"]) if mention else None,
                name=speaker.get("name"),
                cue=(cue["start"], cue["end"]) if cue else None,
                chain=[c["name"] for c in quote.get("attribution_chain") or []],
            )
        )
    return found


def events(article: Record, *, coded: bool) -> list[Record]:
    """Return the events of an enriched article in the form that is scored; ``coded`` leaves out those of no root."""

    def fillers(items: Sequence[Record] | None) -> list[Record]:
        return [{**(item.get("mention") or {}), "code": item.get("code")} for item in items or []]

    return [
        {
            "triggers": [event["trigger"]],
            "root": event.get("type"),
            "actor": fillers(event.get("actors")),
            "target": fillers(event.get("targets")),
            "date": (event.get("time") or {}).get("value"),
            "modality": event.get("modality"),
            "asserted_by": (event.get("asserted_by") or {}).get("name"),
        }
        for event in article.get("events") or []
        if not coded or event.get("type") not in {None, "OTHER"}
    ]


def measure(name: str) -> dict[str, float]:
    """Return the figures of one set."""
    gold = lines(GOLD / f"{name}.jsonl")
    articles = {a["article"]["id"]: a for a in extract(gold)}
    figures: dict[str, float] = {}
    if "quotes" in gold[0]:
        scored = asdict(quality.score(gold, {i: quotes(a) for i, a in articles.items()}))
        wanted = [k for k in QUOTE_FIGURES if k != "chain" or "chain" in gold[0]["quotes"][0]]
        figures |= {f"quotes {k.replace('_', ' ')}": scored[k] for k in wanted if not math.isnan(scored[k])}
    if "events" in gold[0]:
        predicted = {i: events(a, coded=not name.startswith(UNCODED)) for i, a in articles.items()}
        figures |= {f"events {k}": v for k, v in event_scores.score(gold, predicted).figures().items()}
    if "w5" in gold[0]:
        ours = {
            i: {q: [x["text"] for x in found] for q, found in (a.get("five_w") or {}).items()}
            for i, a in articles.items()
        }
        figures |= event_scores.answers(gold, ours)
    return figures


def main() -> None:
    """Measure the sets and print a row for each figure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    known = sorted(path.stem for path in GOLD.glob("*.jsonl"))
    parser.add_argument("sets", nargs="*", metavar="SET", help=", ".join(known))
    parser.add_argument("--sealed", action="store_true", help="measure the sealed sets too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if set(options.sets) - set(known):
        parser.error(f"no such set: {', '.join(sorted(set(options.sets) - set(known)))}")
    sealed = [name for name in options.sets if name in SEALED]
    if sealed and not options.sealed:
        parser.error(f"sealed, measured with --sealed only: {', '.join(sealed)}")
    names = options.sets or [n for n in known if options.sealed or n not in SEALED]
    report = {name: measure(name) for name in names}
    if options.json:
        print(json.dumps(report))
        return
    table = Table("set", "figure", "value", title="Blind gold")
    table.columns[2].justify = "right"
    for name, figures in report.items():
        for figure, value in figures.items():
            table.add_row(name, figure, f"{value:.3f}")
        table.add_section()
    Console(width=80).print(table)


if __name__ == "__main__":
    main()
