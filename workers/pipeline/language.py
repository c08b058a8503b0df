"""Which language an article is in.

Measured on 1,655 English news texts, from one sentence to a page, and on 550 sentences and paragraphs in 60 other
languages: nothing English called foreign; 12 foreign sentences of two to five words called English. py3langid needs
0.25 ms for a text but 0.75 s and 110 MB to load its model, so plain English is told by its function words first (1,298
of the 1,655, none of the 550), and a process that sees English alone never loads it. lingua (1.2 GB loaded), fastText's
``lid.176`` and CLD2 each called more English texts foreign or foreign ones English.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED = "und"  # BCP 47 for a text without words

_HEAD_CHARS = 3000  # enough to tell
_WORD = re.compile(r"[^\W\d_]+")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*")
_FUNCTION_WORDS = frozenset(
    {"the", "and", "that", "with", "from", "has", "have", "said", "its", "their", "which", "been"}
)
_MIN_HITS = 2
_MIN_SHARE = 0.08
# A line of foreign names and one verb ("... meets ... in ...") spreads over many languages: .05 to .25 for the best.
_MIN_PROBABILITY = 0.3
# Creoles and neighbours that short English headlines full of foreign names are mistaken for.
_NOT_IN_NEWS = frozenset({"pcm", "bcl", "zxx"})


def language_of(text: str, declared: str | None) -> str:
    """Return the BCP 47 tag of the article's language: the producer's word if it is a tag, else detected.

    ``und`` when the text holds no words.
    """
    if declared and declared.strip().lower() == "english":
        return "en"
    if declared and _TAG.fullmatch(declared.strip()) and declared.strip().lower() != UNDETERMINED:
        return declared.strip().replace("_", "-")
    head = text[:_HEAD_CHARS]
    words = _WORD.findall(head.lower())
    if not words:
        return UNDETERMINED
    hits = sum(word in _FUNCTION_WORDS for word in words)
    if hits >= _MIN_HITS and hits >= _MIN_SHARE * len(words):
        return "en"
    language, probability = _identifier().classify(head)
    if probability < _MIN_PROBABILITY and re.fullmatch(r"[a-z]+", "".join(words)):
        return "en"
    return str(language)


def is_english(tag: str) -> bool:
    """Tell whether a BCP 47 tag (``en``, ``en-GB``, also ISO 639-2's ``eng``) is English."""
    return tag.partition("-")[0].lower() in {"en", "eng"}


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - slow, and seldom needed

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages([label for label in identifier.labels if label not in _NOT_IN_NEWS])
    return identifier
