import base64
import urllib.parse

import pytest

from workers.ops.redaction import HIDDEN, Redactor

SECRET = "pä55 w/ord'\"\\"  # noqa: S105 - of nobody


@pytest.fixture
def redactor() -> Redactor:
    found = Redactor()
    found.remember([SECRET, "pä55"])
    return found


@pytest.mark.parametrize(
    "shown",
    [
        SECRET,
        repr(SECRET)[1:-1],
        repr(SECRET.encode())[2:-1],
        urllib.parse.quote(SECRET),
        urllib.parse.quote_plus(SECRET),
        base64.b64encode(SECRET.encode()).decode(),
        base64.urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_hidden_however_a_library_spells_it(redactor: Redactor, shown: str) -> None:
    assert redactor.redact(f"<{shown}> and <{shown}>") == f"<{HIDDEN}> and <{HIDDEN}>"


def test_a_secret_within_another_does_not_leave_its_rest(redactor: Redactor) -> None:
    assert "w/ord" not in redactor.redact(SECRET)


def test_a_very_short_secret_does_not_riddle_the_text() -> None:
    redactor = Redactor()
    redactor.remember(["a", ""])
    assert redactor.redact("a banana") == "a banana"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Authorization: Bearer eyJhbGciOiJub25lIn0.e30.", f"Authorization: Bearer {HIDDEN}"),
        (r"b'n,,\x01auth=Bearer abc.def-ghi\x01\x01'", rf"b'n,,\x01auth=Bearer {HIDDEN}\x01\x01'"),
        ("Authorization: basic dXNlcjpwYXNz", f"Authorization: basic {HIDDEN}"),
        (r"SaslAuthenticateRequest_v1(payload=b'\x00u\x00p)w')", f"SaslAuthenticateRequest_v1({HIDDEN})"),
        ("https://user:hunter22@idp.example/token", f"https://user:{HIDDEN}@idp.example/token"),
        ("http://127.0.0.1:8080/@x", "http://127.0.0.1:8080/@x"),
        ("bearer of news", "bearer of news"),  # too short to be one
    ],
)
def test_what_looks_like_credentials_is_hidden_unknown(line: str, shown: str) -> None:
    assert Redactor().redact(line) == shown
