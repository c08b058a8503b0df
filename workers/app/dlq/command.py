"""``stringer dlq``: list, show, redrive and purge what the workers have set aside."""

import asyncio
import sys
import time
from typing import Annotated

import typer

from workers.app.dlq.scope import ClosingOptions, LetterChoice, demand_scope, letter_queue, letter_range
from workers.app.invocation import (
    AsJson,
    BootstrapServers,
    TopicPrefix,
    output_console,
    settings_for,
)
from workers.app.option_group import grouped

dlq = typer.Typer(no_args_is_help=True, help="Dead letters: list, show, redrive, purge.")

SHOWN_BYTES = 2000


@dlq.command("list")
@grouped
def list_letters(
    context: typer.Context,
    choice: LetterChoice,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Count the dead letters by stage and reason: open, redriven, purged; when first and last seen."""
    from schemas.codec import encode_value  # noqa: PLC0415 - `--help` needs no Kafka client
    from workers.app.composition import topic_names  # noqa: PLC0415
    from workers.app.dlq.tables import queue_values, show_queue  # noqa: PLC0415

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    selection = choice.selection(_now_ms())
    found = asyncio.run(letter_queue(settings).survey(selection))
    topic = topic_names(settings).dead_letters
    if as_json:
        typer.echo(encode_value(queue_values(topic, found), indent=True).decode())
    else:
        show_queue(output_console(), topic, found)


@dlq.command()
def show(
    context: typer.Context,
    place: Annotated[
        str | None, typer.Argument(metavar="[P:OFFSET]", help="Which, as in `dlq list`; the newest open one if absent.")
    ] = None,
    most_bytes: Annotated[
        int, typer.Option("--bytes", min=1, help="How much of the value to show at most.")
    ] = SHOWN_BYTES,
    raw: Annotated[
        bool, typer.Option("--raw", help="Write the value to standard output, untouched, and nothing else.")
    ] = False,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Show one dead letter: why it is here, its headers and bytes, and what to do about it."""
    from schemas.codec import encode_value  # noqa: PLC0415 - see list_letters
    from workers.app.composition import limits_of  # noqa: PLC0415
    from workers.app.dlq.letter import letter_values, show_letter  # noqa: PLC0415
    from workers.errors import Fatal  # noqa: PLC0415
    from workers.streaming.dead_letters.selection import Selection  # noqa: PLC0415

    asked = None if place is None else letter_range(place)
    if asked is not None and asked.first != asked.last:
        raise typer.BadParameter("one letter, not several: P:OFFSET")
    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    queue = letter_queue(settings)
    if asked is None:
        newest = asyncio.run(queue.survey(Selection())).newest_open
        if newest is None:
            raise Fatal("there is no open letter; `stringer dlq list` shows the closed ones")
        asked = letter_range(newest)
    found = asyncio.run(queue.find(asked.partition, asked.first))
    if raw:
        sys.stdout.buffer.write(found.letter.value or b"")
        sys.stdout.buffer.flush()
    elif as_json:
        typer.echo(encode_value(letter_values(found, limits_of(settings)), indent=True).decode())
    else:
        show_letter(output_console(), found, limits_of(settings), most_bytes)


@dlq.command()
@grouped
def redrive(
    context: typer.Context,
    choice: LetterChoice,
    closing: ClosingOptions,
    max_redrives: Annotated[
        int, typer.Option("--max-redrives", min=1, help="A message that was redriven so often stays open.")
    ] = 3,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Send open letters to the raw topic again, exactly once, as they were received.

    Each message goes in one transaction with the mark that closes its letter: killed in between, the same command
    goes on where it was. A message that fails again becomes a new letter, which this run does not take.
    """
    from workers.app.composition import topic_names  # noqa: PLC0415
    from workers.app.dlq.run import Wording, run_plan  # noqa: PLC0415 - see list_letters

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    selection = choice.selection(_now_ms())
    demand_scope(selection, everything=closing.everything)
    queue = letter_queue(settings)
    plan = asyncio.run(queue.survey(selection, max_redrives=max_redrives))
    raw = topic_names(settings).raw
    why = f"redriven {max_redrives} times already (--max-redrives), or not written by a worker"
    run_plan(
        Wording("redrive", f"Send them to {raw}?", f"sent to {raw}", why),
        plan,
        lambda on_closed: queue.redrive(selection, plan, max_redrives=max_redrives, on_closed=on_closed),
        dry_run=closing.dry_run,
        yes=closing.yes,
        as_json=as_json,
    )


@dlq.command()
@grouped
def purge(
    context: typer.Context,
    choice: LetterChoice,
    closing: ClosingOptions,
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    as_json: AsJson = False,
) -> None:
    """Give open letters up: they are closed and never redriven.

    Their bytes are deleted as soon as no open letter stands before them in their partition, else with the topic's
    retention.
    """
    from workers.app.dlq.run import Wording, run_plan  # noqa: PLC0415 - see list_letters

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    selection = choice.selection(_now_ms())
    demand_scope(selection, everything=closing.everything)
    queue = letter_queue(settings)
    plan = asyncio.run(queue.survey(selection))
    run_plan(
        Wording("purge", "Give them up?", "purged"),
        plan,
        lambda on_closed: queue.purge(selection, plan, on_closed=on_closed),
        dry_run=closing.dry_run,
        yes=closing.yes,
        as_json=as_json,
    )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
