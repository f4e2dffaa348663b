"""The application on a real server, on a free loopback port, for as long as a test lasts."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from switchbook.web.serve import Limits, config

LIMITS = Limits(query_bytes=262_144)


class Serving:
    """A server on a loopback port; 0 is any that is free."""

    def __init__(self, app: Starlette, limits: Limits, port: int) -> None:
        self._listener = socket.create_server(("127.0.0.1", port))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self.port: int = self._listener.getsockname()[1]
        self.server = uvicorn.Server(config(app, "127.0.0.1", self.port, limits))
        self.thread = threading.Thread(target=self.server.run, kwargs={"sockets": [self._listener]})

    def connect(self) -> http.client.HTTPConnection:
        """A connection; http.client sends URLs of any length."""
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def get(self, target: str, headers: dict[str, str]) -> tuple[int, bytes]:
        """One request on a connection of its own."""
        connection = self.connect()
        try:
            connection.request("GET", target, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def send(self, *pieces: bytes) -> bytes:
        """Whatever the server says to these bytes until it closes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=20) as connection:
            said = b""
            try:
                for piece in pieces:
                    connection.sendall(piece)
            except (BrokenPipeError, ConnectionResetError):
                pass
            try:
                while part := connection.recv(65_536):
                    said += part
            except ConnectionResetError:
                pass
            return said


@contextmanager
def serving(app: Starlette, limits: Limits = LIMITS, port: int = 0) -> Iterator[Serving]:
    """Serve while the context lasts."""
    served = Serving(app, limits, port)
    served.thread.start()
    try:
        while not served.server.started:
            time.sleep(0.01)
        yield served
    finally:
        served.server.should_exit = True
        served.thread.join(timeout=30)
