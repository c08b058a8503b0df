"""What a message's three spans cost the worker's process, by what the receiver of traces does.

    python benchmarks/traces.py [--messages 20000]

Off: no spans, as without ``OTEL_*``. Else the real exporter sends to a receiver in a process of its own that answers,
is silent, or is not there. ``call``: microseconds on the event loop, which the partitions share; ``CPU``: microseconds
of the whole process, the exporter's thread included; ``longest``: the longest call, milliseconds; ``end``: seconds
until the process may end. Messages come as fast as spans can be made, far faster than articles can be extracted: the
worst case, in which the queue is full and spans are dropped.
"""

import argparse
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.trace import Tracer

from workers.ops.tracing import tracing
from workers.streaming.message_trace import MessageTrace
from workers.streaming.ports import Outcome, Partition, ReceivedRecord

HEADERS = (("traceparent", b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),)


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def receiver(what: str) -> Iterator[str]:
    """Give the address of one that is ``answering``, ``silent`` or ``down``."""
    if what == "answering":
        with subprocess.Popen([sys.executable, __file__, "--answer"], stdout=subprocess.PIPE, text=True) as process:
            port = process.stdout.readline().strip() if process.stdout else ""
            yield f"http://127.0.0.1:{port}"
            process.kill()
        return
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        if what == "silent":
            listening.listen()  # connections are made, and nobody reads them
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"


def measure(what: str, tracer: Tracer | None, messages: int) -> str:
    trace = MessageTrace(tracer, "benchmark") if tracer else None
    outcome = Outcome(result=(), attempts=1)
    longest = 0
    begun, cpu = time.perf_counter_ns(), time.process_time_ns()
    for offset in range(messages):
        record = ReceivedRecord(Partition("news.articles.raw.v1", 0), offset, 0, b"k", b"x" * 3000, HEADERS)
        if trace is None:
            continue
        before = time.perf_counter_ns()
        trace.committed(record, outcome, cut_ns=before, extracted_ns=before, committed_ns=before)
        longest = max(longest, time.perf_counter_ns() - before)
    call, busy = time.perf_counter_ns() - begun, time.process_time_ns() - cpu
    return f"{what:10} {call / messages / 1e3:8.1f} {busy / messages / 1e3:8.1f} {longest / 1e6:8.1f}"


def answer() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    print(server.server_port, flush=True)
    server.serve_forever()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=20_000)
    parser.add_argument("--answer", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.answer:
        answer()
    print(f"{'receiver':10} {'call µs':>8} {'CPU µs':>8} {'longest':>8} {'end s':>6}")
    print(measure("off", None, given.messages))
    for what in ("answering", "silent", "down"):
        with receiver(what) as address:
            os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = address
            with tracing(os.environ) as tracer:
                line = measure(what, tracer, given.messages)
                begun = time.monotonic()
            print(f"{line} {time.monotonic() - begun:6.1f}", flush=True)


if __name__ == "__main__":
    main()
