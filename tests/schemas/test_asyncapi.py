import pytest
import yaml
from jsonschema import Draft202012Validator, ValidationError

from schemas import artifacts
from schemas.asyncapi import asyncapi
from schemas.dead_letter import DeadLetter
from schemas.topics import CONTRACTS, topic_name
from schemas.yaml_text import yaml_text

DOCUMENT = asyncapi("1.0.0")


def test_the_yaml_says_what_was_meant() -> None:
    text = (artifacts.FOLDER / "asyncapi.yaml").read_text(encoding="utf-8")
    assert yaml.safe_load(text) == DOCUMENT


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        "",
        "- no: list #",
        "yes",
        "line\nbreak",
        "ünïcode ‘quotes’",
        None,
        1.5,
        {"on": True, "a b": [[1, [2]], {"x": {}}, []], "null": "null", "1": {"deep": [{"a": 1, "b": [{"c": 2}]}]}},
    ],
)
def test_yaml_round_trips(value: object) -> None:
    assert yaml.safe_load(yaml_text(value)) == value


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        return [value["$ref"]] if "$ref" in value else [r for item in value.values() for r in references(item)]
    return [r for item in value for r in references(item)] if isinstance(value, list) else []


def test_every_reference_leads_somewhere() -> None:
    found = references(DOCUMENT)
    assert len(found) > 20
    for reference in found:
        if reference.startswith("#"):
            assert _pointed(reference)
        else:
            assert (artifacts.FOLDER / reference).is_file()


def _pointed(reference: str) -> object:
    value: object = DOCUMENT
    for part in reference.removeprefix("#/").split("/"):
        assert isinstance(value, dict)
        value = value[part]
    return value


def test_every_topic_is_a_channel() -> None:
    channels = DOCUMENT["channels"]
    assert isinstance(channels, dict)
    streams = (*CONTRACTS, "dlq", "marks")
    assert {channel["address"] for channel in channels.values()} == {topic_name(stream) for stream in streams}


def test_dead_letter_headers_fit_their_schema() -> None:
    letter = DeadLetter(
        topic="t", partition=0, offset=1, stage="decode", reason="Empty", message="m", attempts=1, pipeline_version="0"
    )
    schema = _pointed("#/components/schemas/dead-letter-headers")
    Draft202012Validator(schema).validate({name: value.decode() for name, value in letter.headers()})
    with pytest.raises(ValidationError, match="required property"):
        Draft202012Validator(schema).validate({})
