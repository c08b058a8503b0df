"""What the coreference rules reason about: referents with their features, and mentions in their places."""

from dataclasses import dataclass, field

from workers.extraction.entities.bodies import Cluster
from workers.extraction.entities.named import NameRun
from workers.extraction.entities.nominals import Nominal
from workers.extraction.entities.table import MentionForm
from workers.extraction.entities.titles import ABBREVIATIONS, Role, organ, role, singular
from workers.extraction.marks import Quoted
from workers.extraction.parse import Parse

_MIN_SPEECH = 4  # words between marks that make a stretch speech rather than a label


@dataclass(slots=True)
class Place:
    """A mention in its place: paragraph, head token, running sentence number, quotation around it (or -1).

    ``main`` tells a subject of a main clause; ``described`` that the place belongs to a referent already.
    """

    start: int
    end: int
    phrase_start: int
    form: MentionForm
    paragraph: int
    token: int
    sentence: int
    quote: int
    subject: bool
    main: bool = False
    title: str | None = None
    nominal: Nominal | None = None
    run: NameRun | None = None
    described: "Referent | None" = None


@dataclass(slots=True, eq=False)
class Referent:
    """Someone or something talked about; ``name`` is None for the unnamed.

    ``nouns`` are the role or organisation nouns told of it, ``wider`` those that may stand for it, ``modifiers`` the
    words that narrow the nouns (``foreign``, ``navy``), ``countries`` ISO codes.
    """

    type: str
    name: str | None = None
    gender: str | None = None
    plural: bool = False
    places: list[Place] = field(default_factory=list)
    nouns: set[str] = field(default_factory=set)
    wider: set[str] = field(default_factory=set)
    modifiers: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    titles: list[str] = field(default_factory=list)
    owner: "Referent | None" = None
    cluster: Cluster | None = None
    singular_reference: bool = True

    def describe(self, nominal: Nominal, title: str | None = None) -> None:
        """Take what a description tells."""
        self.nouns.add(nominal.noun)
        self.modifiers.update(nominal.modifiers)
        self.modifiers.update(nominal.tail)
        if nominal.country is not None:
            self.countries.add(nominal.country)
        if nominal.role is not None:
            self.wider |= nominal.role.wider
            self.gender = self.gender or nominal.role.gender
        if nominal.organ is not None:
            self.wider |= nominal.organ.wider
        if title:
            self.add_title(title)

    def add_title(self, title: str) -> None:
        """Keep a role text once."""
        if title and title not in self.titles:
            self.titles.append(title)

    def learn_title(self, title: str, demonyms: dict[str, str]) -> None:
        """Take the words of a title before a name (``Polish Interior Minister``, ``Turkish broadcaster``)."""
        person = self.type == "person"
        told = title.replace("’s", "").replace("'s", "").split()
        words = [w.strip(",.-–").lower() for w in told if len(w) == 1 or not w.isupper()]  # "MAN" is no man
        words = [ABBREVIATIONS.get(w, w) for w in words]
        for size in (3, 2, 1):
            for i in range(len(words) - size + 1):
                noun = " ".join(words[i : i + size])
                found = role(noun) if person else organ(noun)
                if found is None:
                    continue
                self.nouns.add(noun)
                self.wider |= found.wider
                if isinstance(found, Role):
                    self.gender = self.gender or found.gender
        for word in words:
            if word in demonyms:
                self.countries.add(demonyms[word])
            elif role(word) is None and organ(word) is None:
                self.modifiers.add(word)
        if person:
            self.add_title(title)

    def learn_name(self, words: tuple[str, ...]) -> None:
        """Take the organisation nouns of a body's own name (``Manufacturers Association``)."""
        for word in words:
            noun = singular(word.lower())
            found = organ(noun)
            if found is not None:
                self.nouns.add(noun)
                self.wider |= found.wider

    def absorb(self, other: "Referent") -> None:
        """Take over another referent: both turned out to be one."""
        self.places.extend(other.places)
        self.places.sort(key=lambda p: p.start)
        self.nouns |= other.nouns
        self.wider |= other.wider
        self.modifiers |= other.modifiers
        self.countries |= other.countries
        self.gender = self.gender or other.gender
        for title in other.titles:
            self.add_title(title)


@dataclass(slots=True)
class Ground:
    """The parsed article as the rules see it: tokens, sentence numbers and quotations of every paragraph."""

    parses: list[Parse]
    sentences: list[list[int]]
    quotes: list[list[int]]
    spans: list[tuple[int, int, int]]


def lay_ground(parses: list[Parse], quoted: tuple[tuple[Quoted, ...], ...]) -> Ground:
    """Number the sentences of the article and lay its quotations over the tokens.

    ``Ground.quotes[p][t]`` indexes ``Ground.spans`` (paragraph, first token, last token) or is -1; quotations of a few
    words are labels and do not count.
    """
    sentences: list[list[int]] = []
    quotes: list[list[int]] = []
    spans: list[tuple[int, int, int]] = []
    number = 0
    for parse, pieces in zip(parses, quoted, strict=True):
        number += 1
        row: list[int] = []
        for t in range(len(parse)):
            if t and parse.ends_sentence(t - 1) and (parse.text[t][0].isupper() or not parse.text[t][0].isalnum()):
                number += 1
            row.append(number)
        sentences.append(row)
        inside = [-1] * len(parse)
        t = 0
        for piece in pieces:
            if piece.depth or (piece.kind == "single" and piece.end - piece.start < 20):  # noqa: PLR2004 - a word or two
                continue
            while t < len(parse) and parse.start[t] < piece.start:
                t += 1
            first = t
            while t < len(parse) and parse.end[t] <= piece.end:
                t += 1
            words = sum(parse.text[k][0].isalnum() for k in range(first, t))
            ended = t - first > 2 and parse.text[t - 2][-1] in ".!?,"  # noqa: PLR2004 - a word between marks
            if words < (2 if ended else _MIN_SPEECH):
                continue
            for k in range(first, t):
                inside[k] = len(spans)
            spans.append((parse.index, first, t - 1))
        quotes.append(inside)
    return Ground(parses, sentences, quotes, spans)
