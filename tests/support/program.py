"""The program on a data directory of its own: in this process, as a process, and as a server on a free port."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import IO, Any, NamedTuple

import httpx

from switchbook import cli

PROGRAM = Path(sys.executable).parent / "switchbook"
# Compiled modules are kept: the program starts in half the time with them.
_MACHINE_S_OWN = ("SWITCHBOOK_", "PYTHONDONTWRITEBYTECODE")


class Ended(NamedTuple):
    """How a command line ended and what it said."""

    code: int
    out: str
    err: str


class Program:
    """The program with one data directory; no setting of the machine it runs on reaches it."""

    def __init__(self, data: Path, **variables: str) -> None:
        self.data = data
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_MACHINE_S_OWN)}
        # Sessions of tests are as old as their examples; a server must neither archive nor end them while it is asked.
        stay = {
            "SWITCHBOOK_ARCHIVE_AFTER_DAYS": "36500",
            "SWITCHBOOK_VOICE_LOST_AFTER_HOURS": "876000",
            "SWITCHBOOK_FAX_LOST_AFTER_HOURS": "876000",
            "SWITCHBOOK_CHAT_IDLE_MINUTES": "52560000",
        }
        self.environment = {**kept, **stay, "SWITCHBOOK_DATA": str(data), "COLUMNS": "200", **variables}

    def run(self, *arguments: str, given: str = "") -> Ended:
        """Run one command line in this process, with this on standard input."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with _environment(self.environment), _input(given), redirect_stdout(out), redirect_stderr(err):
            code = cli.run(arguments)
        return Ended(code, *(stream.buffer.getvalue().decode() for stream in (out, err)))  # type: ignore[attr-defined]

    def process(self, *arguments: str, given: str = "") -> Ended:
        """The same as a process of its own."""
        ended = subprocess.run(
            [PROGRAM, *arguments], input=given, env=self.environment, capture_output=True, text=True, timeout=60
        )
        return Ended(ended.returncode, ended.stdout, ended.stderr)

    def answer(self, *arguments: str, given: str = "") -> Any:
        """The one JSON object that the command prints with --json, when all went well."""
        ended = self.run(*arguments, "--json", given=given)
        assert ended.code == 0, ended.err
        return json.loads(ended.out)

    @contextmanager
    def serving(self) -> Iterator[Server]:
        """A server on a free port, gone at the end."""
        server = Server(self, free_port())
        try:
            server.wait()
            yield server
        finally:
            server.stop()


class Server:
    """A running `switchbook serve`; `ended` is how it ended, once it has stopped."""

    def __init__(self, program: Program, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.ended: Ended | None = None
        # Files, not pipes: nobody reads what it says while it runs, and a full pipe would stop it. `stop` closes them.
        self._said = [tempfile.TemporaryFile("w+", encoding="utf-8") for _ in range(2)]  # noqa: SIM115
        self._process = subprocess.Popen(
            [PROGRAM, "serve", "--host", "127.0.0.1", "--port", str(port)],
            env=program.environment,
            stdin=subprocess.DEVNULL,
            stdout=self._said[0],
            stderr=self._said[1],
        )

    def wait(self, seconds: float = 20) -> None:
        """Until it serves requests."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self._process.poll() is None, self.stop()
            try:
                if httpx.get(f"{self.url}/health").status_code == httpx.codes.OK:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the server does not answer")

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self, by: signal.Signals = signal.SIGTERM) -> Ended:
        """As its owner would: ask it to end, and wait."""
        if self.ended is None:
            if self._process.poll() is None:
                self._process.send_signal(by)
            code = self._process.wait(timeout=20)
            self.ended = Ended(code, *map(_read, self._said))
        return self.ended


def _read(said: IO[str]) -> str:
    """All of a file, which is gone then."""
    with said:
        said.seek(0)
        return said.read()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def _environment(variables: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update(variables)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def _input(given: str) -> Iterator[None]:
    before, sys.stdin = sys.stdin, io.StringIO(given)
    try:
        yield
    finally:
        sys.stdin = before
