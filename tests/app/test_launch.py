"""A signal in the first moments of a command is answered, not fatal by default."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from worker_harness import environment, free_port, wait_for


def catches(pid: int, number: signal.Signals) -> bool:
    """Whether the process has a handler for the signal, as the kernel sees it."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    caught = next(line.split()[1] for line in lines if line.startswith("SigCgt:"))
    return bool(int(caught, 16) >> (number - 1) & 1)


@pytest.mark.skipif(not os.path.isdir("/proc/self"), reason="asks Linux for the process's signal handlers")  # noqa: PTH112 - a path of the kernel
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_a_worker_that_is_still_loading_ends_it_with_one_line(number: signal.Signals) -> None:
    settings = environment(bootstrap_servers=f"127.0.0.1:{free_port()}", web_port=0, slots=1)
    command = [sys.executable, "-m", "workers.app", "worker"]
    process = subprocess.Popen(command, env=settings, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        wait_for(lambda: catches(process.pid, number), "the process answers the signal")
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 128 + number
    (line,) = said.decode().splitlines()
    assert line.startswith(f"ended by {number.name}")


def test_signals_are_answered_before_anything_heavy_is_loaded() -> None:
    script = (
        "import signal, sys, types\n"
        "seen = []\n"
        "main = types.ModuleType('workers.app.main')\n"
        "main.run = lambda: seen.append(signal.getsignal(signal.SIGTERM))\n"
        "sys.modules['workers.app.main'] = main\n"
        "from workers.app.launch import run\n"
        "run()\n"
        "print(seen[0].__name__, sorted({'typer', 'rich', 'asyncio', 'workers.errors'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "_end_at_once []\n"
