"""A small HTTP client that costs little beside the server it measures: raw requests over kept-open connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import msgspec

_HEAD_END = b"\r\n\r\n"
_LARGEST = 64 * 1024 * 1024


class Connection:
    """One connection, one request at a time."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def send(self, request: bytes) -> tuple[int, bytes]:
        """Send a whole request; the status and the body of its answer."""
        if self._reader is None or self._writer is None:
            self._reader, self._writer = await asyncio.open_connection("127.0.0.1", self._port, limit=_LARGEST)
        self._writer.write(request)
        head = (await self._reader.readuntil(_HEAD_END)).lower()
        status = int(head.split(b" ", 2)[1])
        if b"transfer-encoding: chunked" in head:
            return status, await self._chunks(self._reader)
        at = head.find(b"content-length:")
        length = int(head[at + 15 : head.index(b"\r\n", at)]) if at >= 0 else 0
        return status, await self._reader.readexactly(length)

    async def _chunks(self, reader: asyncio.StreamReader) -> bytes:
        body = b""
        while size := int(await reader.readuntil(b"\r\n"), 16):
            body += (await reader.readexactly(size + 2))[:-2]
        await reader.readexactly(2)
        return body

    def close(self) -> None:
        """Close it."""
        if self._writer is not None:
            self._writer.close()


class Sent(msgspec.Struct):
    """What some clients did: milliseconds of each request, seconds in all, and how many were not answered 2xx.

    A paced client's request counts from when it was due, so that falling behind is no relief for the figures.
    """

    times: list[float]
    seconds: float
    failed: int

    @property
    def per_second(self) -> float:
        """Requests answered a second."""
        return round(len(self.times) / self.seconds, 1)


def send(
    port: int,
    requests: Iterator[bytes],
    clients: int,
    *,
    seconds: float,
    per_second: float | None = None,
    most: int | None = None,
) -> Sent:
    """Have clients send requests for some seconds, or up to so many; `per_second` paces each client."""
    return asyncio.run(_send(port, requests, clients, seconds, per_second, most))


async def _send(
    port: int, requests: Iterator[bytes], clients: int, seconds: float, per_second: float | None, most: int | None
) -> Sent:
    sent = Sent([], 0, 0)
    begun = time.perf_counter()
    ends = begun + seconds

    async def client(number: int) -> None:
        connection = Connection(port)
        due = begun + (number / clients / per_second if per_second else 0)
        while (now := time.perf_counter()) < ends and (most is None or len(sent.times) < most):
            started = now
            if per_second:
                await asyncio.sleep(max(0, due - now))
                started = due
                due += 1 / per_second
            request = next(requests, None)
            if request is None:
                break
            status, _ = await connection.send(request)
            sent.times.append((time.perf_counter() - started) * 1000)
            sent.failed += not 200 <= status < 300
        connection.close()

    await asyncio.gather(*map(client, range(clients)))
    sent.seconds = time.perf_counter() - begun
    return sent


def get(path: str, key: str) -> bytes:
    """A GET request."""
    told = {"Host": "127.0.0.1", "Authorization": f"Bearer {key}", "Accept": "application/json"}
    return f"GET {path} HTTP/1.1\r\n{_spelled(told)}\r\n".encode()


def post(path: str, headers: dict[str, str], body: bytes) -> bytes:
    """A POST request."""
    told = {"Host": "127.0.0.1", "Content-Length": str(len(body)), **headers}
    return f"POST {path} HTTP/1.1\r\n{_spelled(told)}\r\n".encode() + body


def _spelled(headers: dict[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())
