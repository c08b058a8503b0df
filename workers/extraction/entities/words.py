"""Groups of words from the name lexicon."""

from functools import cache

from workers.extraction.lexicons.reader import rows


@cache
def group(name: str) -> frozenset[str]:
    """Return the words of a group of ``lexicons/name_words.tsv``."""
    return frozenset(word for key, words in rows("name_words.tsv") for word in words.split() if key == name)


@cache
def countries() -> dict[str, str]:
    """Return the code of each country and capital, by its name in lower case."""
    return {
        name.lower(): code
        for code, names, _, capitals, parts in rows("countries.tsv")
        for name in (*parts.split("|"), *capitals.split("|"), *names.split("|"))
        if name
    }


@cache
def demonyms() -> dict[str, str]:
    """Return the country code of adjectives and demonyms in lower case."""
    return {
        form: code
        for code, _, adjectives, _, _ in rows("countries.tsv")
        for name in adjectives.split("|")
        if name
        for form in (name.lower(), name.lower() + "s")
    }


@cache
def organisations() -> frozenset[str]:
    """Return names of organisations known to the coder, in lower case."""
    return frozenset(
        name.lower() for row in rows("organisations.tsv") for name in row[2].split("|") if name != name.lower()
    )
