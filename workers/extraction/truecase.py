"""Give a headline In Title Case the capitals that its words have in the text; the parser takes capitals for names."""

import re
from collections import Counter

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONGER = 4  # letters: "of" is small in any headline
_SMALL = frozenset({"with", "from", "over", "after", "into", "near", "about", "under", "amid", "than", "that", "upon"})
_WORDS = 3000  # words of the text that are counted


def truecased(title: str, text: str) -> str:
    """Return a title of the same length whose words are written as the text writes them most often.

    A title in sentence case is returned as it is. A word that the text does not have is rarely a name.
    """
    longer = [word for word in _WORD.findall(title) if len(word) >= _LONGER and word.lower() not in _SMALL]
    if not longer or any(word[0].islower() for word in longer):
        return title
    forms: dict[str, Counter[str]] = {}
    for count, word in enumerate(_WORD.finditer(text)):
        if count == _WORDS:
            break
        if not _starts_sentence(text, word.start()):
            forms.setdefault(word[0].casefold(), Counter())[word[0]] += 1
    return _WORD.sub(lambda match: _form(match, forms), title)


def _starts_sentence(text: str, at: int) -> bool:
    before = text[max(at - 2, 0) : at].rstrip()
    return not before or before[-1] in '.!?:"“‘\n' or text[max(at - 1, 0)] == "\n"


def _form(match: re.Match[str], forms: dict[str, Counter[str]]) -> str:
    word = match[0]
    seen = forms.get(word.casefold())
    if match.start() == 0 or (seen is None and word.isupper()):
        return word
    usual = max(sorted(seen), key=lambda form: seen[form]) if seen else word.lower()
    return usual if len(usual) == len(word) else word
