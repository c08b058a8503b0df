import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from workers.errors import Fatal, Retriable
from workers.streaming.kafka import oauth
from workers.streaming.kafka.oauth import ClientCredentials, TokenEndpoint, TokenFile


class Endpoint(BaseHTTPRequestHandler):
    """Answers like an authorization server; the class attributes say how."""

    status = 200
    lifetime_s = 3600
    body: bytes | None = None
    location: str | None = None
    requests: list[tuple[str, str]]

    def do_POST(self) -> None:
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.requests.append((self.headers["Authorization"], asked))
        answer = {"access_token": f"token-{len(self.requests)}", "expires_in": self.lifetime_s}
        self.send_response(self.status)
        if self.location:
            self.send_header("Location", self.location)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode() if self.body is None else self.body)

    def do_GET(self) -> None:
        self.requests.append((self.headers["Authorization"], ""))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        del arguments


@contextmanager
def endpoint(**attributes: object) -> Iterator[tuple[str, type[Endpoint]]]:
    handler = type("Handler", (Endpoint,), {"requests": [], **attributes})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/token", handler
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


CREDENTIALS = ClientCredentials("my client", "s3cret:/", "kafka")


async def test_a_token_is_asked_for_once_while_it_is_valid() -> None:
    with endpoint() as (url, handler):
        tokens = TokenEndpoint(url, CREDENTIALS)
        assert [await tokens.token(), await tokens.token()] == ["token-1", "token-1"]
        # RFC 6749, 2.3.1: name and secret are form-encoded before they become a Basic login.
        assert handler.requests == [
            ("Basic bXkrY2xpZW50OnMzY3JldCUzQSUyRg==", "grant_type=client_credentials&scope=kafka")
        ]


async def test_a_token_is_renewed_before_it_ends() -> None:
    with endpoint(lifetime_s=oauth.RENEW_BEFORE_S) as (url, _):
        tokens = TokenEndpoint(url, CREDENTIALS)
        assert [await tokens.token(), await tokens.token()] == ["token-1", "token-2"]


@pytest.mark.parametrize(
    ("attributes", "kind", "message"),
    [
        ({"status": 401}, Fatal, "answers 401"),
        ({"status": 503}, Retriable, "answers 503"),
        ({"body": b"<html>"}, Retriable, "does not answer"),
        ({"body": b"{}"}, Fatal, "without an access_token"),
        ({"body": b"[]"}, Fatal, "without an access_token"),
    ],
)
async def test_what_the_endpoint_answers_decides(
    attributes: dict[str, object], kind: type[Exception], message: str
) -> None:
    with endpoint(**attributes) as (url, _), pytest.raises(kind, match=message) as caught:
        await TokenEndpoint(url, CREDENTIALS).token()
    assert "s3cret" not in str(caught.value) + repr(CREDENTIALS)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_does_not_carry_the_secret_elsewhere(status: int) -> None:
    with endpoint() as (elsewhere, other), endpoint(status=status, location=elsewhere) as (url, _):
        with pytest.raises(Fatal, match=f"answers {status}"):
            await TokenEndpoint(url, CREDENTIALS).token()
        assert other.requests == []


async def test_an_endless_answer_is_cut() -> None:
    body = b" " * (oauth.MAX_ANSWER_BYTES + 1) + b'{"access_token": "t"}'
    with endpoint(body=body) as (url, _), pytest.raises(Retriable, match="does not answer"):
        await TokenEndpoint(url, CREDENTIALS).token()


async def test_an_endpoint_that_is_away_is_retriable() -> None:
    with pytest.raises(Retriable, match="does not answer"):
        await TokenEndpoint("http://127.0.0.1:1/token", CREDENTIALS).token()


def test_an_endpoint_must_be_an_address() -> None:
    with pytest.raises(Fatal, match="file:///etc/passwd"):
        TokenEndpoint("file:///etc/passwd", CREDENTIALS)


async def test_a_token_file_is_read_anew_each_time(tmp_path: Path) -> None:
    file = tmp_path / "token"
    tokens = TokenFile(file)
    with pytest.raises(Fatal, match="cannot be read"):
        await tokens.token()
    file.write_text("one\n")
    assert await tokens.token() == "one"
    file.write_text("two\n")
    assert await tokens.token() == "two"
    file.write_text(" \n")
    with pytest.raises(Fatal, match="is empty"):
        await tokens.token()
