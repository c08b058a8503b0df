import pytest
from multidict import CIMultiDict
from pydantic import SecretStr

from workers.app.web.guard import WebGuard, is_loopback, web_guard
from workers.errors import Fatal

TOKEN = "correct-horse-battery-staple"  # noqa: S105 - of nobody
OPEN = WebGuard(names=frozenset({"news.example"}))
CLOSED = WebGuard(SecretStr(TOKEN))


def refusal(*headers: tuple[str, str], guard: WebGuard = OPEN, http_1_0: bool = False) -> str | None:
    found = guard.refusal(CIMultiDict(headers), http_1_0=http_1_0)
    return None if found is None else f"{found.status} {found.reason}"


@pytest.mark.parametrize(
    "host",
    [
        *("localhost", "LOCALHOST:6066", "localhost.", "127.0.0.1", "127.0.0.1:6066", "10.2.3.4:80", "[::1]:6066"),
        *("[fe80::1]", "news.example", "News.Example:443"),
    ],
)
def test_addresses_localhost_and_configured_names_are_served(host: str) -> None:
    assert refusal(("Host", host)) is None


@pytest.mark.parametrize(
    "host",
    [
        *("rebound.example", "localhost.rebound.example", "news.example.rebound.example", "xnews.example"),
        *("127.0.0.1.rebound.example", "[::1].rebound.example", "2130706433", "0x7f.1"),
    ],
)
def test_a_name_that_is_not_ours_is_refused_as_rebinding_needs_one(host: str) -> None:
    assert refusal(("Host", host)) in {"403 host", "400 host"}


@pytest.mark.parametrize(
    "host", ["", "a b", "localhost:6066:1", "localhost@rebound.example", "localhost/x", "[::1", "é"]
)
def test_a_malformed_host_is_refused(host: str) -> None:
    assert refusal(("Host", host)) == "400 host"


def test_two_hosts_are_refused_and_none_only_from_http_1_1() -> None:
    assert refusal(("Host", "localhost"), ("Host", "localhost")) == "400 host"
    assert refusal() == "400 host"
    assert refusal(http_1_0=True) is None


@pytest.mark.parametrize(
    ("origin", "served"),
    [
        ("http://localhost:6066", True),
        ("https://localhost:6066", True),  # TLS ends at a proxy
        ("http://localhost:3000", False),
        ("http://localhost", False),
        ("https://rebound.example", False),
        ("http://localhost:6066.rebound.example", False),
        ("http://rebound.example@localhost:6066", False),
        ("null", False),
        ("", False),
    ],
)
def test_only_the_own_origin_is_answered(origin: str, *, served: bool) -> None:
    assert refusal(("Host", "localhost:6066"), ("Origin", origin)) == (None if served else "403 origin")


def test_several_origins_are_refused() -> None:
    own = ("Origin", "http://localhost:6066")
    assert refusal(("Host", "localhost:6066"), own, own) == "403 origin"


@pytest.mark.parametrize(
    ("site", "mode", "dest", "served"),
    [
        ("none", "navigate", "document", True),
        ("same-origin", "cors", "empty", True),
        ("same-site", "cors", "empty", False),
        ("cross-site", "no-cors", "image", False),
        ("cross-site", "no-cors", "script", False),
        ("cross-site", "navigate", "document", True),  # a link on a dashboard; the other site cannot read the answer
        ("cross-site", "navigate", "iframe", False),
        ("something-new", "cors", "empty", False),
    ],
)
def test_other_sites_may_link_but_not_load(site: str, mode: str, dest: str, *, served: bool) -> None:
    headers = (("Sec-Fetch-Site", site), ("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", dest))
    assert refusal(("Host", "localhost"), *headers) == (None if served else "403 origin")


@pytest.mark.parametrize("header", [("Content-Length", "1"), ("Content-Length", "x"), ("Transfer-Encoding", "chunked")])
def test_bodies_are_refused(header: tuple[str, str]) -> None:
    assert refusal(("Host", "localhost"), header) == "413 body"
    assert refusal(("Host", "localhost"), ("Content-Length", "0")) is None


@pytest.mark.parametrize(
    ("values", "admitted"),
    [
        ([f"Bearer {TOKEN}"], True),
        ([f"bearer  {TOKEN} "], True),
        ([], False),
        ([""], False),
        (["Bearer"], False),
        (["Bearer "], False),
        ([f"Bearer {TOKEN[:-1]}"], False),
        ([f"Bearer {TOKEN}x"], False),
        ([f"Basic {TOKEN}"], False),
        ([TOKEN], False),
        ([f"Bearer {TOKEN}\udcff"], False),  # a byte that is no UTF-8, as aiohttp gives it
        ([f"Bearer {TOKEN}", f"Bearer {TOKEN}"], False),
    ],
)
def test_only_the_whole_token_admits(values: list[str], *, admitted: bool) -> None:
    headers = CIMultiDict([("Authorization", value) for value in values])
    assert CLOSED.admits(headers) is admitted
    assert OPEN.admits(headers)


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.8.9.1", "::1", "localhost"])
def test_loopback_needs_no_token(bind: str) -> None:
    assert is_loopback(bind)
    assert web_guard(bind, None, "").token is None


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "10.1.2.3", "worker-0", "localhost.example", "127.0.0.1.example"])  # noqa: S104
def test_off_loopback_a_token_is_demanded_in_one_line(bind: str) -> None:
    with pytest.raises(Fatal, match="set STRINGER_WEB_TOKEN") as caught:
        web_guard(bind, None, "")
    assert "\n" not in str(caught.value)
    assert web_guard(bind, SecretStr(TOKEN), "").token is not None


@pytest.mark.parametrize(
    "token", ["", "short", "fifteen-charact", "with a blank in it", "with-a-line\nbreak-in-it", "ümlautümlautümlaut"]
)
def test_a_weak_or_unsendable_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(Fatal, match="STRINGER_WEB_TOKEN must have 16") as caught:
        web_guard("127.0.0.1", SecretStr(token), "")
    assert not token or token not in str(caught.value)


def test_host_names_are_a_list() -> None:
    assert web_guard("127.0.0.1", None, " Worker , news.example,").names == {"worker", "news.example"}
    for wrong in ("http://worker", "worker:6066", "a b", "*"):
        with pytest.raises(Fatal, match="STRINGER_WEB_HOSTS"):
            web_guard("127.0.0.1", None, wrong)
