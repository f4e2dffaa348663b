"""Whatever is asked for, and however it is spelled, it is never our fault."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.calling import Caller, Clock, application, bearer, put_key
from support.sessions import keep, session

from switchbook.api.types import ListSessions
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import Hook
from switchbook.stores.memory import MemoryStore

PATHS = [
    "/api",
    "/api/ListSessions[]",
    "/xml/reply/ListSessions",
    "/jsv/oneway/GetSession",
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


def refuse_unlabelled(answer: httpx.Response) -> None:
    """Every answer is no fault of ours and says what it is; what is refused says why, or is a bare 404."""
    assert answer.status_code < 500, answer.text
    kind = answer.headers.get("content-type", "")
    assert kind or not answer.content
    assert answer.headers.get("x-request-id")
    if answer.status_code >= 400 and answer.content and kind != "text/plain":
        assert "esponseStatus" in answer.text or "html" in kind


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

    refuse_unlabelled(answer)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.text(max_size=30),
    verb=st.sampled_from(["GET", "POST", "HEAD", "PUT"]),
    body=st.one_of(st.binary(max_size=40), st.sampled_from([b"{}", b"[]", b"null", b'"x"', b'{"userName":["a"]}'])),
    cookie=st.binary(max_size=40),
)
def test_no_path_body_or_cookie_is_our_fault(asking: Caller, path: str, verb: str, body: bytes, cookie: bytes) -> None:
    refuse_unlabelled(asking.raw("/" + path, verb=verb, content=body, headers={"Cookie": cookie}))


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


TYPES = [
    *("application/json", "application/xml", "text/xml", "application/jsv", "application/x-www-form-urlencoded"),
    *("multipart/form-data; boundary=b", "multipart/form-data", "text/plain", ""),
]
scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), texts)
objects = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES) | texts, inner, max_size=4),
    max_leaves=8,
)
bodies = st.one_of(
    st.binary(max_size=60),
    objects.map(lambda value: json.dumps(value).encode()),
    objects.map(lambda value: json.dumps(value).replace('"', "").replace(" ", "").encode()),
    st.text("<>/abPage{}[]:,=&;\"' \r\n-!", max_size=60).map(str.encode),
    texts.map(lambda text: f'--b\r\nContent-Disposition: form-data; name="{text}"\r\n\r\n1\r\n--b--'.encode()),
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["POST", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "HEAD", "GET"]),
    path=st.sampled_from(PATHS),
    query=st.sampled_from([b"", b"strict=true", b"format=xml", b"callback=cb", b"X-Http-Method-Override=GET"]),
    content_type=st.sampled_from(TYPES),
    body=bodies,
)
def test_no_body_of_any_kind_is_our_fault(
    asking: Caller, verb: str, path: str, query: bytes, content_type: str, body: bytes
) -> None:
    headers = {"Content-Type": content_type, "Accept-Encoding": "gzip"}

    refuse_unlabelled(asking.raw(path, query, verb=verb, content=body, headers=headers))


HEADERS = [
    "Accept-Encoding",
    "If-None-Match",
    "Prefer",
    "X-Http-Method-Override",
    "Cookie",
    "X-ss-opt",
    "Host",
    "Origin",
    "X-Forwarded-For",
    "X-Forwarded-Proto",
    "X-Request-Id",
    "Content-Type",
    "Accept",
]
values = st.one_of(
    st.binary(max_size=20),
    st.sampled_from(
        [
            b"http://[",
            b"[::1",
            b"a:99999",
            b"a:b",
            b"null",
            b"*/*",
            b"9" * 5000,
            b"*",
            b"br;q=0.5",
            b"handling=strict",
            b"GET",
            b"DELETE",
        ]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    verb=st.sampled_from(["GET", "POST"]),
    path=st.sampled_from([*PATHS, "/hooks/twilio/{hook}", "/hooks/generic/{hook}"]),
    headers=st.dictionaries(st.sampled_from(HEADERS), values, max_size=4),
)
def test_no_header_is_our_fault(asking: Caller, verb: str, path: str, headers: dict[str, bytes]) -> None:
    path = path.format(hook=path.split("/")[2] if "hooks" in path else "")

    refuse_unlabelled(asking.raw(path, verb=verb, headers={**headers, "X-Twilio-Signature": b"x"}))
