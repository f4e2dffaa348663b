"""Whatever is asked for, and however it is spelled, it is never our fault."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.calling import Caller, Clock, application, bearer, put_key
from support.sessions import keep, session

from switchbook.api.types import ListSessions
from switchbook.stores.contract import Hook, Store
from switchbook.stores.memory import MemoryStore

PATHS = [
    "/sessions",
    "/sessions.json",
    "/api/ListSessions",
    "/json/reply/GetSession",
    "/auth",
    "/auth/status",
    "/login",
]
NAMES = [*ListSessions.__struct_encode_fields__, "format", "callback", "jsconfig", "sessionId", "redirect", "_"]
VALUES = ["", "0", "-1", "true", "x", "[", '"', "[a,,b]", "2026-05-09", "9999999999", "Descend", "dateCreated", "%00"]

texts = st.one_of(st.sampled_from(VALUES), st.text(max_size=20))
pairs = st.tuples(st.one_of(st.sampled_from(NAMES), texts), texts)
queries = st.one_of(
    st.lists(pairs, max_size=6).map(lambda listed: urlencode(listed).encode()),
    st.lists(pairs, max_size=6).map(lambda listed: "&".join(map("=".join, listed)).encode()),
    st.binary(max_size=60),
    st.binary(max_size=8).map(lambda raw: b"from=" + b"".join(b"%%%02X" % byte for byte in raw)),
)


def put_hook(store: Store, hook: Hook) -> None:
    """Keep a hook."""
    store.write(lambda ledger: ledger.put_hook(hook)).result()


@pytest.fixture(scope="module")
def asking() -> Iterator[Caller]:
    """Somebody who may see everything asks a book of a few sessions."""
    store = MemoryStore()
    keep(store, *(session(number) for number in range(3)), log=["dialled +15035551234"])
    for source in ("twilio", "generic"):
        put_hook(store, Hook(id=source, source=source, account_id="a1", secrets=("word",)))
    caller = Caller(application(store, Clock(), trusted_proxies="*"))
    caller.headers.update(bearer(put_key(store)))
    yield caller
    store.close()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(PATHS), query=queries)
def test_no_query_string_is_our_fault(asking: Caller, path: str, query: bytes) -> None:
    answer = asking.raw(path, query)

    assert answer.status_code < 500
    if answer.status_code >= 400 and "text/plain" not in answer.headers["content-type"]:
        assert "responseStatus" in answer.text


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(max_size=30),
    verb=st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    body=st.one_of(st.binary(max_size=40), st.sampled_from([b"{}", b"[]", b"null", b'"x"', b'{"userName":["a"]}'])),
    cookie=st.binary(max_size=40),
)
def test_no_path_body_or_cookie_is_our_fault(asking: Caller, path: str, verb: str, body: bytes, cookie: bytes) -> None:
    answer = asking.raw("/" + path, verb=verb, content=body, headers={"Cookie": cookie})

    assert answer.status_code < 500


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    authorization=st.one_of(st.binary(max_size=40), st.binary(max_size=20).map(lambda raw: b"Basic " + raw)),
    body=st.dictionaries(st.sampled_from(["provider", "userName", "rememberMe"]), texts, max_size=3),
)
def test_no_credentials_are_our_fault(asking: Caller, authorization: bytes, body: dict[str, str]) -> None:
    for path in ("/auth/status", "/auth"):
        assert asking.raw(path, headers={"Authorization": authorization}).status_code < 500
    assert asking.post("/auth", json=body).status_code < 500
    assert asking.post("/login", data=body).status_code < 500


HEADERS = ["Host", "Origin", "X-Forwarded-For", "X-Forwarded-Proto", "X-Request-Id", "Content-Type", "Accept"]
values = st.one_of(
    st.binary(max_size=20), st.sampled_from([b"http://[", b"[::1", b"a:99999", b"a:b", b"null", b"*/*", b"9" * 5000])
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["GET", "POST"]),
    path=st.sampled_from([*PATHS, "/hooks/twilio/{hook}", "/hooks/generic/{hook}"]),
    headers=st.dictionaries(st.sampled_from(HEADERS), values, max_size=4),
)
def test_no_header_is_our_fault(asking: Caller, verb: str, path: str, headers: dict[str, bytes]) -> None:
    path = path.format(hook=path.split("/")[2] if "hooks" in path else "")

    answer = asking.raw(path, verb=verb, headers={**headers, "X-Twilio-Signature": b"x"})

    assert answer.status_code < 500
