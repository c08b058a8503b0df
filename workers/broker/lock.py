"""Pin the local broker's jars: ``python -m workers.broker.lock`` resolves ``jgo.toml`` and writes ``jgo.lock.toml``."""

import os
import sys
import tempfile
from pathlib import Path

from jgo.env import EnvironmentBuilder, EnvironmentSpec
from jgo.maven import MavenContext

from workers.broker.jars import LOCK

SPEC = LOCK.with_name("jgo.toml")


def write_lock() -> None:
    """Resolve every jar, transitive ones included, in an empty cache and pin it by version and SHA-256."""
    spec = EnvironmentSpec.load(SPEC)
    with tempfile.TemporaryDirectory(prefix="stringer-jgo-") as folder:
        os.chdir(folder)  # jgo takes a jgo.toml in the working directory for its own
        builder = EnvironmentBuilder(context=MavenContext(repo_cache=Path(folder, "m2")), cache_dir=Path(folder, "env"))
        lock = Path(builder.from_spec(spec).lock_path).read_text(encoding="utf-8")
    lines = [line for line in lock.splitlines() if not line.startswith("generated =")]  # the same jars, the same file
    LOCK.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write_lock()
    sys.stdout.write(f"wrote {LOCK}\n")
