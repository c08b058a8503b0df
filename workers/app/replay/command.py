"""``stringer replay``: messages of the raw topic once more through the pipeline."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from workers.app.invocation import (
    AsJson,
    BootstrapServers,
    TopicPrefix,
    error_console,
    output_console,
    settings_for,
)

if TYPE_CHECKING:
    from workers.app.replay.session import ReplaySession, Request
    from workers.streaming.replay.plan import Plan
    from workers.streaming.replay.scope import Scope

INTERRUPTED = 130


def replay(
    context: typer.Context,
    from_time: Annotated[str | None, typer.Option("--from", help="First time: 2026-03-02, 2026-03-02T08:00.")] = None,
    to_time: Annotated[str | None, typer.Option("--to", help="Time of the first message not replayed.")] = None,
    last: Annotated[str | None, typer.Option("--last", help="The last 90s, 30m, 6h or 2d.")] = None,
    offsets: Annotated[
        list[str] | None, typer.Option("--offsets", help="PARTITION:FIRST-LAST, both replayed; may be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that the topic holds.")] = False,
    ids: Annotated[Path | None, typer.Option("--ids", help="File of article ids (keys), one a line.")] = None,
    key: Annotated[list[str] | None, typer.Option("--key", help="Only this article id (key); repeatable.")] = None,
    partition: Annotated[
        list[int] | None, typer.Option("--partition", "-p", min=0, help="Only this partition; repeatable.")
    ] = None,
    to_prefix: Annotated[
        str | None, typer.Option("--to-prefix", help="Write to topics with this prefix instead of the live ones.")
    ] = None,
    replay_id: Annotated[
        str | None, typer.Option("--replay-id", help="Name of the replay.", show_default="from the scope")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Do not go on with an earlier one: begin another.")] = False,
    rate: Annotated[float | None, typer.Option("--rate", min=0.01, help="Messages per second at most.")] = None,
    slots: Annotated[
        int | None, typer.Option("--slots", min=0, help="NLP processes; 0: one per core.", show_default="settings")
    ] = None,
    estimate: Annotated[
        bool, typer.Option(help="Process a sample for the plan's estimate of the time; takes some seconds.")
    ] = True,
    force: Annotated[
        bool, typer.Option("--force", help="Write into live topics although their pipeline is newer than this.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and end.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Process messages of the raw topic once more, exactly once, while live workers go on.

    The plan is shown first; its end is fixed then. Progress is kept in Kafka: after Ctrl-C or a crash the same command
    goes on where it was. Records written carry the header x-replay-id.
    """
    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix, slots=slots)
    scope = _scope(
        from_time=from_time, to_time=to_time, last=last, offsets=offsets, everything=everything, ids=ids,
        keys=key, partitions=partition, topic_prefix=settings.topic_prefix, to_prefix=to_prefix,
    )  # fmt: skip
    from workers.app.replay.session import REPLAY_ID_FORM, ReplaySession, Request  # noqa: PLC0415 - needs Kafka

    if replay_id is not None and not REPLAY_ID_FORM.fullmatch(replay_id):
        raise typer.BadParameter("1 to 64 letters, digits, dots, dashes and underscores", param_hint="--replay-id")
    request = Request(scope, to_prefix, replay_id, rate, again=again, force=force, estimate=estimate)
    session = ReplaySession(settings, request)
    plan = asyncio.run(session.plan())
    _go(session, plan, request, dry_run=dry_run, yes=yes, as_json=as_json, log_level=settings.log_level)


def _scope(
    *,
    from_time: str | None,
    to_time: str | None,
    last: str | None,
    offsets: list[str] | None,
    everything: bool,
    ids: Path | None,
    keys: list[str] | None,
    partitions: list[int] | None,
    topic_prefix: str,
    to_prefix: str | None,
) -> "Scope":
    from schemas.topics import topic_name  # noqa: PLC0415 - `--help` need not wait for it
    from workers.app.console.moments import duration_s, moment_ms  # noqa: PLC0415
    from workers.app.replay.options import ids_in, offset_range  # noqa: PLC0415
    from workers.streaming.replay.scope import Scope  # noqa: PLC0415

    given = {
        "--from/--to": from_time or to_time,
        "--last": last,
        "--offsets": offsets,
        "--all": everything or None,
    }
    chosen = [name for name, value in given.items() if value]
    if len(chosen) > 1:
        raise typer.BadParameter(f"{' and '.join(chosen)} exclude each other", param_hint=chosen[-1])
    if not chosen and not (ids or keys or partitions):
        raise typer.BadParameter(
            "say what to replay: --last, --from/--to, --offsets, --ids, --key, --partition or --all",
            param_hint="replay",
        )
    if offsets and partitions:
        raise typer.BadParameter("--offsets names the partitions already", param_hint="--partition")
    times = [None if text is None else moment_ms(text) for text in (from_time, to_time)]
    seconds = None if last is None else duration_s(last)
    ranges = tuple(offset_range(text) for text in offsets or ())
    if times[0] is not None and times[1] is not None and times[0] >= times[1]:
        raise typer.BadParameter("--from must lie before --to", param_hint="--from")
    wanted = frozenset(text.encode() for text in keys or ()) | (ids_in(ids) if ids else frozenset())
    return Scope(
        topic=topic_name("raw", topic_prefix),
        target=topic_name("enriched", topic_prefix if to_prefix is None else to_prefix),
        from_ms=times[0],
        to_ms=times[1],
        last_s=seconds,
        offsets=ranges,
        partitions=tuple(sorted(set(partitions or ()))),
        keys=wanted,
    )


def _go(
    session: "ReplaySession",
    plan: "Plan",
    request: "Request",
    *,
    dry_run: bool,
    yes: bool,
    as_json: bool,
    log_level: str,
) -> None:
    from schemas.codec import encode_value  # noqa: PLC0415 - see _scope
    from workers.app.replay.progress import ReplayProgress  # noqa: PLC0415
    from workers.app.replay.tables import ending_text, ending_values, plan_values, show_plan  # noqa: PLC0415

    console = error_console() if as_json else output_console()
    shown = plan_values(plan, session.topics, session.missing)
    if not as_json:
        show_plan(console, plan, session.topics, session.missing, filtered=bool(request.scope.keys))
    if plan.state == "finished" or dry_run:
        if as_json:
            typer.echo(encode_value(shown | {"result": None}, indent=True).decode())
        elif plan.state == "finished":
            console.print("Nothing to do; --again begins another replay of the same messages.")
        return
    if not yes:
        if not error_console().is_terminal:
            raise typer.BadParameter("nobody to ask: add --yes to go, or --dry-run", param_hint="--yes")
        typer.confirm("Replay?", abort=True, err=True)
    progress = ReplayProgress(error_console(), plan.messages)
    with progress.shown(log_level):
        ending = asyncio.run(session.run(plan, progress.update))
    if as_json:
        typer.echo(encode_value(shown | {"result": ending_values(ending)}, indent=True).decode())
    else:
        console.print(ending_text(ending), soft_wrap=True)
    if not ending.finished:
        raise typer.Exit(INTERRUPTED)
