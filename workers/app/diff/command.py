"""``stringer diff``: what two runs of the pipeline found differently."""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from workers.app.invocation import BootstrapServers, error_console, output_console, settings_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from schemas.enriched_article import EnrichedArticle
    from workers.app.diff.report import Examples, JsonReport
    from workers.app.diff.sources import Source
    from workers.app.diff.store import ArticleStore, Side
    from workers.pipeline.comparison.summary import Summary
    from workers.streaming.kafka.connection import Connection

SIDES: "tuple[Side, Side]" = ("a", "b")


def diff(
    context: typer.Context,
    a: Annotated[str, typer.Argument(help="Enriched articles before: a file of JSON lines, a topic, or a prefix.")],
    b: Annotated[str, typer.Argument(help="Enriched articles after: the same.")],
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", help="A field that may differ: confidence, actors.sector, ...")
    ] = None,
    examples: Annotated[int, typer.Option("--examples", min=0, help="Changes of each sort to show.")] = 5,
    bootstrap_servers: BootstrapServers = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print all changes and the counts as JSON.")] = False,
) -> None:
    """Compare two runs of the pipeline: quotes and events added, removed, and changed field by field.

    Exit status 0 when nothing differs, 1 when something does. Quotes and events are matched by id, then by the overlap
    of their spans. Topics are read to their present end, and of each article the latest record counts. Provenance
    (pipeline version, place in Kafka) may differ. Records go through a temporary database on disk, so that memory does
    not grow with the topics.
    """
    from workers.app.composition import connection_of  # noqa: PLC0415 - `--help` needs no Kafka client
    from workers.app.diff.report import Examples, JsonReport, show_summary  # noqa: PLC0415
    from workers.app.diff.sources import find_sources  # noqa: PLC0415
    from workers.app.diff.store import ArticleStore  # noqa: PLC0415

    settings = settings_for(context, bootstrap_servers=bootstrap_servers)

    def connect() -> "Connection":
        return connection_of(settings)

    sources = find_sources([a, b], connect)
    with tempfile.TemporaryDirectory(prefix="stringer-diff-") as folder, ArticleStore(Path(folder)) as store:
        asyncio.run(_load(sources, store, connect))
        collected, report = Examples(examples), JsonReport(sys.stdout.buffer)
        if as_json:
            report.begin((sources[0].name, sources[1].name))
        summary = _compare(store, sources, report if as_json else collected, ignore or [])
        before, after = store.contents("a"), store.contents("b")
    if as_json:
        report.end(summary, before, after)
    else:
        console = output_console()
        console.print(f"A {sources[0].name}\nB {sources[1].name}", soft_wrap=True, markup=False)
        show_summary(console, summary, before, after)
        collected.show(console)
    if summary.differs:
        raise typer.Exit(1)


async def _load(sources: "list[Source]", store: "ArticleStore", connect: "Callable[[], Connection]") -> None:
    from workers.app.diff.sources import load  # noqa: PLC0415 - see diff

    console = error_console()
    bar = Progress(
        SpinnerColumn(), TextColumn("reading {task.description}"), TextColumn("{task.completed:,.0f} records"),
        console=console, transient=True, disable=not console.is_terminal,
    )  # fmt: skip
    with bar:
        for source, side in zip(sources, SIDES, strict=True):
            task = bar.add_task(source.name, total=None)
            await load(source, side, store, connect, lambda task=task: bar.advance(task))  # type: ignore[misc]


def _compare(
    store: "ArticleStore", sources: "list[Source]", output: "Examples | JsonReport", ignored: list[str]
) -> "Summary":
    from workers.pipeline.comparison.article import compare_articles  # noqa: PLC0415 - see diff
    from workers.pipeline.comparison.summary import Summary  # noqa: PLC0415

    summary = Summary()
    for left, right in store.pairs():
        before = _decoded(left, sources[0])
        identical = left == right
        after = before if identical else _decoded(right, sources[1])
        changes = () if identical else compare_articles(before, after, ignored=ignored)
        summary.count(before, after, changes, identical=identical)
        for change in changes:
            output.add(change)
    return summary


def _decoded(value: bytes | None, source: "Source") -> "EnrichedArticle | None":
    from schemas.codec import CodecError, decode  # noqa: PLC0415 - see diff
    from schemas.enriched_article import EnrichedArticle  # noqa: PLC0415
    from workers.errors import Fatal  # noqa: PLC0415

    if value is None:
        return None
    try:
        return decode(value, EnrichedArticle)
    except CodecError as error:
        raise Fatal(f"{source.name} holds a record that is no enriched article: {error}") from None
