"""Why a sentence got its events: for each trigger the lexicon entry, its arguments and roles, and what lost to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from workers.extraction.events.headlines import repair
from workers.extraction.events.lexicon import candidates
from workers.extraction.events.modality import modality_of
from workers.extraction.events.roles import assign
from workers.extraction.events.syntax import build
from workers.extraction.events.triggers import find_triggers
from workers.extraction.nlp import Analyzer
from workers.extraction.text import ArticleText, Paragraph


@dataclass(frozen=True, slots=True)
class Explanation:
    """One event mention of a sentence and the way to its code.

    ``arguments`` maps deep functions to words, ``rivals`` are the other patterns of the same lemma that also fit, and
    ``failed`` those that did not.
    """

    trigger: str
    root: str
    pattern: str | None
    mode: str | None
    arguments: dict[str, tuple[str, ...]]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    modality: str
    rivals: tuple[str, ...]
    failed: tuple[str, ...]


def explain(sentence: str, analyzer: Analyzer) -> tuple[Explanation, ...]:
    """Explain every event mention of a sentence, coded or not, in text order."""
    with analyzer.memory_zone():
        analysis = analyzer.analyze(ArticleText(text=sentence))
        return tuple(e for paragraph in analysis.paragraphs for e in _paragraph(sentence, paragraph))


def _paragraph(text: str, paragraph: Paragraph) -> Iterator[Explanation]:
    tree = build(paragraph)
    repair(tree)
    for trigger in find_triggers(tree):
        frame, matched = trigger.frame, trigger.match
        roles = assign(tree, frame, matched) if matched is not None else None
        fit, failed = candidates(tree, frame)
        yield Explanation(
            trigger=tree.text[frame.token],
            root=matched.entry.root or "OTHER" if matched is not None else "OTHER",
            pattern=matched.entry.pattern if matched is not None else None,
            mode=matched.entry.mode if matched is not None else None,
            arguments={k: tuple(tree.text[t] for t in v) for k, v in frame.slots.items() if v},
            actors=tuple(text[slice(*tree.noun_phrase(t))] for t in roles.actors) if roles is not None else (),
            targets=tuple(text[slice(*tree.noun_phrase(t))] for t in roles.targets) if roles is not None else (),
            modality=modality_of(tree, frame, future=False),
            rivals=tuple(f"{e.root or 'OTHER'} {e.pattern}" for e in fit[1:]),
            failed=tuple(f"{e.root or 'OTHER'} {e.pattern}" for e in failed),
        )
