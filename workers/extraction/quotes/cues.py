"""The cue lexicon: which words introduce a quotation, of which class and with which complement.

Forms are generated from the lemmas, so that a cue is known by its form and not by the tagger's lemma, which is
unreliable beside quotation marks.
"""

from dataclasses import dataclass
from functools import cache
from typing import cast, get_args

from schemas.quote import CueClass
from workers.extraction.lexicons.reader import rows
from workers.extraction.parse import Parse

_VOWELS = frozenset("aeiou")
_UNDOUBLED = frozenset("aeiouwxy")
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """A lexicon entry; ``frames`` maps each complement the cue takes to the class it has with it."""

    lemma: str
    frames: dict[str, CueClass]

    def takes(self, *frames: str) -> bool:
        """Return whether the cue takes one of the frames."""
        return any(f in self.frames for f in frames)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Verbs by every form they take, and speech nouns by their singular and plural."""

    verbs: dict[str, Cue]
    nouns: dict[str, str]


_GO_ON = Cue("go on", {"quote": "speech"})
_ALLOW = Cue("allow", {"clause": "speech"})
_PERSONAL = frozenset({"he", "she", "they"})


def by_company(parse: Parse, j: int) -> Cue | None:
    """Return a cue that only the words beside it make one: ``he went on``, ``she allowed that it sank``."""
    if parse.lower[j] == "allowed" and j + 1 < len(parse) and parse.lower[j + 1] == "that":
        head = parse.child(j, "nsubj")
        named = head is not None and (parse.pos[head] == "PROPN" or parse.lower[head] in _PERSONAL)
        return _ALLOW if named or parse.lower[j - 1] in {"and", "but"} else None
    if parse.lower[j] not in {"went", "goes"} or j + 2 >= len(parse) or parse.lower[j + 1] != "on":
        return None
    return _GO_ON if parse.is_punct(j + 2) else None


@cache
def lexicon() -> Lexicon:
    """Read the lexicon once.

    Raises:
        ValueError: a line of the data files is malformed; the message names it.
    """
    frames: dict[str, dict[str, CueClass]] = {}
    nouns: dict[str, str] = {}
    for row in rows("cues.tsv"):
        if len(row) != _COLUMNS:
            raise ValueError(f"cues.tsv: {len(row)} columns instead of {_COLUMNS} in {row!r}")
        cue_class, frame_list, lemmas = row
        if cue_class == "noun":
            for lemma in lemmas.split():
                nouns[lemma] = nouns[lemma + "s"] = lemma
            continue
        if cue_class not in get_args(CueClass):
            raise ValueError(f"cues.tsv: unknown class {cue_class!r}")
        for lemma in lemmas.split():
            for frame in frame_list.split(","):
                frames.setdefault(lemma, {}).setdefault(frame, cast("CueClass", cue_class))
    irregular = {row[0]: row[1].split() for row in rows("irregular_verbs.tsv")}
    verbs: dict[str, Cue] = {}
    for lemma, taken in frames.items():
        cue = Cue(lemma, taken)
        for form in (lemma, *(irregular.get(lemma) or regular_forms(lemma))):
            verbs.setdefault(form, cue)
    return Lexicon(verbs, nouns)


def regular_forms(lemma: str) -> tuple[str, ...]:
    """Return the third person, the past and the -ing form of a regular verb, with and without a doubled consonant."""
    if lemma.endswith("e"):
        stem = lemma if lemma.endswith(("ee", "oe", "ye")) else lemma[:-1]
        return lemma + "s", lemma + "d", stem + "ing"
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        return lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing"
    if lemma.endswith(("s", "sh", "ch", "x", "z")):
        return lemma + "es", lemma + "ed", lemma + "ing"
    if len(lemma) > 2 and lemma[-1] not in _UNDOUBLED and lemma[-2] in _VOWELS and lemma[-3] not in _VOWELS:  # noqa: PLR2004 - consonant, vowel, consonant
        twice = lemma + lemma[-1]
        return lemma + "s", lemma + "ed", lemma + "ing", twice + "ed", twice + "ing"  # "submitted"; "remembered"
    return lemma + "s", lemma + "ed", lemma + "ing"
