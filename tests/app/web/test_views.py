from dataclasses import replace

import pytest
from statuses import NEW, RUNNING

from workers.app.web.views import liveness_problems, readiness_problems, report
from workers.streaming.status import RuntimeState, RuntimeStatus


@pytest.mark.parametrize(
    "status",
    [RUNNING, NEW, replace(RUNNING, broker_reachable=False), replace(RUNNING, state=RuntimeState.STOPPING)],
)
def test_waiting_for_kafka_is_no_reason_to_restart(status: RuntimeStatus) -> None:
    assert liveness_problems(status) == []


@pytest.mark.parametrize(
    ("status", "problem"),
    [
        (replace(RUNNING, state=RuntimeState.FAILED), "the runtime has given up"),
        (replace(RUNNING, stall="stalled for 300 s: raw-3: no progress"), "stalled for 300 s: raw-3: no progress"),
    ],
)
def test_no_progress_is_not_live(status: RuntimeStatus, problem: str) -> None:
    assert liveness_problems(status) == [problem]


def test_ready_when_messages_would_be_worked_on() -> None:
    assert readiness_problems(RUNNING) == []


def test_not_ready_names_everything_that_is_missing() -> None:
    assert readiness_problems(NEW) == [
        "the runtime is waiting for its topics",
        "Kafka does not answer",
        "the group has not given this worker its partitions",
        "no NLP process is ready",
    ]
    assert readiness_problems(replace(RUNNING, pool_ready=0)) == ["no NLP process is ready"]


def test_the_report_has_the_ledger_and_the_lag() -> None:
    body = report(RUNNING, [])
    assert body["ok"] is True
    assert body["ledger"] == {"consumed": 10, "enriched": 9, "dead_lettered": 1}
    assert body["lag"] == 2
    assert body["partitions"] == ["raw-3"]
    assert report(RUNNING, ["x"])["ok"] is False
