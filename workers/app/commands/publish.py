"""``stringer publish``: articles in files to the raw topic."""

import asyncio
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

from workers.app.articles.files import STDIN, FileMessage, read_articles
from workers.app.console.counted import counted
from workers.app.invocation import BootstrapServers, TopicPrefix, error_console, settings_for
from workers.errors import Fatal

if TYPE_CHECKING:
    from workers.errors import Rejection


def publish(
    context: typer.Context,
    files: Annotated[
        list[str],
        typer.Argument(metavar="FILE...", help="JSON lines, JSON, HTML or plain text; - reads standard input."),
    ],
    bootstrap_servers: BootstrapServers = None,
    topic_prefix: TopicPrefix = None,
    unchecked: Annotated[
        bool, typer.Option("--unchecked", help="Send articles that cannot be processed too: they become dead letters.")
    ] = False,
) -> None:
    """Publish articles to the raw topic, each acknowledged by all replicas, keyed by article id.

    An article that could not be processed is named with the reason and not sent; the exit status is then 1.
    """
    from workers.app.articles.outgoing import outgoing  # noqa: PLC0415
    from workers.app.composition import connection_of, limits_of, topic_names  # noqa: PLC0415 - `--help` needs no Kafka client
    from workers.streaming.kafka.publisher import publish as publish_all  # noqa: PLC0415

    settings = settings_for(context, bootstrap_servers=bootstrap_servers, topic_prefix=topic_prefix)
    limits = limits_of(settings)
    _check(files)
    console = error_console()
    refused: list[tuple[str, Rejection]] = []
    started = time.monotonic()
    progress = Progress(
        TextColumn("publishing"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[articles]} articles"),
        TimeElapsedColumn(), console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with progress:
        task = progress.add_task("publishing", total=_total_bytes(files), articles=0)
        count = 0

        def read() -> Iterator[FileMessage]:
            nonlocal count
            for article in read_articles(files):
                count += 1
                progress.update(task, advance=len(article.message.value), articles=count)
                yield article

        topic = topic_names(settings).raw
        try:
            sent = asyncio.run(
                publish_all(
                    connection_of(settings),
                    topic,
                    outgoing(read(), limits, refused, unchecked=unchecked),
                    max_message_bytes=settings.max_message_bytes,
                )
            )
        except OSError as error:
            raise Fatal(f"{error.filename or 'input'}: {error.strerror}") from error
    for place, why in refused:
        console.print(f"{place}: {why.reason}: {why.message}", markup=False, soft_wrap=True)
    seconds = time.monotonic() - started
    console.print(
        f"{counted(sent, 'article')} published to {topic} in {seconds:.1f} s; {len(refused)} refused", soft_wrap=True
    )
    if refused:
        raise typer.Exit(1)


def _check(files: list[str]) -> None:
    for name in files:
        if name != STDIN and not Path(name).exists():
            raise typer.BadParameter(f"there is no file {name}", param_hint="FILE...")
        if name != STDIN and Path(name).is_dir():
            raise typer.BadParameter(f"{name} is a folder; name the files in it", param_hint="FILE...")
    if files.count(STDIN) > 1:
        raise typer.BadParameter("standard input can be read only once", param_hint="FILE...")


def _total_bytes(files: list[str]) -> int | None:
    return None if STDIN in files else sum(Path(name).stat().st_size for name in files)
