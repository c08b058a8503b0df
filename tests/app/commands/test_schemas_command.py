import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from schemas.json_schema import RECORDS
from workers.app.main import app


def schemas(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["schemas", *arguments])


@pytest.mark.parametrize("name", [*RECORDS, "quote", "enriched-article"])
def test_print(name: str) -> None:
    done = schemas("print", name)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["$id"].endswith(f"/{name.removesuffix('.v1')}.v1.json")


def test_print_asyncapi() -> None:
    assert 'asyncapi: "3.0.0"' in schemas("print", "asyncapi").stdout


def test_an_unknown_name_lists_the_known_ones() -> None:
    done = schemas("print", "headline")
    assert done.exit_code == 2
    assert "quote.v1" in done.output


def test_list() -> None:
    assert schemas("list").stdout.split() == [*RECORDS, "asyncapi"]


def test_the_checked_in_files_pass() -> None:
    assert schemas("check").exit_code == 0


def test_check_names_what_is_stale_and_write_mends_it(tmp_path: Path) -> None:
    missing = schemas("check", "--dir", str(tmp_path))
    assert missing.exit_code == 1
    assert "json/quote.v1.json is missing" in missing.stderr
    assert "schemas write" in missing.stderr
    assert schemas("write", "--dir", str(tmp_path)).exit_code == 0
    assert schemas("check", "--dir", str(tmp_path)).exit_code == 0


def test_a_breaking_change_is_neither_passed_nor_written(tmp_path: Path) -> None:
    schemas("write", "--dir", str(tmp_path))
    file = tmp_path / "json" / "event.v1.json"
    before = file.read_text().replace('"quad"', '"quadrant"')
    file.write_text(before)
    for command in ("check", "write"):
        done = schemas(command, "--dir", str(tmp_path))
        assert done.exit_code == 1
        assert "$.quadrant: removed or renamed" in done.stderr
        assert file.read_text() == before
    assert schemas("write", "--dir", str(tmp_path), "--allow-breaking").exit_code == 0
    assert schemas("check", "--dir", str(tmp_path)).exit_code == 0
