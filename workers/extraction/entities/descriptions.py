"""Whether a description such as ``the Slovak official`` or ``the channel`` may stand for a referent, and how well."""

from workers.extraction.entities.nominals import Nominal
from workers.extraction.entities.referents import Place, Referent
from workers.extraction.entities.words import countries, group

#: A description that repeats the noun told before.
SAME = 3.0
_REPEATED, _NAMED_SO, _WIDER, _NEAR_PERSON, _NEAR_BODY = 4.0, 3.0, 2.0, 1.0, 0.5
_SPOKES = frozenset({"spokesman", "spokeswoman", "spokesperson"})
_ANYONE = frozenset({"man", "woman", "boy", "girl", "person"})
_VARIED = frozenset({"diplomat", "official", "politician"})  # "the Norwegian diplomat" for a state secretary
_NEUTRAL = frozenset({"senior", "top", "high", "ranking", "high-ranking", "veteran"})
_NEAR = 4  # sentences
_TURN = 8  # sentences between a person and "the Ethiopian"


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
    if _repeats(nominal, referent):
        shared = nominal.modifiers & (referent.modifiers | referent.nouns)
        if nominal.modifiers and referent.modifiers and not shared:
            # "the oil ministry" is not "the foreign ministry"; "the visiting minister" may be "the trade minister"
            return 0 if nominal.organ is not None and nominal.organ.kind == "state" else _REPEATED - 1
        return _REPEATED + bool(shared)
    if nominal.noun in referent.wider:
        return _WIDER + bool(nominal.country and nominal.country in referent.countries)
    return _fit_person(nominal, referent, distance) if is_person(nominal) else _fit_body(nominal, referent, distance)


def _fit_person(nominal: Nominal, referent: Referent, distance: int) -> float:
    """Return how well a description that tells no office fits: ``the man``, ``the 54-year-old``, ``the Ethiopian``."""
    if nominal.noun == "national":
        return _NEAR_PERSON if nominal.country in referent.countries and distance <= _TURN else 0
    if nominal.noun in _VARIED and nominal.country in referent.countries and nominal.modifiers <= _NEUTRAL:
        return _NEAR_PERSON if referent.titles and distance <= _TURN and "official" in referent.wider else 0
    anyone = nominal.noun == "year-old" or (nominal.noun in _ANYONE and "official" not in referent.wider)
    return _NEAR_PERSON if anyone and distance <= _NEAR else 0


def _repeats(nominal: Nominal, referent: Referent) -> bool:
    """Return whether the noun was told: also ``the deputy minister`` for a deputy defence minister."""
    if nominal.noun in referent.nouns or (nominal.noun in _SPOKES and referent.nouns & _SPOKES):
        return True
    *before, last = nominal.noun.split()
    heads = {noun.rpartition(" ")[2] for noun in referent.nouns}
    return bool(before) and last in heads and referent.modifiers.union(referent.nouns).issuperset(before)


def is_same_office(named: Referent, other: Referent) -> bool:
    """Return whether a person described before (``the defence minister``) may be the one named with a title now."""
    nominal = other.places[0].nominal
    if other.type != "person" or nominal is None or not nominal.definite or nominal.role is None or nominal.role.plain:
        return False
    domains = group("domain")
    known, told = other.modifiers & domains, named.modifiers & domains
    return (
        bool(other.nouns & named.nouns)
        and not (known and told and not known & told)
        and not (other.countries and named.countries and not other.countries & named.countries)
        and (other.gender is None or named.gender is None or other.gender == named.gender)
    )


def varies(nominal: Nominal) -> bool:
    """Return whether a description may be a mere variation: definite, not of an office that would need its holder."""
    return (
        nominal.determiner == "the"
        and not nominal.plural
        and nominal.role is not None
        and nominal.organ is None
        and not nominal.role.kin
        and nominal.noun not in group("party")
        and nominal.role.wider.isdisjoint({"official", "judge", "lawyer", "suspect", "victim"})
        and nominal.complement_end == nominal.head
    )


def may_vary(nominal: Nominal, referent: Referent) -> bool:
    """Return whether nothing known of the person speaks against the description."""
    gender = nominal.role.gender if nominal.role else None
    return not (gender and referent.gender and gender != referent.gender) and not (
        nominal.country and referent.countries and nominal.country not in referent.countries
    )


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
    country = nominal.country or (countries().get((owner.name or "").lower()) if owner is not None else None)
    if country is not None and country in referent.countries:
        return True
    unknown = country is None or not referent.countries
    return unknown and owner is not None and owner.type == "place" and nominal.noun in referent.nouns


def _other_office(nominal: Nominal, referent: Referent) -> bool:
    """Return whether the words that tell offices apart differ (``the interior minister``, ``the trade minister``)."""
    domains = group("domain")
    told, known = nominal.modifiers & domains, referent.modifiers & domains
    return bool(told and known and not told & (known | referent.nouns) and not nominal.tail & known)


def _fit_body(nominal: Nominal, referent: Referent, distance: int) -> float:
    """Return how well ``the ministry``, ``the company``, ``the group`` fits a named body."""
    if referent.name is None or nominal.organ is None:
        return 0
    words = {w.lower() for w in referent.name.replace("’s", "").replace("'s", "").split()}
    if nominal.noun in words or nominal.noun.split()[-1] in words:
        other = nominal.organ.kind == "state" and nominal.modifiers and words.isdisjoint(nominal.modifiers)
        return 0 if other else _NAMED_SO  # "the Foreign Affairs department" is not the Interior Department
    if (
        nominal.modifiers
        or referent.nouns
        or distance >= _NEAR
        or referent.type != "organisation"
        or nominal.noun not in group("generic")
    ):
        return 0
    # "the fund" for IMF
    acronym = referent.name.isupper() and referent.name[-1].lower() == nominal.noun[0]
    return _NEAR_BODY + acronym
