"""``stringer worker``: the service."""

from typing import Annotated

import typer

from workers.app.invocation import BootstrapServers, TopicPrefix, settings_for


def worker(
    context: typer.Context,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    group: Annotated[str | None, typer.Option("--group", help="Consumer group.", show_default="settings")] = None,
    slots: Annotated[
        int | None, typer.Option("--slots", min=0, help="NLP processes; 0: one per core.", show_default="settings")
    ] = None,
    web_port: Annotated[
        int | None, typer.Option("--web-port", min=0, help="Port of the web views; 0: none.", show_default="settings")
    ] = None,
) -> None:
    """Read raw articles, extract quotes and events, and publish them exactly once, until SIGTERM or Ctrl-C.

    All other settings come from STRINGER_* variables or --config; `stringer config` lists them.
    """
    settings = settings_for(
        context,
        bootstrap_servers=bootstrap_servers,
        topic_prefix=topic_prefix,
        group=group,
        slots=slots,
        web_port=web_port,
    )
    from workers.app.worker.host import run_worker  # noqa: PLC0415 - Faust takes a second that `--help` need not wait for

    run_worker(settings)
