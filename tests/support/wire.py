"""Requests byte for byte on a connection of their own, for clients that are not here to send them."""

from __future__ import annotations

import gzip
import json
import socket
from http.client import HTTPMessage, HTTPResponse
from typing import Any, NamedTuple
from urllib.parse import urlsplit

_CONTINUE = b"HTTP/1.1 100 "


class Answer(NamedTuple):
    """What came back; `continued` is whether the server asked for the body first."""

    status: int
    headers: HTTPMessage
    body: bytes
    continued: bool

    def json(self) -> Any:
        """The body, unpacked and read."""
        packed = self.headers.get("content-encoding") == "gzip"
        return json.loads(gzip.decompress(self.body) if packed else self.body)

    @property
    def cookies(self) -> dict[str, str]:
        """Name and value of every cookie it sets."""
        lines = self.headers.get_all("set-cookie") or []
        return dict(line.partition(";")[0].split("=", 1) for line in lines)


def exchange(url: str, head: str, body: str = "") -> Answer:
    """Send a request line and headers, one on each line; with `Expect` among them, the body once it is asked for.

    Host and Content-Length are added.
    """
    place = urlsplit(url)
    sent = body.encode()
    lines = [line.strip() for line in head.strip().splitlines()]
    lines += [f"Host: {place.netloc}", *([f"Content-Length: {len(sent)}"] if sent else [])]
    with socket.create_connection((place.hostname or "", place.port or 80), timeout=20) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        expects = any(line.lower() == "expect: 100-continue" for line in lines)
        continued = expects and connection.recv(len(_CONTINUE), socket.MSG_PEEK | socket.MSG_WAITALL) == _CONTINUE
        if continued or not expects:
            connection.sendall(sent)
        # HTTPResponse passes over the 100 by itself.
        answer = HTTPResponse(connection)
        answer.begin()
        return Answer(answer.status, answer.headers, answer.read(), continued)
