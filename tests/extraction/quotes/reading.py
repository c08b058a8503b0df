"""Reads quotes out of a text and shows them as plain values, so that tests can state them in one line."""

from dataclasses import dataclass

from workers.extraction.entities import resolve_entities
from workers.extraction.nlp import Analyzer
from workers.extraction.quotes import extract_quotes
from workers.extraction.text import ArticleText


@dataclass(frozen=True)
class Read:
    content: tuple[str, ...]
    cue: str | None
    speaker: str | None
    name: str | None
    chain: tuple[str, ...]
    type: str
    cue_class: str
    kind: str
    role: str | None


def read(analyzer: Analyzer, text: str) -> list[Read]:
    with analyzer.memory_zone():
        analysis = analyzer.analyze(ArticleText(text=text))
        quotes = extract_quotes(analysis, resolve_entities(analysis))
    return [
        Read(
            content=tuple(text[s.start : s.end] for s in q.content),
            cue=None if q.cue is None else text[q.cue.start : q.cue.end],
            speaker=None if q.speaker.mention is None else text[q.speaker.mention.start : q.speaker.mention.end],
            name=q.speaker.name,
            chain=tuple(r.name for r in q.chain),
            type=q.type,
            cue_class=q.cue_class,
            kind=q.speaker.kind,
            role=q.speaker.role,
        )
        for q in quotes
    ]


def only(analyzer: Analyzer, text: str) -> Read:
    quotes = read(analyzer, text)
    assert len(quotes) == 1, quotes
    return quotes[0]
