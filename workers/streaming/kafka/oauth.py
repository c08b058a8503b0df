"""Tokens for SASL OAUTHBEARER: from a file that something else renews, or from a token endpoint."""

import asyncio
import base64
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from aiokafka.abc import AbstractTokenProvider

from workers.errors import Fatal, Retriable

REQUEST_TIMEOUT_S = 10.0
MAX_ANSWER_BYTES = 1_000_000
RENEW_BEFORE_S = 30.0
DEFAULT_LIFETIME_S = 300.0  # when the endpoint does not tell (RFC 6749, 5.1)


class TokenFile(AbstractTokenProvider):  # type: ignore[misc] # aiokafka ships no types
    """A token in a file, read anew for each connection, such as a projected Kubernetes service account token."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def token(self) -> str:
        """Return the token.

        Raises:
            Fatal: the file cannot be read or is empty.
        """
        try:
            token = self._path.read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Fatal(f"the OAuth token file {self._path} cannot be read: {error.strerror}") from error
        if not token:
            raise Fatal(f"the OAuth token file {self._path} is empty")
        return token


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """urllib would show the client's secret to whatever host the answer names."""

    def redirect_request(self, *arguments: object) -> None:
        del arguments


_OPENER = urllib.request.build_opener(_NoRedirects)


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """Who asks the token endpoint (RFC 6749, 4.4)."""

    client_id: str
    client_secret: str = field(repr=False)
    scope: str | None = None


class TokenEndpoint(AbstractTokenProvider):  # type: ignore[misc] # same
    """Tokens by the client-credentials grant, kept until shortly before they expire."""

    def __init__(self, url: str, credentials: ClientCredentials) -> None:
        if urllib.parse.urlsplit(url).scheme not in {"https", "http"}:
            raise Fatal(f"the OAuth token endpoint must be an http(s) address, not {url!r}")
        self._url = url
        self._credentials = credentials
        self._token = ""
        self._expires = 0.0
        self._lock = asyncio.Lock()

    async def token(self) -> str:
        """Return a token that is still valid for ``RENEW_BEFORE_S`` or longer.

        Raises:
            Retriable: the endpoint does not answer.
            Fatal: it refuses the credentials.
        """
        async with self._lock:
            if time.monotonic() >= self._expires - RENEW_BEFORE_S:
                self._token, lifetime_s = await asyncio.to_thread(self._fetch)
                self._expires = time.monotonic() + lifetime_s
            return self._token

    def _fetch(self) -> tuple[str, float]:
        fields = {"grant_type": "client_credentials"}
        if self._credentials.scope:
            fields["scope"] = self._credentials.scope
        login = f"{urllib.parse.quote_plus(self._credentials.client_id)}:"
        login += urllib.parse.quote_plus(self._credentials.client_secret)
        request = urllib.request.Request(  # noqa: S310 - the scheme is checked above
            self._url,
            data=urllib.parse.urlencode(fields).encode(),
            headers={"Authorization": "Basic " + base64.b64encode(login.encode()).decode()},
        )
        try:
            with _OPENER.open(request, timeout=REQUEST_TIMEOUT_S) as response:
                answer = json.loads(response.read(MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            text = f"the OAuth token endpoint {self._url} answers {error.code} {error.reason}"
            if error.code in {301, 302, 303, 307, 308, 400, 401, 403}:
                raise Fatal(text) from error
            raise Retriable(text) from error
        except (OSError, ValueError) as error:
            raise Retriable(f"the OAuth token endpoint {self._url} does not answer: {error}") from error
        token = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(token, str) or not token:
            raise Fatal(f"the OAuth token endpoint {self._url} answers without an access_token")
        lifetime = answer.get("expires_in", DEFAULT_LIFETIME_S)
        return token, float(lifetime) if isinstance(lifetime, int | float) else DEFAULT_LIFETIME_S
