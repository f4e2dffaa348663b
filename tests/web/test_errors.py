"""What a client is told when something is wrong: statuses, bodies, callbacks, limits, and nothing internal."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

import pytest
from starlette.applications import Starlette
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs
from support.calling import Caller, Clock, application, bearer, put_key, put_user
from support.sessions import keep, numbered, session

from switchbook import errors
from switchbook.model.query import SessionQuery
from switchbook.stores.contract import Page, Stop, Store
from switchbook.stores.memory import MemoryStore
from switchbook.web import reply
from switchbook.web.failures import BrokenOff

SECRET = "the row of +15035551234"


class FailingStore(MemoryStore):
    """A store whose disk fails: at once, or after the first batches of a stream."""

    def find(self, query: SessionQuery, stop: Stop = None) -> Page:
        raise OSError(SECRET)

    def stream(self, query: SessionQuery, stop: Stop = None) -> tuple[int, Iterator[Sequence[bytes]]]:
        return 100_000, self._breaking_off()

    def _breaking_off(self) -> Iterator[Sequence[bytes]]:
        for _ in range(100):
            yield [b'{"id":"%024x"}' % number for number in range(1000)]
        raise OSError(SECRET)


class FailingAtOnceStore(FailingStore):
    """One whose stream fails before its first batch."""

    def _breaking_off(self) -> Iterator[Sequence[bytes]]:
        raise OSError(SECRET)
        yield []


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.BadRequest("x"), 400),
        (errors.UnboundRequest("x"), 400),
        (errors.LeftEmpty("x"), 400),
        (errors.QueryTooExpensive("x"), 400),
        (errors.UnreadablePayload("x"), 400),
        (errors.NotAuthenticated("x"), 401),
        (errors.WrongPassword("x"), 401),
        (errors.Forbidden("x"), 403),
        (errors.NotFound("x"), 404),
        (errors.NotOffered("x"), 405),
        (errors.TooLarge("x"), 413),
        (errors.TooManyRequests("x", retry_after=3), 429),
        (errors.GivenUp("x"), 499),
        (errors.StoreError("x"), 500),
        (errors.StoreDamaged("x"), 500),
        (errors.SettingsError("x"), 500),
        (errors.StoreClosed("x"), 503),
        (ZeroDivisionError(), 500),
    ],
)
def test_each_class_of_error_has_one_status(error: Exception, status: int) -> None:
    assert reply.status_of(error) == status


UNBOUND = (
    '{"responseStatus":{"errorCode":"SerializationException","message":"Unable to bind to request \'ListSessions\'",'
    '"errors":[{"errorCode":"SerializationException","fieldName":"page","message":"\'abc\' is an Invalid value for '
    "'page'\"}]}}"
)
NOBODY = '{"responseStatus":{"errorCode":"Unauthorized","message":"Not Authenticated","errors":[]}}'


@pytest.mark.parametrize("path", ["/sessions", "/sessions.json", "/api/ListSessions", "/json/reply/ListSessions"])
def test_a_bad_value_is_400_before_anybody_is_asked_who_they_are(caller: Caller, path: str) -> None:
    answer = caller.get(f"{path}?page=abc")

    assert (answer.status_code, answer.text) == (400, UNBOUND)
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    assert "www-authenticate" not in answer.headers


def test_nobody_is_401_with_a_challenge_and_a_body(caller: Caller) -> None:
    answer = caller.get("/sessions")

    assert (answer.status_code, answer.text) == (401, NOBODY)
    assert answer.headers["www-authenticate"] == 'basic realm="/auth/basic"'


@pytest.mark.parametrize(("path", "body"), [("/sessions?page=abc&", UNBOUND), ("/api/ListSessions?", NOBODY)])
def test_under_a_callback_what_fails_before_the_operation_is_200(caller: Caller, path: str, body: str) -> None:
    answer = caller.get(f"{path}callback=cb")

    assert (answer.status_code, answer.text) == (200, f"cb({body})")
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


def test_under_a_callback_what_the_operation_raises_keeps_its_status(caller: Caller, key: str) -> None:
    answer = caller.get("/sessions?callback=cb&page=-1", headers=bearer(key))

    assert answer.status_code == 400
    assert answer.text.startswith('cb({"responseStatus":{"errorCode":"ArgumentException"')
    assert answer.headers["content-type"] == "text/javascript"


def ask_of(app: Starlette, store: Store) -> Caller:
    """A client that shows a key of this store with every request."""
    caller = Caller(app)
    caller.headers.update(bearer(put_key(store)))
    return caller


def test_the_unexpected_is_500_with_an_id_and_nothing_internal(clock: Clock) -> None:
    store = FailingStore()
    caller = ask_of(application(store, clock), store)

    with capture_logs([merge_contextvars]) as logged:
        answer = caller.get("/sessions", headers={"X-Request-Id": "from-the-proxy.1"})

    assert answer.status_code == 500
    assert answer.json()["responseStatus"]["errorCode"] == "InternalServerError"
    assert answer.headers["x-request-id"] == "from-the-proxy.1"
    assert "from-the-proxy.1" in answer.text
    assert "OSError" not in answer.text
    assert SECRET not in answer.text + str(logged)
    assert [line["error"] for line in logged if line["event"] == "failed"] == ["OSError"]
    assert {line["request_id"] for line in logged} == {"from-the-proxy.1"}


def test_a_list_that_fails_midway_is_broken_off(clock: Clock) -> None:
    store = FailingStore()
    caller = ask_of(application(store, clock), store)

    with capture_logs() as logged, pytest.raises(BrokenOff):
        caller.get("/sessions?all=true")

    assert [line["error"] for line in logged if line["event"] == "failed"] == ["OSError"]
    assert [line["complete"] for line in logged if line["event"] == "request"] == [False]
    assert SECRET not in str(logged)


def test_a_list_that_fails_before_its_first_part_is_a_plain_error(clock: Clock) -> None:
    store = FailingAtOnceStore()
    caller = ask_of(application(store, clock), store)

    assert caller.get("/sessions?all=true").status_code == 500


def test_head_of_an_endless_list_begins_and_ends_at_once(clock: Clock) -> None:
    store = FailingStore()
    caller = ask_of(application(store, clock), store)

    answer = caller("HEAD", "/api/ListSessions?all=true")

    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-length" not in answer.headers


def test_a_long_list_arrives_whole(store: Store, clock: Clock) -> None:
    keep(store, *(session(number, outcome="x" * 1000) for number in range(1000)))

    answer = ask_of(application(store, clock), store).get("/sessions?all=true")

    assert "content-length" not in answer.headers
    assert {each["id"] for each in answer.json()["items"]} == {numbered(number) for number in range(1000)}


def test_a_closed_store_is_503(store: Store, clock: Clock) -> None:
    caller = ask_of(application(store, clock), store)
    store.close()

    assert caller.get("/sessions").status_code == 503


@pytest.mark.parametrize(("query", "status"), [("x" * 2048, 401), ("x" * 2049, 400), ("x" * 60_000, 400)])
def test_a_query_string_has_a_limit(store: Store, clock: Clock, query: str, status: int) -> None:
    caller = Caller(application(store, clock, max_query_bytes="2048"))

    answer = caller.get("/sessions?" + query)

    assert answer.status_code == status
    assert ("2048 bytes" in answer.json()["responseStatus"]["message"]) == (status == 400)


def test_a_query_string_holds_a_number_of_values(caller: Caller) -> None:
    assert caller.get("/sessions?" + "&" * 9_999).status_code == 401
    refused = caller.get("/sessions?" + "&" * 10_000)

    assert refused.status_code == 400
    assert "10000 values" in refused.json()["responseStatus"]["message"]


def test_a_long_query_string_is_refused_in_the_format_asked_for(store: Store, clock: Clock) -> None:
    caller = Caller(application(store, clock, max_query_bytes="1024"))

    answer = caller.get("/sessions?callback=cb&" + "from=%FF&" * 1000)

    assert answer.text.startswith('cb({"responseStatus":')


async def in_chunks(chunks: Iterable[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_has_a_limit(store: Store, clock: Clock, declared: bool) -> None:
    put_user(store)
    caller = Caller(application(store, clock, max_body_bytes="1024"))
    body = b" " * 1025

    answer = caller.post("/auth", content=body if declared else in_chunks([body[:1000], body[1000:]]))

    assert answer.status_code == 413
    assert answer.json()["responseStatus"]["errorCode"] == "RequestTooLarge"


@pytest.mark.parametrize("path", ["/sessions?from=%FF%C0%80", "/sessions?%ED%A0%80=%ED%A0%80", "/sessions/%FF%FE%00"])
def test_broken_utf8_is_read_with_replacement(caller: Caller, key: str, path: str) -> None:
    assert caller.get(path, headers=bearer(key)).status_code in (200, 404)
