"""``stringer topics``: create, describe and check the topics."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from workers.app.invocation import AsJson, BootstrapServers, TopicPrefix, output_console, settings_for

if TYPE_CHECKING:
    from workers.streaming.kafka.topics_admin import TopicState

CONFIGS_SHOWN = ("cleanup.policy", "retention.ms", "max.message.bytes", "min.insync.replicas")

Row = dict[str, str | int | bool | None]

topics = typer.Typer(no_args_is_help=True, help="Create, describe and check the topics.")


@topics.command()
def create(
    context: typer.Context,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    partitions: Annotated[
        int | None, typer.Option("--partitions", "-p", min=1, help="Partitions of each.", show_default="settings")
    ] = None,
    replication: Annotated[
        int | None,
        typer.Option("--replication", "-r", min=-1, help="Replicas; -1: cluster's default.", show_default="settings"),
    ] = None,
    retention_hours: Annotated[
        int | None,
        typer.Option("--retention-hours", min=1, help="Except for the compacted topic.", show_default="settings"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Create the topics that are missing; those that exist stay as they are."""
    from workers.app.composition import connection_of, topic_plans  # noqa: PLC0415 - `--help` needs no Kafka client
    from workers.streaming.kafka.topics_admin import create_topics  # noqa: PLC0415

    settings = settings_for(
        context,
        bootstrap_servers=bootstrap_servers,
        topic_prefix=topic_prefix,
        topic_partitions=partitions,
        topic_replication=replication,
        topic_retention_hours=retention_hours,
    )
    plans = topic_plans(settings)
    created = asyncio.run(create_topics(connection_of(settings), plans))
    results = {plan.name: "created" if plan.name in created else "exists already" for plan in plans}
    _print([{"topic": name, "result": result} for name, result in results.items()], as_json=as_json)


@topics.command()
def describe(
    context: typer.Context,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Show the topics as they are; exit status 1 when one is missing."""
    from workers.app.composition import connection_of, topic_plans  # noqa: PLC0415 - see create

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    names = [plan.name for plan in topic_plans(settings)]
    from workers.streaming.kafka.topics_admin import describe_topics  # noqa: PLC0415

    states = asyncio.run(describe_topics(connection_of(settings), names))
    _print([_row(name, states.get(name)) for name in names], as_json=as_json)
    if len(states) < len(names):
        raise typer.Exit(1)


@topics.command()
def check(
    context: typer.Context,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Compare the topics with what the worker needs; exit status 1 when a promise would not hold."""
    from workers.app.composition import connection_of, topic_plans  # noqa: PLC0415 - see create
    from workers.streaming.kafka.topics_admin import compare, describe_topics  # noqa: PLC0415

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    plans = topic_plans(settings)
    states = asyncio.run(describe_topics(connection_of(settings), [plan.name for plan in plans]))
    differences = compare(plans, states)
    rows: list[Row] = [
        {
            "topic": item.topic,
            "what": item.what,
            "wanted": item.wanted,
            "found": item.found,
            "severity": item.severity,
            "advice": item.advice,
        }
        for item in differences
    ]
    if rows or as_json:
        _print(rows, as_json=as_json)
    else:
        output_console().print("All topics are as they should be.")
    if any(item.severity == "error" for item in differences):
        raise typer.Exit(1)


def _row(name: str, state: "TopicState | None") -> Row:
    if state is None:
        return {"topic": name, "exists": False, "partitions": None, "replication": None, **dict.fromkeys(CONFIGS_SHOWN)}
    shape: Row = {"topic": name, "exists": True, "partitions": state.partitions, "replication": state.replication}
    return {**shape, **{key: state.configs.get(key) for key in CONFIGS_SHOWN}}


def _print(rows: Sequence[Row], *, as_json: bool) -> None:
    from schemas.codec import encode_value  # noqa: PLC0415

    if as_json:
        typer.echo(encode_value(rows, indent=True).decode())
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        is_bad = row.get("severity") == "error" or row.get("exists") is False
        table.add_row(*map(_cell, row.values()), style="red" if is_bad else "")
    output_console().print(table)


def _cell(value: str | int | bool | None) -> Text:
    """Return a cell; booleans as words."""
    if isinstance(value, bool):
        return Text("yes" if value else "no")
    return Text("" if value is None else str(value))
