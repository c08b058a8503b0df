"""Find descriptions of people and bodies: ``the deputy minister``, ``Tanzania's foreign ministry``, ``a man``."""

from dataclasses import dataclass

from workers.extraction.entities.titles import Organ, Role, organ, role, singular
from workers.extraction.entities.words import countries, demonyms
from workers.extraction.parse import Parse

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_INDEFINITE = frozenset(
    {
        "a",
        "an",
        "another",
        "some",
        "one",
        "any",
        "each",
        "every",
        "no",
        "several",
        "many",
        "few",
        "most",
        "both",
        "all",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
    }
)
_POSSESSIVE = {"his": "m", "her": "f", "their": None, "its": None, "my": None, "our": None, "your": None}
_LEFT = frozenset(
    {
        "det",
        "amod",
        "compound",
        "poss",
        "nummod",
        "nmod",
        "predet",
        "quantmod",
        "advmod",
        "case",
        "npadvmod",
        "punct",
        "nsubj",
        "appos",
    }
)
_NAMING_PREPOSITIONS = frozenset({"of", "for", "to", "in", "at", "on", "from", "with"})
_VAGUE = frozenset(
    {
        "former",
        "new",
        "senior",
        "top",
        "local",
        "same",
        "other",
        "chief",
        "own",
        "late",
        "then",
        "current",
        "key",
        "leading",
        "acting",
        "newly",
        "first",
        "last",
        "young",
        "old",
        "long",
        "first-time",
        "respective",
        "whole",
        "entire",
        "said",
    }
)
_GROUPS = frozenset(
    {
        "people",
        "public",
        "staff",
        "crowd",
        "crew",
        "couple",
        "pair",
        "duo",
        "trio",
        "family",
        "troops",
        "forces",
        "residents",
        "two",
        "both",
        "parents",
        "media",
        "press",
        "majority",
        "audience",
        "community",
    }
)
_PEOPLES = ("ese", "sh", "ch", "ss", "s")  # "the Dutch" are many
_MAX_REACH = 12
_COUNTRY_WORDS = 4


@dataclass(slots=True)
class Nominal:
    """A description: tokens ``first`` to ``last`` (determiner to head), its head noun and what determines it."""

    paragraph: int
    first: int
    head: int
    start: int
    end: int
    noun: str
    role: Role | None
    organ: Organ | None
    determiner: str
    plural: bool
    modifiers: frozenset[str]
    country: str | None
    owner: int | None
    complement_end: int
    tail: frozenset[str]

    @property
    def definite(self) -> bool:
        """Return whether it points to someone known: ``the minister``, ``Estonia's minister``, ``their minister``."""
        return self.determiner in _DEFINITE or self.owner is not None

    @property
    def indefinite(self) -> bool:
        """Return whether it brings someone new: ``a man``, ``two diplomats``."""
        return self.determiner in _INDEFINITE or self.determiner.isdigit()


def find_nominals(parse: Parse, taken: list[bool]) -> list[Nominal]:
    """Return the descriptions of a paragraph in order; ``taken`` marks the tokens of names and of their titles."""
    found: list[Nominal] = []
    n = len(parse)
    for t in range(n):
        if _is_national(parse, t):
            nominal = _describe(parse, t, "national", plural=False)
            nominal.country = demonyms()[parse.lower[t]]
            found.append(nominal)
            continue
        if taken[t] or parse.pos[t] not in {"NOUN", "PROPN", "ADJ"}:
            continue
        word = parse.lower[t]
        plural = parse.tag[t] in {"NNS", "NNPS"}
        noun = singular(word) if plural else word
        if word == "old" and t > 3 and parse.lower[t - 2] == "year" and parse.pos[t - 4] == "NUM":  # noqa: PLR2004 - "54-year-old"
            noun = "year-old"
        if word in {"elect", "designate"} and t > 1 and _is_hyphen(parse, t - 1):
            noun = f"{parse.lower[t - 2]}-{word}"
        kind, body = role(noun), organ(noun)
        if kind is None and body is None and word not in _GROUPS:
            continue
        if parse.text[t].isupper() and len(word) > 1 and parse.pos[t] == "PROPN":
            continue  # an acronym
        if (
            parse.pos[t] == "ADJ"
            and noun != "year-old"
            and (kind is None or parse.dep[t] in {"amod", "acomp", "compound"})
        ):
            continue
        if _is_modifier(parse, taken, t):
            continue
        found.append(_describe(parse, t, noun, plural=plural or word in _GROUPS))
    return found


def _is_national(parse: Parse, t: int) -> bool:
    """Return whether a demonym stands for one person: ``the Ethiopian said``."""
    if parse.lower[t] not in demonyms() or not t or parse.lower[t - 1] != "the" or parse.lower[t].endswith(_PEOPLES):
        return False
    subject = parse.dep[t] in {"nsubj", "nsubjpass"}
    return subject and (t + 1 == len(parse) or parse.pos[t + 1] not in {"NOUN", "PROPN", "ADJ", "PUNCT"})


def _is_modifier(parse: Parse, taken: list[bool], t: int) -> bool:
    """Return whether the noun only modifies the next one (``team member``)."""
    n = len(parse)
    if t + 1 >= n:
        return False
    if parse.text[t + 1] in {"-", "–"} and t + 2 < n and parse.end[t] == parse.start[t + 1]:
        return True
    following = parse.pos[t + 1]
    if parse.lower[t + 1] in {"'s", "’s"}:
        return False
    if following in {"NOUN", "PROPN"} and not taken[t + 1]:
        return parse.dep[t] in {"compound", "nmod", "amod", "poss"} or parse.head[t] == t + 1
    return False


def _describe(parse: Parse, head: int, noun: str, *, plural: bool) -> Nominal:
    """Read determiner, possessor, country and modifiers off the words from the phrase's left edge to its head."""
    first = _left_edge(parse, head)
    determiner, owner = "", None
    country: str | None = None
    words: list[str] = []
    for t in range(first, head):
        word = parse.lower[t]
        if parse.tag[t] == "POS":
            owner = t - 1
            if words and role(words[-1]) is not None:
                words[-1] += "'s"  # "prosecutor's office"
            country = country or _country_before(parse, t)
        elif word in _DEFINITE or word in _INDEFINITE or parse.tag[t] in {"DT", "PRP$"}:
            determiner = determiner or word
            owner = t if parse.tag[t] == "PRP$" else owner
        elif parse.pos[t] == "NUM":
            determiner = determiner or ("one" if word == "1" else "two")
        elif word in demonyms():
            country = demonyms()[word]
        elif word[0].isalpha() and word not in _VAGUE:
            words.append(word)
    noun, kind, body = _compound(words, noun)
    end = _complement(parse, head)
    tail = frozenset(parse.lower[t] for t in range(head + 1, end + 1) if parse.pos[t] in {"PROPN", "NOUN", "ADJ"})
    if country is None:
        country = next((demonyms()[w] for w in sorted(tail) if w in demonyms()), None)
    return Nominal(
        paragraph=parse.index,
        first=first,
        head=head,
        start=parse.start[first],
        end=parse.end[head],
        noun=noun,
        role=kind,
        organ=body,
        determiner=determiner,
        plural=plural,
        modifiers=frozenset(words),
        country=country,
        owner=owner,
        complement_end=end,
        tail=tail,
    )


def _country_before(parse: Parse, end: int) -> str | None:
    """Return the country whose name ends before a possessive mark: ``Papua New Guinea``, not ``Guinea``."""
    for size in range(min(_COUNTRY_WORDS, end), 0, -1):
        found = countries().get(" ".join(parse.lower[end - size : end]))
        if found is not None:
            return found
    return None


def _compound(words: list[str], noun: str) -> tuple[str, Role | None, Organ | None]:
    """Return the longest known noun that ends in the head (``prime minister``, ``news agency``), and what it tells.

    A noun for people and for bodies (``broadcaster``) counts as a body.
    """
    for size in (2, 1, 0):
        longer = " ".join([*words[len(words) - size :], noun]) if size else noun
        kind, body = role(longer), organ(longer)
        if size <= len(words) and (kind is not None or body is not None):
            return longer, kind if body is None else None, body
    return noun, None, None


def _left_edge(parse: Parse, head: int) -> int:
    first = head
    t = head - 1
    while t >= max(0, head - _MAX_REACH):
        if parse.tag[t] == "POS" and t > 0:
            return _possessor(parse, t - 1)
        if parse.tag[t] in {"PRP$", "DT"}:
            return t
        modifier = parse.pos[t] in {"ADJ", "NOUN", "PROPN", "VERB"} and _reaches(parse, t, head)
        modifier = modifier or parse.pos[t] in {"DET", "NUM"} or parse.tag[t] == "PDT"
        modifier = modifier or (parse.pos[t] == "ADV" and parse.dep[t] == "advmod" and _reaches(parse, t, head))
        if modifier:
            first = t
        elif not _is_hyphen(parse, t):
            break
        t -= 1
    return first


def _possessor(parse: Parse, t: int) -> int:
    """Return the first token of the possessor that ends at ``t``, with its own modifiers."""
    while t > 0 and _is_hyphen(parse, t - 1):
        t -= 2
    while t > 0 and parse.pos[t - 1] in {"PROPN", "ADJ", "NOUN"} and parse.pos[t] in {"PROPN", "NOUN", "ADJ"}:
        t -= 1
    return t - 1 if t > 0 and parse.pos[t - 1] == "DET" else max(t, 0)


def _is_hyphen(parse: Parse, t: int) -> bool:
    """Return whether a token joins the words around it."""
    return (
        parse.text[t] in {"-", "–"}
        and 0 < t < len(parse) - 1
        and parse.end[t] == parse.start[t + 1]
        and parse.end[t - 1] == parse.start[t]
    )


def _reaches(parse: Parse, t: int, head: int) -> bool:
    """Return whether the parse hangs ``t`` below the noun, in few steps."""
    at = t
    for _ in range(4):
        if at == head:
            return True
        up = parse.head[at]
        if up == at:
            return False
        at = up
    return at == head


def _complement(parse: Parse, head: int) -> int:
    """Return the last token of the prepositional phrases that belong to a title (``of the Left Bloc``)."""
    end = head
    for child in parse.children[head]:
        if child <= end or parse.dep[child] != "prep" or parse.lower[child] not in _NAMING_PREPOSITIONS:
            continue
        if child != end + 1:
            break
        stop = parse.right[child]
        for t in range(child + 1, stop + 1):
            if parse.text[t] in {",", ";", ":", "(", "—", "–", '"', "“"} or parse.tag[t] in {
                "WDT",
                "WP",
                "VBD",
                "VBZ",
                "VBG",
                "VBN",
                "VBP",
            }:
                stop = t - 1
                break
        end = max(end, stop)
    return end
