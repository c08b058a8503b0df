"""Every reason that the code can give has advice."""

import ast
from pathlib import Path

import pytest

from schemas import codec
from workers import streaming
from workers.app.dlq.hints import hint

PACKAGES = Path(streaming.__file__).parent.parent
OF_PYTHON = "ZeroDivisionError"  # stands for the classes of errors that stages name their reasons by


def reasons() -> set[tuple[str, str]]:
    """Stage and reason of each rejection in the source, as far as they are written out."""
    found: set[tuple[str, str]] = set()
    for path in [*PACKAGES.rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) >= 3:
                stage, reason = node.args[0], node.args[1]
                if node.func.id in {"Rejection", "_UnusableError"} and isinstance(stage, ast.Constant):
                    name = reason.value if isinstance(reason, ast.Constant) else OF_PYTHON
                    found.add((str(stage.value), str(name)))
    return found


def codec_reasons() -> set[str]:
    tree = ast.parse(Path(codec.__file__).read_text(encoding="utf-8"))
    names = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {name for name in names if name.isidentifier() and name[0].isupper() and any(map(str.islower, name))}


def test_every_reason_has_a_hint() -> None:
    found = reasons()
    assert ("decode", "Empty") in found
    assert ("worker", "WorkerDied") in found
    assert ("validate", "TooLarge") in found
    written_out = [pair for pair in found if pair[1] != OF_PYTHON or pair[0] in {"extract", "process"}]
    assert [pair for pair in written_out if not hint(*pair, "0:1")] == []


@pytest.mark.parametrize(
    "reason", sorted(codec_reasons() & {"InvalidUtf8", "InvalidJson", "NestedTooDeeply", "LoneSurrogate", "WrongType"})
)
@pytest.mark.parametrize("stage", ["decode", "validate", "encode"])
def test_reasons_of_the_codec_have_one_in_each_stage(stage: str, reason: str) -> None:
    assert hint(stage, reason, "0:1")


def test_it_names_the_letter_in_commands() -> None:
    assert "stringer dlq show 3:17 --raw" in (hint("process", "ProcessDied", "3:17") or "")
    assert hint("elsewhere", "Unheard", "3:17") is None
