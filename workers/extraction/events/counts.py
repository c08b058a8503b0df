"""Numbers that an event comes with: people killed, injured, arrested; goods, sums of money."""

import re

from workers.extraction.events.syntax import Tree

_HARM = {
    "kill": "killed", "murder": "killed", "slay": "killed", "massacre": "killed", "die": "killed", "dead": "killed",
    "injure": "injured", "wound": "injured", "hurt": "injured", "arrest": "arrested", "detain": "arrested",
    "jail": "jailed", "kidnap": "abducted", "abduct": "abducted", "deport": "deported", "expel": "expelled",
    "displace": "displaced", "evacuate": "evacuated", "release": "released", "free": "released", "rescue": "rescued",
    "execute": "executed", "evict": "evicted", "protest": "protesters", "rally": "protesters", "march": "protesters",
    "demonstrate": "protesters", "death": "killed", "injury": "injured",
}  # fmt: skip
_UNITS = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 10**12,
    "dozen": 12,
}
_WORDS = {
    w: n
    for n, w in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {w: 10 * n for n, w in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)}
_DIGITS = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?")
_CURRENCIES = {
    "$": "usd",
    "us$": "usd",
    "€": "eur",
    "£": "gbp",
    "¥": "jpy",
    "dollar": "usd",
    "euro": "eur",
    "pound": "gbp",
    "yen": "jpy",
}
_LIMIT = 10**15


def counts_of(tree: Tree, trigger: int, roles: tuple[int, ...]) -> dict[str, int]:
    """Return what was counted, by name; sums of money as ``amount_usd``."""
    found: dict[str, int] = {}
    heads = list(roles) + [c for c in tree.children[trigger] if tree.dep[c] in {"dobj", "nsubjpass", "nsubj", "attr"}]
    heads += [
        g for h in list(heads) for c in tree.kids(h, "prep") if tree.lower[c] == "of" for g in tree.kids(c, "pobj")
    ]
    heads += [
        g for c in tree.kids(trigger, "prep") if tree.lower[c] in {"of", "with", "to"} for g in tree.kids(c, "pobj")
    ]
    for head in dict.fromkeys(heads):
        value = number_before(tree, head)
        if value is None or not 0 < value < _LIMIT:
            continue
        currency = _currency(tree, head)
        if currency:
            found.setdefault(f"amount_{currency}", value)
        elif tree.entity[head] not in {"DATE", "TIME", "PERCENT"} and tree.pos[head] in {"NOUN", "PROPN", "NUM"}:
            passive = tree.dep[head] in {"dobj", "nsubjpass"} or tree.dep[head] == "pobj"
            label = _HARM.get(tree.lemma[trigger])
            if label and (passive or label in {"protesters", "killed"}):
                found.setdefault(label, value)
            elif tree.pos[head] == "NOUN" and tree.lemma[head].isalpha():
                found.setdefault(tree.lower[head], value)
    return found


def _currency(tree: Tree, head: int) -> str | None:
    for t in [head, *tree.children[head], *[g for c in tree.kids(head, "nummod") for g in tree.children[c]]]:
        for key in (tree.lower[t], tree.lemma[t]):
            if key in _CURRENCIES:
                return _CURRENCIES[key]
    return None


def number_before(tree: Tree, head: int) -> int | None:
    """Return the number that quantifies a noun (``at least 48 people``, ``two million dollars``), None without one."""
    for c in tree.children[head]:
        if tree.dep[c] in {"nummod", "compound", "quantmod"} and tree.pos[c] == "NUM":
            return _value(tree, c)
    if tree.pos[head] == "NUM":
        return _value(tree, head)
    return None


def _value(tree: Tree, token: int) -> int | None:
    words = sorted(
        [
            token,
            *[
                c
                for c in tree.children[token]
                if tree.dep[c] in {"compound", "nummod", "quantmod"} and tree.pos[c] == "NUM"
            ],
        ]
    )
    total: float = 0
    current: float | None = None
    for w in words:
        lower = tree.lower[w].removesuffix("s") if tree.lower[w].removesuffix("s") in _UNITS else tree.lower[w]
        if lower in _UNITS:
            current = (1 if current is None else current) * _UNITS[lower]
            continue
        if (number := _simple(lower)) is None:
            continue
        total, current = total + (current or 0), number
    if current is None:
        return None
    value = total + current
    return int(value) if value < _LIMIT else None


def _simple(word: str) -> float | None:
    if word in _WORDS:
        return _WORDS[word]
    tens, _, ones = word.partition("-")
    if tens in _WORDS and ones in _WORDS:
        return _WORDS[tens] + _WORDS[ones]
    return float(word.replace(",", "")) if _DIGITS.fullmatch(word) and len(word) < 20 else None  # noqa: PLR2004 - longer is no count
