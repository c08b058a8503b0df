"""Every entry of the event lexicon does what it says, on sentences made of it and on its row's own example."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from faults import fault
from made_words import frames
from realise import sentences_of

from workers.extraction.events.headlines import repair
from workers.extraction.events.lexicon import entries
from workers.extraction.events.roles import assign
from workers.extraction.events.syntax import Tree, build
from workers.extraction.events.triggers import find_triggers
from workers.extraction.nlp import Analyzer
from workers.extraction.text import Paragraph

ALL = [entry for group in entries().values() for entry in group if entry.root is not None]
MISSES = Path(__file__).parent / "made_misses.tsv"


def trees(sentences: list[str], analyzer: Analyzer) -> Iterator[Tree]:
    for text, doc in zip(sentences, analyzer.nlp.pipe(sentences), strict=True):
        tree = build(Paragraph(0, 0, len(text), "body", doc, 0))
        repair(tree)
        yield tree


def misses() -> set[str]:
    """Return the listed lines: form, root, mode, pattern, reason class."""
    lines = MISSES.read_text(encoding="utf8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def reasons() -> list[str]:
    """Return the reason classes that the header of the list tells of."""
    return re.findall(r"^#   ([a-z-]+): ", MISSES.read_text(encoding="utf8"), re.MULTILINE)


@dataclass(frozen=True)
class Example:
    """A row's example: its trigger in brackets, actor and target in braces."""

    root: str
    text: str
    trigger: str
    actor: str | None
    target: str | None


def examples() -> list[Example]:
    found = {}
    for entry in ALL:
        plain = re.sub(r"[AT]\{([^}]*)\}", r"\1", entry.example)
        trigger = re.search(r"\[([^]]+)\]", plain)
        parties = dict(re.findall(r"([AT])\{([^}]*)\}", entry.example.replace("[", "").replace("]", "")))
        assert trigger, f"{entry.root}: no trigger in the example of {entry.pattern!r}"
        text = plain.replace("[", "").replace("]", "")
        found[entry.root, text] = Example(entry.root or "", text, trigger[1], parties.get("A"), parties.get("T"))
    return list(found.values())


@pytest.fixture(scope="module")
def parsed(analyzer: Analyzer) -> dict[str, Tree]:
    texts = [e.text for e in examples()]
    return dict(zip(texts, trees(texts, analyzer), strict=True))


def test_the_lexicon_is_large() -> None:
    assert len(ALL) > 2300
    assert len({e.root for e in ALL}) == 15


def test_patterns_are_listed_once() -> None:
    doubles = [k for k, n in Counter((e.root, e.part, e.pattern, e.mode) for e in ALL).items() if n > 1]
    assert doubles == []


def test_made_sentences_get_code_and_roles(analyzer: Analyzer) -> None:
    """Active, passive and nominal sentences; those that fail are in ``made_misses.tsv``, each with its reason."""
    made = [(form, entry, sentence) for entry in ALL for form, sentence in sentences_of(entry).items()]
    assert min(Counter(form for form, _, _ in made).values()) > 50
    parsed = trees([sentence.text for _, _, sentence in made], analyzer)
    found = {
        "\t".join((form, entry.root or "", entry.mode or "-", entry.pattern, reason))
        for (form, entry, sentence), tree in zip(made, parsed, strict=True)
        if (reason := fault(entry, sentence, tree)) is not None
    }
    listed = misses()
    unlisted, passing = "\n".join(sorted(found - listed)), "\n".join(sorted(listed - found))
    assert not unlisted, f"not in made_misses.tsv, or there with another reason:\n{unlisted}"
    assert not passing, f"in made_misses.tsv, but not missed, or for another reason:\n{passing}"


def test_frames_are_of_patterns() -> None:
    known = {(entry.part[0].lower(), entry.pattern) for entry in ALL}
    assert [key for key in frames() if key not in known] == []


def test_every_reason_is_told() -> None:
    assert {line.split("\t")[4] for line in misses()} == set(reasons())


@pytest.mark.parametrize("example", examples(), ids=lambda e: f"{e.root}-{e.text}")
def test_examples_get_code_and_roles(example: Example, parsed: dict[str, Tree]) -> None:
    tree = parsed[example.text]
    found = [t for t in find_triggers(tree) if t.match is not None and tree.text[t.token] == example.trigger]
    assert [t.match.entry.root for t in found if t.match] == [example.root]
    assert found[0].match is not None
    roles = assign(tree, found[0].frame, found[0].match)
    for wanted, tokens in ((example.actor, roles.actors), (example.target, roles.targets)):
        if wanted is not None:
            members = {tree.text[m] for t in tokens for m in tree.conjuncts(t)}
            assert members & set(wanted.split()), f"{wanted} is not among {members}"
