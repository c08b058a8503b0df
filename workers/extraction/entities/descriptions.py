"""Whether a description such as ``the Slovak official`` or ``the channel`` may stand for a referent, and how well."""

from workers.extraction.entities.nominals import Nominal
from workers.extraction.entities.referents import Place, Referent
from workers.extraction.entities.words import group

#: A description that repeats the noun told before.
SAME = 3.0
_REPEATED, _NAMED_SO, _WIDER, _NEAR_PERSON, _NEAR_BUSINESS, _NEAR_BODY = 4.0, 3.0, 2.0, 1.0, 1.0, 0.5
_SPOKES = frozenset({"spokesman", "spokeswoman", "spokesperson"})
_ANYONE = frozenset({"man", "woman", "boy", "girl", "person", "year-old"})
_COUNTRIES = frozenset({"country", "nation", "republic", "kingdom"})
_NEAR = 4  # sentences


def is_person(nominal: Nominal) -> bool:
    """Return whether the noun is one for people."""
    return nominal.role is not None and nominal.organ is None


def fit(place: Place, referent: Referent, owner: Referent | None, distance: int) -> float:
    """Return how well a description fits a referent, 0 when it cannot.

    ``owner`` is whose (``the minister's spokeswoman``); ``distance`` is in sentences since the referent's last mention.
    """
    nominal = place.nominal
    if nominal is None or not _possible(nominal, referent, owner):
        return 0
    if nominal.noun in referent.nouns or (nominal.noun in _SPOKES and referent.nouns & _SPOKES):
        shared = nominal.modifiers & (referent.modifiers | referent.nouns)
        if nominal.modifiers and referent.modifiers and not shared:
            # "the oil ministry" is not "the foreign ministry"; "the visiting minister" may be "the trade minister"
            return 0 if nominal.organ is not None and nominal.organ.kind == "state" else _REPEATED - 1
        return _REPEATED + bool(shared)
    if nominal.noun in referent.wider:
        return _WIDER + bool(nominal.country and nominal.country in referent.countries)
    if not is_person(nominal):
        return _fit_body(nominal, referent, distance)
    unknown = referent.nouns <= {"person"} and nominal.noun in _ANYONE
    return _NEAR_PERSON if unknown and distance <= _NEAR else 0


def _possible(nominal: Nominal, referent: Referent, owner: Referent | None) -> bool:
    """Return whether nothing speaks against it."""
    return (
        referent.plural == nominal.plural
        and owner is not referent
        and _agree(nominal, referent)
        and _same_owner(nominal, referent, owner)
        and not _other_office(nominal, referent)
    )


def _agree(nominal: Nominal, referent: Referent) -> bool:
    """Return whether type, gender and country agree as far as they are known."""
    if is_person(nominal) != (referent.type == "person"):
        return False
    if not is_person(nominal) and referent.type not in {"organisation", "other"}:
        return False
    gender = nominal.role.gender if nominal.role else None
    if gender and referent.gender and gender != referent.gender:
        return False
    return not (nominal.country and referent.countries and nominal.country not in referent.countries)


def _same_owner(nominal: Nominal, referent: Referent, owner: Referent | None) -> bool:
    """Return whether ``her ministry``, ``the minister's spokeswoman`` may be this one: same owner, or its country's."""
    if nominal.owner is None or owner is referent.owner:
        return True
    same_country = bool(nominal.country and nominal.country in referent.countries)
    return same_country or (owner is not None and owner.type == "place" and nominal.noun in referent.nouns)


def _other_office(nominal: Nominal, referent: Referent) -> bool:
    """Return whether the words that tell offices apart differ (``the interior minister``, ``the trade minister``)."""
    domains = group("domain")
    told, known = nominal.modifiers & domains, referent.modifiers & domains
    return bool(told and known and not told & known and not nominal.tail & known)


def _fit_body(nominal: Nominal, referent: Referent, distance: int) -> float:
    """Return how well ``the ministry``, ``the company``, ``the group`` fits a named body."""
    if referent.name is None or nominal.organ is None:
        return 0
    words = {w.lower() for w in referent.name.replace("’s", "").replace("'s", "").split()}
    if nominal.noun in words or nominal.noun.split()[-1] in words:
        return _NAMED_SO
    if referent.nouns or distance >= _NEAR or referent.type != "organisation":
        return 0
    if nominal.organ.kind == "business":
        return _NEAR_BUSINESS
    return _NEAR_BODY if nominal.organ.kind in {"media", "body"} and not nominal.modifiers else 0
