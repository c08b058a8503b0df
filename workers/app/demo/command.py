"""``stringer demo``: the whole path on a real Kafka, from raw article to quotes and events."""

import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from workers.app.invocation import Invocation, output_console, settings_for


def demo(
    context: typer.Context,
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Articles to use.", show_default="the seeds")
    ] = None,
) -> None:
    """Start a local Kafka and a worker, publish the seed articles, and show what comes out.

    With STRINGER_BOOTSTRAP_SERVERS set, that cluster is used instead; the demo's topics there are its own and are
    deleted at the end.
    """
    from workers.app.demo.run import DemoRun  # noqa: PLC0415 - `--help` needs none of this
    from workers.app.demo.seeds import seed_files  # noqa: PLC0415
    from workers.app.demo.step import step  # noqa: PLC0415
    from workers.broker import LocalBroker  # noqa: PLC0415

    console = output_console()
    started = time.monotonic()
    paths = files or seed_files()
    settings = settings_for(context)
    invocation = context.find_object(Invocation) or Invocation()
    with tempfile.TemporaryDirectory(prefix="stringer-demo-") as folder:
        run = DemoRun(console, Path(folder), invocation.config)
        if "bootstrap_servers" in settings.model_fields_set:
            run.on_cluster(paths, settings.bootstrap_servers, temporary=False)
        else:
            with step(console, "starting Kafka") as current:
                local = LocalBroker(
                    progress=lambda ready, total: current.update(f"downloading Kafka: {ready} of {total} jars")
                )
                local.start()
                current.done = f"Apache Kafka on {local.bootstrap_servers}"
            with local:
                run.on_cluster(paths, local.bootstrap_servers, temporary=True)
    console.print(f"[dim]{time.monotonic() - started:.1f} s in all[/]")
