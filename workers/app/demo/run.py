"""The steps of the demo, each shown with the time it took."""

import asyncio
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.text import Text

from workers.app.articles.files import read_articles
from workers.app.articles.outgoing import outgoing
from workers.app.composition import connection_of, topic_names, topic_plans
from workers.app.console.counted import counted
from workers.app.demo.results import Results, await_results, read_results
from workers.app.demo.step import step
from workers.app.demo.tables import show_article
from workers.app.demo.worker_process import WorkerProcess
from workers.errors import Fatal, Rejection, StringerError
from workers.ops.settings import CONFIG_VARIABLE, PREFIX, Settings
from workers.pipeline.limits import Limits
from workers.streaming.kafka.publisher import publish
from workers.streaming.kafka.topics_admin import create_topics, delete_topics

RESULTS_DEADLINE_S = 180.0
STOP_DEADLINE_S = 40.0
PARTITIONS = 2


class DemoRun:
    """One run of the demo on a cluster."""

    def __init__(self, console: Console, folder: Path, config: Path | None) -> None:
        self._console = console
        self._folder = folder
        self._config = config

    def on_cluster(self, paths: Sequence[str], bootstrap_servers: str, *, temporary: bool) -> None:
        """Run topics, worker, publishing and reading back; clean up unless the cluster is temporary itself.

        Raises:
            StringerError: a step failed, or the ledger does not balance.
        """
        mark = uuid.uuid4().hex[:8]
        given: dict[str, object] = {
            "bootstrap_servers": bootstrap_servers,
            "topic_prefix": "" if temporary else f"stringer-demo-{mark}.",
            "group": f"stringer-demo-{mark}",
            "topic_partitions": PARTITIONS,
            "topics_at_start": "check",
            "slots": 1,
            "web_port": 0,
        }
        settings = Settings.load(self._config, given)
        environment = {f"{PREFIX}{name.upper()}": str(value) for name, value in given.items()}
        if self._config is not None:
            environment[CONFIG_VARIABLE] = str(self._config.absolute())
        connection = connection_of(settings)
        plans = topic_plans(settings)
        with step(self._console, "creating topics") as current:
            created = asyncio.run(create_topics(connection, plans))
            current.done = f"{len(created)} topics created"
        try:
            self._with_topics(paths, settings, environment)
        finally:
            if not temporary:
                with suppress(StringerError):  # the error that brought us here says more
                    asyncio.run(delete_topics(connection, [plan.name for plan in plans]))

    def _with_topics(self, paths: Sequence[str], settings: Settings, environment: dict[str, str]) -> None:
        connection, topics = connection_of(settings), topic_names(settings)
        worker = WorkerProcess(environment, self._folder / "worker.log")
        try:
            with step(self._console, "publishing") as current:
                refused: list[tuple[str, Rejection]] = []
                messages = list(outgoing(read_articles(paths), Limits(), refused))
                for place, why in refused:
                    raise Fatal(f"{place}: {why.reason}: {why.message}")
                sent = asyncio.run(
                    publish(connection, topics.raw, messages, max_message_bytes=settings.max_message_bytes)
                )
                current.done = f"{counted(sent, 'article')} published to {topics.raw}"
            with step(self._console, "waiting for the worker") as current:
                asyncio.run(await_results(connection, topics, sent, worker.check, RESULTS_DEADLINE_S))
                current.done = "worked on by a worker"
            with step(self._console, "stopping the worker") as current:
                worker.stop(STOP_DEADLINE_S)
                current.done = "worker stopped in order"
        finally:
            worker.kill()
        with step(self._console, "reading back") as current:
            # Anew, now that nothing more can come: a record that is there twice would show.
            results = asyncio.run(read_results(connection, topics))
            current.done = "output topics read back with read_committed"
        self._show(results, sent)

    def _show(self, results: Results, sent: int) -> None:
        for article in sorted(results.articles, key=lambda one: one.article.id):
            identifier = article.article.id
            show_article(
                self._console,
                article,
                [quote for quote in results.quotes if quote.article_id == identifier],
                [event for event in results.events if event.article_id == identifier],
            )
        for letter in results.dead_letters:
            why = f": {letter.stage}: {letter.reason}: {letter.message}"
            self._console.print(Text.assemble(("dead letter", "red"), why), soft_wrap=True)
        enriched, dead = len(results.articles), len(results.dead_letters)
        self._console.print()
        balanced = results.balanced(sent)
        sign = "=" if balanced else "≠"
        self._console.print(
            f"[bold]Ledger[/] {sent} published {sign} {enriched} enriched + {dead} dead-lettered"
            f" · {counted(len(results.quotes), 'quote')} · {counted(len(results.events), 'coded event')}"
        )
        if not balanced:
            raise Fatal("the ledger does not balance: a record is lost or there twice")
