"""Publication dates as producers write them."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

_SEED_PREFIX = re.compile(r"\s*date (\d{4}-\d{2}-\d{2})(?!\S)")
_DATE_ONLY = re.compile(r"(\d{4})[-/.](\d{2})[-/.](\d{2})")


class Published(NamedTuple):
    """A publication date: as ISO 8601, and the calendar day at the place of publication."""

    iso: str
    day: date


def parse_published(text: str) -> Published | None:
    """Read an ISO 8601 date or date-time, ``2023/06/10``, or an RFC 5322 date; None for anything else."""
    text = text.strip()
    try:
        if found := _DATE_ONLY.fullmatch(text):
            day = date(int(found[1]), int(found[2]), int(found[3]))
            return Published(day.isoformat(), day)
        moment = datetime.fromisoformat(text) if text[:4].isdecimal() else parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return Published(moment.isoformat(), moment.date())


def date_prefix(text: str) -> Published | None:
    """Return the date of a leading `` date 2023-06-10 ``, which stays part of the text; None when there is none."""
    found = _SEED_PREFIX.match(text)
    return parse_published(found[1]) if found else None


def from_timestamp_ms(timestamp_ms: int) -> Published | None:
    """Return the date of a Kafka record's timestamp (milliseconds since the epoch), None when it has none (-1)."""
    if timestamp_ms < 0:
        return None
    try:
        moment = datetime.fromtimestamp(timestamp_ms / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return Published(moment.isoformat(timespec="milliseconds"), moment.date())
