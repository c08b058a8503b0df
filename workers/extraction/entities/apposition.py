"""Descriptions beside a name: ``Maria Olsen, the minister's spokeswoman,`` and ``The spokesman, Admiral Hartoko``."""

from workers.extraction.entities.named import NameRun
from workers.extraction.entities.nominals import Nominal
from workers.extraction.entities.words import group
from workers.extraction.parse import Parse

_DASHES = frozenset({"-", "–", "—", "--"})
_SEPARATORS = frozenset({",", "—", "–", ":"})
_RELATIVES = frozenset({"WP", "WDT", "VBN", "VBG", "WP$"})
_FINITE = frozenset({"VBD", "VBZ", "VBP"})
_FINAL = frozenset({".", '"', "”"})
_LINKS = frozenset({"and", "in", "with"})
_MAX_NAME = 12  # tokens of a name and what may stand before its comma
_BE = frozenset({"is", "was", "be", "been", "became", "becomes", "remains"})
_SURE = 2.0  # evidence for a place or person
_AGE_WORDS = frozenset({"aged", "age"})
_CLOSERS = frozenset({",", ".", ";", ":", "—", "–", "--", ")", "?", "!", '"', "”", "“"})


def match_appositions(parse: Parse, runs: list[NameRun], nominals: list[Nominal]) -> dict[int, int]:
    """Return for nominals (by position in the list) the name (by position) that they describe."""
    starts = {run.first if run.title_first is None else run.title_first: i for i, run in enumerate(runs)}
    bare_starts = {run.first: i for i, run in enumerate(runs)}
    ends = {run.last: i for i, run in enumerate(runs)}
    found: dict[int, int] = {}
    for k, nominal in enumerate(nominals):
        if nominal.plural:
            continue
        name = _name_inside(parse, runs, ends, nominal)
        if name is None:
            name = _name_before(parse, runs, ends, nominal)
        if name is None:
            name = _name_after(parse, starts, bare_starts, nominal)
        if name is None:
            name = _copula(parse, runs, ends, nominal)
        if name is not None:
            found[k] = name
    return found


def _name_inside(parse: Parse, runs: list[NameRun], ends: dict[int, int], nominal: Nominal) -> int | None:
    """``the Anadolu agency``, ``the Momentum party``: the name modifies the noun; ``the Trump campaign`` is another."""
    i = ends.get(nominal.head - 1)
    if i is None and nominal.head > 1 and parse.lower[nominal.head - 1] == "news":
        i = ends.get(nominal.head - 2)  # "the Yonhap news agency"
    if (
        i is None
        or nominal.organ is None
        or nominal.organ.noun.split()[-1] not in group("eponym")
        or parse.tag[nominal.head - 1] == "POS"
    ):
        return None
    score = runs[i].score
    return i if max(score.get("place", 0.0), score.get("person", 0.0), score.get("norp", 0.0)) < _SURE else None


def _skip_back(parse: Parse, t: int) -> int:
    """Step over an age (``, 54,``) or a bracket (``(R-IN)``) that stands between a name and its description."""
    if t >= 1 and parse.text[t] == ",":
        t -= 1
        if parse.pos[t] == "NUM" or parse.text[t].isdigit():
            t -= 1
            if t >= 0 and parse.lower[t] in _AGE_WORDS:
                t -= 1
            if t >= 0 and parse.text[t] == ",":
                return t - 1
            return -1
        if parse.text[t] == ")":
            low = max(0, t - 6)
            while t > low and parse.text[t] != "(":
                t -= 1
            return t - 1
        return t
    return -1


def _name_before(parse: Parse, runs: list[NameRun], ends: dict[int, int], nominal: Nominal) -> int | None:
    """``Maria Olsen, the minister's spokeswoman``; what follows must end the description."""
    t = nominal.first - 1
    if t < 1:
        return None
    bracket = parse.text[t] == "(" or parse.text[t] in _DASHES
    name = ends.get(t - 1 if bracket else _skip_back(parse, t))
    if name is not None and nominal.organ is not None and parse.lower[runs[name].begin - 1] in {"in", "near"}:
        return None  # "They were held in Mariupol, the army said"
    if name is None or parse.dep[nominal.head] == "appos":
        return name
    after = nominal.complement_end + 1
    if after >= len(parse) or parse.text[after] in _CLOSERS:
        return name
    # "Smith, the minister said": subject of its own clause; "Smith, the minister and ..." may be a list
    if parse.dep[nominal.head] in {"nsubj", "nsubjpass", "conj"}:
        return None
    goes_on = parse.tag[after] in _RELATIVES or parse.pos[after] in {"VERB", "AUX"} or parse.lower[after] in _LINKS
    return name if goes_on else None


def _name_after(parse: Parse, starts: dict[int, int], bare: dict[int, int], nominal: Nominal) -> int | None:
    """``The prime minister, Levan Tsintsadze,`` or ``his secretary Lindqvist`` or ``the newspaper Público``."""
    n = len(parse)
    t = nominal.complement_end + 1
    if t < n and parse.text[t] == "(":
        t = next((k + 1 for k in range(t, min(n, t + _MAX_NAME)) if parse.text[k] == ")"), t)
    beside = bare.get(nominal.head + 1, bare.get(t))
    if beside is not None or t + 1 >= n or parse.text[t] not in _SEPARATORS:
        return beside
    first = t + 1
    name = starts.get(first, bare.get(first))
    if name is None or (nominal.indefinite and parse.dep[nominal.head] not in {"nsubj", "nsubjpass", "appos"}):
        return None
    after = next((k for k in range(first, min(n, first + _MAX_NAME)) if parse.text[k] in _CLOSERS), n)
    # "the minister, John Smith and others" is a list; "the minister, Reuters reported." a clause
    listed = parse.dep[first] == "conj" and "and" in parse.lower[first:after]
    clause = (
        any(parse.tag[k] in _FINITE for k in range(first, after)) and after < n and parse.text[after] in _FINAL | {","}
    )
    return None if listed or clause else name


def _copula(parse: Parse, runs: list[NameRun], ends: dict[int, int], nominal: Nominal) -> int | None:
    """``Maria Olsen is the minister's spokeswoman``."""
    head = nominal.head
    if parse.dep[head] != "attr":
        return None
    verb = parse.head[head]
    if parse.lower[verb] not in _BE or any(parse.dep[c] == "neg" for c in parse.children[verb]):
        return None
    subject = parse.child(verb, "nsubj")
    if subject is None:
        return None
    i = ends.get(subject)
    if i is None:
        i = next((k for k, run in enumerate(runs) if run.first <= subject <= run.last), None)
    return i
