"""Names of bodies that take their country, field or seat in: ``Tanzania's foreign ministry``."""

from workers.extraction.entities.referents import Place, Referent
from workers.extraction.entities.titles import organ, singular
from workers.extraction.entities.words import countries, demonyms

_ARTICLES = ("the ", "a ", "an ")
_SEATED = frozenset({"delegation", "mission", "office", "bureau", "branch"})
_NO_NAME = frozenset(
    {"a", "an", "any", "no", "its", "his", "her", "their", "our", "my", "another", "this", "that", "both"}
)


def without_article(title: str) -> str:
    """Return a description without its article or possessive pronoun."""
    for article in (*_ARTICLES, "his ", "her ", "their ", "its ", "my ", "our "):
        if title.lower().startswith(article):
            return title[len(article) :]
    return title


def full_name(referent: Referent, text: str, seats: dict[int, int], owners: dict[int, int]) -> str | None:
    """Return the name of a body with its country or seat, where it has none: ``Ukraine's Air Force``.

    Only the nouns for public bodies need one (``the Foreign Ministry in Belgrade``); ``Poland's Orlen`` is Orlen.
    ``seats`` are the ends of the places by their starts, ``owners`` their starts by their ends.
    """
    best = name = referent.name
    if name is None or referent.type != "organisation" or referent.cluster is None:
        return name
    words = name.lower().split()
    noun = organ(singular(words[-1])) or organ(" ".join(words[-2:]))
    if noun is None or noun.kind not in {"state", "body"} or any(w in demonyms() or w in countries() for w in words):
        return name
    for place in referent.places:
        if place.form != "name" or text[place.start : place.end] != name:
            continue
        first, end = place.start, place.end
        if text[first - 3 : first] in {"'s ", "’s "}:
            first = owners.get(first - 3, first)
        if noun.kind == "state" and first == place.start and text[end : end + 4] == " in ":
            end = seats.get(end + 4, end)
        if len(best or "") < end - first:
            best = text[first:end]
    return best


def body_name(referent: Referent, text: str, seats: dict[int, int]) -> str | None:
    """Return the name of a body that is named by its country, field or seat: ``Tanzania's foreign ministry``.

    ``seats`` are the ends of the places by their starts, for ``the foreign ministry in Dodoma``.
    """
    if referent.type != "organisation" or referent.plural:
        return None
    best: str | None = None
    for place in referent.places:
        nominal = place.nominal
        if nominal is None or nominal.organ is None or not _names_a_body(place, nominal.organ.kind, text):
            continue
        if nominal.determiner in _NO_NAME:
            continue
        end = place.end
        if (nominal.organ.kind == "state" or nominal.noun in _SEATED) and text[end : end + 4] == " in ":
            end = seats.get(end + 4, end)
        name = without_article(text[place.start : end])
        bare = name.lower().replace("’", "'")
        if " " not in name or ("'s " in bare and bare == nominal.noun):
            continue  # "the ministry", "the prosecutor's office" alone name nothing
        if best is None or len(name) > len(best):
            best = name
    return best


def _names_a_body(place: Place, kind: str, text: str) -> bool:
    """Return whether a description may be a name: a state's body, or one with a name in it (``the Sumy command``)."""
    if kind == "state":
        return True
    phrase = text[place.start : place.end]
    bare = without_article(phrase)
    words = bare.split()
    first = 0 if bare != phrase else 1  # the first word of a sentence is in capitals whatever it is
    return kind == "body" and any(w[0].isupper() for w in words[first:-1])
