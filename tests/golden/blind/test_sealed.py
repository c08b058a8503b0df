"""The sealed sets are measured only when they are asked for."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "benchmarks"))
import blind


def test_sealed_sets_are_there() -> None:
    assert {path.stem for path in blind.GOLD.glob("*.jsonl")} >= blind.SEALED


def test_a_wire_set_is_sealed() -> None:
    assert "wire_f" in blind.SEALED


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the sets that were measured."""
    names: list[str] = []
    monkeypatch.setattr(blind, "measure", lambda name: names.append(name) or {})
    return names


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    monkeypatch.setattr(sys, "argv", ["blind.py", "--json", *arguments])
    blind.main()


def test_sealed_sets_are_left_out_unless_asked_for(monkeypatch: pytest.MonkeyPatch, measured: list[str]) -> None:
    run(monkeypatch)
    assert {"wire_a", "wire_b", "wire_c", "wire_d"} <= set(measured)
    assert not blind.SEALED & set(measured)


def test_sealed_set_by_name_is_refused(monkeypatch: pytest.MonkeyPatch, measured: list[str]) -> None:
    with pytest.raises(SystemExit):
        run(monkeypatch, "wire_a", "sentences_roots_b")
    assert measured == []
    run(monkeypatch, "--sealed", "sentences_roots_b")
    assert measured == ["sentences_roots_b"]
