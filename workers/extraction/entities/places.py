"""Places named in an article, resolved to GeoNames.

A candidate is what the parser calls a place, or a name after a locative preposition; ``toponyms`` says which place of
the name is meant.
"""

from collections import Counter
from collections.abc import Iterator

from spacy.tokens import Doc, Token
from spacy.tokens import Span as DocSpan

from workers.extraction.entities import gazetteer
from workers.extraction.entities.codes import countries_in, kind_of_name
from workers.extraction.entities.gazetteer import Entry
from workers.extraction.entities.toponyms import Context, resolve
from workers.extraction.lexicons.classes import word_class
from workers.extraction.text import Paragraph, Span
from workers.extraction.types import Analysis, Place

_PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
_NAME_LIMIT = 80  # characters
_ACRONYM = 4
_SMALL, _BIG = 15_000, 200_000  # people
_TOWN_WORDS = 3  # longer names in the wrong class are titles


def find_places(analysis: Analysis) -> tuple[Place, ...]:
    """Return the places named in the article, in text order, each with its mention."""
    context = Context(_countries(analysis))
    places: list[Place] = []
    for paragraph in analysis.paragraphs:
        for span in _candidates(paragraph.doc):
            place = _place(paragraph, span, context)
            if place is not None:
                places.append(place)
    return tuple(places)


def _countries(analysis: Analysis) -> Counter[str]:
    """Count the countries that the article names, by names that mean one only: Georgia and Tripoli do not."""
    names = Counter(
        found for text in (analysis.article.title or "", analysis.article.text) for found in countries_in(text)
    )
    countries: Counter[str] = Counter()
    for (name, kind, code), count in names.items():
        if not (kind == "country" and gazetteer.regions(name)) and not (kind == "capital" and _is_shared(name)):
            countries[code] += count
    return countries


def _is_shared(name: str) -> bool:
    """Tell whether big cities of several countries have the name."""
    return len({city.country for city in gazetteer.cities(name) if city.population >= _BIG}) > 1


def _candidates(doc: Doc) -> Iterator[DocSpan]:
    """Yield the spans that may name a place, in order, without overlap."""
    taken = -1
    for token in doc:
        if token.i <= taken:
            continue
        if token.ent_iob_ == "B" and token.ent_type_ in _PLACE_LABELS:
            entity = doc[token.i : end_of_place(doc, token.i)]
            taken = entity.end - 1
            yield _trimmed(entity)
        elif token.pos_ == "PROPN" and _after_locative(token):
            end = token.i + 1
            while end < len(doc) and doc[end].pos_ == "PROPN" and doc[end].ent_type_ == token.ent_type_:
                end += 1
            taken = end - 1
            if token.ent_type_ in {"", "PERSON", "ORG", "NORP"}:
                yield _trimmed(doc[token.i : end])
        elif _ends_a_region(token) and token.i - 1 > taken:
            yield doc[token.i - 1 : token.i + 1]


def _ends_a_region(token: Token) -> bool:
    """Tell whether a word ends a name like Kharkiv Oblast, whatever the parser takes it for."""
    is_kind = token.pos_ == "PROPN" and token.lower_ in _in("kind-after")
    return is_kind and token.i > 0 and token.nbor(-1).pos_ == "PROPN"


def end_of_place(doc: Doc, start: int) -> int:
    """Return the end of the entity that starts at a token, with what hyphens join to it."""
    end = start + 1
    while end < len(doc) and (doc[end].ent_iob_ == "I" or _joins(doc, end)):
        end += 1
    return end


def _joins(doc: Doc, index: int) -> bool:
    """Tell whether a hyphen before or at ``index`` joins it to the word before: Mazar-i-Sharif."""
    if index + 1 >= len(doc) and doc[index].text == "-":
        return False
    return not doc[index - 1].whitespace_ and "-" in (doc[index].text, doc[index - 1].text)


def _after_locative(token: Token) -> bool:
    """Tell whether a preposition of place stands before the name, perhaps with an article or a direction between."""
    index = token.i - 1
    while index >= 0 and (token.doc[index].lower_ == "the" or token.doc[index].lower_ in _in("direction")):
        index -= 1
    return index >= 0 and token.doc[index].lower_ in _in("locative")


def _trimmed(span: DocSpan) -> DocSpan:
    """Take articles, directions and the possessive off a name."""
    start, end = span.start, span.end
    while end - start > 1 and span.doc[end - 1].lower_ in {"'s", "’s", "'", "’", ",", "."}:
        end -= 1
    while end - start > 1 and (span.doc[start].lower_ in {"the", "a"} or span.doc[start].text.islower()):
        start += 1
    return span.doc[start:end]


def _place(paragraph: Paragraph, span: DocSpan, context: Context) -> Place | None:
    name = span.text
    if len(name) > _NAME_LIMIT or not any(c.isupper() for c in name) or _is_no_place(span):
        return None
    kind, code = kind_of_name(name) or ("", "")
    known_for_else = kind in {"organisation", "leader", "adjective"} and not _is_metonym(span)
    if known_for_else or (not kind and name.isupper() and len(name) <= _ACRONYM):
        return None
    mention = Span(paragraph.start + span.start_char, paragraph.start + span.end_char)
    if name in _areas():
        return Place(mention, name)
    entry = _entry(span, context)
    if kind == "capital" and (entry is None or entry.population < _SMALL):
        return Place(mention, name, code)  # the Kremlin, the White House
    if entry is not None:
        return Place(mention, entry.name, entry.country or None, entry.lat, entry.lon, entry.geonames_id)
    return Place(mention, name, code if kind == "part" else None) if _is_surely_a_place(span) else None


def _is_no_place(span: DocSpan) -> bool:
    """Tell whether a name is a half of the compass (``the South``) or a people (``a Roma family``)."""
    if span.text.lower() in _in("direction"):
        return True
    return span.text in _in("people") and not _after_locative(span[0])


def _entry(span: DocSpan, context: Context) -> Entry | None:
    """Return the entry of a name, None when the words around it do not make it a place."""
    beside = _region_beside(span)
    entry = resolve(span.text, beside, context)
    if entry is None or entry.kind != "city":
        return entry
    located, called_a_place = _after_locative(span[0]), span[0].ent_type_ in _PLACE_LABELS
    if entry.population < _SMALL:  # some town in the world has nearly every name
        believed = beside is not None or (located and called_a_place)
    else:
        believed = called_a_place or (located and len(span) <= _TOWN_WORDS)
    return entry if believed else None


def _is_metonym(span: DocSpan) -> bool:
    """Tell whether a name listed as an organisation's is that of the big city it sits in: Brussels."""
    return _after_locative(span[0]) and any(city.population >= _BIG for city in gazetteer.cities(span.text))


def _is_surely_a_place(span: DocSpan) -> bool:
    """Tell whether a name without an entry is a place all the same: a sea, an unlisted village."""
    last = span[-1].lower_
    if last in _in("landscape") or span[0].lower_ in _in("landscape") or last in _in("kind-after"):
        return True
    return (span[0].ent_type_ in _PLACE_LABELS and _after_locative(span[0])) or _is_after_kind(span)


def _is_after_kind(span: DocSpan) -> bool:
    """Tell whether a name follows ``the village of``."""
    before = span.doc[max(span.start - 2, 0) : span.start]
    return len(before) == 2 and before[1].lower_ == "of" and before[0].lower_ in _in("kind-before")  # noqa: PLR2004 - two words


def _region_beside(span: DocSpan) -> str | None:
    """Return the name after a comma or in brackets after the span: ``Muncie, Ind.``, ``Tripoli (Lebanon)``."""
    doc, at = span.doc, span.end
    if at + 1 >= len(doc) or doc[at].text not in {",", "("} or doc[at + 1].pos_ != "PROPN":
        return None
    end = at + 2
    while end < len(doc) and end < at + 4 and doc[end].pos_ == "PROPN":
        end += 1
    return doc[at + 1 : end].text


def _areas() -> frozenset[str]:
    """Return the names of continents and other areas that belong to no country."""
    return frozenset(name.replace("_", " ") for name in _in("area"))


def _in(name: str) -> frozenset[str]:
    return word_class("place_words.tsv", name)
