"""The application on the real server: long queries, endless heads, answers that break off, an orderly end."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Iterator, Sequence

import pytest
from support.calling import Clock, application, bearer, put_key
from support.serving import Serving, serving
from support.sessions import keep, numbered, session

from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Stop
from switchbook.stores.memory import MemoryStore


class SlowStore(MemoryStore):
    """Streams a list without end to speak of, slowly, and fails in the end where it is told to."""

    failing = False

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        return 60, self._slowly()

    def _slowly(self) -> Iterator[Sequence[bytes]]:
        for number in range(6):
            yield [b'{"id":"%d%s"}' % (number, b"x" * 40_000)] * 10
            time.sleep(0.1)
        if self.failing:
            raise OSError("the disk is gone")


@pytest.fixture
def store() -> Iterator[SlowStore]:
    """An empty store."""
    opened = SlowStore()
    yield opened
    opened.close()


@pytest.fixture
def headers(store: SlowStore) -> dict[str, str]:
    """Shows a key that sees everything."""
    return bearer(put_key(store))


@pytest.fixture
def server(store: SlowStore) -> Iterator[Serving]:
    """The application served."""
    with serving(application(store, Clock())) as served:
        yield served


def test_ten_thousand_ids_fit_in_a_query(server: Serving, store: SlowStore, headers: dict[str, str]) -> None:
    keep(store, session(1), session(9999))
    ids = ",".join(numbered(number) for number in range(10_000))

    status, body = server.get(f"/sessions.json?specificIds={ids}&countPerPage=1", headers)

    assert status == 200
    assert json.loads(body)["totalCount"] == 2


@pytest.mark.parametrize("length", [262_145, 400_000, 10_000_000])
def test_a_query_that_is_too_long_is_refused_in_the_format_asked_for(
    server: Serving, headers: dict[str, str], length: int
) -> None:
    status, body = server.get("/sessions.json?from=" + "x" * (length - 5), headers)

    assert status == 400
    assert "262144 bytes" in json.loads(body)["responseStatus"]["message"]


def test_headers_without_end_are_cut_off(server: Serving) -> None:
    said = server.send(b"GET /health HTTP/1.1\r\nHost: here\r\nX-A: ", *[b"x" * 100_000] * 20)

    assert said.startswith(b"HTTP/1.1 400 ") or said == b""
    assert b"200 OK" not in said
    assert server.get("/health", {})[0] == 200


def test_long_headers_within_the_limit_are_taken(server: Serving) -> None:
    assert server.get("/health", {f"X-{number}": "x" * 1000 for number in range(40)})[0] == 200


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(server: Serving) -> None:
    connection = server.connect()
    connection.putrequest("POST", "/auth/credentials")
    connection.putheader("Content-Length", "5000000")
    connection.putheader("Expect", "100-continue")
    connection.endheaders()

    assert connection.getresponse().status == 413
    connection.close()


def test_a_client_that_waits_for_100_continue_is_told_to_go_on(server: Serving) -> None:
    head = b"POST /auth/credentials HTTP/1.1\r\nHost: here\r\nContent-Length: 2\r\nExpect: 100-continue\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head + b"Connection: close\r\n\r\n")
        assert connection.recv(25).startswith(b"HTTP/1.1 100 Continue")
        connection.sendall(b"{}")
        assert b"NotEmpty" in b"".join(iter(lambda: connection.recv(65_536), b""))


@pytest.mark.parametrize("encoding", ["identity", "gzip", "br", "zstd"])
def test_a_list_that_fails_midway_never_looks_complete(
    server: Serving, store: SlowStore, headers: dict[str, str], encoding: str
) -> None:
    store.failing = True

    with pytest.raises(http.client.IncompleteRead):
        server.get("/sessions.json?all=true", {**headers, "Accept-Encoding": encoding})

    store.failing = False
    status, body = server.get("/sessions.json?all=true", headers)
    assert (status, len(json.loads(body)["items"])) == (200, 60)


def test_an_answer_under_way_ends_before_the_server_does(server: Serving, headers: dict[str, str]) -> None:
    connection = server.connect()
    connection.request("GET", "/sessions.json?all=true", headers=headers)
    answer = connection.getresponse()

    server.server.should_exit = True

    assert len(json.loads(answer.read())["items"]) == 60
    connection.close()
    server.thread.join(timeout=10)
    assert not server.thread.is_alive()
    with pytest.raises(ConnectionRefusedError):
        server.get("/health", {})


def test_a_client_that_goes_away_leaves_the_others_served(server: Serving, headers: dict[str, str]) -> None:
    for _ in range(10):
        connection = server.connect()
        connection.request("GET", "/sessions.json?all=true", headers=headers)
        connection.getresponse().read(10)
        connection.close()

    assert server.get("/sessions.json", headers)[0] == 200
