import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workers.app.extract.pool import POOL_WORTH_BYTES
from workers.app.main import app

SEED = next((Path(__file__).parents[3] / "seeds").glob("000_*.txt"))
GOOD = '{"id": "good", "text": "“We go on,” said Ada Olsen, the minister of Norland."}'


def extract(*arguments: str, given: str | bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["extract", *arguments], input=given)


def test_one_line_per_article_in_input_order(tmp_path: Path) -> None:
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({"id": str(i), "text": f"Talks go on for day {i}."}) + "\n" for i in range(7)))
    done = extract(str(source), str(SEED), "--output", str(target))
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in target.read_text().splitlines()]
    assert [line["article"]["id"] for line in lines[:-1]] == [str(i) for i in range(7)]
    assert lines[-1]["article"]["text"] == SEED.read_text()
    assert done.stdout == ""


def test_standard_input_to_standard_output() -> None:
    done = extract("-", given=GOOD)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["quotes"][0]["speaker"]["name"] == "Ada Olsen"
    assert done.stderr == ""


def test_a_bad_line_is_named_and_the_others_come_out(tmp_path: Path) -> None:
    source, rejects = tmp_path / "in.jsonl", tmp_path / "rejects.jsonl"
    source.write_bytes(f'{GOOD}\n{{"text": 5}}\n'.encode() + b"\xff\xfe\n" + GOOD.replace("good", "last").encode())
    done = extract(str(source), "--rejects", str(rejects))
    assert done.exit_code == 1
    assert [json.loads(line)["article"]["id"] for line in done.stdout.splitlines()] == ["good", "last"]
    messages = done.stderr.splitlines()
    assert messages[0].startswith(f"{source}:2: WrongType: ")
    assert messages[1].startswith(f"{source}:3: InvalidUtf8: ")
    assert "2 rejected" in messages[2]
    assert len(messages) == 3
    kept = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [(k["place"], k["stage"], k["reason"]) for k in kept] == [
        (f"{source}:2", "validate", "WrongType"),
        (f"{source}:3", "decode", "InvalidUtf8"),
    ]
    assert kept[0]["value"] == '{"text": 5}'
    assert kept[1]["value_base64"] == "//4="


@pytest.mark.parametrize(
    "arguments",
    [["missing.jsonl"], ["."], ["-", "-"], [str(SEED), "--output", str(SEED)], [str(SEED), "--jobs", "0"], []],
)
def test_wrong_usage_is_status_2(arguments: list[str]) -> None:
    before = SEED.read_bytes()
    done = extract(*arguments)
    assert done.exit_code == 2
    assert SEED.read_bytes() == before


def test_an_output_that_cannot_be_written_is_status_1(tmp_path: Path) -> None:
    done = extract(str(SEED), "--output", str(tmp_path / "no" / "such" / "folder.jsonl"))
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert "No such file or directory" in done.stderr


def test_the_limits_of_a_settings_file_count(tmp_path: Path) -> None:
    settings = tmp_path / "stringer.toml"
    settings.write_text("max_message_bytes = 10\n")
    code = "from workers.app.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--config", str(settings), "extract", "-"],
        input=GOOD.encode(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"stdin:1: TooLarge: " in done.stderr
    assert done.stdout == b""


def test_a_reader_that_goes_away_is_no_traceback(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text((GOOD + "\n") * 400)
    code = "from workers.app.main import run; run()"
    with subprocess.Popen(
        [sys.executable, "-c", code, "extract", "--jobs", "1", str(source)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"article"')
        process.stdout.close()
        errors = process.stderr.read()
    assert errors == b""


def test_files_come_out_the_same_from_a_pool(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    blanks = " " * (2 * POOL_WORTH_BYTES // 16)  # bytes that make a pool worth it, and cost the parser nothing
    source.write_text(
        "".join(
            json.dumps({"id": str(i), "text": f"“We go on for day {i},” said Ada Olsen.{blanks}"}) + "\n"
            for i in range(16)
        )
    )
    outputs = []
    for jobs in ("1", "2"):
        target = tmp_path / f"out{jobs}.jsonl"
        code = "from workers.app.main import run; run()"
        subprocess.run(
            [sys.executable, "-c", code, "extract", "--jobs", jobs, str(source), "--output", str(target)], check=True
        )
        outputs.append(target.read_bytes())
    assert outputs[0] == outputs[1]
    assert outputs[0].count(b"\n") == 16
