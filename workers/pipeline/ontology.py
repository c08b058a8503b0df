"""PLOVER's quad classes.

Source: PLOVER codebook (Open Event Data Alliance, 2017; Halterman et al. 2023, table of roots by quad category).
"""

from schemas.event import EventType

_QUAD: dict[EventType, int] = {
    "AGREE": 1,
    "CONSULT": 1,
    "SUPPORT": 1,
    "COOPERATE": 2,
    "AID": 2,
    "YIELD": 2,
    "REQUEST": 3,
    "ACCUSE": 3,
    "REJECT": 3,
    "THREATEN": 3,
    "PROTEST": 4,
    "SANCTION": 4,
    "MOBILIZE": 4,
    "COERCE": 4,
    "ASSAULT": 4,
}


def quad_class(root: EventType) -> int | None:
    """Return 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict; None for OTHER."""
    return _QUAD.get(root)
