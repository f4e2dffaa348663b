"""What changed, asked for over HTTP, and told as server-sent events by a real server."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from support.callbacks import RECEIVED, as_json, generic_event
from support.calling import Caller, Clock, application, bearer, put_key
from support.serving import Serving, serving
from support.sessions import keep, numbered, save, session

from switchbook.ingest.generic import Generic
from switchbook.model.actor import Role
from switchbook.model.directory import Customer, Endpoint
from switchbook.recorder import Recorder
from switchbook.stores.contract import Ledger, Store


def asked(caller: Caller, key: str, **parameters: object) -> dict[str, Any]:
    answer = caller.get("/sessions/changes", params=parameters, headers=bearer(key))
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_a_pull_hears_of_each_change_once(caller: Caller, store: Store, key: str) -> None:
    keep(store, session(1), session(2))
    first = asked(caller, key, countPerPage=1)
    second = asked(caller, key, after=first["next"])
    save(store, session(1, from_name="again"), replace=True)
    store.write(lambda ledger: ledger.delete(numbered(2))).result()
    third = asked(caller, key, after=second["next"])

    assert [item["sessionId"] for item in first["items"]] == [numbered(1)]
    assert (first["hasMore"], second["hasMore"]) == (True, False)
    assert [item["session"]["id"] for item in second["items"]] == [numbered(2)]
    assert [(item["kind"], item["sessionId"]) for item in third["items"]] == [
        ("changed", numbered(1)),
        ("deleted", numbered(2)),
    ]
    assert third["items"][0]["session"]["fromName"] == "again"
    assert "session" not in third["items"][1]
    assert asked(caller, key, after=third["next"]) == {"items": [], "next": third["next"], "hasMore": False}


@pytest.mark.parametrize("suffix", ["xml", "jsv", "csv", "jsonl", "html"])
def test_every_format_tells_it(caller: Caller, store: Store, key: str, suffix: str) -> None:
    keep(store, session(1, from_name="Jane"))

    answer = caller.get(f"/sessions/changes.{suffix}", headers=bearer(key))

    assert answer.status_code == 200
    assert "Jane" in answer.text


def test_a_position_that_is_no_longer_known_is_gone(caller: Caller, key: str) -> None:
    answer = caller.get("/sessions/changes?after=77", headers=bearer(key))

    assert answer.status_code == 410
    assert answer.json()["responseStatus"]["errorCode"] == "PositionExpired"


def test_what_may_not_be_seen_is_not_told(caller: Caller, store: Store) -> None:
    keep(store, session(1, "a1"), session(2, "a2"))
    key = put_key(store, Role.Manager, accounts=frozenset({"a1"}))

    assert [item["sessionId"] for item in asked(caller, key)["items"]] == [numbered(1)]
    assert asked(caller, key, accountIds="a1")["items"] == asked(caller, key)["items"]
    assert caller.get("/sessions/changes?accountIds=a2", headers=bearer(key)).status_code == 403
    assert caller.get("/sessions/changes").status_code == 401


@pytest.mark.parametrize("count", ["-1", "10001", "x"])
def test_a_bad_count_is_named(caller: Caller, key: str, count: str) -> None:
    answer = caller.get("/sessions/changes", params={"countPerPage": count}, headers=bearer(key))

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"].lower() == "countperpage"


class Listener:
    """Listens to the events of a server."""

    def __init__(self, server: Serving, secret: str, target: str = "/sessions/changes", **headers: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
        shown = {**bearer(secret), "Accept": "text/event-stream", "Accept-Encoding": "gzip", **headers}
        self.connection.request("GET", target, headers=shown)
        self.answer = self.connection.getresponse()
        self.last = ""

    def heard(self, count: int) -> list[tuple[str, str]]:
        """Kind and session of the next so many changes; keeps the last id, as browsers do."""
        changes: list[tuple[str, str]] = []
        kind = ""
        while len(changes) < count:
            name, _, value = self.answer.readline().decode().rstrip("\n").partition(": ")
            match name:
                case "id":
                    self.last = value
                case "event":
                    kind = value
                case "data":
                    changes.append((kind, json.loads(value)["sessionId"]))
        return changes

    def rest(self) -> bytes:
        """What else comes, until the server ends it."""
        said = self.answer.read()
        self.close()
        return said

    def close(self) -> None:
        """Go away."""
        self.answer.close()
        self.connection.close()


@pytest.fixture
def server(store: Store, clock: Clock) -> Iterator[Serving]:
    """The application on a real server; told to stop, it ends its streams."""
    app = application(store, clock)
    with serving(app) as served:
        yield served
        app.state.live.end()


def test_who_listens_hears_from_now_on(server: Serving, store: Store, key: str) -> None:
    keep(store, session(1))
    listener = Listener(server, key)
    assert listener.answer.getheader("content-type") == "text/event-stream; charset=utf-8"
    assert listener.answer.getheader("content-encoding") is None
    keep(store, session(2))

    assert listener.heard(1) == [("changed", numbered(2))]
    store.write(lambda ledger: ledger.delete(numbered(1))).result()
    assert listener.heard(1) == [("deleted", numbered(1))]
    listener.close()


def test_who_comes_back_misses_nothing(server: Serving, store: Store, key: str) -> None:
    listener = Listener(server, key)
    keep(store, session(1))
    listener.heard(1)
    listener.close()
    keep(store, *(session(number) for number in range(2, 500)))

    again = Listener(server, key, **{"Last-Event-ID": listener.last})
    assert again.heard(498) == [("changed", numbered(number)) for number in range(2, 500)]
    again.close()
    from_the_start = Listener(server, key, "/sessions/changes?after=" + listener.last)
    assert from_the_start.heard(1) == [("changed", numbered(2))]
    from_the_start.close()


def test_listeners_that_come_and_go_hear_every_change_once(server: Serving, store: Store, key: str) -> None:
    start = store.position()
    writer = threading.Thread(target=lambda: [keep(store, session(number)) for number in range(300)])
    writer.start()
    heard: list[tuple[str, str]] = []
    last = start
    while len(heard) < 300:
        listener = Listener(server, key, **{"Last-Event-ID": last})
        heard += listener.heard(min(37, 300 - len(heard)))
        # The last id may be that of a change already read: a browser would have it too.
        last = listener.last
        listener.close()
    writer.join()

    assert heard == [("changed", numbered(number)) for number in range(300)]


def test_a_position_of_another_book_is_refused_before_the_stream(server: Serving, key: str) -> None:
    refused = Listener(server, key, **{"Last-Event-ID": "0-99"})

    assert refused.answer.status == 410
    assert json.loads(refused.rest())["responseStatus"]["errorCode"] == "PositionExpired"


def test_without_credentials_there_is_no_stream(server: Serving) -> None:
    refused = Listener(server, "nobody's")

    assert (refused.answer.status, b"esponseStatus" in refused.rest()) == (401, True)


def test_who_may_no_longer_come_in_hears_no_more(server: Serving, store: Store, clock: Clock) -> None:
    key = put_key(store, expires=clock.now + timedelta(minutes=1))
    listener = Listener(server, key)
    clock.pass_by(minutes=2)
    keep(store, session(1))

    assert b"event" not in listener.rest()


def test_a_stream_ends_when_the_server_is_told_to_stop(store: Store, clock: Clock) -> None:
    key = put_key(store)
    app = application(store, clock)
    with serving(app) as served:
        listener = Listener(served, key)
        app.state.live.end()

        assert b"event" not in listener.rest()


def directory(ledger: Ledger) -> None:
    """A constructed region with two customers, each with a line."""
    ledger.put_customer(Customer(id="north", account_id="a1", name="North"))
    for customer, line, number in (("c1", "e1", "+15035551234"), ("c2", "e2", "+15035559999")):
        ledger.put_customer(Customer(id=customer, account_id="a1", name=customer, parent_customer_id="north"))
        ledger.put_endpoint(Endpoint(id=line, account_id="a1", name=line, customer_id=customer, address=number))


def call(store: Store, kind: str, seconds: int, to: str) -> str:
    """A generic event (constructed) of the one call there is; the id of its session."""
    payload = as_json(generic_event(kind, seconds, direction="Incoming", **{"from": "+18145550100", "to": to}))
    (receipt,) = Recorder(store).take(Generic(), "a1", payload, "", RECEIVED).result()
    assert receipt.session_id is not None
    return receipt.session_id


def test_who_sees_one_customer_hears_that_a_call_was_for_another(server: Serving, caller: Caller, store: Store) -> None:
    store.write(directory).result()
    one, other, both = (put_key(store, customers=frozenset(ids)) for ids in (["c1"], ["c2"], ["north"]))
    line = put_key(store, Role.User, endpoints=frozenset({"e1"}))
    listeners = {secret: Listener(server, secret) for secret in (one, other, both, line)}
    session_id = call(store, "started", 0, "+15035551234")
    for secret in (one, both, line):
        assert listeners[secret].heard(1) == [("changed", session_id)]
    before = {secret: asked(caller, secret)["next"] for secret in listeners}

    # A later event corrects which line was called.
    assert call(store, "in-flow", 5, "+15035559999") == session_id

    told = {one: "left", line: "left", both: "changed", other: "changed"}
    for secret, listener in listeners.items():
        assert listener.heard(1) == [(told[secret], session_id)]
        (item,) = asked(caller, secret, after=before[secret])["items"]
        assert item["kind"] == told[secret]
        assert item.keys() == {"position", "kind", "sessionId"} | ({"session"} if told[secret] == "changed" else set())
    store.write(lambda ledger: ledger.delete(session_id)).result()
    assert [item["kind"] for item in asked(caller, one)["items"]] == ["left"]
    assert listeners[other].heard(1) == listeners[both].heard(1) == [("deleted", session_id)]
    for listener in listeners.values():
        listener.close()


def test_who_sees_by_a_tree_that_changes_has_to_begin_anew(server: Serving, caller: Caller, store: Store) -> None:
    store.write(directory).result()
    by_tree, whole = put_key(store, customers=frozenset({"north"})), put_key(store)
    session_id = call(store, "started", 0, "+15035551234")
    position = asked(caller, by_tree)["next"]
    listeners = [Listener(server, secret) for secret in (by_tree, whole)]
    store.write(lambda ledger: ledger.put_customer(Customer(id="c1", account_id="a1", name="c1"))).result()

    assert b"event: expired\ndata: customers were moved" in listeners[0].rest()
    refused = caller.get("/sessions/changes", params={"after": position}, headers=bearer(by_tree))
    assert (refused.status_code, refused.json()["responseStatus"]["errorCode"]) == (410, "PositionExpired")
    anew = asked(caller, by_tree)
    assert anew["items"] == []
    assert asked(caller, by_tree, after=anew["next"])["items"] == []
    assert call(store, "in-flow", 5, "+15035551234") == session_id
    assert listeners[1].heard(1) == [("changed", session_id)]
    listeners[1].close()
