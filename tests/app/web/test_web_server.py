"""The worker's web server over real sockets: what answers, what does not, and what a client may cost."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from faust.web import Request, Response, View
from pydantic import SecretStr
from statuses import RUNNING
from worker_harness import free_port

from workers.app.web import guard as guard_module
from workers.app.web import server as server_module
from workers.app.web.guard import WebGuard
from workers.app.web.views import add_views
from workers.app.worker.host import StreamingApp

TOKEN = "correct-horse-battery-staple"  # noqa: S105 - of nobody
BEARER = f"Authorization: Bearer {TOKEN}"
FAUST_ENVIRONMENT = {
    "APP_DEBUG": "1",
    "APP_WEB_METRICS_ENABLED": "1",
    "APP_WEB_STATS_ENABLED": "1",
    "APP_WEB_GRAPH_ENABLED": "1",
    "WEB_BIND": "0.0.0.0",  # noqa: S104 - the point of the test
    "WEB_PORT": "1",
}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: str


@dataclass(frozen=True)
class Server:
    app: StreamingApp
    port: int

    async def send(self, raw: bytes) -> bytes:
        """Return everything that comes until the server closes."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(raw)
            async with asyncio.timeout(20):
                return await reader.read()
        except ConnectionError:
            return b""
        finally:
            writer.close()

    async def ask(self, path: str, *headers: str, method: str = "GET", host: str = "localhost") -> Answer:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers, "", ""]
        return parsed(await self.send("\r\n".join(lines).encode("latin-1")))

    async def until_connections(self, count: int) -> None:
        while len(self.app.web._runner._server.connections) != count:  # noqa: ASYNC110 - aiohttp has none
            await asyncio.sleep(0.01)


def parsed(raw: bytes) -> Answer:
    head, _, body = raw.decode().partition("\r\n\r\n")
    first, *lines = head.split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return Answer(int(first.split(" ")[1]), headers, body)


Serve = Callable[[View, Request], Awaitable[Response]]


@asynccontextmanager
async def serving(guard: WebGuard, extra: Serve | None = None) -> AsyncIterator[Server]:
    app = StreamingApp("test", broker="kafka://nobody", web_bind="127.0.0.1", web_port=free_port())
    app.guard = guard
    add_views(app, lambda: RUNNING)
    if extra is not None:
        app.page("/extra")(extra)
    web = app.web
    web.init_server()
    await web.start_server()
    try:
        yield Server(app, app.conf.web_port)
    finally:
        await web.stop_server()


@pytest.fixture
async def open_server() -> AsyncIterator[Server]:
    async with serving(WebGuard()) as server:
        yield server


@pytest.fixture
async def closed_server() -> AsyncIterator[Server]:
    async with serving(WebGuard(SecretStr(TOKEN))) as server:
        yield server


def test_faust_reads_nothing_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FAUST_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    app = StreamingApp("test", broker="kafka://nobody", web_bind="127.0.0.1", web_port=6066)
    assert (app.conf.web_bind, app.conf.web_port, app.conf.debug) == ("127.0.0.1", 6066, False)


async def test_only_our_views_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in FAUST_ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    async with serving(WebGuard()) as server:
        routes = {resource.canonical for resource in server.app.web.web_app.router.resources()}
        assert routes == {"/livez", "/readyz", "/metrics"}
        for path in ("/", "/router/", "/table/", "/graph/", "/stats/", "/assignment/", "/performance/", "/static/"):
            assert (await server.ask(path)).status == 404
        assert (await server.ask("/../../../../etc/passwd")).status in {400, 404}
        for path in ("/livez", "/readyz", "/metrics"):
            assert (await server.ask(path)).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "NONSENSE"])
async def test_views_are_for_reading(open_server: Server, method: str) -> None:
    target = "localhost:1" if method == "CONNECT" else "/metrics"
    answer = await open_server.ask(target, method=method)
    assert answer.status in {400, 404, 405}
    assert "stringer_" not in answer.body


async def test_every_answer_has_the_safe_headers_and_no_version(open_server: Server) -> None:
    answers = [
        await open_server.ask("/metrics"),
        await open_server.ask("/livez"),
        await open_server.ask("/nowhere"),
        await open_server.ask("/livez", method="DELETE"),
        await open_server.ask("/livez", host="rebound.example"),
        parsed(await open_server.send(b"\x16\x03\x01\x02\x00 this is no HTTP\r\n\r\n")),
        parsed(await open_server.send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nA: " + b"x" * 9000 + b"\r\n\r\n")),
    ]
    assert [answer.status for answer in answers] == [200, 200, 404, 405, 403, 400, 400]
    for answer in answers:
        assert answer.headers["server"] == "stringer"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert not [name for name in answer.headers if name.startswith("access-control-")]


async def test_another_origin_gets_nothing(open_server: Server) -> None:
    for headers in (["Origin: https://rebound.example"], ["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"]):
        answer = await open_server.ask("/metrics", *headers)
        assert (answer.status, "stringer_" in answer.body) == (403, False)
    preflight = ["Origin: https://rebound.example", "Access-Control-Request-Method: GET"]
    assert (await open_server.ask("/metrics", *preflight, method="OPTIONS")).status == 403


async def test_the_token_opens_the_metrics(closed_server: Server) -> None:
    for path in ("/metrics", "/nowhere", "/", "//livez", "/livez/", "/%2e/livez"):
        answer = await closed_server.ask(path)
        assert answer.status == 401, path
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert (await closed_server.ask("/metrics", "Authorization: Bearer wrong")).status == 401
    assert "stringer_messages" in (await closed_server.ask("/metrics", BEARER)).body
    assert (await closed_server.ask("/nowhere", BEARER)).status == 404


async def test_probes_without_the_token_tell_their_verdict_alone(closed_server: Server) -> None:
    for path in ("/livez", "/readyz"):
        bare = await closed_server.ask(path)
        assert (bare.status, bare.body) == (200, '{"ok": true}')
        assert "partitions" in json.loads((await closed_server.ask(path, BEARER)).body)
        assert (await closed_server.ask(path, "Origin: https://rebound.example")).status == 403


async def test_refusals_are_counted(closed_server: Server) -> None:
    counter = guard_module.WEB_REFUSED.labels("token")
    before = counter._value.get()
    await closed_server.ask("/metrics")
    assert counter._value.get() == before + 1


@pytest.mark.parametrize(
    "raw",
    [
        b"GET /" + b"x" * 5000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\n" + b"".join(b"A%d: x\r\n" % n for n in range(80)) + b"\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n",
        b"GET /livez HTTP/1.1\r\nHost : localhost\r\n\r\n",
        b"GET /livez HTTP/1.1\r\n\r\n",
    ],
)
async def test_what_is_too_large_or_ambiguous_is_a_bad_request(open_server: Server, raw: bytes) -> None:
    answer = parsed(await open_server.send(raw))
    assert answer.status == 400
    assert "xxx" not in answer.body


async def test_a_body_is_not_read(open_server: Server) -> None:
    announced = b"POST /livez HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000000\r\n\r\n" + b"x" * 100_000
    async with asyncio.timeout(10):  # the linger, not the gigabyte
        assert parsed(await open_server.send(announced)).status == 413


async def test_a_client_that_never_ends_its_headers_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "IDLE_TIMEOUT_S", 0.2)
    async with serving(WebGuard()) as server, asyncio.timeout(10):
        assert await server.send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\nA: ") == b""
        assert await server.send(b"") == b""


async def test_a_client_that_does_not_read_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "WRITE_TIMEOUT_S", 0.2)

    async def large(view: View, request: Request) -> Response:
        del request
        return view.bytes(b"x" * 50_000_000)

    async with serving(WebGuard(), large) as server, asyncio.timeout(20):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /extra HTTP/1.1\r\nHost: localhost\r\n\r\n")
        await server.until_connections(1)
        await server.until_connections(0)
        writer.close()


async def test_a_view_that_hangs_or_fails_is_answered_without_its_reason(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(guard_module, "HANDLER_TIMEOUT_S", 0.1)
    hang = True

    async def extra(view: View, request: Request) -> Response:
        del view, request
        if hang:
            await asyncio.Event().wait()
        raise ValueError("an inner secret")

    async with serving(WebGuard(), extra) as server:
        assert (await server.ask("/extra")).status == 503
        hang = False
        failed = await server.ask("/extra")
    assert (failed.status, failed.body) == (500, "Internal Server Error\n")
    assert "a web view failed" in caplog.text


async def test_malformed_requests_leave_no_traceback_in_the_log(
    open_server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    await open_server.send(b"GET / HTTP/1.1\r\nHost: a\x1b[31mb\r\n\r\n")
    await open_server.send(b"\x00\x01\x02\r\n\r\n")
    assert caplog.records == []


async def test_connections_are_bounded_and_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_module, "MAX_CONNECTIONS", 3)
    async with serving(WebGuard()) as server, asyncio.timeout(20):
        held = [await asyncio.open_connection("127.0.0.1", server.port) for _ in range(3)]
        await server.until_connections(3)
        assert await server.send(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n") == b""
        for _, writer in held:
            writer.close()
        await server.until_connections(0)
        assert (await server.ask("/livez")).status == 200
