"""Country, organisation and sector codes of a phrase."""

from typing import NamedTuple


class ActorCode(NamedTuple):
    """``code``: ISO 3166-1 alpha-3, IGO or NGO; ``sector``: PLOVER's (GOV, MIL, REB, ...)."""

    code: str | None
    sector: str | None


def code_of(phrase: str) -> ActorCode:
    """Return the codes of a noun phrase such as ``the Iranian foreign minister`` or ``the Kremlin``."""
    del phrase
    return ActorCode(None, None)
