"""Find names in a paragraph: runs of capitalised words, with the title before them and a first guess at their type.

The statistical recogniser misses many foreign names, so capitals, titles, first names and organisation words decide, and
its labels are one piece of evidence.
"""

from dataclasses import dataclass, field
from functools import cache

from workers.extraction.entities.gender import is_first_name
from workers.extraction.entities.titles import is_honorific, organ, role, singular
from workers.extraction.lexicons.reader import rows
from workers.extraction.quotes.parse import Parse

_HYPHENS = frozenset({"-", "‐", "‑", "–"})
_PREFIXES = frozenset({"al", "el", "as", "ash", "an", "ar", "at", "ad", "az", "d", "l", "o", "de", "ul", "ibn", "abd"})
_PARTICLES = frozenset(
    """de da do dos das del della dello di degli van von der den ter ten te bin ibn bint binti al el la le las los du y
    e zu zum zur af av auf ben ould de'""".split()
)
_SUFFIXES = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_NOT_NAMES = frozenset(
    """i monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun january
    february march april june july august september october november december jan feb mar apr jun jul aug sep sept oct
    nov dec mr mrs ms am pm a.m. p.m. gmt utc et est edt pst pdt bst cet tv ok covid-19 internet""".split()
)
_FUNCTION = frozenset(
    """the a an this that these those he she it they we you his her its their our my your who what when where why how
    which there here and but or nor so yet for in on at by from with of to as if while although though because since
    after before until unless during under over about against between into through without within despite according
    both either neither all some many most few several each every no not only even just also still then now later
    meanwhile however moreover furthermore therefore thus instead otherwise besides additionally finally first second
    third last next earlier yesterday today tomorrow tonight is are was were be been do does did has have had can could
    will would shall should may might must let more less one two three four five six seven eight nine ten eleven twelve
    dozens hundreds thousands millions another other others such same asked speaking writing citing following given
    including like unlike yes please thank thanks his him them us me whether whose whom nobody someone somebody
    everyone everybody anyone anybody nothing something everything anything once asked based compared""".split()
)
_LINKS = frozenset({"of", "for", "on", "&", "in"})
_COMPANY = frozenset(
    """inc inc. corp corp. ltd ltd. llc plc gmbh ag sa s.a. spa nv oyj asa co co. & holdings group partners
    motors airlines airways bank energy pharmaceuticals technologies systems industries electric telecom media news
    times post tribune herald gazette telegraph guardian journal press tv""".split()
)
_PLACE_WORDS = frozenset(
    """city oblast province region district county state river lake sea ocean strait gulf bay island islands mountain
    mountains valley street avenue road square airport station bridge port peninsula desert canal hill hills park
    stadium hotel highway border republic kingdom territory prefecture governorate voivodeship raion beach forest
    hall tower building arena cemetery prison palace""".split()
)
_PLACE_PREPOSITIONS = frozenset({"in", "at", "near", "from", "to", "around", "outside", "across", "through", "into"})
_VESSELS = frozenset(
    {"tanker", "ship", "vessel", "boat", "yacht", "tugboat", "frigate", "destroyer", "submarine", "ferry"}
)
_ROLE_SUFFIX = frozenset({"elect", "designate", "general", "emeritus", "at-large"})
_MAX_TITLE = 14


@dataclass(slots=True)
class NameRun:
    """One occurrence of a name: tokens ``first`` to ``last`` of a paragraph, ``title`` tokens before it, evidence."""

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


@dataclass(frozen=True, slots=True)
class _Unit:
    """A word of the text; the parser's tokens of a hyphenated one are taken together."""

    first: int
    last: int
    text: str
    lower: str
    cap: bool


@cache
def places() -> frozenset[str]:
    """Return names of countries and capitals in lower case."""
    return frozenset(
        name.lower()
        for _, countries, _, capitals in rows("countries.tsv")
        for name in (*countries.split("|"), *capitals.split("|"))
        if name
    )


@cache
def demonyms() -> dict[str, str]:
    """Return the country code of adjectives and demonyms in lower case."""
    return {
        form: code
        for code, _, adjectives, _ in rows("countries.tsv")
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


def find_names(parse: Parse, text: str, *, shouting: bool) -> list[NameRun]:
    """Return the names of a paragraph in order.

    ``shouting`` tells that capitals mean nothing here (a headline in title case, a line in capitals): then only what the
    recogniser marks counts.
    """
    units = _units(parse, text)
    runs: list[NameRun] = []
    i = 0
    while i < len(units):
        if not _is_name_unit(parse, units, i, shouting=shouting):
            i += 1
            continue
        j = i
        while True:
            step = _next(parse, text, units, j, shouting=shouting)
            if step is None:
                break
            j = step
        runs.extend(_split(parse, text, units[i : j + 1]))
        i = j + 1
    return _join_organisations(parse, text, runs)


def _units(parse: Parse, text: str) -> list[_Unit]:
    units: list[_Unit] = []
    t, n = 0, len(parse)
    while t < n:
        word = parse.text[t]
        if not word[0].isalnum():
            t += 1
            continue
        last = t
        while (
            last + 2 < n
            and parse.text[last + 1] in _HYPHENS
            and parse.end[last] == parse.start[last + 1]
            and parse.end[last + 1] == parse.start[last + 2]
            and parse.text[last + 2][0].isalpha()
        ):
            last += 2
        whole = text[parse.start[t] : parse.end[last]]
        units.append(_Unit(t, last, whole, whole.lower(), _capital(whole)))
        t = last + 1
    return units


def _capital(word: str) -> bool:
    if word[0].isupper():
        return True
    head, hyphen, tail = word.replace("’", "-").replace("'", "-").partition("-")
    return bool(hyphen) and head in _PREFIXES and tail[:1].isupper()


def _is_name_unit(parse: Parse, units: list[_Unit], i: int, *, shouting: bool) -> bool:
    unit = units[i]
    if not unit.cap or unit.lower in _NOT_NAMES or not any(c.isalpha() for c in unit.text):
        return unit.lower == "may" and parse.entity[unit.first] == "PERSON"
    if shouting:
        return parse.entity[unit.first] in {"PERSON", "ORG", "GPE", "NORP"}
    if unit.lower in _FUNCTION:
        return False
    if unit.last > unit.first or parse.entity[unit.first] in {"PERSON", "ORG", "GPE", "NORP"}:
        return (
            unit.lower.partition("-")[0] not in {"non", "anti", "pro", "mid", "pre", "post", "ex"}
            or parse.pos[unit.last] == "PROPN"
        )
    if _begins_sentence(parse, unit.first):
        follows = i + 1 < len(units) and units[i + 1].cap and units[i + 1].first == unit.last + 1
        return (
            parse.pos[unit.first] == "PROPN"
            or is_first_name(unit.text)
            or (follows and (parse.pos[unit.first] in {"ADJ", "NOUN"}) and units[i + 1].lower not in _FUNCTION)
        )
    return parse.pos[unit.first] != "PRON"


def _begins_sentence(parse: Parse, token: int) -> bool:
    if parse.sentence[token] == token or token == 0:
        return True
    before = parse.text[token - 1]
    return before in {'"', "“", "‘", "``", "''", "'", "«", "„", ":", "—", "–", "•", "(", "...", "…"} or before in ".!?"


def _next(parse: Parse, text: str, units: list[_Unit], j: int, *, shouting: bool) -> int | None:
    """Return the index of the unit that goes on the run that ends at ``j``, or None."""
    k = j + 1
    for _ in range(3):
        if k >= len(units):
            return None
        gap = text[parse.end[units[k - 1].last] : parse.start[units[k].first]]
        if gap.strip(" \u00a0.") or "\n" in gap:
            return None
        if "." in gap and not (len(units[k - 1].text) <= 2 or is_honorific(units[k - 1].text)):  # noqa: PLR2004 - an initial
            return None
        unit = units[k]
        if unit.cap:
            if unit.lower in _SUFFIXES:
                return k
            if unit.lower in _FUNCTION and unit.lower not in {"may", "will", "so", "an", "do", "no", "us"}:
                return None
            return k if _is_inner_name(parse, unit, shouting=shouting) else None
        if unit.lower not in _PARTICLES or (k == j + 1 and not _particle_fits(parse, units, j)):
            return None
        k += 1
    return None


def _particle_fits(parse: Parse, units: list[_Unit], j: int) -> bool:
    """Return whether a lower case particle may follow: after a word that is no plain noun."""
    return parse.pos[units[j].last] == "PROPN" or units[j].cap


def _is_inner_name(parse: Parse, unit: _Unit, *, shouting: bool) -> bool:
    if unit.lower in _NOT_NAMES and parse.entity[unit.first] not in {"PERSON", "ORG"}:
        return False
    if shouting:
        return parse.entity[unit.first] in {"PERSON", "ORG", "GPE", "NORP"}
    return True


def _split(parse: Parse, text: str, units: list[_Unit]) -> list[NameRun]:
    """Cut a run of capitalised words into title, place or country, and the name itself."""
    parts: list[NameRun] = []
    start = 0
    # "United States Hamdullah Mohib": a known place before a person's name
    for cut in _cuts(parse, units):
        parts.extend(_name(parse, text, units[start:cut]))
        start = cut
    parts.extend(_name(parse, text, units[start:]))
    return parts


def _cuts(parse: Parse, units: list[_Unit]) -> list[int]:
    n = len(units)
    cuts: list[int] = []
    for cut in range(min(n - 1, 5), 0, -1):
        head = " ".join(u.lower for u in units[:cut])
        rest = units[cut:]
        if (
            head in places()
            and len(rest) >= 2
            and (  # noqa: PLR2004 - a full name
                is_first_name(rest[0].text) or all(parse.entity[u.first] == "PERSON" for u in rest)
            )
        ):
            return [cut]
    if n >= 4:  # noqa: PLR2004 - an organisation and a full name
        for cut in range(n - 2, 1, -1):
            before, after = units[cut - 1], units[cut]
            if role(after.lower) is not None or is_honorific(after.text):
                break
            person = parse.entity[after.first] == "PERSON"
            breaks = person and parse.entity[before.first] not in {"PERSON", ""}
            if breaks or (
                is_first_name(after.text)
                and not is_first_name(before.text)
                and not is_first_name(units[0].text)
                and len(units) - cut <= 3  # noqa: PLR2004 - a personal name
                and role(before.lower) is None
                and organ(before.lower) is None
                and after.lower not in places()
            ):
                return [cut]
    return cuts


def _name(parse: Parse, text: str, units: list[_Unit]) -> list[NameRun]:
    if not units:
        return []
    core, honorific = _strip_title(units)
    if core is None:
        return []
    title_first: int | None = units[0].first if core > 0 else None
    # a country before the name: "Russian Dmitry Peskov"
    if core == 0 and len(units) > 2 and units[0].lower in demonyms() and is_first_name(units[1].text):  # noqa: PLR2004 - a full name stays
        core, title_first = 1, units[0].first
    name = units[core:]
    while name and name[-1].lower in _PARTICLES:
        name = name[:-1]
    if not name:
        return []
    first, last = name[0].first, name[-1].last
    end = parse.end[last]
    run = NameRun(
        paragraph=parse.index,
        first=first,
        last=last,
        start=parse.start[first],
        end=end,
        words=tuple(u.text for u in name),
        honorific=honorific,
        possessive=last + 1 < len(parse)
        and parse.lower[last + 1] in {"'s", "’s", "'", "’"}
        and parse.tag[last + 1] == "POS",
    )
    run.title_first, run.title = _title(parse, text, title_first if title_first is not None else first, first)
    _weigh(parse, run, name)
    return [run]


def _strip_title(units: list[_Unit]) -> tuple[int | None, str | None]:
    """Return where the name begins after titles, and the last honorific; None when all of it is a title."""
    honorific = None
    core = 0
    for k, unit in enumerate(units):
        bare = unit.lower.rstrip(".")
        title = is_honorific(unit.text) or role(bare) is not None or (k > 0 and bare in _ROLE_SUFFIX and core == k)
        if not title:
            continue
        if k == 1 and is_first_name(units[0].text) and not is_honorific(units[0].text) and role(units[0].lower) is None:
            continue  # "Kate Bishop"
        if k >= 2 and k == len(units) - 1 and is_first_name(units[0].text):  # noqa: PLR2004 - "Martin Luther King"
            continue
        if is_honorific(unit.text):
            if k + 1 < len(units):
                honorific = unit.text
            elif role(bare) is None:
                continue
        core = k + 1
    if core >= len(units):
        return None, honorific
    return core, honorific


def _title(parse: Parse, text: str, first: int, name: int) -> tuple[int | None, str | None]:
    """Return the first token and the text of the title before a name whose capitalised part begins at ``first``.

    The title reaches left over adjectives and nouns (``Kremlin economic aide``) and over prepositions as far as a person
    noun (``Ambassador to the United States``), but not over verbs, commas and other names.
    """
    begin = first
    t = first - 1
    noun = first < name or any(role(parse.lower[k].rstrip(".")) is not None for k in range(first, name))
    reach = max(0, first - _MAX_TITLE)
    crossed = False
    best: int | None = first if first < name else None
    while t >= reach:
        word, pos = parse.lower[t], parse.pos[t]
        if word in {"the", "a", "an", "his", "her", "their", "its", "our", "my", "this", "that"} and not crossed:
            break
        if pos in {"NOUN", "PROPN", "ADJ", "NUM"} or parse.text[t] in _HYPHENS or parse.tag[t] == "POS":
            hit = role(word.rstrip(".")) is not None or role(singular(word)) is not None
            if hit and (t == first - 1 or crossed or noun):
                best, noun = t, True
                crossed = False
            elif best is not None and not crossed and pos != "NUM" and t == best - 1:
                best = t
            elif not crossed and best is None:
                break
        elif (word in {"of", "for", "to", "in", "on", "at", "and"} or pos == "DET") and (
            best is None or best == t + 1 or crossed
        ):
            if word == "and" and not (best == t + 1 and t > 0 and role(parse.lower[t - 1]) is not None):
                break
            crossed = True
            t -= 1
            continue
        else:
            break
        t -= 1
    if best is None or best >= name:
        return None, None
    begin = best
    while begin < name and (parse.text[begin] in _HYPHENS or parse.tag[begin] == "POS"):
        begin += 1
    if begin >= name:
        return None, None
    words = text[parse.start[begin] : parse.end[name - 1]]
    if not any(role(parse.lower[k].rstrip(".")) is not None or is_honorific(parse.text[k]) for k in range(begin, name)):
        return None, None
    return begin, words.strip(" -–,")


def _weigh(parse: Parse, run: NameRun, units: list[_Unit]) -> None:  # noqa: C901, PLR0912 - one piece of evidence after the other
    """Collect evidence for the run's type."""
    lower = " ".join(u.lower for u in units)
    labels = [parse.entity[u.first] for u in units]
    n = len(units)
    if run.honorific is not None:
        run.add("person", 6)
    if run.title is not None:
        run.add("person", 3)
    for label, kind, weight in (
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
    ):
        share = labels.count(label) / n
        if share:
            run.add(kind, weight * share)
    if n > 1 and is_first_name(units[0].text) and (units[0].lower not in places()):
        run.add("person", 2.5)
    elif n == 1 and is_first_name(units[0].text):
        run.add("person", 0.8)
    if n > 1 and any(len(u.text.rstrip(".")) == 1 for u in units[:-1]):
        run.add("person", 1.5)
    if n > 1 and any(u.lower in _PARTICLES and not u.cap for u in units):
        run.add("person", 0.7)
    if n > 1 and "-" in units[-1].text:
        run.add("person", 0.7)
    last = units[-1].lower
    if any(organ(u.lower) is not None or organ(singular(u.lower)) is not None for u in units if u.cap):
        run.add("organisation", 3)
    if last in _COMPANY:
        run.add("organisation", 3 if n > 1 else 0)
    if n > 1 and last in _PLACE_WORDS:
        run.add("place", 3)
    if lower in places():
        run.add("place", 5)
    if lower in demonyms():
        run.add("norp", 5)
    if lower in organisations():
        run.add("organisation", 4)
    if n == 1 and units[0].text.isupper() and 2 <= len(units[0].text) <= 6:  # noqa: PLR2004 - an acronym
        run.add("organisation", 1.5)
    before = run.first - 1
    if before >= 0:
        word = parse.lower[before]
        if word == "the" and run.title is None:
            run.add("organisation", 1)
            run.add("person", -1.5)
        if word in _PLACE_PREPOSITIONS:
            run.add("place", 0.7)
        if word in _VESSELS:
            run.add("other", 4)
        elif organ(word) is not None and parse.dep[before] in {
            "compound",
            "nmod",
            "appos",
            "amod",
            "dobj",
            "pobj",
            "nsubj",
        }:
            run.add("organisation", 3)
    after = run.last + 1
    if (
        after < len(parse)
        and organ(parse.lower[after]) is not None
        and parse.pos[after] in {"NOUN", "PROPN"}
        and not run.possessive
    ):
        run.add("organisation", 2)


def _join_organisations(parse: Parse, text: str, runs: list[NameRun]) -> list[NameRun]:
    """Join ``Ministry`` + ``of`` + ``Foreign Affairs``: an organisation's first word with what its name goes on with."""
    joined: list[NameRun] = []
    for run in runs:
        previous = joined[-1] if joined else None
        if previous is not None and previous.title is None and run.title is None and _links(parse, previous, run):
            previous.words = (
                *previous.words,
                *(parse.text[t] for t in range(previous.last + 1, run.first)),
                *run.words,
            )
            previous.last, previous.end, previous.possessive = run.last, run.end, run.possessive
            previous.add("organisation", 2)
            continue
        joined.append(run)
    return joined


def _links(parse: Parse, left: NameRun, right: NameRun) -> bool:
    gap = [parse.lower[t] for t in range(left.last + 1, right.first)]
    if not gap or len(gap) > 2:  # noqa: PLR2004 - "of the"
        return False
    head = left.words[-1].lower()
    organic = organ(head) is not None or organ(singular(head)) is not None or head in {"university", "bank", "ministry"}
    if gap[0] in _LINKS and gap[1:] in ([], ["the"]):
        if gap[0] in {"in", "on"}:
            return organic and parse.entity[right.first] == "ORG" == parse.entity[left.first]
        whole = all(parse.entity[t] == "ORG" for t in range(left.last, right.first + 1))
        return organic or whole
    if gap == ["and"]:
        # "Rationalist Atheists and Agnostics" inside one organisation
        inside = len(left.words) > 2 and any(w in _LINKS for w in left.words)  # noqa: PLR2004 - "Union of Atheists"
        return inside and all(parse.entity[t] == "ORG" for t in range(left.last, right.first + 1))
    return False
