"""Clients of the real server: pipelining, slow and silent ones, too many at once, and encodings as httpx reads them."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from support.calling import Clock, application, bearer, put_key
from support.serving import Serving, serving
from support.sessions import keep, numbered, session

from switchbook.stores.memory import MemoryStore
from switchbook.web.serve import Limits

PATIENCE = 0.4
HEAD = b"GET /health HTTP/1.1\r\nHost: here\r\n"
LOGIN = b"POST /auth/credentials HTTP/1.1\r\nHost: here\r\nContent-Length: 20\r\n\r\n"


@pytest.fixture(scope="module")
def store() -> Iterator[MemoryStore]:
    """A store with a list of some MB."""
    opened = MemoryStore()
    keep(opened, *(session(number, outcome="x" * 20_000) for number in range(400)))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def server(store: MemoryStore) -> Iterator[Serving]:
    """The application served to clients who may take little time."""
    with serving(application(store, Clock()), Limits(262_144, PATIENCE, 20)) as served:
        yield served


@pytest.fixture(scope="module")
def headers(store: MemoryStore) -> dict[str, str]:
    """Shows a key that sees everything."""
    return bearer(put_key(store))


def everything(connection: socket.socket) -> bytes:
    """What comes until the server closes, in whatever way."""
    said = b""
    try:
        while part := connection.recv(1_000_000):
            said += part
    except ConnectionResetError:
        pass
    return said


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd", "gzip, deflate, br, zstd", "identity"])
@pytest.mark.parametrize("query", ["all=true", "countPerPage=1"])
def test_httpx_reads_every_encoding(server: Serving, headers: dict[str, str], encoding: str, query: str) -> None:
    answer = httpx.get(f"{server.url}/sessions.json?{query}", headers={**headers, "Accept-Encoding": encoding})

    assert len(answer.json()["items"]) == (400 if query == "all=true" else 1)
    assert answer.headers.get("content-encoding") in (encoding, "zstd" if "," in encoding else None)


def test_pipelined_requests_are_answered_in_order(server: Serving, headers: dict[str, str]) -> None:
    shown = f"Host: here\r\nAuthorization: {headers['Authorization']}\r\n".encode()
    paths = [f"/api/GetSession?sessionId={numbered(number)}" for number in range(1, 20)]
    first, *others = [b"GET %s HTTP/1.1\r\n%s\r\n" % (path.encode(), shown) for path in paths]
    last = b"GET /health HTTP/1.1\r\nConnection: close\r\nHost: here\r\n\r\n"

    said = server.send(first + b"".join(others) + last)

    at = [said.index(f'"id":"{numbered(number)}"'.encode()) for number in range(1, 20)]
    assert at == sorted(at)
    assert said.count(b"HTTP/1.1 200 OK") == 20


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ([], b""),
        ([b"\r\n"], b""),
        ([HEAD], b"408 Request Timeout"),
        ([LOGIN, b'{"user'], b"408 Request Timeout"),
        ([HEAD + b"\r\n", b"\r\n"], b"200 OK"),
        ([HEAD + b"\r\n", b"GET /hea"], b"408 Request Timeout"),
    ],
    ids=["silent", "an empty line", "half a head", "half a body", "an answer and an empty line", "half a second head"],
)
def test_a_client_that_stops_sending_is_let_go(server: Serving, pieces: list[bytes], told: bytes) -> None:
    begun = time.monotonic()

    said = server.send(*pieces)

    assert told in said
    assert PATIENCE / 2 < time.monotonic() - begun < PATIENCE * 10


def test_a_head_that_drips_is_let_go(server: Serving) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(HEAD + b"X-A: ")
        connection.settimeout(PATIENCE / 8)
        for _ in range(100):
            try:
                connection.sendall(b"x")
                said = connection.recv(1000)
                break
            except TimeoutError:
                continue

    assert said.startswith(b"HTTP/1.1 408 ")


def test_a_body_that_comes_slowly_but_steadily_is_taken(server: Serving) -> None:
    body = json.dumps({"userName": "a", "password": ""}).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(LOGIN.replace(b": 20", b": %d" % len(body)))
        for at in range(0, len(body), 8):
            time.sleep(PATIENCE / 4)
            connection.sendall(body[at : at + 8])

        connection.shutdown(socket.SHUT_WR)
        assert b"NotEmpty" in everything(connection)


def test_a_client_that_takes_nothing_is_let_go(server: Serving, headers: dict[str, str]) -> None:
    request = f"GET /sessions.json?all=true HTTP/1.1\r\nHost: here\r\nAuthorization: {headers['Authorization']}\r\n\r\n"
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.connect(("127.0.0.1", server.port))
        connection.settimeout(20)
        connection.sendall(request.encode())
        time.sleep(PATIENCE * 3)

        said = everything(connection)

    assert said.startswith(b"HTTP/1.1 200 OK")
    assert b"hasMorePages" not in said


def test_a_client_that_takes_its_time_gets_everything(server: Serving, headers: dict[str, str]) -> None:
    received = 0
    with httpx.stream("GET", f"{server.url}/sessions.json?all=true", headers=headers) as answer:
        for number, part in enumerate(answer.iter_raw(500_000)):
            received += len(part)
            time.sleep(PATIENCE / 8 if number < 10 else 0)
        assert answer.status_code == 200

    assert received > 0


def test_an_idle_connection_is_kept_for_a_while_and_then_closed(server: Serving) -> None:
    connection = server.connect()
    for _ in range(3):
        connection.request("GET", "/health")
        assert connection.getresponse().read() == b'{"status":"ok"}'
        time.sleep(PATIENCE / 4)
    time.sleep(1.5)

    connection.request("GET", "/health")
    with pytest.raises(ConnectionError):
        connection.getresponse()


def test_more_connections_than_allowed_are_told_to_come_back(server: Serving) -> None:
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=20) for _ in range(20)]
    try:
        time.sleep(PATIENCE / 4)
        status, _ = server.get("/health", {})
    finally:
        for connection in held:
            connection.close()

    assert status == 503
    time.sleep(PATIENCE / 4)
    assert server.get("/health", {})[0] == 200


@pytest.mark.parametrize("path", ["/api/Authenticate", "/json/reply/Authenticate"])
def test_the_net_client_waits_for_100_continue_and_is_told_to_go_on(server: Serving, path: str) -> None:
    body = b'{"provider":"credentials","UserName":"a","Password":"b"}'
    head = b"POST %s HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\nContent-Length: %d\r\n" % (
        path.encode(),
        len(body),
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head + b"Connection: close\r\nExpect: 100-continue\r\n\r\n")
        assert connection.recv(25).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(body)
        assert b"Invalid Username or Password" in everything(connection)
