"""Faust's web server with ours as its only views, guarded, and with limits on what a client may cost."""

import asyncio
import logging
from http import HTTPStatus
from typing import Any

import faust
from aiohttp import web
from faust.web.drivers.aiohttp import Web

from workers.app.web.guard import WebGuard, add_headers, guarding, plain

MAX_CONNECTIONS = 64
MAX_LINE_BYTES = 4096
MAX_FIELD_BYTES = 4096
MAX_HEADERS = 64
IDLE_TIMEOUT_S = 15.0  # for the request line and headers, and between two requests of a connection
WRITE_TIMEOUT_S = 10.0
LINGER_S = 1.0  # how long a body that nobody wanted is read, so that the client sees the answer
STOP_TIMEOUT_S = 2.0

_logger = logging.getLogger("stringer.web")


class GuardedWeb(Web):  # type: ignore[misc] # Faust ships no types
    """Faust's driver for aiohttp without the views that Faust brings along."""

    default_blueprints = ()
    production_blueprints = ()
    debug_blueprints = ()
    optional_blueprints = ()

    def __init__(self, app: faust.App, guard: WebGuard) -> None:
        super().__init__(app)
        self.web_app = web.Application(middlewares=[guarding(guard)], logger=_logger)
        self.web_app.on_response_prepare.append(add_headers)
        self._runner = LimitedRunner(self.web_app, access_log=None, shutdown_timeout=STOP_TIMEOUT_S)


class LimitedRunner(web.AppRunner):
    """Gives each connection a protocol with our limits, and closes those above ``MAX_CONNECTIONS`` at once."""

    def _connection(self) -> asyncio.BaseProtocol:
        server = super().server
        if server is None:
            raise RuntimeError("the web server takes connections before its set-up")
        if len(server.connections) >= MAX_CONNECTIONS:
            return _Turned()
        return _LimitedHandler(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type] # as aiohttp's own runner may
            logger=_logger,
            keepalive_timeout=IDLE_TIMEOUT_S,
            lingering_time=LINGER_S,
            max_line_size=MAX_LINE_BYTES,
            max_field_size=MAX_FIELD_BYTES,
            max_headers=MAX_HEADERS,
        )

    @property
    def server(self) -> Any:  # noqa: ANN401 - a site wants anything that makes protocols
        """What makes a protocol for each connection."""
        return self._connection


class _Turned(asyncio.Protocol):
    """Turns a connection away."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if isinstance(transport, asyncio.Transport):
            transport.abort()


class _LimitedHandler(web.RequestHandler):
    """aiohttp's protocol; what is no HTTP gets a line of text and no traceback in the log."""

    __slots__ = ()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer and close; the log tells a client's faults at debug level, as anyone can cause them."""
        del message  # may repeat what was sent
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun")
        found = HTTPStatus(status)
        if found >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _logger.error("a web view failed", exc_info=exc)
        else:
            _logger.debug("malformed request: %s", type(exc).__name__)
        answer = plain(found, found.phrase)
        answer.force_close()
        return answer

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Give up a client that does not read."""
        try:
            async with asyncio.timeout(WRITE_TIMEOUT_S):
                return await super().finish_response(request, resp, start_time)
        except TimeoutError:
            if self.transport is not None:
                self.transport.abort()  # closing would wait for what it does not read
            return resp, True
