"""The codes of actors and targets in small articles: where a party is from when its own words do not say."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from coded import Code

_ARTICLES = Path(__file__).with_name("party_codes.txt")


@dataclass(frozen=True)
class Expected:
    """What a reader says of one event: the codes by role, None for no code; ``limit``: known to fail."""

    group: str
    text: str
    trigger: str
    roles: tuple[tuple[str, frozenset[str | None]], ...]
    limit: bool


def _read() -> list[Expected]:
    found: list[Expected] = []
    group, text = "", ""
    for block in _ARTICLES.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines and lines[0].startswith("["):
            group = lines.pop(0).strip("[]")
        if len(lines) == 1:
            text = lines[0] + "\n\n"  # a title; its article follows
            continue
        for line in lines[1:]:
            trigger, *told = line.removeprefix("? ").split()
            roles = tuple(
                (role, frozenset(None if c == "-" else c for c in codes.split("+")))
                for role, _, codes in (part.partition("=") for part in told)
            )
            found.append(Expected(group, text + lines[0], trigger, roles, line.startswith("? ")))
        text = ""
    return found


def _param(number: int, expected: Expected) -> object:
    marks = [pytest.mark.xfail(strict=True, reason="known limit")] if expected.limit else []
    return pytest.param(expected, id=f"{number}-{expected.group}-{expected.trigger}", marks=marks)


@pytest.mark.parametrize("expected", [_param(i, e) for i, e in enumerate(_read())])
def test_parties_have_the_codes_a_reader_gives_them(code: Code, expected: Expected) -> None:
    event = code(expected.text).event(expected.trigger)
    for role, codes in expected.roles:
        parties = event.actors if role == "actor" else event.targets
        told = [(expected.text[slice(*p.mention)], p.code) for p in parties if p.mention]
        assert codes <= {c for _, c in told}, (role, told)
