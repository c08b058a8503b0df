"""``stringer status``: the group, its lag, and the ledger checked against the topics."""

import asyncio
import time
from contextlib import nullcontext
from typing import TYPE_CHECKING, Annotated

import typer

from workers.app.invocation import AsJson, BootstrapServers, TopicPrefix, error_console, output_console, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from workers.app.status.report import Report
    from workers.ops.settings import Settings
    from workers.streaming.kafka.reader import Record

RETENTION = "retention.ms"
PATIENCE_S = 10.0  # for transactions that are committed and not visible yet; a loss takes this long to be told


def status(
    context: typer.Context,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    group: Annotated[str | None, typer.Option("--group", help="Consumer group.", show_default="settings")] = None,
    last: Annotated[
        int | None, typer.Option("--last", min=1, help="Check only the last so many messages of each partition.")
    ] = None,
    no_check: Annotated[bool, typer.Option("--no-check", help="Do not read the topics: group and lag alone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show who works on what and how far, and whether every message consumed has its one outcome.

    Reads the raw, enriched and dead-letter topics and counts, for each message before the group's committed offsets,
    the enriched articles and dead letters that name it. Exit status 1 when the ledger does not balance.
    """
    from schemas.codec import encode_value  # noqa: PLC0415 - `--help` needs no Kafka client
    from workers.app.status.report import report_values, show_report  # noqa: PLC0415

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix, group=group)
    console = error_console()
    reading = console.status("reading the topics") if console.is_terminal and not no_check else nullcontext()
    with reading:
        found = asyncio.run(_report(settings, last=last, check=not no_check))
    if as_json:
        typer.echo(encode_value(report_values(found), indent=True).decode())
    else:
        show_report(output_console(), found)
    if not found.balanced:
        raise typer.Exit(1)


async def _report(settings: "Settings", *, last: int | None, check: bool) -> "Report":
    from workers.app.composition import connection_of, topic_names  # noqa: PLC0415
    from workers.app.status.report import Report  # noqa: PLC0415 - see status
    from workers.errors import Fatal  # noqa: PLC0415
    from workers.streaming.dead_letters.log import KafkaLog  # noqa: PLC0415
    from workers.streaming.kafka.topics_admin import describe_topics  # noqa: PLC0415
    from workers.streaming.ledger.audit import Audit  # noqa: PLC0415
    from workers.streaming.ledger.explain import AuditScope  # noqa: PLC0415
    from workers.streaming.ledger.group import group_state, oldest_waiting  # noqa: PLC0415

    connection, topics = connection_of(settings), topic_names(settings)
    log = KafkaLog(connection)
    bounds = await log.bounds(topics.raw)
    if not bounds:
        raise Fatal(f"there is no topic {topics.raw}: stringer topics create")
    state = await group_state(connection, settings.group, topics.raw, len(bounds))
    bounds = await log.bounds(topics.raw)  # after the offsets, so that no end lies before them
    positions = {number: state.committed.get(number, held.start) for number, held in bounds.items()}
    waiting = await oldest_waiting(log, topics.raw, positions, {number: held.end for number, held in bounds.items()})
    now_ms = time.time_ns() // 1_000_000
    audits = None
    if check:
        described = (await describe_topics(connection, [topics.dead_letters])).get(topics.dead_letters)
        retention_ms = int(described.configs.get(RETENTION, "-1")) if described else -1
        kept_ms = retention_ms if retention_ms >= 0 else None
        scope = AuditScope(state.committed, last, kept_ms, now_ms, PATIENCE_S)
        audits = await Audit(log, topics, _article_key(settings)).run(scope)
    return Report(settings.group, topics.raw, state, bounds, waiting, now_ms, audits, last)


def _article_key(settings: "Settings") -> "Callable[[Record], bytes | None]":
    """The id that the pipeline gives an article, which is the key of what it becomes."""
    from workers.app.composition import limits_of  # noqa: PLC0415 - see status
    from workers.errors import Rejection  # noqa: PLC0415
    from workers.messages import InputMessage  # noqa: PLC0415
    from workers.pipeline.decode import decode  # noqa: PLC0415

    limits = limits_of(settings)

    def key_of(record: "Record") -> bytes | None:
        headers = tuple((name, value or b"") for name, value in record.headers)
        article = decode(InputMessage(value=record.value or b"", key=record.key, headers=headers), limits)
        return None if isinstance(article, Rejection) else article.id.encode()

    return key_of
