"""Child processes that end with their parent."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

# The kernel forgets PR_SET_PDEATHSIG on fork but keeps it over exec, so a few lines of Python ask for the signal and
# then become the command. Doing it in the child keeps Popen free of a preexec function, unsafe with threads.
_DIE_WITH_PARENT = """
import ctypes, os, signal, sys
parent = int(sys.argv[1])
ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL)
if os.getppid() != parent:
    sys.exit(1)
os.execv(sys.argv[2], sys.argv[2:])
"""


def spawn(
    command: Sequence[str], *, cwd: Path | None = None, output: IO[bytes], environment: Mapping[str, str] | None = None
) -> "subprocess.Popen[bytes]":
    """Start ``command`` in a session of its own; on Linux the kernel kills it when the starting thread ends.

    Elsewhere the caller has to end it. Ctrl-C in a terminal does not reach it, so that the caller can stop it in order.
    """
    if sys.platform == "linux":
        command = [sys.executable, "-I", "-S", "-c", _DIE_WITH_PARENT, str(os.getpid()), *command]
    return subprocess.Popen(  # noqa: S603 - the commands are ours: the pinned Java, and Stringer itself
        command,
        cwd=cwd,
        env=None if environment is None else dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
