"""Nothing that is read, from Kafka, a pipe or a disk, can make Python run code of its own."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TREES = ("schemas", "workers", "training", "benchmarks")

# Readers that run what they read, or can be made to.
FORBIDDEN_MODULES = {
    "pickle",
    "cPickle",
    "cloudpickle",
    "dill",
    "joblib",
    "jsonpickle",
    "marshal",
    "shelve",
    "dbm",
    "xmlrpc",
}
FORBIDDEN_CALLS = {
    *("eval", "exec", "compile", "__import__"),
    *("yaml.load", "yaml.full_load", "yaml.unsafe_load", "yaml.load_all"),
    *("numpy.load", "np.load", "torch.load", "pandas.read_pickle", "pd.read_pickle", "srsly.read_pickle"),
    *("os.system", "os.popen", "subprocess.getoutput", "subprocess.getstatusoutput"),
}
# A pool of concurrent.futures pickles between the processes of one command, bytes that no stranger can touch.
OWN_PROCESSES = {"workers/app/extract/pool.py"}


def sources() -> list[Path]:
    found = [file for tree in TREES for file in sorted((ROOT / tree).rglob("*.py"))]
    assert len(found) > 150
    return found


def dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def violations(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.partition(".")[0] in FORBIDDEN_MODULES)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in FORBIDDEN_MODULES:
            yield node.module or ""
        elif isinstance(node, ast.Call):
            name = dotted(node.func)
            allowed = name.endswith(".load") and any(
                key.arg == "allow_pickle" and isinstance(key.value, ast.Constant) and key.value.value is False
                for key in node.keywords
            )
            if name in FORBIDDEN_CALLS and not allowed:
                yield name
            if any(key.arg == "shell" and not is_false(key.value) for key in node.keywords):
                yield f"{name}(shell=...)"


def is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_the_tree_reads_no_format_that_runs_code() -> None:
    found = {str(file.relative_to(ROOT)): list(violations(file.read_text(encoding="utf-8"))) for file in sources()}
    assert {file: what for file, what in found.items() if what} == {}


@pytest.mark.parametrize(
    "text",
    [
        "import pickle",
        "from marshal import loads",
        "import dill.detect",
        "eval('1')",
        "import yaml\nyaml.load(x)",
        "import numpy as np\nnp.load(f)",
        "np.load(f, allow_pickle=True)",
        "import subprocess\nsubprocess.run(c, shell=True)",
    ],
)
def test_the_check_finds_what_it_is_for(text: str) -> None:
    assert list(violations(text))


def test_the_check_lets_pass_what_is_safe() -> None:
    assert list(violations("import json, re\nre.compile('a')\nnp.load(f, allow_pickle=False)\nyaml.safe_load(x)")) == []


def test_process_pools_are_where_they_are_known_to_be() -> None:
    using = {str(file.relative_to(ROOT)) for file in sources() if "ProcessPoolExecutor" in file.read_text()}
    assert using == OWN_PROCESSES


def test_no_data_file_is_a_pickle() -> None:
    for tree in ("schemas", "workers", "seeds"):
        for file in (ROOT / tree).rglob("*"):
            if file.is_file() and file.suffix not in {".py", ".pyc"}:
                start = file.read_bytes()[:2]
                assert start[:1] != b"\x80" or start[1:2] > b"\x05", f"{file} begins like a pickle"
                assert file.suffix not in {".pkl", ".pickle", ".joblib", ".npy", ".npz", ".pt"}


USE_EVERYTHING = """
import sys
found = []
sys.addaudithook(lambda event, arguments: found.append(arguments) if event == "pickle.find_class" else None)
from workers.messages import InputMessage
from workers.pipeline.process import open_processor
from workers.streaming import runtime
from workers.streaming.kafka import reader
from workers.streaming.pool import frames
processor = open_processor()
page = b"<html><body><article><h1>Harbour</h1><p>" + b"The mayor said on Monday that the port was open. " * 20
html = (("content-type", b"text/html"),)
texts = [
    ("The mayor of Aalborg said on Monday: \\\\"The port is open.\\\\" Police arrested two men in Oslo.".encode(), ()),
    ("Der Bürgermeister sagte am Montag, dass der Hafen wieder offen sei und das Wetter kalt bleibe.".encode(), ()),
    (page + b"</p></article></body></html>", html),
]
for value, headers in texts:
    assert isinstance(processor.process(InputMessage(value, headers=headers)), tuple)
print(len(found), *found[:5])
"""


def test_no_library_unpickles_anything_while_articles_are_processed() -> None:
    """Python announces each class that an unpickler looks up; models, gazetteers and language profiles need none."""
    done = subprocess.run(
        [sys.executable, "-c", USE_EVERYTHING.replace("\\\\", "\\")],
        capture_output=True, text=True, timeout=120, check=False, cwd=ROOT,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "0\n"), done.stderr


def test_the_hook_of_that_test_works() -> None:
    script = (
        USE_EVERYTHING.partition("from workers")[0]
        + "import pickle\npickle.loads(pickle.dumps(sys.exit))\nprint(len(found))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "1\n"
