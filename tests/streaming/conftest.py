import pytest

from workers.ops import events as told
from workers.ops.events import Event


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Event]:
    """The log events of the test."""
    seen: list[Event] = []
    monkeypatch.setattr(told, "emit", seen.append)
    return seen
