"""Starts servers as processes of their own, and looks at how much memory they take."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

_PATIENCE = 60.0
# The live part of the data is as old as the data: no housekeeping while it is measured.
STILL = {"SWITCHBOOK_ARCHIVE_AFTER_DAYS": "36500", "SWITCHBOOK_VOICE_LOST_AFTER_HOURS": "8760"}


class Server:
    """A server while it runs; `with Server(...) as server`. It is ready once its port can be connected to."""

    def __init__(self, arguments: Sequence[str], port: int, environ: Mapping[str, str] = STILL) -> None:
        self.port = port
        self._command = [sys.executable, "-m", *arguments]
        self._environ = {**os.environ, **environ}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        self._process = subprocess.Popen(
            self._command, env=self._environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        ends = time.monotonic() + _PATIENCE
        while time.monotonic() < ends and self._process.poll() is None:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.01)
        raise RuntimeError(f"no server on port {self.port}: {' '.join(self._command)}")

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(30)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def anonymous_mb(self) -> float:
        """The memory that is the process's own, without mapped files."""
        return anonymous_mb(self._process.pid if self._process else 0)


def anonymous_mb(pid: int) -> float:
    """The anonymous memory of a process."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return round(int(line.split()[1]) / 1024, 1)
    return 0.0


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def ours(folder: Path, port: int) -> Server:
    """`switchbook serve` on this book."""
    return Server(["switchbook", "serve", "--data", str(folder), "--port", str(port)], port)


def bare(place: Path, sessions: int, seed: int, port: int) -> Server:
    """The bare handler on the same server."""
    return Server(["bench.bare", str(place), str(sessions), str(seed), str(port)], port)


def ingest_floor(file: Path, port: int) -> Server:
    """The server that only commits bodies."""
    return Server(["bench.ingest_floor", str(file), str(port)], port)


def conventional(url: str, port: int) -> Server:
    """The conventional implementation on uvicorn."""
    return Server(["bench.peers.conventional_server", url, str(port)], port)
