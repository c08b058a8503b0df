"""Forms of the lexicon's verbs, to correct the lemmatizer (``staged`` is not of *stag*, ``waged`` not of *wag*)."""

from functools import lru_cache

from workers.extraction.events.lexicon import entries
from workers.extraction.lexicons.reader import rows

_VOWELS = frozenset("aeiou")


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, str]]:
    return {lemma: (past, participle) for lemma, past, participle in rows("events/irregular.tsv")}


def _stems(verb: str) -> tuple[str, ...]:
    """Return the stems before ``ed`` and ``ing``: plain, without e, doubled."""
    if verb.endswith("ee"):
        return (verb,)
    if verb.endswith("e"):
        return (verb[:-1],)
    if len(verb) > 2 and verb[-1] not in _VOWELS | set("wxyh") and verb[-2] in _VOWELS and verb[-3] not in _VOWELS:  # noqa: PLR2004 - consonant, vowel, consonant
        # A single syllable always doubles (*rapped*); in longer verbs it depends on stress (*limited*, *admitted*).
        alone = sum(c in _VOWELS for c in verb) == 1
        return (verb + verb[-1],) if alone else (verb, verb + verb[-1])
    return (verb,)


def forms(verb: str) -> set[str]:
    """Return the inflected forms of a verb; both spellings where doubling depends on stress or country."""
    stems = _stems(verb)
    third = verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
    past = {s + "ed" for s in stems}
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        third, past = verb[:-1] + "ies", {verb[:-1] + "ied"}
    if verb in _irregular():
        past = set(_irregular()[verb])
    if verb.endswith("ee"):
        past = {verb + "d"}
    return {third} | past | {s + "ing" for s in stems}


@lru_cache(maxsize=1)
def lemmas_of_forms() -> dict[str, tuple[str, ...]]:
    """Return, for every form of the lexicon's verbs, the verbs it can be a form of."""
    found: dict[str, list[str]] = {}
    for part, lemma in entries():
        if part == "VERB":
            for form in forms(lemma):
                found.setdefault(form, []).append(lemma)
    return {form: tuple(lemmas) for form, lemmas in found.items()}


@lru_cache(maxsize=1)
def past_forms() -> dict[str, str]:
    """Return the past forms of the lexicon's verbs that are no base form of another, with the verb of each."""
    known = entries()
    return {
        form: lemmas[0]
        for form, lemmas in lemmas_of_forms().items()
        if ("VERB", form) not in known and not form.endswith(("ing", "s"))
    }


def corrected(lower: str, lemma: str) -> str:
    """Return the verb's lemma, mended when the form belongs to a verb of the lexicon and the given lemma does not."""
    known = lemmas_of_forms().get(lower)
    if known is None or lemma in known:
        return lemma
    # "found" may be the base form of another verb; "forgave" left as it is was not known to the lemmatizer.
    return lemma if lemma == lower and ("VERB", lemma) in entries() else known[0]
