"""Answers compressed as the client wants, and 304 in place of what it still has."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import pytest
import zstandard
from support.calling import Caller, Clock, application, bearer
from support.sessions import keep, numbered, session

from switchbook.model.directory import Account
from switchbook.stores.contract import Store
from switchbook.web.encodings import COMPRESSORS, wanted


@pytest.mark.parametrize(
    ("accept_encoding", "encoding"),
    [
        ("", None),
        ("gzip", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP ; Q=0.5", "gzip"),
        ("deflate", None),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", "br"),
        ("zstd;q=0.5, br;q=0.6, gzip;q=0.7", "gzip"),
        ("zstd;q=0, *", "br"),
        ("*", "zstd"),
        ("*;q=0", None),
        ("gzip;q=0", None),
        ("identity", None),
        ("identity, gzip;q=0.5", None),
        ("identity;q=0.5, gzip;q=0.5", "gzip"),
        ("identity;q=0, *;q=0", None),
        ("gzip;q=2", None),
        ("gzip;level=5", None),
        (",,;q=1,gzip", "gzip"),
        ("compress;q=0.5, gzip;q=1.000", "gzip"),
    ],
)
def test_the_encoding_is_the_best_that_both_know(accept_encoding: str, encoding: str | None) -> None:
    assert wanted(accept_encoding) == encoding


@pytest.mark.parametrize("encoding", sorted(COMPRESSORS))
def test_each_part_can_be_read_once_it_is_sent(encoding: str) -> None:
    made = COMPRESSORS[encoding]()
    read: Callable[[bytes], bytes] = {
        "gzip": zlib.decompressobj(wbits=31).decompress,
        "br": brotli.Decompressor().process,
        "zstd": zstandard.ZstdDecompressor().decompressobj().decompress,
    }[encoding]

    assert [read(made.part(b"one" * 9)), read(made.part(b"two" * 9)), read(made.last(b""))] == [
        b"one" * 9,
        b"two" * 9,
        b"",
    ]


@pytest.fixture
def many(store: Store) -> None:
    """More sessions than are sent in one part."""
    keep(store, *(session(number, outcome="x" * 1000) for number in range(600)))


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("encoding", sorted(COMPRESSORS))
@pytest.mark.parametrize("path", ["/sessions", "/sessions?all=true", "/sessions?countPerPage=600"])
def test_a_list_is_compressed_whole_or_in_stream(caller: Caller, key: str, path: str, encoding: str) -> None:
    plain = caller.get(path, headers={**bearer(key), "Accept-Encoding": "identity"})

    answer = caller.get(path, headers={**bearer(key), "Accept-Encoding": encoding})

    assert answer.headers["content-encoding"] == encoding
    assert answer.content == plain.content
    assert ("content-length" in answer.headers) == (path == "/sessions")
    assert answer.headers["vary"] == plain.headers["vary"] == "Accept, Accept-Encoding"
    assert "content-encoding" not in plain.headers


def test_little_answers_and_those_nobody_wants_compressed_are_sent_as_they_are(
    store: Store, clock: Clock, key: str
) -> None:
    for above, compressed in (("62", True), ("63", False)):
        caller = Caller(application(store, clock, compress_above_bytes=above))
        answer = caller.get("/sessions", headers={**bearer(key), "Accept-Encoding": "gzip"})
        assert len(answer.content) == 63
        assert ("content-encoding" in answer.headers) == compressed
        assert answer.headers["vary"] == "Accept, Accept-Encoding"


def test_errors_are_compressed_too(store: Store, clock: Clock) -> None:
    caller = Caller(application(store, clock, compress_above_bytes="0"))

    answer = caller.get("/sessions?page=x", headers={"Accept-Encoding": "br"})

    assert (answer.status_code, answer.headers["content-encoding"]) == (400, "br")
    assert "responseStatus" in answer.json()


def test_a_record_has_an_etag_of_its_very_bytes(store: Store, clock: Clock, key: str) -> None:
    keep(store, session(1), session(2))
    caller = Caller(application(store, clock, compress_above_bytes="100"))

    def etag(number: int, encoding: str = "identity", suffix: str = "") -> str:
        headers = {**bearer(key), "Accept-Encoding": encoding}
        answer = caller.get(f"/sessions/{numbered(number)}{suffix}", headers=headers)
        assert "no-cache" in answer.headers["cache-control"]
        tag = answer.headers["etag"]
        again = caller.get(f"/sessions/{numbered(number)}{suffix}", headers={**headers, "If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["vary"] == answer.headers["vary"]
        assert again.headers["cache-control"] == answer.headers["cache-control"]
        assert not {"content-type", "content-length", "content-encoding"} & set(again.headers)
        return tag

    tags = [etag(1), etag(2), etag(1, "gzip"), etag(1, "br"), etag(1, "zstd"), etag(1, suffix=".jsv")]

    assert len(set(tags)) == len(tags)
    assert etag(1) == tags[0]
    assert not any(tag.startswith("W/") for tag in tags)


@pytest.mark.parametrize(
    ("if_none_match", "status"),
    [('"x", {}', 304), ("W/{}", 304), ("*", 304), ('"x"', 200), ("", 200), ("x", 200), ("{}-gzip", 200)],
)
@pytest.mark.parametrize("verb", ["GET", "HEAD"])
def test_if_none_match_names_what_the_client_has(
    caller: Caller, store: Store, key: str, verb: str, if_none_match: str, status: int
) -> None:
    keep(store, session(1))
    path = f"/api/GetSession?sessionId={numbered(1)}"
    etag = caller.get(path, headers=bearer(key)).headers["etag"]

    answer = caller(verb, path, headers={**bearer(key), "If-None-Match": if_none_match.format(etag)})

    assert answer.status_code == status


def test_a_changed_record_is_sent_again(caller: Caller, store: Store, key: str) -> None:
    keep(store, session(1))
    etag = caller.get(f"/sessions/{numbered(1)}", headers=bearer(key)).headers["etag"]
    store.write(lambda ledger: ledger.put_account(Account(id="a1", name="Renamed"))).result()

    answer = caller.get(f"/sessions/{numbered(1)}", headers={**bearer(key), "If-None-Match": etag})

    assert (answer.status_code, answer.json()["accountName"]) == (200, "Renamed")


def test_lists_and_errors_have_no_etag(caller: Caller, key: str) -> None:
    for path in ("/sessions", "/sessions?page=x", f"/sessions/{numbered(9)}", "/auth/status", "/api"):
        answer = caller.get(path, headers={**bearer(key), "If-None-Match": "*"})
        assert "etag" not in answer.headers
        assert answer.status_code != 304
        assert "no-store" in answer.headers["cache-control"] or path == "/auth/status"
