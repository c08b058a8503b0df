from pathlib import Path

import msgspec
import pytest
from jsonschema import Draft202012Validator

from schemas import artifacts
from schemas.codec import decode
from schemas.json_schema import RECORDS, json_schema


def test_the_checked_in_files_fit_the_structs() -> None:
    assert artifacts.check() == []


@pytest.mark.parametrize("name", RECORDS)
def test_schemas_are_valid_2020_12(name: str) -> None:
    Draft202012Validator.check_schema(json_schema(name))


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_of_the_struct_is_in_its_schema(name: str) -> None:
    properties = json_schema(name)["properties"]
    assert isinstance(properties, dict)
    assert list(properties) == list(RECORDS[name].__struct_fields__)


@pytest.mark.parametrize("name", RECORDS)
def test_a_field_without_default_is_required(name: str) -> None:
    fields = msgspec.structs.fields(RECORDS[name])
    assert json_schema(name).get("required", []) == [f.name for f in fields if f.required]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    artifacts.write(tmp_path)
    (tmp_path / "json" / "quote.v1.json").unlink()
    assert [(p.file, p.breaking) for p in artifacts.check(tmp_path)] == [("json/quote.v1.json", False)]


def test_a_stale_file_is_a_problem(tmp_path: Path) -> None:
    artifacts.write(tmp_path)
    file = tmp_path / "asyncapi.yaml"
    file.write_text(file.read_text().replace("Stringer", "Another"))
    assert [(p.file, p.breaking) for p in artifacts.check(tmp_path)] == [("asyncapi.yaml", False)]


def test_a_file_of_no_record_is_a_problem(tmp_path: Path) -> None:
    artifacts.write(tmp_path)
    (tmp_path / "json" / "headline.v1.json").write_text("{}")
    assert [p.file for p in artifacts.check(tmp_path)] == ["json/headline.v1.json"]


def test_a_change_that_breaks_readers_is_a_problem(tmp_path: Path) -> None:
    artifacts.write(tmp_path)
    file = tmp_path / "json" / "quote.v1.json"
    file.write_text(file.read_text().replace('"confidence": {', '"certainty": {'))
    problems = artifacts.check(tmp_path)
    assert any(p.breaking and "$.certainty: removed or renamed" in p.message for p in problems)


def test_writing_twice_writes_once(tmp_path: Path) -> None:
    assert len(artifacts.write(tmp_path)) == len(RECORDS) + 1
    assert artifacts.write(tmp_path) == []
    assert decode((tmp_path / "json" / "event.v1.json").read_bytes(), dict[str, object]) == json_schema("event.v1")
