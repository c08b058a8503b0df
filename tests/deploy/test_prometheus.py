"""Alerts and dashboard: the rules by Prometheus' own test tool, their names and queries against a worker that runs."""

import json
import re
import shutil
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "app"))
from worker_harness import Worker, free_port, running_worker, stringer, wait_for  # noqa: E402 - found there

FOLDER = ROOT / "deploy" / "prometheus"
RULES: list[dict[str, Any]] = yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"][0]["rules"]
TESTS = (FOLDER / "rules.test.yml").read_text()
DASHBOARD: dict[str, Any] = json.loads((ROOT / "deploy" / "grafana" / "dashboards" / "stringer.json").read_text())
QUERIES = {target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]}
EXPRESSIONS = QUERIES | {rule["expr"] for rule in RULES}
RECORDED = {rule["record"] for rule in RULES if "record" in rule}
ALERTS = [rule["alert"] for rule in RULES if "alert" in rule]
# What only trouble, or a second of what a test does once, brings about; these queries may find nothing.
_RARE = re.compile(r"pool_failures|dead_lettered|web_refused|expired|outcome=~|release_seconds")
_NAME = re.compile(r"\b(?:stringer|process)[_:][a-z0-9_:]+")
_OF_PROMETHEUS = {"instance", "job", "le"}


def tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed (Debian: apt-get install prometheus)")
    return path


def test_promtool_accepts_the_rules() -> None:
    done = subprocess.run(
        [tool("promtool"), "check", "rules", "--lint-fatal", FOLDER / "rules.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_alerts_fire_on_what_they_are_for() -> None:
    done = subprocess.run(
        [tool("promtool"), "test", "rules", FOLDER / "rules.test.yml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("alert", ALERTS)
def test_each_alert_is_seen_firing_in_a_test(alert: str) -> None:
    firing = f'ALERTS{{alertname="{alert}", alertstate="firing"}}'
    assert firing in TESTS or re.search(rf"- alertname: {alert}\n.*\n\s+exp_alerts:\n\s+- exp_labels", TESTS)


def test_prometheus_loads_the_rules_and_not_their_tests() -> None:
    config = yaml.safe_load((FOLDER / "prometheus.yml").read_text())
    assert config["rule_files"] == ["/etc/prometheus/rules.yml"]


@pytest.fixture(scope="module")
def worker(bootstrap_servers: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    """A worker that has enriched an article and dead-lettered a message."""
    place = {"bootstrap_servers": bootstrap_servers, "topic_prefix": f"prom{time.time_ns():x}."}
    settings = {**place, "group": place["topic_prefix"] + "g", "topics_at_start": "create", "topic_partitions": 1}
    with running_worker(tmp_path_factory.mktemp("worker"), **settings) as running:
        running.wait_until_ready()
        lines = b'{"text": "Norway sent aid to Kenya, said Maria Olsen, the mayor of Oslo."}\n{"text": 5}\n'
        assert stringer("publish", "--unchecked", "-", stdin=lines, **place).returncode == 0
        wait_for(lambda: running.status()["ledger"]["consumed"] == 2, "both are accounted for")
        wait_for(lambda: 'stringer_lag_messages{partition="0"' in running.get("/metrics")[1], "the lag is known")
        yield running


def live(worker: Worker) -> tuple[set[str], dict[str, set[str]]]:
    """Names that may appear in a query, and the labels of those that have a sample."""
    names: set[str] = set()
    labels: dict[str, set[str]] = {}
    for family in text_string_to_metric_families(worker.get("/metrics")[1]):
        suffixes = {"counter": ["_total"], "histogram": ["_bucket", "_sum", "_count"]}.get(family.type, [""])
        names |= {family.name + suffix for suffix in suffixes}
        for sample in family.samples:
            names.add(sample.name)
            labels.setdefault(sample.name, set()).update(sample.labels)
    return names, labels


@pytest.mark.broker
def test_every_metric_of_rules_and_dashboard_is_there(worker: Worker) -> None:
    names, _ = live(worker)
    used = {name for text in EXPRESSIONS for name in _NAME.findall(text)}
    assert len(used) > 25
    assert used <= names | RECORDED, used - names - RECORDED


@pytest.mark.broker
def test_every_metric_of_ours_is_on_the_dashboard_or_in_a_rule(worker: Worker) -> None:
    """What nobody looks at is not worth its cost."""
    names, _ = live(worker)
    used = {name for text in EXPRESSIONS for name in _NAME.findall(text)}
    families = {re.sub(r"_(total|bucket|sum|count|info)$", "", name) for name in used}
    ours = {re.sub(r"_(total|bucket|sum|count|info)$", "", name) for name in names if name.startswith("stringer_")}
    assert ours <= families, ours - families


@pytest.mark.broker
def test_every_label_of_rules_and_dashboard_is_there(worker: Worker) -> None:
    _, labels = live(worker)
    for text in EXPRESSIONS:
        grouped = {label.strip() for found in re.findall(r"\bby \(([^)]*)\)", text) for label in found.split(",")}
        grouped -= _OF_PROMETHEUS
        known = set[str]().union(*(labels.get(name, grouped) for name in _NAME.findall(text)))
        known |= {"topic"} if any(name in text for name in RECORDED) else set()
        assert grouped <= known, (text, grouped - known)


@pytest.mark.broker
def test_the_figures_are_of_what_the_worker_did(worker: Worker) -> None:
    values: dict[str, float] = {}
    stages: set[str] = set()
    for family in text_string_to_metric_families(worker.get("/metrics")[1]):
        for sample in family.samples:
            values[sample.name] = values.get(sample.name, 0.0) + sample.value
            stages |= {sample.labels["stage"]} if sample.name == "stringer_stage_seconds_total" else set()
            if sample.name == "stringer_build_info":
                assert sample.labels["model"].startswith("en_core_web_sm-3.8")
    assert values["stringer_messages_consumed_total"] == 2
    assert values["stringer_messages_enriched_total"] == values["stringer_messages_dead_lettered_total"] == 1
    assert values["stringer_message_seconds_count"] == 2
    assert {"decode", "nlp", "entities", "quotes", "events", "encode"} <= stages
    assert 0 < values["stringer_stage_seconds_total"] <= values["stringer_message_seconds_sum"]
    assert values["stringer_lag_messages"] == values["stringer_lag_seconds"] == 0
    assert values["stringer_queue_seconds_count"] == values["stringer_batch_seconds_count"] >= 1
    assert values["stringer_pool_resident_memory_bytes"] > 100e6
    assert values["stringer_pool_starts_total"] == 1
    assert abs(values["stringer_last_commit_timestamp_seconds"] - time.time()) < 600
    assert values["stringer_consumed_bytes_total"] > 50


@contextmanager
def prometheus(target: int, folder: Path) -> Iterator[str]:
    """A Prometheus that scrapes the worker each second, with our rules; its address."""
    port = free_port()
    scrape = {
        "job_name": "stringer",
        "scrape_interval": "1s",
        "static_configs": [{"targets": [f"127.0.0.1:{target}"]}],
    }
    config = {
        "global": {"evaluation_interval": "1s"},
        "rule_files": [str(FOLDER / "rules.yml")],
        "scrape_configs": [scrape],
    }
    (folder / "prometheus.yml").write_text(yaml.safe_dump(config))
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [
                tool("prometheus"),
                f"--config.file={folder / 'prometheus.yml'}",
                f"--storage.tsdb.path={folder / 'data'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ],
            stdout=log,
            stderr=log,
        )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.kill()
        process.wait()


def found(address: str, expression: str) -> list[Any]:
    """The samples that the expression finds; an error of the query raises."""
    url = f"{address}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310 - http, see above
        body = json.load(answer)
    assert body["status"] == "success", body
    return list(body["data"]["result"])


@pytest.mark.broker
@pytest.mark.slow
def test_every_query_finds_something_in_a_real_prometheus(worker: Worker, tmp_path: Path) -> None:
    with prometheus(worker.port, tmp_path) as address:

        def scraped() -> bool:
            try:
                return len(found(address, "count_over_time(stringer_assigned_partitions[1m]) >= 4")) > 0
            except OSError:
                return False

        wait_for(scraped, "Prometheus has scraped the worker four times")
        wait_for(lambda: len(found(address, "stringer:lag_messages:sum")) > 0, "the rules are evaluated")
        empty = {expression for expression in QUERIES if not found(address, expression)}
        assert {expression for expression in empty if not _RARE.search(expression)} == set()
        firing = found(address, 'ALERTS{alertstate="firing"}')
        assert firing == []
