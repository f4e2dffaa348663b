"""Sessions made, patched and noted in over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from support.acting import log_of, made, of_carrier
from support.callbacks import parent_callback
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from support.sessions import keep, session

from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import Role
from switchbook.model.query import Shelf
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def test_a_session_is_made(caller: Caller) -> None:
    shown = made(caller, consoleData="{}", displayName="Jane")

    assert (shown["accountName"], shown["endpointName"], shown["customerName"]) == ("Acme", "Front desk", "Acme Dental")
    assert (shown["direction"], shown["toAddress"], shown["destination"]) == (
        "Outgoing",
        "+18145550100",
        "+18145550100",
    )
    assert (shown["callState"], shown["ended"], shown["consoleData"]) == ("Ringing", False, "{}")
    assert (shown["createdBy"], shown["dateCreated"]) == ("reports", "2026-11-22T05:00:00.000Z")
    assert caller.get(f"/sessions/{shown['id']}").json() == shown
    assert [each["id"] for each in caller.get("/sessions?customerIds=c1").json()["items"]] == [shown["id"]]


@pytest.mark.parametrize("channel", ["Voice", "Chat", "Fax"])
def test_every_channel_can_be_made(caller: Caller, channel: str) -> None:
    assert made(caller, channel=channel)["channel"] == channel


def test_a_session_follows_from_another(caller: Caller) -> None:
    parent = made(caller)["id"]
    child = made(caller, parentSessionId=parent)["id"]

    assert [each["id"] for each in caller.get(f"/sessions?parentSessionId={parent}").json()["items"]] == [child]
    assert caller.get(f"/sessions/{child}/timeline").json()["parentSessionId"] == parent
    assert "parentSessionId" not in caller.get(f"/sessions/{parent}/timeline").json()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"endpointId": "e9"}, "endpointId"),
        ({"accountId": "a2"}, "endpointId"),
        ({"accountId": "a9"}, "accountId"),
        ({"accountId": None, "endpointId": None}, "accountId"),
        ({"destination": " ", "fromAddress": ""}, "toAddress"),
        ({"channel": "Smoke"}, "channel"),
        ({"channel": 7}, "channel"),
        ({"parentSessionId": "no id"}, "parentSessionId"),
        ({"dest": "x"}, "dest"),
    ],
)
def test_what_is_wrong_with_a_new_session_is_named(caller: Caller, changed: dict[str, Any], field: str) -> None:
    given = {"accountId": "a1", "endpointId": "e1", "destination": "+18145550100"}

    answer = caller.post("/sessions", json={**given, **changed})

    assert answer.status_code == 400
    assert [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]] == [field]
    assert caller.get("/sessions").json()["totalCount"] == 0


def test_a_session_sent_twice_is_made_once(caller: Caller) -> None:
    given = {"accountId": "a1", "toAddress": "+18145550100"}
    first = caller.post("/sessions", json=given, headers={"Idempotency-Key": "k"})

    again = caller.post("/sessions", json=given, headers={"Idempotency-Key": "k"})

    assert again.json() == first.json()
    assert caller.get("/sessions").json()["totalCount"] == 1


def test_a_patch_sets_what_is_given_alone(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = of_carrier(store, clock)

    shown = caller("PATCH", f"/sessions/{session_id}", json={"consoleData": "note"}).json()
    again = caller("PATCH", f"/sessions/{session_id}", json={"callState": "Hold", "holdReason": "Transferring"}).json()

    assert (shown["consoleData"], shown["callState"]) == ("note", "Passive")
    assert (again["consoleData"], again["callState"], again["holdReason"]) == ("note", "Hold", "Transferring")
    assert again["lastModifiedBy"] == "reports"
    assert log_of(caller, session_id)[-1] == "Call state Hold and Hold reason Transferring set by reports"
    cleared = caller("PATCH", f"/sessions/{session_id}", json={"consoleData": ""}).json()
    assert "consoleData" not in cleared


def test_a_state_set_by_hand_lasts_until_something_happens(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=1, hours=5)
    session_id = of_carrier(store, clock)
    clock.pass_by(seconds=1)
    caller("PATCH", f"/sessions/{session_id}", json={"callState": "Hold"})
    assert caller.get(f"/sessions/{session_id}").json()["callState"] == "Hold"

    payload = parent_callback("completed", 7200, 2)
    Recorder(store).take(Twilio(), "a1", payload, "application/x-www-form-urlencoded", clock()).result()

    shown = caller.get(f"/sessions/{session_id}").json()
    assert (shown["callState"], shown["ended"]) == ("Disconnected", True)


def test_an_archived_and_an_imported_session_can_be_patched(caller: Caller, store: Store) -> None:
    keep(store, session(1, ended=True), shelf=Shelf.archive)
    keep(store, session(2))

    for number in (1, 2):
        path = f"/sessions/{number:024x}"
        before = caller.get(path)
        assert before.status_code == 200
        assert caller("PATCH", path, json={"consoleData": "kept"}).json()["consoleData"] == "kept"
    assert next(store.check(), None) is None


def test_a_line_is_written_by_any_of_its_names(caller: Caller, clock: Clock) -> None:
    session_id = made(caller)["id"]

    for name in ("text", "message", "log"):
        assert caller.post(f"/sessions/{session_id}/log", json={name: f" by {name} "}).status_code == 200
        clock.pass_by(seconds=1)

    assert log_of(caller, session_id)[-3:] == ["by text", "by message", "by log"]
    assert [each["id"] for each in caller.get("/sessions?log=by message").json()["items"]] == [session_id]
    empty = caller.post(f"/sessions/{session_id}/log", json={})
    assert empty.json()["responseStatus"]["errors"][0]["fieldName"] == "text"


def test_a_user_makes_sessions_of_their_endpoints_alone(caller: Caller, store: Store, clock: Clock) -> None:
    user = Caller(application(store, clock))
    user.headers.update(bearer(put_key(store, Role.User, endpoints=frozenset({"e2"}))))
    given = {"destination": "+18145550100"}

    assert user.post("/sessions", json=given).status_code == 403
    assert user.post("/sessions", json={**given, "endpointId": "e1"}).status_code == 400
    assert user.post("/sessions", json={**given, "endpointId": "e2"}).json()["accountId"] == "a1"


def test_a_session_made_here_is_answered_by_hand(caller: Caller, clock: Clock) -> None:
    path = f"/sessions/{made(caller)['id']}"
    clock.pass_by(seconds=5)

    talking = caller("PATCH", path, json={"callState": "Connected"}).json()
    clock.pass_by(seconds=5)
    held = caller.post(f"{path}/hold", json={}).json()
    clock.pass_by(seconds=5)
    caller("DELETE", path)

    assert (talking["callState"], held["callState"]) == ("Connected", "Hold")
    shown = caller.get(path).json()
    assert (shown["ended"], shown["outcome"], shown["wasMissed"]) == (True, "Answered", False)
