"""A gate's process: its own group, bounded in time, memory, output and in what it is told.

Its environment holds a few names and no secret of the server's. When it ends, however it
ends, everything it started is ended with it.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

MARKER = "MLOPS_LAB_GATE"
"""In the environment of a gate and of all it starts, also of what leaves its process group."""
PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
FOR_REGISTRIES = (
    "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONFIG_FILE", "PIP_CERT", "PIP_CONSTRAINT",
    "SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY",
    "https_proxy", "http_proxy", "no_proxy",
)  # fmt: skip
"""What pip needs to reach package registries; given to the one built-in gate that asks them."""
LOG_HEAD, LOG_TAIL = 16 * 1024, 48 * 1024
"""Bytes of a gate's output that are kept: its beginning and its end."""
PROCESSES_LIMIT = 64
_LOOK = 0.1
"""Seconds between two looks at what a gate uses."""
_GRACE = 3.0
"""Seconds that the end of its output is waited for once everything of it has been ended."""


@dataclass(slots=True)
class Ended:
    """How a process ended. `reason` says why it was ended before its time; empty where it ended by itself."""

    code: int
    reason: str
    log: str
    seconds: float


class BoundedLog:
    """Reads a stream to its end and keeps its beginning and its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._head = bytearray()
        self._tail = bytearray()
        self._left_out = 0
        self._thread = threading.Thread(target=self._read, name="mlops-lab-gate-log", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(ValueError, OSError):  # closed, as whoever held it never ended
            while block := os.read(self._stream.fileno(), 1 << 16):
                room = LOG_HEAD - len(self._head)
                self._head += block[:room]
                self._tail += block[max(room, 0) :]
                if len(self._tail) > LOG_TAIL:
                    over = len(self._tail) - LOG_TAIL
                    self._left_out += over
                    del self._tail[:over]

    def text(self) -> str:
        """Wait for the end of the stream, for a while, and return what was kept."""
        self._thread.join(_GRACE)
        middle = f"\n… {self._left_out:,} bytes left out …\n".encode() if self._left_out else b""
        return (bytes(self._head) + middle + bytes(self._tail)).decode("utf-8", "replace").replace("\0", "�")


def environment(folder: Path, *, registries: bool = False) -> dict[str, str]:
    """Return what a gate's process finds in its environment."""
    names = PASSED_ON + (FOR_REGISTRIES if registries else ())
    env = {name: os.environ[name] for name in names if name in os.environ}
    threads = str(min(os.cpu_count() or 1, 4))
    return env | {
        MARKER: secrets.token_hex(16),
        "HOME": str(folder),
        "TMPDIR": str(folder / "tmp"),
        "MPLCONFIGDIR": str(folder / "tmp"),
        "MPLBACKEND": "Agg",
        "IPYTHONDIR": str(folder / "ipython"),
        "JUPYTER_CONFIG_DIR": str(folder / "jupyter"),
        "JUPYTER_DATA_DIR": str(folder / "jupyter"),
        "JUPYTER_RUNTIME_DIR": str(folder / "jupyter"),
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHONHASHSEED": "0",
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "OMP_NUM_THREADS": threads,
        "OPENBLAS_NUM_THREADS": threads,
    }


def run(
    module: str,
    arguments: list[str],
    folder: Path,
    env: Mapping[str, str],
    *,
    time_limit: float,
    memory_limit_mb: int,
    cancelled: Callable[[], bool],
) -> Ended:
    """Run a Python module in a process of its own until it ends or exceeds what it may use."""
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", module, *arguments],
        cwd=folder,
        env=dict(env),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert process.stdout is not None
    log = BoundedLog(process.stdout)
    try:
        reason = _watch(process, began + time_limit, time_limit, memory_limit_mb << 20, cancelled)
    finally:
        _end_all(process, env[MARKER])
        code = process.wait()
    text = log.text()
    process.stdout.close()
    return Ended(code, reason, text, time.monotonic() - began)


def _watch(
    process: subprocess.Popen[bytes], deadline: float, limit: float, memory: int, cancelled: Callable[[], bool]
) -> str:
    """Wait for the process; return why it has to be ended."""
    while True:
        try:
            process.wait(_LOOK)
            return ""
        except subprocess.TimeoutExpired:
            pass
        if time.monotonic() > deadline:
            return f"It did not end within {limit:g} s."
        if cancelled():
            return "It was cancelled."
        held, count = _use(process.pid)
        if held > memory:
            return f"It held {held >> 20:,} MB of memory; it may hold {memory >> 20:,} MB."
        if count > PROCESSES_LIMIT:
            return f"It started {count} processes; it may have {PROCESSES_LIMIT}."


def _use(pid: int) -> tuple[int, int]:
    """Return the memory in bytes, and the number, of a process and those it started."""
    import psutil

    held = count = 0
    try:
        top = psutil.Process(pid)
        for one in [top, *top.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                held += one.memory_info().rss
                count += 1
    except psutil.Error:
        return 0, 0  # it has just ended
    return held, count


def _end_all(process: subprocess.Popen[bytes], marker: str) -> None:
    """End the process group, then whatever has left it: found by the marker in its environment."""
    import psutil

    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    for _ in range(3):  # what forks faster than it is found is found the next time
        found = False
        for one in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if one.pid != os.getpid() and one.environ().get(MARKER) == marker:
                    found = found or one.pid != process.pid
                    one.kill()
        if not found:
            return
