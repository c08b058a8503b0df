"""The web views: is the worker alive, is it ready, what are its figures."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import faust
from faust.web import Request, Response, View
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from workers.streaming.status import RuntimeState, RuntimeStatus

_STATES = {RuntimeState.NEW: "waiting for its topics", RuntimeState.FAILED: "given up"}


def add_views(app: faust.App, status: Callable[[], RuntimeStatus]) -> None:
    """Serve ``/livez``, ``/readyz`` and ``/metrics``; none of them blocks or asks Kafka."""

    @app.page("/livez")  # type: ignore[untyped-decorator] # Faust ships no types
    async def livez(view: View, request: Request) -> Response:
        del request
        found = status()
        return _answer(view, problems=liveness_problems(found), found=found)

    @app.page("/readyz")  # type: ignore[untyped-decorator] # same
    async def readyz(view: View, request: Request) -> Response:
        del request
        found = status()
        return _answer(view, problems=readiness_problems(found), found=found)

    @app.page("/metrics")  # type: ignore[untyped-decorator] # same
    async def metrics(view: View, request: Request) -> Response:
        del request
        # aiohttp refuses a content type with a charset, but not the header
        return view.bytes(generate_latest(REGISTRY), headers={"Content-Type": CONTENT_TYPE_LATEST})


def liveness_problems(status: RuntimeStatus) -> list[str]:
    """Return why a restart would help: nothing while the worker makes progress or waits for Kafka."""
    if status.live:
        return []
    if status.state is RuntimeState.FAILED:
        return ["the runtime has given up"]
    return [status.stall]


def readiness_problems(status: RuntimeStatus) -> list[str]:
    """Return what keeps messages sent now from being worked on now."""
    if status.ready:
        return []
    problems: list[str] = []
    if status.state is not RuntimeState.RUNNING:
        problems.append(f"the runtime is {_STATES.get(status.state, status.state.value)}")
    if not status.broker_reachable:
        problems.append("Kafka does not answer")
    if not status.joined:
        problems.append("the group has not given this worker its partitions")
    if status.pool_ready == 0:
        problems.append("no NLP process is ready")
    return problems


def report(status: RuntimeStatus, problems: list[str]) -> Mapping[str, Any]:
    """Return the body of ``/livez`` and ``/readyz``."""
    return {
        "ok": not problems,
        "problems": problems,
        "state": status.state.value,
        "broker_reachable": status.broker_reachable,
        "pool": {"slots": status.pool_slots, "ready": status.pool_ready},
        "since_poll_s": status.since_poll_s,
        "since_commit_s": status.since_commit_s,
        "no_progress_s": status.idle_s,
        "held_bytes": status.held_bytes,
        "lag": status.lag,
        "ledger": {
            "consumed": status.ledger.consumed,
            "enriched": status.ledger.enriched,
            "dead_lettered": status.ledger.dead_lettered,
        },
        "partitions": [f"{one.topic}-{one.partition}" for one in status.partitions],
    }


def _answer(view: View, *, problems: list[str], found: RuntimeStatus) -> Response:
    code = HTTPStatus.SERVICE_UNAVAILABLE if problems else HTTPStatus.OK
    return view.json(report(found, problems), status=code.value)
