"""One Apache Kafka node in KRaft combined mode, as a child process bound to loopback."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from workers.broker import jars
from workers.broker.jars import BrokerUnavailable, Progress
from workers.broker.node_settings import HOST, Seat, properties, take_seats
from workers.broker.process import spawn
from workers.broker.readiness import is_ready

START_DEADLINE_S = 120.0  # three nodes that share one busy core took 40
STOP_DEADLINE_S = 20.0
KILL_DEADLINE_S = 10.0
POLL_S = 0.05
HEAP_MB = 512

# C1 only and the serial collector: the node starts faster and leaves the cores to what is tested against it.
JVM = (
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "--sun-misc-unsafe-memory-access=allow",  # Kafka unmaps its index files; Java warns about it on each start
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
)


def all_listeners(more: Mapping[str, str] | None) -> dict[str, str]:
    """Return every listener of a node with its security protocol."""
    return {"PLAINTEXT": "PLAINTEXT", **(more or {}), "CONTROLLER": "PLAINTEXT"}


class LocalBroker:
    """A Kafka node on free ports of loopback with a temporary log directory.

    Use it as a context manager, or call ``start`` and ``stop``. It must be started from a thread that lives as long as
    the broker should (on Linux it dies with that thread, so also with a killed process).

    Args:
        config: broker settings over ``DEFAULTS`` (``server.properties`` names).
        progress: called with (jars ready, jars in all) while jars are downloaded for the first time.
        listeners: more listeners by name, with their security protocol (``{"SECURE": "SASL_PLAINTEXT"}``); how clients
            log in there is set in ``config``.
        scram_users: passwords of users that may log in by SCRAM-SHA-256 and SCRAM-SHA-512.
        seat: its place in a cluster of several (``LocalCluster`` gives it); without one it is a cluster of its own.
        heap_mb: the most memory that Java takes for objects.
    """

    def __init__(
        self,
        config: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        listeners: Mapping[str, str] | None = None,
        scram_users: Mapping[str, str] | None = None,
        seat: Seat | None = None,
        heap_mb: int = HEAP_MB,
    ) -> None:
        self._config = dict(config or {})
        self._listeners = all_listeners(listeners)
        self._scram_users = dict(scram_users or {})
        self._seat = seat
        self._heap_mb = heap_mb
        self._progress = progress
        self._home: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """The address for clients, ``127.0.0.1:port``; the same after ``restart``."""
        return self.address_of("PLAINTEXT")

    def address_of(self, listener: str) -> str:
        """The address of a listener by its name, ``127.0.0.1:port``."""
        return f"{HOST}:0" if self._seat is None else self._seat.address_of(listener)

    def advertised_address_of(self, listener: str) -> str:
        """Where clients of a listener are told to find it: a proxy's address if it has one."""
        return f"{HOST}:0" if self._seat is None else self._seat.advertised_address_of(listener)

    @property
    def nodes(self) -> "tuple[LocalBroker, ...]":
        """The nodes of the cluster: this one alone, as ``LocalCluster.nodes`` are its."""
        return (self,)

    @property
    def node_id(self) -> int:
        """Its number in the cluster, from 1 on."""
        return 1 if self._seat is None else self._seat.node_id

    @property
    def pid(self) -> int | None:
        """The Java process, or None while the broker is down."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Start the node and return when it takes requests; after ``stop`` or ``kill`` on its old data.

        Raises:
            BrokerUnavailable: no Java, no jars, or not ready within ``START_DEADLINE_S``; with Kafka's reason.
        """
        if self.pid is not None:
            return
        fresh = self._home is None
        try:
            self.prepare()
            self.launch()
            self.wait_until_ready()
        except BaseException:
            self.kill()
            if fresh:
                self.close()
            raise

    def prepare(self) -> None:
        """Make the node's folder and format its storage, if that was not done yet. Part of :meth:`start`.

        Raises:
            BrokerUnavailable: no Java, no jars, or Kafka refuses the settings.
        """
        if self._home is None:
            self._home = Path(tempfile.mkdtemp(prefix="stringer-broker-"))
            self._format()

    def launch(self) -> None:
        """Start the process and return at once. Part of :meth:`start`."""
        command = self.java_command("kafka.Kafka", str(self.properties_file))
        with self.log_file.open("ab") as log:
            self._process = spawn(command, cwd=self._folder, output=log)

    def wait_until_ready(self, nodes: int = 1, others: "Sequence[LocalBroker]" = ()) -> None:
        """Return when the node takes requests and counts ``nodes`` live nodes in its cluster. Part of :meth:`start`.

        Raises:
            BrokerUnavailable: it or one of ``others``, nodes that it may have to wait for, has ended; or it is not
                ready within ``START_DEADLINE_S``. With Kafka's reason.
        """
        host, port = self.bootstrap_servers.split(":")
        deadline = time.monotonic() + START_DEADLINE_S
        while not is_ready(host, int(port), nodes=nodes):
            for node in (self, *others):
                if node.pid is None:
                    self._fail("ended while starting", node.log_file.read_text(errors="replace"))
            if time.monotonic() > deadline:
                self._fail(f"is not ready after {START_DEADLINE_S:.0f} s", self.log_file.read_text(errors="replace"))
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Shut the node down in order (killed after ``STOP_DEADLINE_S``) and keep its data for ``start``."""
        if self._process is not None:
            self.thaw()
            self._process.terminate()
            try:
                self._process.wait(STOP_DEADLINE_S)
            except subprocess.TimeoutExpired:
                self.kill()
        self._process = None

    def kill(self) -> None:
        """End the node at once, as a power cut would, and keep its data for ``start``."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(KILL_DEADLINE_S)
        self._process = None

    def freeze(self) -> None:
        """Halt the process where it stands (SIGSTOP): its connections stay open and nothing answers."""
        if self._process is not None:
            self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on (SIGCONT)."""
        if self._process is not None:
            self._process.send_signal(signal.SIGCONT)

    def restart(self) -> None:
        """Stop and start with the same data and the same address."""
        self.stop()
        self.start()

    def close(self) -> None:
        """End the node and remove its data; nothing is left behind."""
        self.kill()
        if self._home is not None:
            shutil.rmtree(self._home, ignore_errors=True)
        self._home = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def java_command(self, main_class: str, *arguments: str) -> list[str]:
        """Return the command that runs a class of Kafka, such as ``org.apache.kafka.tools.consumer.ConsoleConsumer``.

        Raises:
            BrokerUnavailable: no Java or no jars.
        """
        return [
            str(jars.java()),
            f"-Xmx{self._heap_mb}m",
            *JVM,
            f"@{jars.classpath_file(self._progress)}",
            main_class,
            *arguments,
        ]

    @property
    def log_file(self) -> Path:
        """What the node printed; warnings and errors only."""
        return self._folder / "broker.log"

    @property
    def _folder(self) -> Path:
        if self._home is None:
            message = "the broker has no data: start it first"
            raise BrokerUnavailable(message)
        return self._home

    @property
    def properties_file(self) -> Path:
        """The settings that it reads at each start."""
        return self._folder / "server.properties"

    def _format(self) -> None:
        if self._seat is None:
            (self._seat,) = take_seats(1, self._listeners)
        text = properties(self._seat, self._listeners, str(self._folder / "data"), self._config)
        self.properties_file.write_text(text, encoding="utf-8")
        command = self.java_command(
            *(
                "kafka.tools.StorageTool",
                "format",
                "--cluster-id",
                self._seat.cluster_id,
                "--config",
                str(self.properties_file),
            ),
            *self._scram_arguments(),
        )
        done = subprocess.run(  # noqa: S603 - the command is ours: the pinned Java and its arguments
            command, cwd=self._folder, capture_output=True, timeout=START_DEADLINE_S, check=False
        )
        if done.returncode != 0:
            self._fail("cannot format its storage", (done.stdout + done.stderr).decode(errors="replace"))

    def _scram_arguments(self) -> list[str]:
        """Users are part of the first metadata; adding them later takes a Java process each."""
        arguments: list[str] = []
        for mechanism in ("SCRAM-SHA-256", "SCRAM-SHA-512"):
            for user, password in self._scram_users.items():
                arguments += ["--add-scram", f"{mechanism}=[name={user},password={password}]"]
        return arguments

    @staticmethod
    def _fail(what: str, output: str) -> None:
        """Raise with the last line of Kafka's output that names an exception, else with its last line."""
        lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
        reason = next((line for line in reversed(lines) if "Exception" in line or "Error" in line), lines[-1])
        message = f"the local broker {what}: {reason}"
        raise BrokerUnavailable(message)
