"""Word classes: lexicons whose lines are a class name and its words, separated by blanks."""

from functools import cache

from workers.extraction.lexicons.reader import rows


@cache
def word_class(lexicon: str, name: str) -> frozenset[str]:
    """Return the words of a class; KeyError when the lexicon has no such class."""
    return frozenset({row[0]: row[1] for row in rows(lexicon)}[name].split())
