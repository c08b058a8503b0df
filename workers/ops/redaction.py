"""Takes secrets out of text that leaves the process: log lines, errors, tracebacks.

Our own lines never hold one: settings keep them as ``SecretStr``. What libraries write is another matter; aiokafka logs
the login with its password at level ``debug``. So the last step of every way out replaces the known values, in the
spellings that libraries give them, and what looks like credentials.
"""

import base64
import json
import re
import urllib.parse
from collections.abc import Iterable

HIDDEN = "**********"
MIN_CHARS = 4  # a shorter value would be found everywhere, and its places would tell it

_CREDENTIALS = (
    (re.compile(r"\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE), rf"\1 {HIDDEN}"),
    # Tokens and SCRAM proofs are made at run time; nobody needs a login byte by byte.
    (re.compile(r"\b(SaslAuthenticate(?:Request|Response)\w*)\(.*"), rf"\1({HIDDEN})"),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+@"), rf"\1{HIDDEN}@"),
)


class Redactor:
    """Knows the secrets of this process."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._pattern: re.Pattern[str] | None = None

    def remember(self, secrets: Iterable[str]) -> None:
        """Hide these values from now on; those below ``MIN_CHARS`` characters are left out."""
        for secret in secrets:
            if len(secret) >= MIN_CHARS:
                self._known |= _spellings(secret)
        if self._known:
            longest_first = sorted(self._known, key=len, reverse=True)
            self._pattern = re.compile("|".join(map(re.escape, longest_first)))

    def redact(self, text: str) -> str:
        """Return the text without secrets."""
        if self._pattern is not None:
            text = self._pattern.sub(HIDDEN, text)
        for pattern, instead in _CREDENTIALS:
            text = pattern.sub(instead, text)
        return text


def _spellings(secret: str) -> set[str]:
    """Return the secret as it is, in URLs, in JSON, in Python's representations and in base64."""
    raw = secret.encode("utf-8", "surrogateescape")
    return {
        secret,
        urllib.parse.quote(raw),
        urllib.parse.quote(raw, safe=""),
        urllib.parse.quote_plus(raw),
        json.dumps(secret)[1:-1],
        json.dumps(secret, ensure_ascii=False)[1:-1],
        repr(secret)[1:-1],
        repr(raw)[2:-1],
        base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode(),
    }


PROCESS = Redactor()
"""The one of this process: whoever reads settings tells it their secrets."""
