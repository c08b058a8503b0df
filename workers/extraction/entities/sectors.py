"""The PLOVER sector that the head noun of a phrase tells."""

from functools import cache

from workers.extraction.lexicons.classes import word_class
from workers.extraction.lexicons.reader import rows

_LONGEST = 4  # words of the longest entry


@cache
def _sectors() -> dict[tuple[str, ...], str]:
    sectors: dict[tuple[str, ...], str] = {}
    for sector, words in rows("sectors.tsv"):
        for phrase in words.split("|"):
            key = tuple(phrase.replace("-", " - ").split())
            sectors.setdefault(key, sector)
            for plural in _plurals(key[-1]):
                sectors.setdefault((*key[:-1], plural), sector)
    return sectors


@cache
def _weak_words() -> frozenset[str]:
    return _in("weak") | {plural for word in _in("weak") for plural in _plurals(word)}


def _plurals(word: str) -> list[str]:
    if word.endswith("man"):
        return [word[:-3] + "men"]
    if word.endswith("y") and word[-2:-1] not in set("aeou"):
        return [word[:-1] + "ies"]
    if word.endswith(("s", "ch", "sh", "x")):
        return [word + "es"]
    return [word + "s", *([word + "es"] if word.endswith("o") else [])]


def sector_of(tokens: list[str]) -> str | None:
    """Return the sector of a noun phrase given as words, None when its head noun belongs to none."""
    lower = [t.lower() for t in tokens]
    end = next((i for i, w in enumerate(lower) if w in _in("ends") and i), len(lower))
    found = _rightmost(lower, 0, end)
    if found is None:
        if end < len(lower) and lower[end] in _in("partitive"):  # thousands of refugees
            return sector_of(tokens[end + 1 :])
        return None
    start, stop, sector = found
    if stop - start == 1 and lower[start] in _weak_words():
        earlier = _rightmost(lower, 0, start)
        if earlier is not None:
            return earlier[2]
        if end < len(lower) and lower[end] in _in("partitive"):
            return sector_of(tokens[end + 1 :]) or sector
    return sector


def _rightmost(words: list[str], start: int, end: int) -> tuple[int, int, str] | None:
    """Return the last entry within ``words[start:end]`` that no longer entry holds."""
    for stop in range(end, start, -1):
        for length in range(min(_LONGEST, stop - start), 0, -1):
            sector = _sectors().get(tuple(words[stop - length : stop]))
            if sector is not None:
                return stop - length, stop, sector
    return None


def _in(name: str) -> frozenset[str]:
    return word_class("phrase_words.tsv", name)
