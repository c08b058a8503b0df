"""The audit finds what it is for, and never takes silence for an answer."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
HASH = "--hash=sha256:" + "0" * 64


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("stringer_audit", ROOT / "deploy" / "audit.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


audit = load()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (f"good==1.0 \\\n    {HASH}\n    # via x\n", None),
        (f"good==1.0 ; sys_platform == 'win32' \\\n    {HASH}\n", None),
        ("bare==1.0\n", "no hash for bare"),
        ("short==1.0 --hash=sha256:00ff\n", "a malformed hash for short"),
        (f"loose>=1.0 {HASH}\n", "not pinned to one version: loose"),
        (f"loose {HASH}\n", "not pinned to one version: loose"),
        (f"away @ https://packages.example/a.whl {HASH}\n", "names an address"),
        (f"--index-url https://packages.example\ngood==1.0 {HASH}\n", "names an address"),
    ],
)
def test_a_lock_pins_by_version_and_hash(text: str, problem: str | None) -> None:
    found = list(audit.lock_problems("a.lock", text))
    assert (found == []) if problem is None else any(problem in line for line in found)


def test_the_locks_of_the_project_are_in_order() -> None:
    for name in audit.LOCKS:
        assert list(audit.lock_problems(name, (ROOT / name).read_text())) == []
    everything = audit.pins((ROOT / "requirements-dev.lock").read_text())
    requirements = audit.project_requirements((ROOT / "pyproject.toml").read_text(), ["local", "dev"])
    assert len(requirements) > 20
    assert list(audit.agreement_problems(everything, requirements)) == []
    for name, versions in audit.pins((ROOT / "requirements.lock").read_text()).items():
        assert versions <= everything[name]


@pytest.mark.parametrize(
    ("change", "requirement", "problem"),
    [
        ({"msgspec": None}, "msgspec", "the project needs msgspec, which is not locked: make lock"),
        ({"msgspec": {"0.0.1"}}, "msgspec>=0.22", "the project needs msgspec>=0.22, locked is 0.0.1: make lock"),
        ({"msgspec": {"0.0.1"}}, "msgspec", "is installed, locked is 0.0.1: make setup"),
        ({"markdown-it-py": None}, "rich", "rich needs markdown-it-py, which is not locked: make lock"),
        ({"cramjam": None}, "aiokafka[zstd]", "aiokafka needs cramjam, which is not locked: make lock"),
        ({"no-such-package": {"1"}}, "no-such-package", "no-such-package is not installed: make setup"),
    ],
)
def test_a_lock_that_does_not_fit_is_named(change: dict[str, set[str] | None], requirement: str, problem: str) -> None:
    locked = audit.pins((ROOT / "requirements-dev.lock").read_text())
    for name, versions in change.items():
        locked.pop(name, None)
        if versions is not None:
            locked[name] = versions
    found = list(audit.agreement_problems(locked, [Requirement(requirement)]))
    assert any(problem in line for line in found), found


class Advisories(BaseHTTPRequestHandler):
    """Answers like the OSV service: one known vulnerability in one version of one package."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ranges = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.1"}]}]
        affected = {"package": {"name": "harbour", "ecosystem": "PyPI"}, "ranges": ranges}
        found = {
            "id": "TEST-2026-1",
            "aliases": ["CVE-0000-0001"],
            "summary": "s",
            "details": "d",
            "affected": [affected],
        }
        vulnerable = asked["package"]["name"] == "harbour" and asked["version"] == "1.0"
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"vulns": [found]} if vulnerable else {}).encode())

    def log_message(self, *arguments: object) -> None:
        del arguments


@contextmanager
def advisories() -> Iterator[dict[str, tuple[str, ...]]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Advisories)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.server_port}/v1/query"
        yield {"test": ("--vulnerability-service", "osv", "--osv-url", address)}
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_known_vulnerability_is_found_and_named(tmp_path: Path) -> None:
    lock = tmp_path / "a.lock"
    lock.write_text(f"harbour==1.0 {HASH}\nferry==2.0 {HASH}\n")
    with advisories() as services:
        found = audit.audit(lock, services=services)
        lock.write_text(f"harbour==1.1 {HASH}\nferry==2.0 {HASH}\n")
        mended = audit.audit(lock, services=services)
    assert found.vulnerable == ("harbour 1.0: CVE-0000-0001, TEST-2026-1, mended in 1.1",)
    assert (mended.asked, mended.vulnerable, mended.failures) == (2, (), ())


def test_an_accepted_advisory_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "ACCEPTED", {"CVE-0000-0001": "harbours are not used"})
    lock = tmp_path / "a.lock"
    lock.write_text(f"harbour==1.0 {HASH}\n")
    with advisories() as services:
        assert audit.audit(lock, services=services).vulnerable == ()


def answering(answer: str) -> list[str]:
    return [sys.executable, "-c", f"print({answer!r})"]


@pytest.mark.parametrize(
    ("command", "failure"),
    [
        (answering(""), "it said nothing"),
        ([sys.executable, "-c", "raise SystemExit('no route to host')"], "no route to host"),
        (
            answering(json.dumps({"dependencies": [{"name": "a", "skip_reason": "not found"}]})),
            "no advisories for any of 1 packages",
        ),
    ],
)
def test_silence_is_no_answer(tmp_path: Path, command: list[str], failure: str) -> None:
    found = audit.audit(tmp_path / "a.lock", command, {"one": (), "two": ()})
    assert found.failures == (f"one: {failure}", f"two: {failure}")
    assert (found.asked, found.vulnerable) == (0, ())


@pytest.mark.parametrize(("options", "status"), [([], 0), (["--required"], 1)])
def test_without_a_service_a_warning_is_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], options: list[str], status: int
) -> None:
    monkeypatch.setattr(audit, "audit", lambda _: audit.Findings(failures=("PyPI: away",)))
    monkeypatch.setattr(sys, "argv", ["audit.py", *options])
    assert audit.main() == status
    printed = capsys.readouterr().out
    assert printed.count("NOT AUDITED, no service answers (PyPI: away)") == len(audit.AUDITED)
    assert "no known vulnerability" not in printed


def test_a_vulnerability_fails_the_audit(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(audit, "audit", lambda _: audit.Findings(asked=1, vulnerable=("harbour 1.0: X",)))
    monkeypatch.setattr(sys, "argv", ["audit.py"])
    assert audit.main() == 1
    assert "harbour 1.0: X" in capsys.readouterr().out
