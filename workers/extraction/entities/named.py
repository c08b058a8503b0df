"""Names in a paragraph: capitalised runs cut into title and name, with evidence for the type of each.

The statistical recogniser misses many foreign names, so capitals, titles, first names and organisation words decide,
and its labels are one piece of evidence.
"""

from dataclasses import dataclass, field

from workers.extraction.entities.gender import is_first_name
from workers.extraction.entities.runs import HYPHENS, Casing, Unit, find_runs, with_possessive
from workers.extraction.entities.titles import is_honorific, organ, role, singular
from workers.extraction.entities.words import countries, demonyms, group, organisations
from workers.extraction.parse import Parse

_ROLE_SUFFIX = frozenset({"elect", "designate", "general", "emeritus", "at-large"})
_LINKS = frozenset({"of", "for", "on", "&", "in"})
_STOPPERS = frozenset(
    {"the", "a", "an", "his", "her", "their", "its", "our", "my", "this", "that", "your", "these", "those"}
)
_PUBLIC = frozenset({"agency", "authority", "board", "bureau", "commission", "inspectorate", "office", "service"})
_POSSESSIVES = frozenset({"'s", "’s"})
_MARKS = frozenset({'"', "“", "”", "‘", "’", "'", "``", "''"})
_MAX_JOINED = 16  # words
_MAX_TITLE = 14
_FULL = 2  # words of a full name
_DOUBT = 0.6
_LABELS = (
    ("PERSON", "person", 2.0),
    ("ORG", "organisation", 1.5),
    ("GPE", "place", 2.0),
    ("LOC", "place", 1.5),
    ("FAC", "place", 1.0),
    ("NORP", "norp", 1.5),
    ("PRODUCT", "other", 1.0),
    ("EVENT", "other", 2.0),
    ("WORK_OF_ART", "other", 1.5),
    ("LAW", "other", 1.5),
)


@dataclass(slots=True)
class NameRun:
    """One occurrence of a name: tokens ``first`` to ``last`` of a paragraph, the title before it, evidence by type."""

    paragraph: int
    first: int
    last: int
    start: int
    end: int
    words: tuple[str, ...]
    title_first: int | None = None
    title: str | None = None
    honorific: str | None = None
    possessive: bool = False
    score: dict[str, float] = field(default_factory=dict)

    def add(self, kind: str, weight: float) -> None:
        """Add evidence for a type."""
        self.score[kind] = self.score.get(kind, 0.0) + weight

    @property
    def begin(self) -> int:
        """Return the first token of title and name."""
        return self.first if self.title_first is None else self.title_first


_TRADES = ("maker", "keeper", "owner", "worker", "grower", "visor", "monger", "ologist", "ographer", "man", "woman")


def find_names(parse: Parse, text: str, casing: Casing, *, shouting: bool) -> list[NameRun]:
    """Return the names of a paragraph in order; see ``find_runs`` for ``casing`` and ``shouting``."""
    found: list[NameRun] = []
    for units in find_runs(parse, text, casing, shouting=shouting):
        start = 0
        for cut in (_cut(parse, units), len(units)):
            if cut is not None and cut > start:
                found.extend(_name(parse, text, units[start:cut], cut_off=start > 0))
                start = cut
    return _join_organisations(parse, text, found)


def _cut(parse: Parse, units: list[Unit]) -> int | None:
    """Return where a person's name begins after another name: ``United States Hamdullah Mohib``."""
    n = len(units)
    field_end = next((k for k, u in enumerate(units) if u.lower not in group("domain") | group("field")), 0)
    if 0 < field_end <= n - _FULL and units[0].first > 1 and _is_field(parse, units[0].first - 1):
        return field_end  # "Minister of Education Rita Lind"
    for cut in range(min(n - _FULL, 4), 0, -1):
        head = " ".join(u.lower for u in units[:cut])
        if head in countries() and (
            is_first_name(units[cut].text) or all(parse.entity[u.first] == "PERSON" for u in units[cut:])
        ):
            return cut
    if n < 2 * _FULL or is_first_name(units[0].text) or any(_is_title(u) or is_honorific(u.text) for u in units):
        return None
    for cut in range(n - _FULL, 1, -1):
        before, after = units[cut - 1], units[cut]
        changes = parse.entity[after.first] == "PERSON" and parse.entity[before.first] not in {"PERSON", ""}
        known = is_first_name(after.text) and not is_first_name(before.text) and n - cut <= _FULL + 1
        if (changes or known) and organ(after.lower) is None and after.lower not in countries():
            return cut
    return None


def _is_title(unit: Unit) -> bool:
    """Return whether a capitalised word is an office (``Minister``), not a mere ``National`` or ``Student``."""
    found = role(unit.lower.rstrip("."))
    return found is not None and not found.plain


def _name(parse: Parse, text: str, units: list[Unit], *, cut_off: bool) -> list[NameRun]:
    core, honorific = _strip_title(units)
    if core and core < len(units) and _is_ordinary(parse, units, core):
        core = 0  # "the Cook Political Report"
    # a country, party or trade before a full name: "Russian Dmitry Petrenko", "Cheesemaker Ana Lind"
    body = any(u.cap and organ(singular(u.lower)) is not None for u in units)
    told = units[0].lower in demonyms() or role(units[0].lower) is not None or units[0].lower.endswith(_TRADES)
    if (
        core == 0
        and len(units) > _FULL
        and told
        and not body
        and is_first_name(units[1].text)
        and not is_first_name(units[0].text)
    ):
        core = 1
    name = units[core:]
    while name and name[-1].lower in group("particle") and not name[-1].cap:
        name = name[:-1]
    if not name:
        return []
    first, last = name[0].first, name[-1].last
    run = NameRun(
        paragraph=parse.index,
        first=first,
        last=last,
        start=parse.start[first],
        end=parse.end[last],
        words=(*(with_possessive(text, parse.end[u.last], u) for u in name[:-1]), name[-1].text),
        honorific=honorific,
        possessive=last + 1 < len(parse) and parse.tag[last + 1] == "POS",
    )
    _weigh_words(parse, run, name)
    run.title_first, run.title = _title(parse, text, units[0].first, first, across=cut_off and _personal(run))
    _weigh_context(parse, run)
    return [run]


def _is_ordinary(parse: Parse, units: list[Unit], core: int) -> bool:
    """Return whether what follows a title is no person's name: ``the`` before it all, no given name, no such label."""
    first = units[0].first
    return (
        first > 0
        and parse.lower[first - 1] == "the"
        and len(units) - core > 1
        and not is_first_name(units[core].text)
        and not any(parse.entity[u.first] == "PERSON" or "-" in u.text for u in units[core:])
    )


def _personal(run: NameRun) -> bool:
    return len(run.words) >= _FULL and run.score.get("person", 0.0) >= max(run.score.values(), default=0.0) > 0


def _strip_title(units: list[Unit]) -> tuple[int, str | None]:
    """Return where the name begins after titles, and the last honorific; past the end when all of it is a title."""
    honorific = None
    core = 0
    given = is_first_name(units[0].text) and not is_honorific(units[0].text) and role(units[0].lower) is None
    for k, unit in enumerate(units):
        bare = unit.lower.rstrip(".")
        abbreviated = is_honorific(unit.text)
        if not (abbreviated or _is_title(unit) or (k > 0 and bare in _ROLE_SUFFIX and core == k)):
            continue
        # "Kate Bishop", "Martin Luther King": a surname, not a title
        if given and (k == 1 or k == len(units) - 1):
            continue
        if abbreviated:
            if k + 1 < len(units):
                honorific = unit.text
            elif role(bare) is None:
                continue
        core = k + 1
    if 0 < core < len(units) and any(organ(singular(u.lower)) is not None for u in units[core:]) and honorific is None:
        return 0, None  # "Prosecutor General's Office", "Governor Council"
    return core, honorific


def _title(parse: Parse, text: str, first: int, name: int, *, across: bool) -> tuple[int | None, str | None]:
    """Return the first token and the text of the title before a name whose capitalised run begins at ``first``.

    The title reaches left over nouns, adjectives and possessors (``Kremlin economic aide``); ``across`` lets it cross
    prepositions and other names as far as a person noun (``Ambassador to the United States``).
    """
    begin = first if any(_named_office(parse, t) for t in range(first, name)) else name
    t = min(begin, first) - 1 if begin < name else first - 1
    low = max(0, first - _MAX_TITLE)
    if begin == name and not (t >= 0 and _office(parse, t)):
        reached = _across(parse, t, low) if across else None
        if reached is None:
            return None, None
        begin, t = reached, reached - 1
    while t >= low:
        modifier = parse.pos[t] in {"NOUN", "PROPN", "ADJ"} and parse.lower[t] not in _STOPPERS
        if modifier or parse.tag[t] == "POS":
            begin = t
        elif parse.lower[t] == "and" and t > low and _office(parse, t - 1):
            begin = t - 1
            t -= 1
        elif parse.text[t] not in HYPHENS or parse.end[t] != parse.start[t + 1]:
            break
        t -= 1
    while begin < name and (parse.text[begin] in HYPHENS or parse.tag[begin] == "POS"):
        begin += 1
    if begin >= name:
        return None, None
    return begin, text[parse.start[begin] : parse.end[name - 1]].strip(" -–,")


def _office(parse: Parse, t: int) -> bool:
    found = role(parse.lower[t].rstrip("."))
    if parse.lower[t] == "justice" and t > 0 and _is_field(parse, t - 1):
        return False  # "Minister of Justice Rita Lind" is no judge
    return found is not None and (parse.pos[t] in {"NOUN", "PROPN"} or (parse.pos[t] == "ADJ" and not found.plain))


def _named_office(parse: Parse, t: int) -> bool:
    return role(parse.lower[t].rstrip(".")) is not None or is_honorific(parse.text[t])


def _across(parse: Parse, t: int, low: int) -> int | None:
    """Return the person noun to the left behind prepositions and names, or None."""
    crossed = False
    while t >= low:
        if crossed and _office(parse, t):
            return t
        if parse.pos[t] == "ADP":
            crossed = True
        elif parse.pos[t] not in {"NOUN", "PROPN", "ADJ", "DET"} and parse.text[t] not in HYPHENS:
            return None
        t -= 1
    return None


def _weigh_words(parse: Parse, run: NameRun, units: list[Unit]) -> None:
    """Collect the evidence that the words of a name give."""
    lower = " ".join(u.lower for u in units)
    n = len(units)
    labels = [parse.entity[u.first] for u in units]
    for label, kind, weight in _LABELS:
        if label in labels:
            # a lone word that the recogniser takes for a person is often something else
            doubt = _DOUBT if n == 1 and kind == "person" and not is_first_name(units[0].text) else 1.0
            run.add(kind, doubt * weight * labels.count(label) / n)
    if n >= _FULL:
        _weigh_full(run, units)
    elif is_first_name(units[0].text):
        run.add("person", 0.8)
    if any(u.cap and organ(singular(u.lower)) is not None for u in units) or "without" in lower.split():
        run.add("organisation", 3)
    for known, kind, weight in (
        (countries(), "place", 5),
        (demonyms(), "norp", 5),
        (organisations(), "organisation", 4),
    ):
        if lower in known:
            run.add(kind, weight)
    if n == 1 and units[0].text.isupper() and 2 <= len(units[0].text) <= 6:  # noqa: PLR2004 - an acronym
        run.add("organisation", 1.5)


def _weigh_full(run: NameRun, units: list[Unit]) -> None:
    """Weigh a name of several words by its first and last."""
    last = units[-1].lower
    if is_first_name(units[0].text) and units[0].lower not in countries():
        run.add("person", 2.5)
    if any(len(u.text.rstrip(".")) == 1 for u in units[:-1]):
        run.add("person", 1.5)
    if any(not u.cap for u in units) or "-" in units[-1].text:
        run.add("person", 0.7)
    if last in group("company"):
        run.add("organisation", 3)
    if last in group("geography"):
        run.add("place", 3)


def _weigh_context(parse: Parse, run: NameRun) -> None:
    """Collect the evidence that stands around a name."""
    if run.honorific is not None:
        run.add("person", 6)
    if run.title is not None:
        noun = parse.lower[run.first - 1]
        run.add("organisation" if organ(noun) is not None else "person", 3)
    before, after = run.first - 1, run.last + 1
    if before >= 0:
        word = parse.lower[before]
        if run.title is None and _after_article(parse, before):
            run.add("organisation", 1)
            run.add("person", -1.5)
        if word in group("locative"):
            run.add("place", 0.7)
        if word in group("vessel"):
            run.add("other", 4)
        elif organ(word) is not None and parse.pos[before] in {"NOUN", "PROPN"}:
            run.add("organisation", 3)
        if word in {"of", "for", "the"} and _is_field(parse, before):
            run.add("field", 3.2)
    if after < len(parse):
        _weigh_following(parse, run, after)


def _weigh_following(parse: Parse, run: NameRun, after: int) -> None:
    """Collect the evidence of the words behind a name: ``Moss Lane company``, ``Oyuna Baatar, who ...``."""
    if organ(parse.lower[after]) is not None and not run.possessive:
        run.add("organisation", 2)
    elif parse.text[after] == "," and after + 1 < len(parse) and parse.lower[after + 1] == "who":
        run.add("person", 2)


def _after_article(parse: Parse, t: int) -> bool:
    """Return whether ``the`` stands before, an adjective apart (``the paramilitary Desert Shield``)."""
    if parse.pos[t] == "ADJ" and parse.text[t].islower() and t > 0:
        t -= 1
    return parse.lower[t] == "the"


def _is_field(parse: Parse, t: int) -> bool:
    """Return whether what follows is the field of an office: ``Minister of Defence``, ``Minister of the Interior``.

    With the article it is a body otherwise: ``the speaker of the Seimas``.
    """
    if parse.lower[t] == "the":
        if parse.lower[t + 1] not in group("domain"):
            return False
        t -= 1
    return t > 0 and parse.lower[t] in {"of", "for"} and parse.lower[t - 1] in group("portfolio")


def _join_organisations(parse: Parse, text: str, runs: list[NameRun]) -> list[NameRun]:
    """Join ``Ministry`` + ``of`` + ``Foreign Affairs``, and ``Russia's`` + ``Foreign Ministry``."""
    joined: list[NameRun] = []
    for run in runs:
        previous = joined[-1] if joined else None
        if previous is not None and len(previous.words) > _MAX_JOINED:
            previous = None
        if previous is not None and _is_nickname(text, previous, run):
            previous.words = (*previous.words, *run.words)
            previous.last, previous.end, previous.possessive = run.last, run.end, run.possessive
            previous.add("person", 2)
            continue
        if previous is not None and _belongs(parse, previous, run):
            owned = parse.tag[previous.last + 1] == "POS"
            between = text[previous.end : run.start]
            previous.words = (
                (*previous.words[:-1], previous.words[-1] + between.strip(), *run.words)
                if owned
                else (*previous.words, *between.split(), *run.words)
            )
            previous.last, previous.end, previous.possessive = run.last, run.end, run.possessive
            if owned:
                previous.score = dict(run.score)
            geographic = previous.words[0].lower() in group("geography") and not owned
            previous.add("place" if geographic else "organisation", 2)
            continue
        joined.append(run)
    return joined


def _is_nickname(text: str, left: NameRun, right: NameRun) -> bool:
    """Return whether the names are the parts of ``Robert C. "Bobby" Scott``."""
    gap = text[left.end : right.start].strip()
    if gap not in _MARKS or not gap:
        return False
    opens = text[right.start - 1] == gap[0] and len(right.words) == 1
    return is_first_name(left.words[0]) and (opens or text[left.end] == gap[0])


def _belongs(parse: Parse, left: NameRun, right: NameRun) -> bool:
    gap = [parse.lower[t] for t in range(left.last + 1, right.first)]
    if not gap or len(gap) > 2 or right.title is not None or left.honorific is not None:  # noqa: PLR2004 - "of the"
        return False
    head = left.words[-1].lower()
    tail = organ(singular(right.words[-1].lower()))
    if gap[0] in _POSSESSIVES and len(gap) == 1:
        public = tail is not None and (
            tail.kind == "state"
            or (tail.noun in _PUBLIC and len(right.words) > _FULL - 1 and "News" not in right.words)
        )
        return " ".join(left.words).lower() in countries() and public
    whole = all(parse.entity[t] == "ORG" for t in range(left.last, right.first + 1))
    if gap[0] in _LINKS and gap[1:] in ([], ["the"]):
        body = organ(singular(head)) is not None
        if gap[0] in {"in", "on"}:
            return body and whole
        geographic = head in group("geography") and gap[0] == "of"
        return body or geographic or (whole and not is_first_name(left.words[0]))
    # "League of Bakers and Millers"
    return gap == ["and"] and whole and any(w in _LINKS for w in left.words)
