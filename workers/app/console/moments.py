"""Times and durations on the command line."""

import contextlib
import re
from datetime import UTC, datetime

import typer

FORMS = "2026-05-01, 2026-05-01T14:30, 2026-05-01T14:30:00Z or 2026-05-01T14:30+02:00 (UTC unless it says otherwise)"
DURATION_FORMS = "90s, 30m, 6h, 2d or 1w"

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_DURATION = re.compile(r"([0-9]{1,6})([smhdw])")
_BEGINS_WITH_A_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def moment_ms(text: str) -> int:
    """Return a time as milliseconds since the epoch.

    Raises:
        BadParameter: it is none; the message names the forms.
    """
    found: datetime | None = None
    if _BEGINS_WITH_A_DATE.match(text):  # fromisoformat takes week dates and bare digits, too
        with contextlib.suppress(ValueError):
            found = datetime.fromisoformat(text)
    if found is None:
        raise typer.BadParameter(f"{text!r} is no time: write {FORMS}")
    aware = found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


def duration_s(text: str) -> int:
    """Return a duration in seconds.

    Raises:
        BadParameter: it is none, or zero; the message names the forms.
    """
    found = _DURATION.fullmatch(text)
    seconds = int(found[1]) * _SECONDS[found[2]] if found else 0
    if not seconds:
        raise typer.BadParameter(f"{text!r} is no duration: write {DURATION_FORMS}")
    return seconds


def shown_moment(timestamp_ms: int) -> str:
    """Return a time as people and scripts read it: ISO 8601, UTC, to the second."""
    return datetime.fromtimestamp(timestamp_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
