"""The host: a Faust application that carries the streaming runtime, with Faust's worker, signals and web server.

Faust's own Kafka side stays off (docs/adr/0004-faust-as-host.md): the runtime reads and writes by itself.
"""

import asyncio
import logging
import os
import socket
from collections.abc import Iterable
from time import monotonic
from typing import Any

import faust
import mode
from faust.app import BootStrategy
from faust.sensors import Sensor
from opentelemetry.trace import Tracer
from prometheus_client import Histogram

from workers.app.composition import connection_of, streaming_options, topic_names, topic_plans
from workers.app.web.guard import WebGuard, web_guard
from workers.app.web.server import GuardedWeb
from workers.app.web.views import add_views
from workers.app.worker.service import StreamService
from workers.app.worker.start_topics import prepare_topics
from workers.errors import Fatal, StringerError
from workers.ops.events import WorkerGaveUp, configure_logging, emit
from workers.ops.loop_guard import LoopGuard
from workers.ops.settings import Settings
from workers.ops.tracing import tracing
from workers.streaming.message_trace import MessageTrace
from workers.streaming.runtime import StreamRuntime

STOP_MARGIN_S = 5.0  # over the drain: leaving the group and ending the NLP processes

WEB_REQUEST_SECONDS = Histogram(
    "stringer_web_request_seconds",
    "Duration of requests to the worker's web server.",
    ("path", "status"),
    buckets=(0.001, 0.005, 0.02, 0.1, 0.5, 2),
)


class StreamingApp(faust.App):  # type: ignore[misc] # Faust ships no types
    """A Faust application without Faust's consumer, producer and tables."""

    producer_only = True  # otherwise services start only after a first assignment, which never comes

    class BootStrategy(BootStrategy):  # type: ignore[misc] # same
        """Nothing of Kafka: an unreachable broker would end the process."""

        enable_kafka = False
        enable_kafka_producer = False

    service: mode.Service
    guard: WebGuard

    def __init__(self, name: str, **options: Any) -> None:  # noqa: ANN401 - Faust ships no types
        # Faust would let WEB_BIND, WEB_PORT, APP_DEBUG and their like in the environment win over what it is given.
        super().__init__(name, env={}, **options)

    def _new_web(self) -> GuardedWeb:
        return GuardedWeb(self, self.guard)

    def on_init_dependencies(self) -> Iterable[Any]:
        """Start the web server first and stop it last, so that it answers while work in flight is finished."""
        return [*super().on_init_dependencies(), self.service]

    def _new_consumer(self) -> Any:  # noqa: ANN401 - Faust ships no types
        """Close the event loop of a consumer thread that never starts; the interpreter would do it with a traceback."""
        consumer = super()._new_consumer()
        consumer._thread.thread_loop.close()  # noqa: SLF001 - Faust gives no other way to it
        return consumer

    def _create_directories(self) -> None:
        """Keep no data: there are no tables."""


class WebSensor(Sensor):  # type: ignore[misc] # same
    """Faust's sensor events that exist without agents, as Prometheus metrics."""

    def on_web_request_start(self, app: Any, request: Any, *, view: Any = None) -> dict[str, float]:  # noqa: ANN401
        """Note when the request came."""
        del app, request, view
        return {"start": monotonic()}

    def on_web_request_end(
        self,
        app: Any,  # noqa: ANN401 - Faust ships no types
        request: Any,  # noqa: ANN401 - same
        response: Any,  # noqa: ANN401 - same
        state: dict[str, float],
        *,
        view: Any = None,  # noqa: ANN401 - same
    ) -> None:
        """Count the request; ``path`` is the view's, never what a client sent."""
        del app, request
        path = getattr(view, "view_path", None) or "other"
        WEB_REQUEST_SECONDS.labels(path, getattr(response, "status", 500)).observe(monotonic() - state["start"])


class StreamingWorker(faust.Worker):  # type: ignore[misc] # same
    """Faust's worker: signals and an orderly stop."""

    def _enter_debugger(self) -> None:
        """Do nothing on SIGUSR2; mode would wait in pdb for a terminal that a service does not have."""

    def _setproctitle(self, info: str, *, ident: str = "stringer worker") -> None:
        super()._setproctitle(info, ident=ident)


def run_worker(settings: Settings) -> None:
    """Run the worker until SIGTERM or SIGINT, or until its runtime gives up.

    Raises:
        Fatal: the settings do not fit together, the web port is taken, or no retry helps.
    """
    with tracing(os.environ) as tracer:
        _run_worker(settings, tracer)


def _run_worker(settings: Settings, tracer: Tracer | None) -> None:
    connection = connection_of(settings)
    configure_logging(settings.log_level, as_json=_as_json(settings))
    if settings.log_level != "debug":
        for name in ("faust", "mode", __name__, GuardedWeb.__module__, StreamService.__module__):
            logging.getLogger(name).setLevel(logging.WARNING)  # services log each of their steps
    guard = web_guard(settings.web_bind, settings.web_token, settings.web_hosts) if settings.web_port else WebGuard()
    _check_port(settings)
    os.environ.update(settings.child_environment())
    for name in settings.secrets():
        os.environ.pop(name, None)  # the NLP processes, which parse what strangers wrote, do not inherit them
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    trace = MessageTrace(tracer, settings.group) if tracer else None
    runtime = StreamRuntime(streaming_options(settings), connection, topic_names(settings), trace=trace)
    app = StreamingApp(
        settings.group,
        loop=loop,
        broker=f"kafka://{settings.bootstrap_servers.split(',')[0].strip()}",  # for Faust's eyes; never connected to
        web_enabled=settings.web_port != 0,
        web_bind=settings.web_bind,
        web_host=settings.web_bind,
        web_port=settings.web_port or 6066,
    )
    app.guard = guard
    ended: list[BaseException] = []
    stopping: list[asyncio.Task[None]] = []

    def on_end(error: BaseException | None) -> None:
        reason = error or Fatal("the runtime ended although nobody stopped it")
        ended.append(reason)
        emit(WorkerGaveUp(str(reason) or type(reason).__name__))
        if not isinstance(reason, StringerError):
            logging.getLogger("stringer").error("an error in Stringer itself", exc_info=reason)
        stopping.append(loop.create_task(worker.stop()))

    app.service = StreamService(
        runtime,
        prepare=lambda: prepare_topics(connection, topic_plans(settings), settings.topics_at_start),
        on_end=on_end,
        stop_deadline_s=settings.drain_timeout_s + STOP_MARGIN_S,
    )
    if settings.web_port:
        add_views(app, runtime.status)
    worker = StreamingWorker(
        app, sensors=[WebSensor()], loop=loop, quiet=True, override_logging=False, redirect_stdouts=False
    )
    worker.spinner = None  # it writes to standard output
    loop_guard = LoopGuard(loop, settings.stall_s, lambda: not runtime.status().live)
    loop.call_soon(loop_guard.start)
    try:
        worker.execute_from_commandline()
    except SystemExit as end:
        if ended:
            raise ended[0] from None
        if end.code not in {None, 0}:
            raise


def _as_json(settings: Settings) -> bool:
    return settings.log_format == "json" or (settings.log_format == "auto" and not os.isatty(2))


def _check_port(settings: Settings) -> None:
    """Faust reports a taken port as a crash of its web server; this says what to do."""
    if not settings.web_port:
        return
    family = socket.AF_INET6 if ":" in settings.web_bind else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.web_bind, settings.web_port))
        except OSError as error:
            where = f"{settings.web_bind}:{settings.web_port}"
            raise Fatal(f"the web server cannot listen on {where} ({error.strerror}): set STRINGER_WEB_PORT") from error
