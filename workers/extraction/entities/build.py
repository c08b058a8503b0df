"""From a parsed article to its entity table: names, clusters, descriptions, coreference, in this order."""

import re
from collections import defaultdict

from schemas.quote import SpeakerKind
from workers.extraction.entities.apposition import match_appositions
from workers.extraction.entities.bodies import Cluster, fold_words
from workers.extraction.entities.body_names import body_name, full_name, without_article
from workers.extraction.entities.clusters import cluster_names
from workers.extraction.entities.codes import code_of
from workers.extraction.entities.coreference import Resolver
from workers.extraction.entities.descriptions import is_person
from workers.extraction.entities.gender import is_first_name, name_gender
from workers.extraction.entities.named import NameRun, find_names
from workers.extraction.entities.nominals import Nominal, find_nominals
from workers.extraction.entities.pronouns import PRONOUNS
from workers.extraction.entities.referents import Ground, Place, Referent, lay_ground
from workers.extraction.entities.runs import read_casing
from workers.extraction.entities.table import EntityTable, Mention
from workers.extraction.entities.table import Referent as TableReferent
from workers.extraction.entities.titles import is_honorific, is_polite, role
from workers.extraction.entities.words import demonyms
from workers.extraction.parse import Parse
from workers.extraction.segmentation.furniture import is_title_case
from workers.extraction.text import Span
from workers.extraction.types import Analysis, Entity

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_NO_COUNTRY = frozenset({"IGO", "NGO", "MNC", "IMG", "IRC"})
_DATELINE = 1.6  # weight of standing in a dateline
_TOLD = 3.0  # weight of a description beside a name
_BARE_LABEL = 8  # characters: "Source: " names no one
_LABEL_WORD = re.compile(r"[^\W\d_][\w'’-]*")


def build_table(analysis: Analysis) -> EntityTable:
    """Find and resolve everything that the article mentions."""
    text = analysis.article.text
    parses = list(analysis.parses)
    ground = lay_ground(parses, analysis.quoted)
    casing = read_casing(parses)
    shouting = [_shouts(p, text) for p in parses]
    runs = [find_names(p, text, casing, shouting=loud) for p, loud in zip(parses, shouting, strict=True)]
    _drop_doubtful(runs, shouting)
    for parse, found in zip(parses, runs, strict=True):
        if parse.role == "dateline":
            for run in found:
                run.add("place", _DATELINE)
    told = [_describe_names(p, found) for p, found in zip(parses, runs, strict=True)]
    clusters = cluster_names([run for found in runs for run in found], text)
    referents, of_run = _named(ground, clusters)
    open_places: list[Place] = []
    for parse, (nominals, names) in zip(parses, told, strict=True):
        open_places.extend(_open(ground, parse, text, nominals, {k: of_run.get(id(run)) for k, run in names.items()}))
    labelled = _label_mentions(analysis, referents)
    resolver = Resolver(ground, referents)
    resolver.resolve(open_places)
    return _table(resolver.referents, text, labelled)


def _drop_doubtful(runs: list[list[NameRun]], shouting: list[bool]) -> None:
    """Keep of the names where capitals tell nothing those that share a word with a name elsewhere."""
    if all(shouting):
        return
    known = {
        w for found, loud in zip(runs, shouting, strict=True) if not loud for r in found for w in fold_words(r.words)
    }
    for found, loud in zip(runs, shouting, strict=True):
        if loud:
            found[:] = [r for r in found if not known.isdisjoint(fold_words(r.words))]


def _shouts(parse: Parse, text: str) -> bool:
    """Return whether capitals tell nothing in a paragraph."""
    if not len(parse):
        return False
    content = text[parse.start[0] : parse.end[-1]]
    if parse.role == "headline" and is_title_case(content):
        return True
    letters = [c for c in content if c.isalpha()]
    return len(letters) > 20 and sum(c.isupper() for c in letters) > 0.7 * len(letters)  # noqa: PLR2004 - a line in capitals


def _named(ground: Ground, clusters: list[Cluster]) -> tuple[list[Referent], dict[int, Referent]]:
    referents: list[Referent] = []
    of_run: dict[int, Referent] = {}
    for cluster in clusters:
        if cluster.type in {"norp", "field"}:
            continue
        referent = Referent(cluster.type, name=" ".join(cluster.words), gender=cluster.gender, cluster=cluster)
        for run in cluster.runs:
            of_run[id(run)] = referent
            referent.places.append(_name_place(ground, run))
            if run.title and not all(is_polite(w) for w in run.title.split()):
                referent.learn_title(run.title, demonyms())
        if referent.type != "person":
            referent.learn_name(cluster.words)
        referents.append(referent)
    return referents, of_run


def _name_place(ground: Ground, run: NameRun) -> Place:
    parse = ground.parses[run.paragraph]
    phrase = run.first if run.title_first is None else run.title_first
    token = run.last
    while run.first <= parse.head[token] < token:
        token = parse.head[token]  # "Mele Taufa-Havea": the parser hangs the last part on the one before
    if phrase > 0 and parse.pos[phrase - 1] == "DET":
        phrase -= 1
    return Place(
        start=run.start,
        end=run.end,
        phrase_start=parse.start[phrase],
        form="name",
        paragraph=run.paragraph,
        token=token,
        sentence=ground.sentences[run.paragraph][run.last],
        quote=ground.quotes[run.paragraph][run.last],
        subject=any(parse.dep[t] in _SUBJECTS for t in range(run.first, run.last + 1)),
        main=any(_is_main(parse, t) for t in range(run.first, run.last + 1)),
        title=run.title,
        run=run,
    )


def _describe_names(parse: Parse, runs: list[NameRun]) -> tuple[list[Nominal], dict[int, NameRun]]:
    """Return the descriptions of a paragraph, and the name that each one in apposition describes; weigh the names."""
    taken = [False] * len(parse)
    for run in runs:
        for t in range(run.begin, run.last + 1):
            taken[t] = True
    nominals = find_nominals(parse, taken)
    told = {k: runs[i] for k, i in match_appositions(parse, runs, nominals).items()}
    for k, run in told.items():
        run.add("person" if is_person(nominals[k]) else "organisation", _TOLD)
    return nominals, told


def _open(
    ground: Ground, parse: Parse, text: str, nominals: list[Nominal], told: dict[int, Referent | None]
) -> list[Place]:
    """Return the descriptions and pronouns of a paragraph in text order; those in apposition know their referent."""
    places: list[Place] = []
    for k, nominal in enumerate(nominals):
        place = _nominal_place(ground, parse, text, nominal)
        referent = told.get(k)
        if referent is not None and is_person(nominal) == (referent.type == "person"):
            referent.describe(nominal, place.title)
            if referent.type == "other":
                referent.type = "organisation"
            place.described = referent
        places.append(place)
    places.extend(_pronoun_place(ground, parse, t) for t in range(len(parse)) if parse.lower[t] in PRONOUNS)
    places.sort(key=lambda p: (p.start, p.form != "pronoun"))  # "her" before "her ministry"
    return places


def _pronoun_place(ground: Ground, parse: Parse, token: int) -> Place:
    return Place(
        start=parse.start[token],
        end=parse.end[token],
        phrase_start=parse.start[token],
        form="pronoun",
        paragraph=parse.index,
        token=token,
        sentence=ground.sentences[parse.index][token],
        quote=ground.quotes[parse.index][token],
        subject=parse.dep[token] in _SUBJECTS,
        main=_is_main(parse, token),
    )


def _is_main(parse: Parse, token: int) -> bool:
    """Return whether a token is the subject of a main clause."""
    return parse.dep[token] in _SUBJECTS and parse.dep[parse.head[token]] == "ROOT"


def _nominal_place(ground: Ground, parse: Parse, text: str, nominal: Nominal) -> Place:
    title = text[parse.start[nominal.first] : parse.end[nominal.complement_end]] if nominal.role is not None else None
    return Place(
        start=nominal.start,
        end=nominal.end,
        phrase_start=nominal.start,
        form="nominal",
        paragraph=nominal.paragraph,
        token=nominal.head,
        sentence=ground.sentences[nominal.paragraph][nominal.head],
        quote=ground.quotes[nominal.paragraph][nominal.head],
        subject=parse.dep[nominal.head] in _SUBJECTS,
        main=_is_main(parse, nominal.head),
        title=None if title is None else without_article(title),
        nominal=nominal,
    )


def _label_mentions(analysis: Analysis, referents: list[Referent]) -> list[tuple[Referent, Span]]:
    """Find people in labels, which are not parsed: ``Quote from Olsen:``."""
    text = analysis.article.text
    labels = [s.label for s in analysis.sections if s.label is not None and s.label.end - s.label.start > _BARE_LABEL]
    if not labels:
        return []
    forms: dict[tuple[str, ...], Referent] = {}
    for referent in referents:
        if referent.cluster is not None and referent.type in {"person", "organisation"}:
            for run in referent.cluster.runs:
                forms.setdefault(fold_words(run.words), referent)
            if referent.type == "person":
                forms.setdefault(fold_words(referent.cluster.words)[-1:], referent)
    found: list[tuple[Referent, Span]] = []
    for label in labels:
        words = list(_LABEL_WORD.finditer(text, label.start, label.end))
        keys = fold_words(tuple(w[0] for w in words))
        at = 0
        while at < len(words):
            size = next((k for k in range(len(words) - at, 0, -1) if keys[at : at + k] in forms), 0)
            if size:
                referent = forms[keys[at : at + size]]
                first = _label_name(referent, [w[0] for w in words[: at + size]], at)
                found.append((referent, Span(words[first].start(), words[at + size - 1].end())))
            at += max(1, size)
    return found


def _label_name(referent: Referent, words: list[str], at: int) -> int:
    """Take a given name or title that only a label has; return where the name begins: ``Quote by Gen. A. Butkus:``."""
    name = referent.name or ""
    if " " in name or referent.type not in {"person", "organisation", "other"}:
        return at
    first = at
    while first and words[first - 1][0].isupper() and role(words[first - 1].lower()) is None:
        if is_honorific(words[first - 1]):
            break
        first -= 1
    titled = bool(first) and (role(words[first - 1].lower()) is not None or is_honorific(words[first - 1]))
    if not first or not (titled or is_first_name(words[first])):
        return at  # "Quote Butkus:" tells nothing, nor does "Quote from Butkus:"
    referent.type, referent.name = "person", " ".join(words[first:])
    referent.gender = referent.gender or name_gender(tuple(words[first:]))
    return first


def _table(referents: list[Referent], text: str, labelled: list[tuple[Referent, Span]]) -> EntityTable:
    entities: list[Entity] = []
    rows: list[TableReferent] = []
    mentions: list[Mention] = []
    live = [r for r in referents if r.places]
    live.sort(key=lambda r: r.places[0].start)
    seats = {p.start: p.end for r in live if r.type == "place" for p in r.places}
    owners = {end: start for start, end in seats.items()}
    extra: dict[int, list[Span]] = defaultdict(list)
    for referent, span in labelled:
        extra[id(referent)].append(span)
    for index, referent in enumerate(live):
        name = full_name(referent, text, seats, owners) if referent.name else body_name(referent, text, seats)
        entity: int | None = None
        if name is not None:
            entity = len(entities)
            entities.append(_entity(referent, name, extra[id(referent)]))
        mentions.extend(Mention(s.start, s.end, s, index, "name") for s in extra[id(referent)])
        rows.append(TableReferent(entity, _kind(referent, name), referent.gender, referent.plural))
        mentions.extend(
            Mention(p.start, p.end, Span(p.phrase_start, p.end), index, p.form, p.title) for p in referent.places
        )
    mentions.sort(key=lambda m: (m.phrase.start, -m.end))
    return EntityTable(tuple(entities), tuple(mentions), tuple(rows))


def _kind(referent: Referent, name: str | None) -> SpeakerKind:
    if referent.plural or referent.type == "group":
        return "group"
    if referent.type == "person":
        return "person" if name is not None else "unnamed"
    if referent.type in {"organisation", "place"}:
        return "organisation"
    return "unnamed" if name is None else "organisation"


def _entity(referent: Referent, name: str, labelled: list[Span]) -> Entity:
    country = next(iter(sorted(referent.countries)), None)
    titles = tuple(referent.titles)
    code, sector = _codes(referent, name, titles)
    if country is None and code is not None and len(code) == 3 and code not in _NO_COUNTRY:  # noqa: PLR2004 - alpha-3
        country = code
    kind = referent.type if referent.type in {"person", "organisation", "place", "group"} else "other"
    return Entity(
        name=name,
        type=kind,  # type: ignore[arg-type]  # one of the five above
        mentions=tuple(sorted([*(Span(p.start, p.end) for p in referent.places), *labelled])),
        titles=titles,
        country=country,
        gender=referent.gender if referent.type == "person" else None,
        code=code or country,
        sector=sector,
    )


def _codes(referent: Referent, name: str, titles: tuple[str, ...]) -> tuple[str | None, str | None]:
    """Return code and sector: a person's from the titles first, for a surname may be a demonym (``Finn``)."""
    code, sector = code_of(name)
    if referent.type != "person":
        return code, sector
    if any(part in demonyms() for word in name.lower().split() for part in word.split("-")):
        code = None
    told = [code_of(title) for title in titles]
    return (
        next((t.code for t in told if t.code), code),
        next((t.sector for t in told if t.sector), sector),
    )
