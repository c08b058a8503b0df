import signal
import subprocess
import sys
from pathlib import Path

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from worker_harness import environment, stringer, wait_for

from workers.app.demo.seeds import seed_files

pytestmark = pytest.mark.broker


def words(output: str) -> str:
    """Return the output with line breaks inside table cells gone, as far as one cell a line allows."""
    return " ".join(output.split())


@pytest.mark.slow
def test_the_demo_starts_its_own_kafka_shows_the_seed_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "workers.app", "demo"],
        env={**environment(), "TMPDIR": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    shown = words(done.stdout)
    assert f"Ledger {len(seed_files())} published = {len(seed_files())} enriched + 0 dead-lettered" in shown
    assert "John Kirby" in shown
    assert "European Pravda" in shown
    assert "Russia → Kyiv" in shown
    assert "ASSAULT" in shown
    assert max(len(line) for line in done.stdout.splitlines()) <= 120
    left = [path for path in tmp_path.iterdir() if path.name.startswith("stringer")]
    assert left == []


def test_sigterm_ends_broker_and_worker_too(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "workers.app", "demo"],
        env={**environment(), "TMPDIR": str(tmp_path)},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        while "published" not in (line := process.stdout.readline()):
            assert line, "the demo ended early"
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        assert len(children) == 2
        process.terminate()
        assert process.wait(30) == 128 + signal.SIGTERM
    assert [path for path in tmp_path.iterdir() if path.name.startswith("stringer")] == []
    wait_for(lambda: not any(Path(f"/proc/{child}").exists() for child in children), "broker and worker are gone")


async def test_on_a_given_cluster_the_demo_deletes_its_topics(bootstrap_servers: str, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_text('"The [old] bridge is safe," said Maria Olsen, the mayor of Aalborg.\n')
    before = await topics(bootstrap_servers)
    done = stringer("demo", str(article), bootstrap_servers=bootstrap_servers)
    assert (done.returncode, done.stderr) == (0, "")
    assert "[old] bridge" in done.stdout
    assert "Ledger 1 published = 1 enriched + 0 dead-lettered" in done.stdout
    created = await topics(bootstrap_servers) - before
    assert {name for name in created if "demo" in name} == set()


def test_an_article_that_cannot_be_read_ends_the_demo_with_one_line(bootstrap_servers: str, tmp_path: Path) -> None:
    article = tmp_path / "article.txt"
    article.write_bytes(b"\xff\xfe")
    done = stringer("demo", str(article), bootstrap_servers=bootstrap_servers)
    assert done.returncode == 1
    assert done.stderr == f"error: {article}: InvalidUtf8: not UTF-8: invalid start byte at byte 0\n"


async def topics(bootstrap_servers: str) -> set[str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap_servers)
    await admin.start()
    try:
        return set(await admin.list_topics())
    finally:
        await admin.close()
