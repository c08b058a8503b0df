"""Fuzzed articles through all extractors: ``python benchmarks/fuzz.py [--count 20000] [--seed 1] [--json]``

Articles of random marks, mixed scripts, broken encodings, damaged copies of the seed article, and, once in a thousand,
a single line of 100 kB. None may raise, and every span found must lie in the text. Then the growth table: CPU time per
word of each stage for one article of 2 kB and one of 100 kB, the best of three. Exit status 1: an article raised, a
span was off, or a word of the quotes or events cost more than 1.5 times as much at 100 kB as at 2 kB.
"""

import argparse
import json
import random
import sys
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from workers.extraction.article import extract
from workers.extraction.entities import resolve_entities
from workers.extraction.entities.places import find_places
from workers.extraction.events import extract_events
from workers.extraction.marks import find_quoted
from workers.extraction.nlp import Analyzer
from workers.extraction.parse import read
from workers.extraction.quotes import extract_quotes
from workers.extraction.text import ArticleText, Span
from workers.extraction.timex import find_times
from workers.extraction.types import Extraction

SEED_ARTICLE = Path(__file__).parents[1] / "seeds" / "000_ac8c992618a1c3b1.txt"
MAX_GROWTH = 1.5
LONG_EVERY = 1000
LONG_CHARACTERS = 100_000
SIZES = (2_000, 100_000)

MARKS = [
    '"',
    "“",
    "”",
    "„",
    "‘",
    "’",
    "'",
    "«",
    "»",
    "‹",
    "›",
    "''",
    "``",
    "—",
    "–",
    "-",
    "(",
    ")",
    "[",
    ":",
    ";",
    ",",
    ".",
    "?",
    "!",
]
ODD = [
    "\n",
    "\n\n",
    "\t",
    "\x00",
    "\ufffd",
    "\u200b",
    "\u202e",
    "\u0301",
    "🙂",
    "мир",
    "和平",
    "سلام",
    "Ã©",
    "â€œ",
    "&amp;",
    "<p>",
    "5'10\"",
]
WORDS = """
said told asked denied according to as reported by citing that it rained he she they we who the minister Ruth
Amadi Reuters Chad Niger attacked not will may if Monday 9 June last year two people killed talks with of in
at Source: Quote: Background: Iran's US-China 12,000 $3bn a an and but was by has been
""".split()  # noqa: SIM905 - a list of words reads better as words


def fuzzed(count: int, seed: int) -> Iterator[str]:
    """Yield the articles; each depends on its number and the seed alone."""
    original = SEED_ARTICLE.read_text(encoding="utf-8")
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        if number % LONG_EVERY == LONG_EVERY - 1:
            yield _line(chance, LONG_CHARACTERS)
        elif number % 3 == 2:
            yield _damaged(chance, original)
        else:
            yield _line(chance, chance.randint(1, 600))


def _line(chance: random.Random, characters: int) -> str:
    kinds = chance.choices([MARKS, ODD, WORDS], weights=[chance.random(), chance.random(), 2], k=characters // 3 + 1)
    joint = chance.choice([" ", " ", ""])
    return joint.join(chance.choice(kind) for kind in kinds)[:characters]


def _damaged(chance: random.Random, original: str) -> str:
    start = chance.randrange(len(original))
    letters = list(original[start : start + chance.randint(50, 700)])
    for _ in range(chance.randint(1, 30)):
        if not letters:
            break
        at = chance.randrange(len(letters))
        if chance.random() < 0.4:
            del letters[at]
        else:
            letters.insert(at, chance.choice(chance.choice([MARKS, ODD])))
    return "".join(letters)


def spans(found: Extraction) -> Iterator[Span]:
    """Yield every span of an extraction."""
    for quote in found.quotes:
        yield from quote.content
        yield from (s for s in (quote.cue, quote.speaker.mention) if s is not None)
    for event in found.events:
        yield event.trigger
        yield from (p.mention for p in (*event.actors, *event.targets, *event.places) if p.mention is not None)
    for entity in found.entities:
        yield from entity.mentions
    for time_expression in found.times:
        yield time_expression.span


def run(count: int, seed: int, analyzer: Analyzer) -> list[str]:
    """Extract every article and return what went wrong, a line each."""
    wrong = []
    for number, text in enumerate(fuzzed(count, seed)):
        try:
            found = extract(ArticleText(text=text), analyzer)
        except Exception as error:  # noqa: BLE001 - any error at all is the finding
            place = traceback.extract_tb(error.__traceback__)[-1]
            wrong.append(f"article {number}: {type(error).__name__} at {Path(place.filename).name}:{place.lineno}")
            continue
        if any(not 0 <= s.start < s.end <= len(text) for s in spans(found)):
            wrong.append(f"article {number}: a span outside of the text")
    return wrong


def growth(analyzer: Analyzer) -> dict[str, list[float]]:
    """Return, by stage, microseconds per word for one article of each of ``SIZES`` characters."""
    original = SEED_ARTICLE.read_text(encoding="utf-8")
    table: dict[str, list[float]] = {"quotes": [], "events": [], "all but the parse": []}
    for size in SIZES:
        text = (original * (size // len(original) + 1))[:size]
        with analyzer.memory_zone():
            analysis = analyzer.analyze(ArticleText(text=text))
            words = sum(len(p.doc) for p in analysis.paragraphs)
            rounds = []
            for _ in range(3):
                begun = time.process_time()
                for paragraph in analysis.paragraphs:
                    read(paragraph)
                find_quoted(text, tuple(Span(p.start, p.end) for p in analysis.paragraphs))
                reading = time.process_time() - begun  # counts as quotes, although the entities use it as well
                times, places, entities = find_times(analysis), find_places(analysis), resolve_entities(analysis)
                resolved = time.process_time()
                quotes = extract_quotes(analysis, entities)
                quoted = time.process_time()
                extract_events(analysis, entities, quotes, times, places)
                coded = time.process_time()
                rounds.append((reading + quoted - resolved, coded - quoted, coded - begun))
        for name, best in zip(table, map(min, zip(*rounds, strict=True)), strict=True):
            table[name].append(best / words * 1e6)
    return table


def main() -> None:
    """Fuzz, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    analyzer = Analyzer()
    begun = time.monotonic()
    wrong = run(options.count, options.seed, analyzer)
    seconds = time.monotonic() - begun
    table = growth(analyzer)
    ratios = {name: round(large / small, 2) for name, (small, large) in table.items()}
    if options.json:
        print(json.dumps({"articles": options.count, "wrong": wrong, "us_per_word": table, "growth": ratios}))
    else:
        print(*wrong[:20], sep="\n" if wrong else "", end="\n" if wrong else "")
        print(f"{options.count} fuzzed articles in {seconds:.0f} s: {len(wrong)} went wrong")
        for name, (small, large) in table.items():
            print(f"{name:<20}{small:8.1f} us a word at 2 kB{large:8.1f} at 100 kB   ratio {ratios[name]:.2f}")
    sys.exit(bool(wrong) or any(ratios[name] > MAX_GROWTH for name in ("quotes", "events")))


if __name__ == "__main__":
    main()
