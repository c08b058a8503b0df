"""Checks what the project depends on: ``python deploy/audit.py [--required]``.

Without a network, always: each lock file pins every package to one version with its hashes and names no address; the
locks agree with each other, with ``pyproject.toml`` and with what is installed, down to the last dependency.

With a network: pip-audit asks for known vulnerabilities of every pinned version, first PyPI, then OSV. Where neither
answers, one line says that nothing was audited, and why; it never passes for an audit. pip-audit itself reports "no
known vulnerabilities" when the index serves no advisories, so what it skipped is counted here.

Exit status 1: a lock is wrong, or a version has a known vulnerability, or (``--required``) it could not be asked for.
"""

import argparse
import importlib.metadata
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = ("requirements.lock", "requirements-dev.lock", "deploy/build.lock")
AUDITED = ("requirements-dev.lock", "deploy/build.lock")  # the first holds all of requirements.lock
TIMEOUT_S = 300

# Advisory id -> why it does not concern the project. Reviewed whenever the locks are made anew.
ACCEPTED: Mapping[str, str] = {}

Command = Sequence[str]
PIP_AUDIT: Command = (sys.executable, "-m", "pip_audit")
SERVICES: Mapping[str, Command] = {
    "PyPI": ("--vulnerability-service", "pypi"),
    "OSV": ("--vulnerability-service", "osv"),
}

_PINNED = re.compile(r"(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]+)")
_SHA256_DIGITS = 64


@dataclass(frozen=True, slots=True)
class Findings:
    """What the advisory services said of one lock file; ``asked`` counts the versions that one of them knew."""

    asked: int = 0
    vulnerable: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()


def pins(text: str) -> dict[str, set[str]]:
    """Return the pinned versions by canonical name; a universal lock may pin several, for different markers."""
    found: dict[str, set[str]] = {}
    for line in _logical_lines(text):
        if pinned := _PINNED.match(line):
            found.setdefault(canonicalize_name(pinned["name"]), set()).add(pinned["version"])
    return found


def lock_problems(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with one lock file by itself."""
    if "://" in text:
        yield f"{name}: names an address"
    for line in _logical_lines(text):
        pinned = _PINNED.match(line)
        if pinned is None:
            yield f"{name}: not pinned to one version: {line.split()[0]}"
            continue
        hashes = _HASH.findall(line)
        if not hashes:
            yield f"{name}: no hash for {pinned['name']}"
        if any(len(digits) != _SHA256_DIGITS for digits in hashes):
            yield f"{name}: a malformed hash for {pinned['name']}"


def agreement_problems(locked: Mapping[str, set[str]], requirements: Sequence[Requirement]) -> Iterator[str]:
    """Yield where the lock, the requirements of the project and what is installed differ.

    Follows the requirements of what is installed, as the lock promises to hold all of them.
    """
    seen: set[tuple[str, frozenset[str]]] = set()
    open_ones = [("the project", requirement) for requirement in requirements]
    while open_ones:
        who, requirement = open_ones.pop()
        name = canonicalize_name(requirement.name)
        extras = frozenset(requirement.extras)
        if name not in locked:
            yield f"{who} needs {requirement.name}, which is not locked: make lock"
            continue
        if not any(requirement.specifier.contains(version, prereleases=True) for version in locked[name]):
            yield f"{who} needs {requirement}, locked is {', '.join(locked[name])}: make lock"
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            installed = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            yield f"{requirement.name} is not installed: make setup"
            continue
        if installed.version not in locked[name]:
            versions = ", ".join(locked[name])
            yield f"{requirement.name} {installed.version} is installed, locked is {versions}: make setup"
            continue
        open_ones += [(requirement.name, needed) for needed in _applicable(installed.requires or [], extras)]


def project_requirements(text: str, extras: Sequence[str]) -> list[Requirement]:
    """Return what ``pyproject.toml`` asks for on this platform, with some of its extras."""
    project = tomllib.loads(text)["project"]
    wanted = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    return list(_applicable(wanted, frozenset()))


def audit(lock: Path, pip_audit: Command = PIP_AUDIT, services: Mapping[str, Command] = SERVICES) -> Findings:
    """Ask one service after the other until one of them knows the versions of the lock file."""
    failures: list[str] = []
    for service, options in services.items():
        command = [*pip_audit, *options, "--requirement", str(lock), "--require-hashes", "--disable-pip"]
        command += ["--format", "json", "--progress-spinner", "off"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=TIMEOUT_S)
        try:
            dependencies = json.loads(done.stdout)["dependencies"]
        except (ValueError, KeyError):
            failures.append(f"{service}: {_last_line(done.stderr)}")
            continue
        known = [one for one in dependencies if "skip_reason" not in one]
        if not known:
            failures.append(f"{service}: no advisories for any of {len(dependencies)} packages")
            continue
        return Findings(
            asked=len(known),
            vulnerable=tuple(_vulnerabilities(known)),
            unknown=tuple(one["name"] for one in dependencies if "skip_reason" in one),
        )
    return Findings(failures=tuple(failures))


def main() -> int:
    """Check and audit; see the module's docstring for the exit status."""
    parser = argparse.ArgumentParser(description="Check the lock files and ask for known vulnerabilities.")
    parser.add_argument("--required", action="store_true", help="fail when no service can be asked")
    required = parser.parse_args().required
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in LOCKS}
    problems = [problem for name, text in texts.items() for problem in lock_problems(name, text)]
    everything = pins(texts["requirements-dev.lock"])
    problems += [
        f"requirements.lock has {name} {', '.join(versions)}, requirements-dev.lock has not: make lock"
        for name, versions in pins(texts["requirements.lock"]).items()
        if not versions <= everything.get(name, set())
    ]
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    problems += agreement_problems(everything, project_requirements(project, ["local", "otel", "dev"]))
    for problem in problems:
        print(f"audit: {problem}")
    if problems:
        return 1
    print(f"audit: {len(LOCKS)} lock files pin {len(everything)} packages by hash, as installed and as asked for")
    missed = False
    for name in AUDITED:
        found = audit(ROOT / name)
        for line in found.vulnerable:
            print(f"audit: {name}: {line}")
        if found.vulnerable:
            return 1
        if found.asked:
            print(f"audit: {name}: no known vulnerability in {found.asked} packages")
        if found.unknown:
            print(f"audit: WARNING: {name}: not audited, as unknown to the service: {', '.join(found.unknown)}")
        if found.failures:
            missed = True
            print(f"audit: WARNING: {name}: NOT AUDITED, no service answers ({'; '.join(found.failures)})")
    return 1 if missed and required else 0


def _vulnerabilities(dependencies: Sequence[Mapping[str, object]]) -> Iterator[str]:
    for one in dependencies:
        vulnerabilities = one.get("vulns")
        for vulnerability in vulnerabilities if isinstance(vulnerabilities, list) else []:
            names = {vulnerability["id"], *vulnerability.get("aliases", [])}
            if not names & set(ACCEPTED):
                mended = ", ".join(vulnerability.get("fix_versions", [])) or "no version"
                yield f"{one['name']} {one['version']}: {', '.join(sorted(names))}, mended in {mended}"


def _applicable(lines: Sequence[str], extras: frozenset[str]) -> Iterator[Requirement]:
    for requirement in map(Requirement, lines):
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in extras or {""}):
            yield requirement


def _logical_lines(text: str) -> Iterator[str]:
    joined = re.sub(r"\\\n", " ", text)
    yield from (line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#"))


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()] or ["it said nothing"]
    return lines[-1][:160]


if __name__ == "__main__":
    sys.exit(main())
