"""PLOVER contexts of an event from the words of its sentence."""

from functools import lru_cache
from importlib.resources import files

from workers.extraction.events.ontology import CONTEXTS
from workers.extraction.events.syntax import Tree, canonical

_DATA = files("workers.extraction") / "lexicons" / "events"


@lru_cache(maxsize=1)
def _words() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for line in (_DATA / "contexts.tsv").read_text(encoding="utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, words = line.split("\t")
            if name not in CONTEXTS:
                raise ValueError(f"contexts.tsv names {name}, which ontology.toml does not")
            for word in words.split():
                found.setdefault(canonical(word), []).append(name)
    return {word: tuple(names) for word, names in found.items()}


def contexts_by_sentence(tree: Tree) -> dict[int, tuple[str, ...]]:
    """Return, for each sentence root, the contexts that its words name, most frequent first."""
    words = _words()
    counted: dict[int, dict[str, int]] = {}
    for lemma, root in zip(tree.lemma, tree.sentence, strict=True):
        for name in words.get(lemma, ()):
            here = counted.setdefault(root, {})
            here[name] = here.get(name, 0) + 1
    return {root: tuple(sorted(here, key=lambda n: (-here[n], n))[:3]) for root, here in counted.items()}
