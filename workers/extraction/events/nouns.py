"""Which nouns name events, from ``lexicons/events/nouns.tsv``."""

from functools import lru_cache
from importlib.resources import files

from workers.extraction.events.lexicon import entries
from workers.extraction.events.syntax import canonical

_DATA = files("workers.extraction") / "lexicons" / "events"


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    groups = {}
    for line in (_DATA / "nouns.tsv").read_text(encoding="utf8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, words = line.split("\t")
            groups[name] = frozenset(canonical(w) for w in words.split())
    return groups


@lru_cache(maxsize=8192)
def is_event_noun(lemma: str) -> bool:
    """Tell whether a noun lemma names an event: it is listed, or ends like one and is not known otherwise."""
    groups = _groups()
    if lemma in groups["event"] or (("NOUN", lemma) in entries() and lemma not in groups["not"]):
        return True
    if lemma in groups["not"] or lemma in groups["state"]:
        return False
    return len(lemma) > 6 and any(lemma.endswith(e) for e in ("tion", "sion"))  # noqa: PLR2004 - nation, mission have six
