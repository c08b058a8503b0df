import pytest
import typer

from workers.app.console.moments import duration_s, moment_ms, shown_moment


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-05-01", "2026-05-01T00:00:00Z"),
        ("2026-05-01T14:30", "2026-05-01T14:30:00Z"),
        ("2026-05-01 14:30", "2026-05-01T14:30:00Z"),
        ("2026-05-01T14:30:05Z", "2026-05-01T14:30:05Z"),
        ("2026-05-01T14:30+02:00", "2026-05-01T12:30:00Z"),
    ],
)
def test_times_are_utc_unless_they_say_otherwise(text: str, shown: str) -> None:
    assert shown_moment(moment_ms(text)) == shown


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "20260501", "14:30", "2026-W18-5"])
def test_what_is_no_time_names_the_forms(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="2026-05-01T14:30"):
        moment_ms(text)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("6h", 21600), ("2d", 172800), ("1w", 604800)]
)
def test_durations(text: str, seconds: int) -> None:
    assert duration_s(text) == seconds


@pytest.mark.parametrize("text", ["", "6", "h", "0h", "-6h", "6 h", "1.5h", "6H", "٣h"])
def test_what_is_no_duration_names_the_forms(text: str) -> None:
    with pytest.raises(typer.BadParameter, match="6h"):
        duration_s(text)
