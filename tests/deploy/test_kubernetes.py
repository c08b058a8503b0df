"""The Kubernetes files against each other, Stringer's settings and, where installed, the schemas of Kubernetes."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from schemas.topics import topic_name
from workers.app.main import app
from workers.app.web.guard import PROBES
from workers.ops.settings import PREFIX, Settings, unknown_variables

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
BASE = yaml.safe_load((FOLDER / "base" / "kustomization.yaml").read_text())
KEDA = yaml.safe_load((FOLDER / "keda" / "kustomization.yaml").read_text())
README = (FOLDER / "README.md").read_text()


def load(folder: str, names: list[str]) -> list[dict[str, Any]]:
    return [document for name in names for document in yaml.safe_load_all((FOLDER / folder / name).read_text())]


OBJECTS = {one["kind"]: one for one in [*load("base", BASE["resources"]), *load("keda", KEDA["resources"])]}
WORKERS = OBJECTS["StatefulSet"]["spec"]
PODS = {"worker": WORKERS["template"], "topics": OBJECTS["Job"]["spec"]["template"]}
WORKER = PODS["worker"]["spec"]["containers"][0]
ENV = dict(
    line.split("=", 1)
    for line in (FOLDER / "base" / "settings.env").read_text().splitlines()
    if line and not line.startswith("#")
)
IN_SECRET = {f"{PREFIX}WEB_TOKEN", f"{PREFIX}SASL_USERNAME", f"{PREFIX}SASL_PASSWORD"}


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch) -> Settings:
    """As a worker reads them in its pod."""
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    for name, value in ENV.items():
        monkeypatch.setenv(name, value)
    for item in WORKER["env"]:
        monkeypatch.setenv(item["name"], "stringer-worker-0")
    monkeypatch.setenv(f"{PREFIX}WEB_TOKEN", "0123456789abcdef")
    return Settings.load()


def memory(text: str) -> int:
    number, unit = re.fullmatch(r"(\d+)(Mi|Gi)", text).groups()  # type: ignore[union-attr] # it must match
    return int(number) * {"Mi": 1 << 20, "Gi": 1 << 30}[unit]


def selects(selector: dict[str, str], labels: dict[str, str]) -> bool:
    return selector.items() <= labels.items()


def test_every_file_is_listed() -> None:
    for folder, listed in (("base", BASE["resources"]), ("keda", KEDA["resources"])):
        there = {path.name for path in (FOLDER / folder).glob("*.yaml")} - {"kustomization.yaml"}
        assert there == set(listed)
    assert len(OBJECTS) == 6


def test_settings_exist_and_are_valid(settings: Settings) -> None:
    named = {f"{PREFIX}{name}" for name in re.findall(r"\bSTRINGER_([A-Z_]+[A-Z])\b", README)}
    assert (
        unknown_variables(dict.fromkeys([*ENV, *IN_SECRET, *named, *(item["name"] for item in WORKER["env"])], ""))
        == []
    )
    assert IN_SECRET - named == set()
    assert not set(ENV) & IN_SECRET
    assert settings.group_instance_id == "stringer-worker-0"
    assert settings.model_fields_set >= {name.removeprefix(PREFIX).lower() for name in ENV}


def test_a_worker_is_a_static_member_under_the_name_of_its_pod() -> None:
    (instance,) = (item for item in WORKER["env"] if item["name"] == f"{PREFIX}GROUP_INSTANCE_ID")
    assert instance["valueFrom"]["fieldRef"]["fieldPath"] == "metadata.name"
    assert WORKERS["serviceName"] == OBJECTS["Service"]["metadata"]["name"]


def test_commands_exist() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    known |= {group.name for group in app.registered_groups if group.name}
    assert {pod["spec"]["containers"][0]["args"][0] for pod in PODS.values()} == {"worker", "topics"} <= known


def test_selectors_select_the_workers_and_the_policy_everything() -> None:
    labels = PODS["worker"]["metadata"]["labels"]
    budget, service = OBJECTS["PodDisruptionBudget"]["spec"], OBJECTS["Service"]["spec"]
    for selector in (WORKERS["selector"]["matchLabels"], budget["selector"]["matchLabels"], service["selector"]):
        assert selects(selector, labels)
        assert not selects(selector, PODS["topics"]["metadata"]["labels"])
    everything = OBJECTS["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"]
    assert all(selects(everything, pod["metadata"]["labels"]) for pod in PODS.values())


def test_probes_ask_for_views_that_need_no_token(settings: Settings) -> None:
    probes = {name: WORKER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")}
    assert {probe["path"] for probe in probes.values()} == set(PROBES)
    assert probes["readiness"]["path"] == "/readyz"
    (port,) = WORKER["ports"]
    assert {probe["port"] for probe in probes.values()} == {port["name"]}
    ports = {port["containerPort"], OBJECTS["Service"]["spec"]["ports"][0]["port"]}
    ports |= {item["port"] for rule in OBJECTS["NetworkPolicy"]["spec"]["ingress"] for item in rule["ports"]}
    ports.add(int(PODS["worker"]["metadata"]["annotations"]["prometheus.io/port"]))
    assert ports == {settings.web_port}


def test_a_worker_has_time_to_drain_and_to_come_back(settings: Settings) -> None:
    grace_s = PODS["worker"]["spec"]["terminationGracePeriodSeconds"]
    assert grace_s >= settings.drain_timeout_s + 20
    assert settings.session_timeout_s >= settings.drain_timeout_s + 30


def test_the_memory_limit_admits_what_the_settings_admit(settings: Settings) -> None:
    resources = WORKER["resources"]
    assert settings.slots * settings.process_max_rss_bytes + 400_000_000 <= memory(resources["limits"]["memory"])
    assert int(resources["requests"]["cpu"]) == settings.slots
    assert "cpu" not in resources["limits"]


@pytest.mark.parametrize("name", PODS)
def test_pods_are_confined(name: str) -> None:
    pod = PODS[name]["spec"]
    assert pod["automountServiceAccountToken"] is False
    assert pod["enableServiceLinks"] is False  # else STRINGER_WORKER_PORT and the like appear as settings
    dockerfile = (ROOT / "deploy" / "Dockerfile").read_text()
    user, group = re.findall(r"^USER (\d+):(\d+)$", dockerfile, re.MULTILINE)[-1]
    security = pod["securityContext"]
    assert security["runAsNonRoot"] is True
    assert (security["runAsUser"], security["runAsGroup"]) == (int(user), int(group))
    assert security["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"requests", "limits"} <= set(container["resources"])
        mounted = {mount["name"] for mount in container["volumeMounts"]}
        assert mounted == {volume["name"] for volume in pod["volumes"]}
        references = {next(iter(source.values()))["name"] for source in container["envFrom"]}
        assert references == {BASE["configMapGenerator"][0]["name"], "stringer-secrets"}
        assert container["image"] == BASE["images"][0]["name"]


def test_the_image_is_tagged_with_the_version() -> None:
    project = (ROOT / "pyproject.toml").read_text()
    assert f'version = "{BASE["images"][0]["newTag"]}"' in project


def test_scaling_follows_the_lag_of_the_workers_group(settings: Settings) -> None:
    scaled = OBJECTS["ScaledObject"]["spec"]
    target = scaled["scaleTargetRef"]
    assert (target["kind"], target["name"]) == ("StatefulSet", OBJECTS["StatefulSet"]["metadata"]["name"])
    (trigger,) = scaled["triggers"]
    asked = trigger["metadata"]
    assert (asked["consumerGroup"], asked["bootstrapServers"]) == (settings.group, settings.bootstrap_servers)
    assert asked["topic"] == topic_name("raw", settings.topic_prefix)
    assert scaled["minReplicaCount"] <= WORKERS["replicas"] <= scaled["maxReplicaCount"] == settings.topic_partitions
    down = scaled["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]["scaleDown"]["policies"]
    assert all(policy["value"] == 1 and policy["periodSeconds"] > settings.session_timeout_s for policy in down)


def test_workers_may_reach_nothing_but_kafka_and_names(settings: Settings) -> None:
    policy = OBJECTS["NetworkPolicy"]["spec"]
    assert set(policy["policyTypes"]) == {"Ingress", "Egress"}
    open_to_all = {port["port"] for rule in policy["egress"] if "to" not in rule for port in rule["ports"]}
    assert int(settings.bootstrap_servers.rpartition(":")[2]) in open_to_all
    assert open_to_all <= {9092, 9093, 9094}
    (names,) = (rule for rule in policy["egress"] if "to" in rule)
    assert {port["port"] for port in names["ports"]} == {53}


def test_one_worker_at_a_time_is_taken_away() -> None:
    assert OBJECTS["PodDisruptionBudget"]["spec"]["maxUnavailable"] == 1
    assert WORKERS["updateStrategy"] == {"type": "RollingUpdate"}


@pytest.mark.skipif(
    importlib.util.find_spec("kubernetes_validate") is None,
    reason="the schemas (108 MB) are no dependency: pip install kubernetes-validate",
)
@pytest.mark.parametrize("kind", sorted(set(OBJECTS) - {"ScaledObject"}))
def test_kubernetes_schema(kind: str) -> None:
    import kubernetes_validate  # noqa: PLC0415 - see above

    kubernetes_validate.validate(OBJECTS[kind], "1.30", strict=True)
