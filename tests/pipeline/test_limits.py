import pytest

from workers.ops.settings import Settings
from workers.pipeline.limits import Limits


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STRINGER_MAX_TEXT_CHARS", "1000")
    assert Limits.from_environment() == Limits(max_text_chars=1000)


@pytest.mark.parametrize("value", ["", "0", "-5", "1.5", "many"])
def test_a_bad_limit_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("STRINGER_MAX_RECORD_BYTES", value)
    with pytest.raises(ValueError, match="STRINGER_MAX_RECORD_BYTES"):
        Limits.from_environment()


def test_the_workers_settings_reach_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = Settings(max_message_bytes=11, max_text_chars=12, max_record_bytes=13)
    for name, value in settings.child_environment().items():
        monkeypatch.setenv(name, value)
    assert Limits.from_environment() == Limits(11, 12, 13)


def test_the_workers_defaults_are_the_same() -> None:
    settings, limits = Settings(), Limits()
    for name in ("max_message_bytes", "max_text_chars", "max_record_bytes"):
        assert getattr(settings, name) == getattr(limits, name)
