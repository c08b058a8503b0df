"""The tour runs to its end; it checks each of its steps itself."""

import os
import re
import subprocess
from pathlib import Path

import pytest

TOUR = Path(__file__).parents[2] / "docs" / "tour.sh"
DEADLINE_S = 900  # on a machine that is busy with other things; alone it takes less than two minutes


@pytest.mark.broker
@pytest.mark.slow
def test_the_tour(bootstrap_servers: str, tmp_path: Path) -> None:
    outer = {name: value for name, value in os.environ.items() if not name.startswith("STRINGER_")}
    done = subprocess.run(
        [str(TOUR)],
        env={**outer, "STRINGER_BOOTSTRAP_SERVERS": bootstrap_servers, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    steps = re.findall(r"^\x1b\[1m(\d+)\. ", done.stdout, re.MULTILINE)
    assert steps == [str(number + 1) for number in range(len(steps))]
    assert f"All {len(steps)} steps hold" in done.stdout
    assert list(tmp_path.iterdir()) == []  # it leaves nothing behind


def test_each_command_of_the_tour_is_one_that_it_is_for() -> None:
    text = TOUR.read_text()
    for command in (
        *("topics create", "topics check", "publish", "tail quotes", "tail events", "status", "dlq list", "dlq show"),
        *("dlq redrive", "dlq purge", "replay --all", "diff", "extract"),
    ):
        assert f"stringer {command}" in text
