"""A receiver of traces as a collector is one: OTLP/HTTP on loopback, and what it was sent, decoded."""

import gzip
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

Value = str | bool | int | float

_DECODE = {None: bytes, "gzip": gzip.decompress, "deflate": zlib.decompress}


def plain(value: AnyValue) -> Value:
    name = value.WhichOneof("value")
    found = getattr(value, name or "string_value")
    assert isinstance(found, Value), f"a value of the kind {name}"
    return found


def attributes(pairs: "Iterator[KeyValue] | list[KeyValue]") -> dict[str, Value]:
    return {pair.key: plain(pair.value) for pair in pairs}


@dataclass
class TraceReceiver:
    """``status`` answers each request; while ``held``, none is answered."""

    status: int = 200
    requests: list[ExportTraceServiceRequest] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)
    _free: threading.Event = field(default_factory=threading.Event)
    url: str = ""

    def hold(self) -> None:
        self._free.clear()

    def release(self) -> None:
        self._free.set()

    @property
    def spans(self) -> list[Span]:
        resources = [resource for request in self.requests for resource in request.resource_spans]
        return [span for resource in resources for scope in resource.scope_spans for span in scope.spans]

    @property
    def resources(self) -> list[dict[str, Value]]:
        return [attributes(each.resource.attributes) for request in self.requests for each in request.resource_spans]

    def receive(self, path: str, headers: dict[str, str], body: bytes) -> int:
        self.asked.set()
        self._free.wait()
        if path != "/v1/traces" or headers.get("content-type") != "application/x-protobuf":
            return 400
        if self.status == 200:
            decoded = _DECODE[headers.get("content-encoding")](body)
            self.requests.append(ExportTraceServiceRequest.FromString(decoded))
            self.bodies.append(decoded)
            self.headers.append(headers)
        return self.status


@contextmanager
def trace_receiver() -> Iterator[TraceReceiver]:
    """One that listens, at ``url``."""
    receiver = TraceReceiver()
    receiver.release()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = receiver.receive(self.path, {name.lower(): text for name, text in self.headers.items()}, body)
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(status)
            self.send_header("content-type", "application/x-protobuf")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    serving.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield receiver
    finally:
        receiver.release()  # or its threads would wait for ever
        server.shutdown()
        server.server_close()
        serving.join()
