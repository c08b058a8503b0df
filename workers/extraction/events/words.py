"""Closed word lists of the rules, kept as data in ``lexicons/events/words.tsv``."""

from functools import lru_cache

from workers.extraction.lexicons.reader import rows


@lru_cache(maxsize=1)
def _lists() -> dict[str, frozenset[str]]:
    return {name: frozenset(members.split()) for name, members in rows("events/words.tsv")}


def words(name: str) -> frozenset[str]:
    """Return a word list; KeyError for a name that the file does not have."""
    return _lists()[name]
