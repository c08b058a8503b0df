"""From a parsed article to its entity table: names, clusters, descriptions, coreference, in this order."""

from workers.extraction.entities.apposition import match_appositions
from workers.extraction.entities.clusters import Cluster, cluster_names
from workers.extraction.entities.codes import code_of
from workers.extraction.entities.coreference import PRONOUNS, Resolver
from workers.extraction.entities.named import NameRun, demonyms, find_names
from workers.extraction.entities.nominals import Nominal, find_nominals
from workers.extraction.entities.referents import Ground, Place, Referent, lay_ground
from workers.extraction.entities.table import EntityTable, Mention
from workers.extraction.entities.table import Referent as TableReferent
from workers.extraction.quotes.marks import find_quoted
from workers.extraction.quotes.parse import Parse, read
from workers.extraction.segmentation.furniture import is_title_case
from workers.extraction.types import Analysis, Entity, Span

_SUBJECTS = frozenset({"nsubj", "nsubjpass"})
_ARTICLES = ("the ", "a ", "an ")


def build_table(analysis: Analysis) -> EntityTable:
    """Find and resolve everything that the article mentions."""
    text = analysis.article.text
    parses = [read(paragraph) for paragraph in analysis.paragraphs]
    quoted = find_quoted(text, tuple(Span(p.start, p.end) for p in analysis.paragraphs))
    ground = lay_ground(parses, quoted)
    runs = [find_names(parse, text, shouting=_shouts(parse, text)) for parse in parses]
    clusters = cluster_names([run for found in runs for run in found], text)
    referents, of_run = _named(ground, clusters)
    open_places: list[Place] = []
    for parse, found in zip(parses, runs, strict=True):
        open_places.extend(_open(ground, parse, text, found, of_run))
    resolver = Resolver(ground, referents)
    resolver.resolve(open_places)
    _link_forward(resolver)
    return _table(resolver.referents, text)


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
        if cluster.type == "norp":
            continue
        referent = Referent(cluster.type, name=" ".join(cluster.words), gender=cluster.gender, cluster=cluster)
        for run in cluster.runs:
            of_run[id(run)] = referent
            referent.places.append(_name_place(ground, run))
            if run.title:
                referent.learn_title(run.title, demonyms())
        referents.append(referent)
    return referents, of_run


def _name_place(ground: Ground, run: NameRun) -> Place:
    parse = ground.parses[run.paragraph]
    phrase = run.first if run.title_first is None else run.title_first
    if phrase > 0 and parse.pos[phrase - 1] == "DET":
        phrase -= 1
    return Place(
        start=run.start,
        end=run.end,
        phrase_start=parse.start[phrase],
        form="name",
        paragraph=run.paragraph,
        token=run.last,
        sentence=ground.sentences[run.paragraph][run.last],
        quote=ground.quotes[run.paragraph][run.last],
        subject=any(parse.dep[t] in _SUBJECTS for t in range(run.first, run.last + 1)),
        title=run.title,
        run=run,
    )


def _open(ground: Ground, parse: Parse, text: str, runs: list[NameRun], of_run: dict[int, Referent]) -> list[Place]:
    """Attach descriptions in apposition to their names; return the descriptions and pronouns left, in text order."""
    taken = [False] * len(parse)
    for run in runs:
        first = run.first if run.title_first is None else run.title_first
        for t in range(first, run.last + 1):
            taken[t] = True
    nominals = find_nominals(parse, taken)
    told = match_appositions(parse, runs, nominals)
    places: list[Place] = []
    for k, nominal in enumerate(nominals):
        place = _nominal_place(ground, parse, text, nominal)
        run = runs[told[k]] if k in told else None
        referent = of_run.get(id(run)) if run is not None else None
        if referent is not None and _may_describe(referent, nominal):
            referent.describe(nominal, place.title)
            if nominal.role is not None and nominal.organ is None:
                referent.type = "person"
            elif referent.type == "other":
                referent.type = "organisation"
            referent.places.append(place)
            referent.places.sort(key=lambda p: p.start)
            continue
        places.append(place)
    for t in range(len(parse)):
        if parse.lower[t] in PRONOUNS:
            places.append(
                Place(
                    start=parse.start[t],
                    end=parse.end[t],
                    phrase_start=parse.start[t],
                    form="pronoun",
                    paragraph=parse.index,
                    token=t,
                    sentence=ground.sentences[parse.index][t],
                    quote=ground.quotes[parse.index][t],
                    subject=parse.dep[t] in _SUBJECTS,
                )
            )
    places.sort(key=lambda p: p.start)
    return places


def _may_describe(referent: Referent, nominal: Nominal) -> bool:
    if nominal.role is not None and nominal.organ is None:
        return referent.type == "person" or (
            referent.type in {"other", "organisation", "place"} and _name_like(referent) and not nominal.role.plain
        )
    return referent.type in {"organisation", "other"}


def _name_like(referent: Referent) -> bool:
    cluster = referent.cluster
    if cluster is None or len(cluster.words) < 2 or len(cluster.words) > 4:  # noqa: PLR2004 - given name and surname
        return False
    strong = max(
        (sum(r.score.get(k, 0.0) for r in cluster.runs) / len(cluster.runs) for k in ("organisation", "place")),
        default=0,
    )
    return strong < 3  # noqa: PLR2004 - an organisation's noun or a known place


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
        title=None if title is None else _without_article(title),
        nominal=nominal,
    )


def _without_article(title: str) -> str:
    for article in (*_ARTICLES, "his ", "her ", "their ", "its ", "my ", "our "):
        if title.lower().startswith(article):
            return title[len(article) :]
    return title


def _link_forward(resolver: Resolver) -> None:
    """Name an office holder who is described first and named later: ``Estonia's Defence Minister ... Raimo Kask said``."""
    unnamed = [
        r
        for r in resolver.referents
        if r.name is None
        and r.type == "person"
        and not r.plural
        and r.places
        and r.places[0].nominal is not None
        and r.places[0].nominal.role is not None
        and not r.places[0].nominal.role.plain
        and r.places[0].quote < 0
        and resolver.is_speaker_anywhere(r)
    ]
    if not unnamed:
        return
    bare = [
        r
        for r in resolver.referents
        if r.name is not None
        and r.type == "person"
        and not r.titles
        and len(r.name.split()) > 1
        and r.places[0].form == "name"
        and r.places[0].subject
        and resolver.said(r.places[0])
    ]
    for named in bare:
        before = [
            r
            for r in unnamed
            if r.places[0].start < named.places[0].start and r.gender in {None, named.gender or r.gender}
        ]
        if len(before) == 1:
            resolver.merge(named, before[0])
            unnamed.remove(before[0])


def _table(referents: list[Referent], text: str) -> EntityTable:
    entities: list[Entity] = []
    rows: list[TableReferent] = []
    mentions: list[Mention] = []
    live = [r for r in referents if r.places]
    live.sort(key=lambda r: r.places[0].start)
    for index, referent in enumerate(live):
        name = referent.name or _body_name(referent, text)
        entity: int | None = None
        if name is not None:
            entity = len(entities)
            entities.append(_entity(referent, name))
        rows.append(TableReferent(entity, _kind(referent, name), referent.gender, referent.plural))
        mentions.extend(
            Mention(p.start, p.end, Span(p.phrase_start, p.end), index, p.form, p.title) for p in referent.places
        )
    mentions.sort(key=lambda m: (m.phrase.start, -m.end))
    return EntityTable(tuple(entities), tuple(mentions), tuple(rows))


def _kind(referent: Referent, name: str | None) -> str:
    if referent.plural or referent.type == "group":
        return "group"
    if referent.type == "person":
        return "person" if name is not None else "unnamed"
    if referent.type in {"organisation", "place"}:
        return "organisation"
    return "unnamed" if name is None else "organisation"


def _body_name(referent: Referent, text: str) -> str | None:
    """Return the name of a body that is named by its country or field: ``Tanzania's foreign ministry``."""
    if referent.type != "organisation" or referent.plural:
        return None
    best: str | None = None
    for place in referent.places:
        nominal = place.nominal
        if nominal is None or nominal.organ is None or nominal.organ.kind != "state":
            continue
        if nominal.determiner in {
            "a",
            "an",
            "any",
            "no",
            "its",
            "his",
            "her",
            "their",
            "our",
            "my",
            "another",
            "this",
            "that",
            "both",
        }:
            continue
        name = _without_article(text[place.start : place.end])
        if len(name.split()) < 2 and " " not in name:  # noqa: PLR2004 - "the ministry" alone names nothing
            continue
        if best is None or len(name) > len(best):
            best = name
    return best


def _entity(referent: Referent, name: str) -> Entity:
    codes = code_of(name)
    country = next(iter(sorted(referent.countries)), None)
    titles = tuple(referent.titles)
    code, sector = codes.code, codes.sector
    if referent.type == "person":
        for title in titles:
            told = code_of(title)
            code, sector = code or told.code, sector or told.sector
    if country is None and code is not None and len(code) == 3 and code not in {"IGO", "NGO", "MNC", "IMG", "IRC"}:  # noqa: PLR2004 - alpha-3
        country = code
    kind = referent.type if referent.type in {"person", "organisation", "place", "group"} else "other"
    return Entity(
        name=name,
        type=kind,  # type: ignore[arg-type]  # one of the five above
        mentions=tuple(Span(p.start, p.end) for p in referent.places),
        titles=titles,
        country=country,
        gender=referent.gender if referent.type == "person" else None,
        code=code or country,
        sector=sector,
    )
