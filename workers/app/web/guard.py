"""Who may ask the web views: the rules, and the middleware that applies them before a view runs.

The rules, in their order:

1. The name in ``Host`` is an address, ``localhost`` or one of the configured names. A stranger's page can make its own
   name resolve to this machine (DNS rebinding), and its scripts then count as ours; but its name stays in ``Host``.
2. No view takes a body.
3. A browser that names another origin, or says that another site caused the request, is refused; following a link to a
   view is not.
4. With a token set, everything but the probes needs it. Without it the probes tell their verdict and nothing else, as
   kubelets cannot keep a secret in a probe; their status code is all that they look at.

Why each: docs/security.md.
"""

import asyncio
import hmac
import ipaddress
import json
import re
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware
from multidict import CIMultiDict, CIMultiDictProxy
from pydantic import SecretStr

from workers.errors import Fatal
from workers.ops.metrics import WEB_REFUSED

PROBES = frozenset({"/livez", "/readyz"})
HANDLER_TIMEOUT_S = 10.0
MIN_TOKEN_CHARS = 16
HEADERS = {
    "Server": "stringer",  # aiohttp would name its version and Python's
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}

Headers = CIMultiDict[str] | CIMultiDictProxy[str]

# RFC 3986, 3.2: a name or IPv4 address, or an IPv6 address in brackets; with a port or without.
_HOST = re.compile(r"(?P<name>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_TOKEN = re.compile(r"[\x21-\x7e]+")
_OWN_SITE = frozenset({"same-origin", "none"})  # none: typed by the user, or a bookmark


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not answered; ``reason`` is the label of the metric."""

    status: HTTPStatus
    reason: str
    message: str


NO_TOKEN = Refusal(HTTPStatus.UNAUTHORIZED, "token", "this view needs the token: Authorization: Bearer ...")


@dataclass(frozen=True, slots=True)
class WebGuard:
    """The rules for one worker.

    Attributes:
        token: what clients must show, None: nothing.
        names: the host names by which clients may call the worker, lower case; addresses and localhost always.
    """

    token: SecretStr | None = None
    names: frozenset[str] = frozenset()

    def refusal(self, headers: Headers, *, http_1_0: bool = False) -> Refusal | None:
        """Return why the request is refused whatever it asks for, or None."""
        return self._misdirected(headers, http_1_0) or _with_body(headers) or _from_elsewhere(headers)

    def admits(self, headers: Headers) -> bool:
        """Whether the request shows the token, or none is set. Takes the same time however much of it is right."""
        if self.token is None:
            return True
        shown = headers.getall("Authorization", [])
        scheme, _, credentials = shown[0].partition(" ") if len(shown) == 1 else ("", "", "")
        given = credentials.strip().encode("utf-8", "surrogateescape")
        right = hmac.compare_digest(given, self.token.get_secret_value().encode())
        return right and scheme.lower() == "bearer"

    def _misdirected(self, headers: Headers, http_1_0: bool) -> Refusal | None:
        hosts = headers.getall("Host", [])
        if not hosts and http_1_0:  # no browser; such as the checks of load balancers
            return None
        found = _HOST.fullmatch(hosts[0].strip()) if len(hosts) == 1 else None
        if found is None:
            return Refusal(HTTPStatus.BAD_REQUEST, "host", "one well-formed Host header is needed")
        name = found["name"].lower().removesuffix(".")
        if name == "localhost" or name in self.names or _is_address(name.strip("[]")):
            return None
        message = "not served under this host name; STRINGER_WEB_HOSTS lists the names that are"
        return Refusal(HTTPStatus.FORBIDDEN, "host", message)


def web_guard(bind: str, token: SecretStr | None, hosts: str) -> WebGuard:
    """Return the rules for a worker that listens on ``bind``; ``hosts`` are names separated by commas.

    Raises:
        Fatal: no token although others than this machine can reach the views, or one that is easily guessed.
    """
    if token is None and not is_loopback(bind):
        raise Fatal(
            f"the web views on {bind} can be reached from other machines: set STRINGER_WEB_TOKEN (32 random characters"
            " or so), or STRINGER_WEB_BIND=127.0.0.1"
        )
    if token is not None:
        text = token.get_secret_value()
        if len(text) < MIN_TOKEN_CHARS or not _TOKEN.fullmatch(text):
            raise Fatal(
                f"STRINGER_WEB_TOKEN must have {MIN_TOKEN_CHARS} or more characters, printable ASCII without blanks"
            )
    names = frozenset(name.strip().lower() for name in hosts.split(",") if name.strip())
    if any(not _HOST.fullmatch(name) or ":" in name for name in names):
        raise Fatal(f"STRINGER_WEB_HOSTS must be host names separated by commas, without ports, not {hosts!r}")
    return WebGuard(token, names)


def is_loopback(bind: str) -> bool:
    """Whether only this machine can connect to the address."""
    if bind.lower() == "localhost":
        return True
    return _is_address(bind) and ipaddress.ip_address(bind).is_loopback


def guarding(guard: WebGuard) -> Middleware:
    """Return the middleware that lets through what the rules admit, within ``HANDLER_TIMEOUT_S`` seconds."""

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        refusal = guard.refusal(request.headers, http_1_0=request.version < (1, 1))
        known = guard.admits(request.headers)
        # The route that matched, not the path as sent: there are many spellings of a path.
        resource = request.match_info.route.resource
        probe = resource is not None and resource.canonical in PROBES
        if refusal is None and not known and not probe:
            refusal = NO_TOKEN
        if refusal is not None:
            return refused(refusal)
        try:
            async with asyncio.timeout(HANDLER_TIMEOUT_S):
                answer = await handler(request)
        except web.HTTPException as error:  # no such view, or not this method
            return plain(HTTPStatus(error.status), HTTPStatus(error.status).phrase)
        except TimeoutError:
            return plain(HTTPStatus.SERVICE_UNAVAILABLE, f"no answer within {HANDLER_TIMEOUT_S:g} s")
        return answer if known else _verdict_only(answer)

    return guarded


def refused(refusal: Refusal) -> web.Response:
    """Return the answer to a refused request, and count it."""
    WEB_REFUSED.labels(refusal.reason).inc()
    answer = plain(refusal.status, refusal.message)
    if refusal.status is HTTPStatus.UNAUTHORIZED:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="stringer"'
    answer.force_close()
    return answer


def plain(status: HTTPStatus, text: str) -> web.Response:
    """Return an answer of one line of text; nothing of the request is repeated in it."""
    return web.Response(status=status, text=f"{text}\n", headers=HEADERS)


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Set the headers that every answer has; those a view set itself stay, but for the server's name."""
    del request
    for name, value in HEADERS.items():
        if name == "Server":
            response.headers[name] = value
        else:
            response.headers.setdefault(name, value)


def _with_body(headers: Headers) -> Refusal | None:
    if "Transfer-Encoding" in headers or headers.get("Content-Length", "0").strip() != "0":
        return Refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "body", "no view takes a request body")
    return None


def _from_elsewhere(headers: Headers) -> Refusal | None:
    origins = headers.getall("Origin", [])
    # Compared without the scheme: behind a proxy that ends TLS it is the proxy's. "null" has no authority.
    if origins and (len(origins) > 1 or urlsplit(origins[0]).netloc.lower() != headers.get("Host", "").strip().lower()):
        return Refusal(HTTPStatus.FORBIDDEN, "origin", "requests of other origins are not answered")
    site = headers.get("Sec-Fetch-Site", "none").lower()
    followed_link = headers.get("Sec-Fetch-Mode") == "navigate" and headers.get("Sec-Fetch-Dest") == "document"
    if site not in _OWN_SITE and not followed_link:
        return Refusal(HTTPStatus.FORBIDDEN, "origin", "requests of other sites are not answered")
    return None


def _verdict_only(answer: web.StreamResponse) -> web.Response:
    body = json.dumps({"ok": answer.status == HTTPStatus.OK}).encode()
    return web.Response(status=answer.status, body=body, content_type="application/json")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
