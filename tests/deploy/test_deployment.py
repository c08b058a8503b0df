"""The deployment files against the code: what they name exists, and what they promise holds."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import SecretStr

from workers.app.main import app
from workers.app.web.guard import web_guard
from workers.broker import jars
from workers.ops.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()
RULES = yaml.safe_load((ROOT / "deploy" / "prometheus" / "rules.yml").read_text())["groups"][0]["rules"]


def settings_named(text: str) -> set[str]:
    return {name.lower() for name in re.findall(r"\bSTRINGER_([A-Z_]+)\b", text)}


def test_workers_scale() -> None:
    worker = SERVICES["worker"]
    assert not {"container_name", "ports", "hostname"} & set(worker)


def test_workers_start_when_the_topics_are_there() -> None:
    assert SERVICES["worker"]["depends_on"] == {"topics": {"condition": "service_completed_successfully"}}
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    assert SERVICES["topics"]["command"] == ["topics", "create"]
    assert SERVICES["topics"]["restart"] != "always"


def test_commands_exist() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {group.name for group in app.registered_groups if group.name}
    assert {SERVICES["worker"]["command"][0], SERVICES["topics"]["command"][0]} <= known
    assert json.loads(re.findall(r"^CMD (.*)$", DOCKERFILE, re.MULTILINE)[-1]) == ["worker"]


def test_a_stop_leaves_time_to_drain() -> None:
    assert int(SERVICES["worker"]["stop_grace_period"].removesuffix("s")) >= Settings().drain_timeout_s + 10


@pytest.mark.parametrize("name", SERVICES)
def test_images_are_pinned_and_ports_are_on_loopback(name: str) -> None:
    service = SERVICES[name]
    tag = service["image"].rpartition(":")[2]
    assert tag == "local" or re.fullmatch(r"v?\d+\.\d+\.\d+", tag)
    assert all(port.startswith("127.0.0.1:") for port in service.get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_mounted_files_exist(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        source = volume.split(":")[0]
        assert (ROOT / source).is_dir() if source.startswith(".") else source in COMPOSE["volumes"]


def test_settings_exist() -> None:
    named = settings_named(DOCKERFILE + (ROOT / "docker-compose.yml").read_text())
    named |= settings_named((ROOT / "deploy" / "README.md").read_text())
    assert len(named) > 5
    assert named <= set(Settings.model_fields)


def test_prometheus_shows_the_token_that_the_workers_ask_for() -> None:
    scraped = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())["scrape_configs"]
    (shown,) = [job["authorization"]["credentials"] for job in scraped if job["job_name"] == "stringer"]
    assert shown == SERVICES["worker"]["environment"]["STRINGER_WEB_TOKEN"]
    assert "STRINGER_WEB_BIND=0.0.0.0" in DOCKERFILE  # why there must be one
    assert web_guard("0.0.0.0", SecretStr(shown), "").token is not None  # noqa: S104 - same


def test_kafka_is_the_version_of_the_local_broker() -> None:
    version = SERVICES["kafka"]["image"].rpartition(":")[2]
    assert f":{version}" in (Path(jars.__file__).with_name("jgo.toml")).read_text()


def test_kafka_has_no_more_replicas_than_nodes() -> None:
    environment = SERVICES["kafka"]["environment"]
    internal = {name: value for name, value in environment.items() if "REPLICATION_FACTOR" in name or "MIN_ISR" in name}
    assert len(internal) == 3
    assert set(internal.values()) == {"1"}
    assert SERVICES["worker"]["environment"]["STRINGER_TOPIC_REPLICATION"] == "1"


def test_the_image_does_not_run_as_root() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    users = re.findall(r"^USER (\S+)$", last, re.MULTILINE)
    assert users == ["10001:10001"]


def test_the_image_installs_by_hash() -> None:
    installs = re.findall(r"pip install ([^\n&\\]*)", DOCKERFILE)
    assert len(installs) == 3
    for options in installs:
        assert "--require-hashes" in options or "--no-index" in options
    for lock in ("requirements.lock", "deploy/build.lock"):
        text = (ROOT / lock).read_text()
        assert text.count("--hash=sha256:") >= len(re.findall(r"^\S+==", text, re.MULTILINE)) > 4
        assert "://" not in text


def test_what_the_image_copies_is_in_the_build_context() -> None:
    allowed = [line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    copied = [
        source
        for line in re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    ]
    assert copied
    for source in copied:
        assert (ROOT / source).exists()
        assert source in allowed


def test_every_alert_says_what_to_do() -> None:
    alerts = [rule for rule in RULES if "alert" in rule]
    assert len(alerts) > 5
    for rule in alerts:
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert {"summary", "description"} <= set(rule["annotations"])


def test_prometheus_finds_every_worker() -> None:
    config = yaml.safe_load((ROOT / "deploy" / "prometheus" / "prometheus.yml").read_text())
    discovery = config["scrape_configs"][0]["dns_sd_configs"][0]
    assert discovery["names"] == ["worker"]
    assert discovery["port"] == Settings().web_port
    assert f"EXPOSE {Settings().web_port}" in DOCKERFILE


def test_compose_accepts_the_file() -> None:
    """Runs where a compose command is installed; CI machines without one rely on the tests above."""
    for command in (["docker-compose"], ["docker", "compose"]):
        try:
            done = subprocess.run(
                [*command, "-f", str(ROOT / "docker-compose.yml"), "config", "--quiet"],
                capture_output=True,
                text=True,
                check=False,
            )
        except FileNotFoundError:
            continue
        if "is not a docker command" in done.stderr or "unknown" in done.stderr:
            continue
        assert done.returncode == 0, done.stderr
        return
    pytest.skip("no compose command on this machine")
