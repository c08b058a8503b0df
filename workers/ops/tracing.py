"""OpenTelemetry traces: off unless the standard variables ask for them, and then set up by those alone.

``OTEL_TRACES_EXPORTER`` (``otlp``, ``console``, ``none``, or a list) or the address of a collector in
``OTEL_EXPORTER_OTLP_ENDPOINT`` or ``OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`` turn them on, ``OTEL_SDK_DISABLED=true`` off.
The SDK reads the rest by itself: sampler, batches, resource, headers, certificates.

Spans wait in a queue of ``OTEL_BSP_MAX_QUEUE_SIZE`` (2,048) for a thread that sends them. A receiver that is away or
slow costs spans, the oldest first, and nothing else.
"""

import re
import threading
from collections.abc import Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from importlib.metadata import entry_points, version
from urllib.parse import unquote

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import Tracer

from workers.errors import Fatal
from workers.ops.events import TracesLeftBehind, emit

FLUSH_S = 5.0  # the SDK would wait 30 s, which with the drain is more than orchestrators give

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")
_OTLP = {"http/protobuf": "otlp_proto_http", "grpc": "otlp_proto_grpc"}
_SECRETS = ("OTEL_EXPORTER_OTLP_HEADERS", "OTEL_EXPORTER_OTLP_TRACES_HEADERS")
# What the SDK can read: name=value, the value in printable ASCII, as it is or URL-encoded.
_HEADER = re.compile(r"[!#-'*+.0-9A-Z^-z|~-]+[ \t]*=[ \t]*[ !#-+\--:<-\[\]-~]*")


@contextmanager
def tracing(environment: MutableMapping[str, str], *, flush_s: float = FLUSH_S) -> Iterator[Tracer | None]:
    """Give what makes spans, or None when the environment asks for none; at the end, send what is left.

    Variables that hold secrets are removed once they are read: child processes inherit the environment.

    Args:
        environment: of the process, which the SDK reads as well.
        flush_s: how long the end may wait for the receiver, seconds.

    Raises:
        Fatal: an exporter is not known or not installed, or its address or headers would show a secret in the log.
    """
    names = _exporters(environment)
    if names:
        _refuse_what_would_be_logged(environment)
    exporters = [_load(name, environment) for name in names]
    for name in _SECRETS:
        environment.pop(name, None)
    if not exporters:
        yield None
        return
    provider = TracerProvider(resource=_resource(environment), shutdown_on_exit=False)
    for exporter in exporters:
        provider.add_span_processor(BatchSpanProcessor(exporter))
    try:
        yield provider.get_tracer("stringer", version("stringer"))
    finally:
        _shut_down(provider, flush_s)


def _shut_down(provider: TracerProvider, within_s: float) -> None:
    """Send what is left; a receiver that does not take it in time must not keep the process from ending."""
    closing = threading.Thread(target=provider.shutdown, name="last spans", daemon=True)
    closing.start()
    closing.join(within_s)
    if closing.is_alive():
        emit(TracesLeftBehind(within_s))


def _refuse_what_would_be_logged(environment: Mapping[str, str]) -> None:
    """The SDK logs headers that it cannot read, and the client of the exporter those that it cannot send."""
    for name in _ENDPOINTS:
        if "@" in environment.get(name, ""):
            raise Fatal(f"{name} holds a login, and addresses are shown: put it into OTEL_EXPORTER_OTLP_HEADERS")
    for name in _SECRETS:
        for number, part in enumerate(environment.get(name, "").split(","), 1):
            header = part.strip()
            if header and not (_HEADER.fullmatch(header) and _printable(unquote(header))):
                raise Fatal(f"{name} must be name=value, parted by commas, values URL-encoded: number {number} is not")


def _printable(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _resource(environment: Mapping[str, str]) -> Resource:
    own = {"service.version": version("stringer")}
    named = "service.name=" in environment.get("OTEL_RESOURCE_ATTRIBUTES", "")
    if not named and not environment.get("OTEL_SERVICE_NAME"):
        own["service.name"] = "stringer"
    return Resource.create(own)


def _exporters(environment: Mapping[str, str]) -> list[str]:
    if environment.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return []
    asked = environment.get("OTEL_TRACES_EXPORTER", "")
    if not asked:
        return ["otlp"] if any(environment.get(name) for name in _ENDPOINTS) else []
    return [name for part in asked.split(",") if (name := part.strip()) and name != "none"]


def _load(name: str, environment: Mapping[str, str]) -> SpanExporter:
    entry = name
    if name == "otlp":
        protocol = next((found for each in _PROTOCOLS if (found := environment.get(each))), "http/protobuf")
        if protocol not in _OTLP:
            raise Fatal(f"OTEL_EXPORTER_OTLP_PROTOCOL must be one of {', '.join(_OTLP)}, not {protocol!r}")
        entry = _OTLP[protocol]
    points = list(entry_points(group="opentelemetry_traces_exporter", name=entry))
    if not points:
        advice = "pip install 'stringer[otel]'" if entry == "otlp_proto_http" else "install its package"
        raise Fatal(f"OTEL_TRACES_EXPORTER asks for {name}, which is not installed here ({entry}): {advice}")
    exporter: SpanExporter = points[0].load()()
    return exporter
