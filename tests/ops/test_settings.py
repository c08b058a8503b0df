from pathlib import Path

import pytest

from workers.errors import Fatal
from workers.ops.settings import PREFIX, Settings, effective, unknown_variables


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)


def test_defaults_are_for_a_local_broker_and_bind_to_loopback() -> None:
    settings = Settings.load()
    assert settings.bootstrap_servers == "127.0.0.1:9092"
    assert settings.web_bind == "127.0.0.1"
    assert settings.security_protocol == "PLAINTEXT"
    assert settings.model_fields_set == set()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("stringer.toml", 'group = "from-file"\nslots = 3\ntopic_prefix = "t."\n'),
        ("stringer.env", 'STRINGER_GROUP="from-file"\n# a comment\nSTRINGER_SLOTS=3\nSTRINGER_TOPIC_PREFIX=t.\n'),
    ],
)
def test_command_line_wins_over_environment_over_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content)
    monkeypatch.setenv("STRINGER_SLOTS", "4")
    monkeypatch.setenv("STRINGER_TOPIC_PREFIX", "env.")
    settings = Settings.load(file, {"topic_prefix": "cli.", "group": None})
    assert (settings.group, settings.slots, settings.topic_prefix) == ("from-file", 4, "cli.")
    assert settings.model_fields_set == {"group", "slots", "topic_prefix"}


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("STRINGER_SLOTS", "-1", r"^STRINGER_SLOTS should be .* 0, not '-1'$"),
        ("STRINGER_LOG_LEVEL", "loud", r"^STRINGER_LOG_LEVEL should be 'debug', .*, not 'loud'$"),
        ("STRINGER_TOPIC_PREFIX", "a b", r"^STRINGER_TOPIC_PREFIX .*, not 'a b'$"),
        # What Kubernetes sets beside a Service named `stringer-web`.
        ("STRINGER_WEB_PORT", "tcp://10.0.0.1:80", r"^STRINGER_WEB_PORT .*, not 'tcp://10.0.0.1:80'$"),
        ("STRINGER_BOOTSTRAP_SERVERS", "", r"^STRINGER_BOOTSTRAP_SERVERS "),
    ],
)
def test_a_bad_value_is_named_in_one_line(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, message: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Fatal, match=message) as caught:
        Settings.load()
    assert "\n" not in str(caught.value)


def test_every_bad_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRINGER_SLOTS", "x")
    monkeypatch.setenv("STRINGER_STALL_S", "0")
    with pytest.raises(Fatal, match=r"STRINGER_SLOTS .*; STRINGER_STALL_S "):
        Settings.load()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.toml", "slotz = 3\n", "there is no setting slotz"),
        ("a.env", "STRINGER_SLOTZ=3\n", "there is no setting stringer_slotz"),
        ("a.toml", "slots = \n", r"a\.toml: Invalid value"),
        ("a.toml", None, r"there is no settings file .*a\.toml"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(tmp_path: Path, name: str, content: str | None, message: str) -> None:
    file = tmp_path / name
    if content is not None:
        file.write_text(content)
    with pytest.raises(Fatal, match=message):
        Settings.load(file)


def test_secrets_are_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SASL_PASSWORD", "OAUTH_CLIENT_SECRET", "TLS_KEY_PASSWORD"):
        monkeypatch.setenv(PREFIX + name, "open sesame")
    settings = Settings.load()
    assert settings.sasl_password is not None
    assert settings.sasl_password.get_secret_value() == "open sesame"
    shown = effective(settings)
    assert "open sesame" not in repr(settings) + repr(shown)
    password = next(item for item in shown if item.name == "sasl_password")
    assert (password.value, password.source, password.variable) == ("**********", "set", "STRINGER_SASL_PASSWORD")


def test_a_wrong_secret_is_not_repeated_in_the_error(tmp_path: Path) -> None:
    file = tmp_path / "a.toml"
    file.write_text("sasl_password = 12345\n")
    with pytest.raises(Fatal, match=r"^STRINGER_SASL_PASSWORD ") as caught:
        Settings.load(file)
    assert "12345" not in str(caught.value)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("STRINGER_OAUTH_TOKEN_URL", "https://client:hunter22@idp.example/token"),
        ("STRINGER_BOOTSTRAP_SERVERS", "user:hunter22@kafka.example:9092"),
    ],
)
def test_a_login_in_an_address_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(Fatal, match=f"^{variable} must not hold a user or password") as caught:
        Settings.load()
    assert "hunter22" not in str(caught.value)


def test_secrets_are_listed_for_those_who_hide_them() -> None:
    given = {"sasl_password": "one", "web_token": "two", "sasl_username": "three"}
    assert Settings.load(None, given).secrets() == {"STRINGER_SASL_PASSWORD": "one", "STRINGER_WEB_TOKEN": "two"}


def test_every_setting_says_what_it_is_for() -> None:
    assert [item.name for item in effective(Settings.load()) if not item.description] == []


def test_variables_that_are_no_settings_are_found() -> None:
    environment = {"STRINGER_SLOT": "1", "STRINGER_SLOTS": "1", "STRINGER_CONFIG": "x", "PATH": ""}
    assert unknown_variables(environment) == ["STRINGER_SLOT"]


def test_processes_get_the_limits() -> None:
    settings = Settings.load(None, {"max_message_bytes": 1000, "max_text_chars": 500, "max_record_bytes": 2000})
    assert settings.child_environment() == {
        "STRINGER_MAX_MESSAGE_BYTES": "1000",
        "STRINGER_MAX_TEXT_CHARS": "500",
        "STRINGER_MAX_RECORD_BYTES": "2000",
    }
