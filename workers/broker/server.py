"""One Apache Kafka node in KRaft combined mode, as a child process bound to loopback."""

import base64
import shutil
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from workers.broker import jars
from workers.broker.jars import BrokerUnavailable, Progress
from workers.broker.process import spawn
from workers.broker.readiness import is_ready

HOST = "127.0.0.1"
START_DEADLINE_S = 60.0
STOP_DEADLINE_S = 20.0
KILL_DEADLINE_S = 10.0
POLL_S = 0.05
MESSAGE_MAX_BYTES = 16 * 1024 * 1024  # an article of 10 MB and its enriched record fit

# C1 only and the serial collector: the node starts faster and leaves the cores to what is tested against it.
JVM = (
    "-Xmx512m",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:+ExitOnOutOfMemoryError",
    "--sun-misc-unsafe-memory-access=allow",  # Kafka unmaps its index files; Java warns about it on each start
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSS",
)

DEFAULTS: Mapping[str, str] = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    # A killed node has to outlive its former session before it is let in again: 9 s by default.
    "broker.session.timeout.ms": "3000",
    "broker.heartbeat.interval.ms": "500",
    "auto.create.topics.enable": "false",
    "message.max.bytes": str(MESSAGE_MAX_BYTES),
    "replica.fetch.max.bytes": str(MESSAGE_MAX_BYTES),
    "num.partitions": "1",
    "default.replication.factor": "1",
    "min.insync.replicas": "1",
    "offsets.topic.num.partitions": "4",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.num.partitions": "4",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    # Transactions of dead workers end soon after their own deadline; the default looks every ten seconds.
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
    "share.coordinator.state.topic.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),  # the default takes a quarter of the heap
    "log.index.size.max.bytes": str(1024 * 1024),
}


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
    """

    def __init__(
        self,
        config: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        listeners: Mapping[str, str] | None = None,
        scram_users: Mapping[str, str] | None = None,
    ) -> None:
        self._config = dict(config or {})
        self._listeners = {"PLAINTEXT": "PLAINTEXT", **(listeners or {}), "CONTROLLER": "PLAINTEXT"}
        self._scram_users = dict(scram_users or {})
        self._ports: dict[str, int] = {}
        self._progress = progress
        self._home: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap_servers(self) -> str:
        """The address for clients, ``127.0.0.1:port``; the same after ``restart``."""
        return self.address_of("PLAINTEXT")

    def address_of(self, listener: str) -> str:
        """The address of a listener by its name, ``127.0.0.1:port``."""
        return f"{HOST}:{self._ports.get(listener, 0)}"

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
            if fresh:
                self._home = Path(tempfile.mkdtemp(prefix="stringer-broker-"))
                self._format()
            command = self.java_command("kafka.Kafka", str(self._properties))
            with self.log_file.open("ab") as log:
                self._process = spawn(command, cwd=self._folder, output=log)
            self._wait_until_ready()
        except BaseException:
            self.kill()
            if fresh:
                self.close()
            raise

    def stop(self) -> None:
        """Shut the node down in order (killed after ``STOP_DEADLINE_S``) and keep its data for ``start``."""
        if self._process is not None:
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
        return [str(jars.java()), *JVM, f"@{jars.classpath_file(self._progress)}", main_class, *arguments]

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
    def _properties(self) -> Path:
        return self._folder / "server.properties"

    def _format(self) -> None:
        self._ports = dict(zip(self._listeners, _free_ports(len(self._listeners)), strict=True))
        addresses = {name: f"{name}://{self.address_of(name)}" for name in self._listeners}
        settings = {
            **DEFAULTS,
            "listeners": ",".join(addresses.values()),
            "advertised.listeners": ",".join(addresses[name] for name in addresses if name != "CONTROLLER"),
            "listener.security.protocol.map": ",".join(f"{name}:{how}" for name, how in self._listeners.items()),
            "inter.broker.listener.name": "PLAINTEXT",
            "controller.quorum.voters": f"1@{self.address_of('CONTROLLER')}",
            "log.dirs": str(self._folder / "data"),
            **self._config,
        }
        self._properties.write_text("".join(f"{key}={value}\n" for key, value in settings.items()), encoding="utf-8")
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        command = self.java_command(
            *("kafka.tools.StorageTool", "format", "--cluster-id", cluster, "--config", str(self._properties)),
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

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + START_DEADLINE_S
        while not is_ready(HOST, self._ports["PLAINTEXT"]):
            if self.pid is None:
                self._fail("ended while starting", self.log_file.read_text(errors="replace"))
            if time.monotonic() > deadline:
                self._fail(f"is not ready after {START_DEADLINE_S:.0f} s", self.log_file.read_text(errors="replace"))
            time.sleep(POLL_S)

    @staticmethod
    def _fail(what: str, output: str) -> None:
        """Raise with the last line of Kafka's output that names an exception, else with its last line."""
        lines = [line.strip() for line in output.splitlines() if line.strip()] or ["no output"]
        reason = next((line for line in reversed(lines) if "Exception" in line or "Error" in line), lines[-1])
        message = f"the local broker {what}: {reason}"
        raise BrokerUnavailable(message)


def _free_ports(count: int) -> list[int]:
    """Return ports of loopback that are free now, all different because held open together."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()
