"""The word lists of ``quote_words.tsv``."""

from functools import cache

from workers.extraction.lexicons.reader import rows


@cache
def words(kind: str) -> frozenset[str]:
    """Return the words of one kind.

    Raises:
        KeyError: the lexicon has no such kind.
    """
    found = frozenset(word for name, listed in rows("quote_words.tsv") if name == kind for word in listed.split())
    if not found:
        raise KeyError(kind)
    return found
