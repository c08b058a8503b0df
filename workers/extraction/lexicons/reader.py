"""Reads the lexicons: UTF-8 files whose header lines begin with ``#``."""

from functools import cache
from importlib.resources import files


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the data lines of a lexicon file, without header, comments and blank lines."""
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the tab separated fields of each data line."""
    return tuple(tuple(line.split("\t")) for line in lines(name))
