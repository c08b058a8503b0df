"""Traces are set up by the standard variables, and are off without them."""

import os
import subprocess
import sys

import pytest

from workers.errors import Fatal
from workers.ops.tracing import tracing


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"OTEL_TRACES_EXPORTER": "none"},
        {"OTEL_TRACES_EXPORTER": "console", "OTEL_SDK_DISABLED": "true"},
        {"OTEL_SERVICE_NAME": "x"},
    ],
)
def test_they_are_off(environment: dict[str, str]) -> None:
    with tracing(environment) as tracer:
        assert tracer is None


@pytest.mark.parametrize(
    ("environment", "message"),
    [
        ({"OTEL_TRACES_EXPORTER": "zipkin9"}, "asks for zipkin9, which is not installed here"),
        ({"OTEL_TRACES_EXPORTER": "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL": "soap"}, "must be one of http/protobuf, grpc"),
    ],
)
def test_an_exporter_that_is_not_there_is_named(environment: dict[str, str], message: str) -> None:
    with pytest.raises(Fatal, match=message), tracing(environment):
        pass


def test_an_address_of_a_collector_asks_for_otlp(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workers.ops.tracing.entry_points", lambda **_: ())
    with (
        pytest.raises(Fatal, match=r"pip install 'stringer\[otel\]'"),
        tracing({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"}),
    ):
        pass


PROGRAM = """
import os
from workers.ops.tracing import tracing
with tracing(os.environ) as tracer:
    tracer.start_span("process raw").end()
    assert "OTEL_EXPORTER_OTLP_HEADERS" not in os.environ
"""


@pytest.mark.parametrize(("given", "service"), [({}, "stringer"), ({"OTEL_SERVICE_NAME": "mine"}, "mine")])
def test_what_is_left_is_sent_at_the_end(given: dict[str, str], service: str) -> None:
    environment = {**os.environ, "OTEL_TRACES_EXPORTER": "console", "OTEL_EXPORTER_OTLP_HEADERS": "k=secret", **given}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert '"name": "process raw"' in done.stdout
    assert f'"service.name": "{service}"' in done.stdout
    assert "secret" not in done.stdout + done.stderr
