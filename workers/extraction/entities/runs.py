"""Cut the capitalised runs out of a paragraph: what may be a name, with titles still before it."""

from dataclasses import dataclass

from workers.extraction.entities.gender import is_first_name
from workers.extraction.entities.titles import is_honorific, organ, role, singular
from workers.extraction.entities.words import countries, group
from workers.extraction.parse import Parse

HYPHENS = frozenset({"-", "‐", "‑", "–"})
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_NAMED = frozenset({"PERSON", "ORG", "GPE", "NORP"})
_OPENERS = frozenset({'"', "“", "‘", "``", "''", "'", "«", "„", ":", "—", "–", "•", "(", "...", "…", ".", "!", "?"})
_MAX_UNITS = 14  # words of a name; what goes on longer is a list or a line in capitals
_MAX_GAP = 3  # units looked at for the next capital: particles between
_ACRONYM = 2  # letters at least
_PEOPLE = frozenset({"women", "men", "children", "people", "gentlemen"})
_MONTH_NAMES = frozenset({"may", "april", "june", "august"})  # also given names and surnames


@dataclass(frozen=True, slots=True)
class Unit:
    """A word of the text; the parser's tokens of a hyphenated one are taken together."""

    first: int
    last: int
    text: str
    lower: str
    cap: bool


@dataclass(frozen=True, slots=True)
class Casing:
    """How an article writes its words: ``common`` in lower case, ``proper`` with a capital inside a sentence."""

    common: frozenset[str]
    proper: frozenset[str]


def read_casing(parses: list[Parse]) -> Casing:
    """Read the casing of an article's words off its paragraphs."""
    common = {w for p in parses for w in p.text if w.islower()}
    proper = {
        w
        for p in parses
        for t, w in enumerate(p.text)
        if w[0].isupper() and p.pos[t] == "PROPN" and not _begins_sentence(p, t)
    }
    return Casing(frozenset(common), frozenset(w for w in proper if w.lower() not in common))


def find_runs(parse: Parse, text: str, casing: Casing, *, shouting: bool) -> list[list[Unit]]:
    """Return the capitalised runs of a paragraph in order.

    ``casing`` tells how the article writes its words elsewhere. ``shouting`` tells that capitals mean nothing
    here (a headline in title case, a line in capitals): then only what the recogniser marks counts.
    """
    units = _units(parse, text)
    found: list[list[Unit]] = []
    i = 0
    while i < len(units):
        if not _starts(parse, units, i, casing, shouting=shouting):
            i += 1
            continue
        j = i
        while j - i < _MAX_UNITS and (step := _next(parse, text, units, j, shouting=shouting)) is not None:
            j = step
        found.append(units[i : j + 1])
        i = j + 1
    return found


def _units(parse: Parse, text: str) -> list[Unit]:
    units: list[Unit] = []
    t, n = 0, len(parse)
    while t < n:
        if not parse.text[t][0].isalnum():
            t += 1
            continue
        last = t
        while (
            last + 2 < n
            and parse.text[last + 1] in HYPHENS
            and parse.end[last] == parse.start[last + 1]
            and parse.end[last + 1] == parse.start[last + 2]
            and parse.text[last + 2][0].isalpha()
            and not _two_countries(parse, last)
        ):
            last += 2
        whole = text[parse.start[t] : parse.end[last]]
        units.append(Unit(t, last, whole, whole.lower(), _capital(whole)))
        t = last + 1
    return units


def _two_countries(parse: Parse, t: int) -> bool:
    """Return whether the hyphen after ``t`` joins two countries (``Russia-Iran``) and is no part of one's name."""
    known = countries()
    one, other = parse.lower[t], parse.lower[t + 2]
    return (
        known.get(one, "") != known.get(other, "") and one in known and other in known and f"{one}-{other}" not in known
    )


def _capital(word: str) -> bool:
    if word[0].isupper():
        return True
    if word.isalnum():
        return False
    head, hyphen, tail = word.replace("’", "-").replace("'", "-").partition("-")
    return bool(hyphen) and head in group("prefix") and tail[:1].isupper()


def _starts(parse: Parse, units: list[Unit], i: int, casing: Casing, *, shouting: bool) -> bool:
    """Return whether a unit may begin a name."""
    unit = units[i]
    if not unit.cap or not any(c.isalpha() for c in unit.text):
        return False
    if shouting:
        return parse.entity[unit.first] in _NAMED
    begins = _begins_sentence(parse, unit.first)
    if unit.lower.rstrip(".") in group("calendar") or (unit.lower in group("function") and not _is_acronym(unit)):
        return parse.entity[unit.first] == "PERSON" and unit.lower in _MONTH_NAMES and not begins
    if _is_no_name(parse, units, i):
        return False
    if begins:
        return _starts_sentence_name(parse, units, i, casing)
    return parse.pos[unit.first] != "PRON" or _is_acronym(unit)


def _is_no_name(parse: Parse, units: list[Unit], i: int) -> bool:
    unit = units[i]
    common_noun = _is_plain_body(unit) and not _joins(units, i) and not _is_head(units, i)
    return common_noun or _is_party_tag(parse, unit) or _is_prefixed(unit) or _is_abbreviation(units, i)


def _is_party_tag(parse: Parse, unit: Unit) -> bool:
    """Return whether it is the party in ``(D-Va.)`` or ``(R)``."""
    return unit.text[0] in "DRI" and (len(unit.text) == 1 or unit.text[1] == "-") and parse.text[unit.first - 1] == "("


def _is_prefixed(unit: Unit) -> bool:
    """Return whether a word is of the kind ``Non-Muslim``, ``Pro-European``, ``Danish-owned``."""
    head, hyphen, _ = unit.lower.partition("-")
    return bool(hyphen) and (head in group("outside") or unit.text.rpartition("-")[2] in group("suffix"))


def _is_abbreviation(units: list[Unit], i: int) -> bool:
    """Return whether ``Jan`` is a month rather than a given name: no capitalised word follows, or a stop does."""
    return units[i].lower.rstrip(".") in group("abbreviation") and (units[i].text.endswith(".") or not _joins(units, i))


def _is_head(units: list[Unit], i: int) -> bool:
    """Return whether a noun for bodies begins a name: ``University of Lindby``."""
    if _has_no_limits(units, i + 1):
        return True
    if i + 1 >= len(units) or units[i + 1].lower != "of" or organ(singular(units[i].lower)) is None:
        return False
    after = next((u for u in units[i + 2 : i + 4] if u.lower != "the"), None)
    return after is not None and after.cap


def _has_no_limits(units: list[Unit], k: int) -> bool:
    """Return whether a name of the kind ``Doctors Without Borders`` goes on at ``k``."""
    return 0 < k < len(units) - 1 and units[k].text == "Without" and units[k + 1].cap and units[k - 1].cap


def _starts_sentence_name(parse: Parse, units: list[Unit], i: int, casing: Casing) -> bool:
    """Return whether the first word of a sentence, capital anyhow, begins a name."""
    unit = units[i]
    noun = singular(unit.lower)
    pos = parse.pos[unit.first]
    named = parse.entity[unit.first] in _NAMED
    hyphened = unit.last > unit.first and (named or unit.text[-1].islower())
    given = is_first_name(unit.text) and (named or pos == "PROPN" or unit.lower not in casing.common)
    if given or _is_acronym(unit) or hyphened:
        return pos != "NUM"
    if unit.lower in casing.common and not named and role(unit.lower) is None:
        return _is_head(units, i)
    if unit.text in casing.proper or _is_head(units, i):
        return True
    if _joins(units, i) and (role(unit.lower) is not None or pos in {"ADJ", "NOUN", "PROPN"}):
        return units[i + 1].lower not in group("function")
    ordinary = unit.lower in casing.common or role(noun) is not None or organ(noun) is not None
    return not ordinary and (pos == "PROPN" or named)


def _is_acronym(unit: Unit) -> bool:
    return unit.text.isupper() and len(unit.text) >= _ACRONYM


def _is_plain_body(unit: Unit) -> bool:
    """Return whether a capitalised word is a common noun for a body or person: ``the Government``, ``the Minister``."""
    noun = singular(unit.lower)
    return unit.last == unit.first and not _is_acronym(unit) and (organ(noun) is not None or role(noun) is not None)


def _joins(units: list[Unit], i: int) -> bool:
    return i + 1 < len(units) and units[i + 1].cap and units[i + 1].first == units[i].last + 1


def _begins_sentence(parse: Parse, token: int) -> bool:
    return token == 0 or parse.sentence[token] == token or parse.text[token - 1] in _OPENERS


def _next(parse: Parse, text: str, units: list[Unit], j: int, *, shouting: bool) -> int | None:
    """Return the index of the unit that goes on the run that ends at ``j``, or None."""
    for k in range(j + 1, min(j + 1 + _MAX_GAP, len(units))):
        unit = units[k]
        gap = text[parse.end[units[k - 1].last] : parse.start[unit.first]]
        if _owns_a_body(units[k - 1], gap, unit):
            return k
        if gap.strip(" \u00a0.") or "\n" in gap:
            return None
        if "." in gap and len(units[k - 1].text) > _ACRONYM and not is_honorific(units[k - 1].text):
            return None
        if unit.cap or unit.lower == "plc":
            return k if _has_no_limits(units, k) or _goes_on(parse, unit, shouting=shouting) else None
        if unit.lower not in group("particle"):
            return None
    return None


def _owns_a_body(owner: Unit, gap: str, body: Unit) -> bool:
    """Return whether a possessive in mid-name joins a body's name: ``Bishops' Forum``, ``Women's Institute``."""
    plural = owner.text.endswith("s") if gap in {"' ", "’ "} else gap in {"'s ", "’s "} and owner.lower in _PEOPLE
    return plural and owner.cap and body.cap and organ(singular(body.lower)) is not None


def _goes_on(parse: Parse, unit: Unit, *, shouting: bool) -> bool:
    label = parse.entity[unit.first]
    if shouting:
        return label in _NAMED
    if unit.lower in _SUFFIXES:
        return True
    if unit.lower in group("function"):
        return _is_acronym(unit) or unit.lower in {"may", "will", "so", "an", "do", "no", "us", "ten", "such", "much"}
    if unit.lower.rstrip(".") in group("abbreviation"):
        return not unit.text.endswith(".") and label == "PERSON"
    return unit.lower not in group("calendar") or label in {"PERSON", "ORG"}


def with_possessive(text: str, end: int, unit: Unit) -> str:
    """Return a word in mid-name with its possessive ending, which is no unit: ``Bishops'`` in ``Bishops' Forum``."""
    if text[end : end + 1] not in {"'", "’"}:
        return unit.text
    return unit.text + text[end : end + 1 + (text[end + 1 : end + 2] == "s")]
