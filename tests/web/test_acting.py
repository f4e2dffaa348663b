"""Sessions acted on over HTTP: what no carrier has changes, what a carrier has is left to it."""

from __future__ import annotations

from typing import Any

import pytest
from support.acting import ANSWERED, log_of, made, of_carrier, told
from support.callbacks import CALLER, FRONT_DESK, generic_event
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from support.sessions import keep, session

from switchbook.model.actor import Role
from switchbook.model.audit import AuditQuery
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def test_a_session_that_is_ended_stays_in_the_book(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)

    answer = caller("DELETE", f"/sessions/{session_id}")

    assert (answer.status_code, answer.content) == (204, b"")
    shown = caller.get(f"/sessions/{session_id}").json()
    assert (shown["ended"], shown["outcome"], shown["callState"]) == (True, "Answered", "Disconnected")
    assert shown["dateCompleted"] == "2026-11-24T05:00:00.000Z"
    assert caller("DELETE", f"/sessions/{session_id}").status_code in (204, 409)


def test_one_call_of_a_session_is_ended(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)

    caller("DELETE", f"/sessions/{session_id}?callSid=L2")

    shown = caller.get(f"/sessions/{session_id}").json()
    assert (shown["ended"], shown["members"][1]["callState"]) == (False, "None")
    unknown = caller("DELETE", f"/sessions/{session_id}?callSid=L9")
    assert unknown.json()["responseStatus"]["errors"][0]["fieldName"] == "callSid"


def test_a_session_is_held_and_taken_off_hold(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)

    held = caller.post(f"/sessions/{session_id}/hold", json={"reason": "Transferring"}).json()
    clock.pass_by(seconds=1)
    back = caller("PATCH", f"/sessions/{session_id}", json={"callState": "Connected"}).json()

    assert (held["callState"], held["holdReason"]) == ("Hold", "Transferring")
    assert held["heldByUserId"]
    assert (back["callState"], back["holdReason"], "heldByUserId" in back) == ("Connected", "None", False)


def test_a_session_is_passed_on(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)

    answer = caller.post(f"/sessions/{session_id}/redirect", json={"destination": "+18145550177"})

    assert answer.status_code == 204
    shown = caller.get(f"/sessions/{session_id}").json()
    assert (shown["ended"], shown["callState"], shown["destination"]) == (False, "Ringing", "+18145550177")
    assert shown["members"][-1]["role"] == "Transfer"
    missing = caller.post(f"/sessions/{session_id}/redirect", json={})
    assert missing.json()["responseStatus"]["errors"][0]["fieldName"] == "destination"


def test_a_session_is_turned_down_before_an_answer_alone(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    ringing, answered = told(store, clock, ANSWERED[0]), ""
    assert caller.post(f"/sessions/{ringing}/reject").status_code == 204
    shown = caller.get(f"/sessions/{ringing}").json()
    assert (shown["ended"], shown["outcome"]) == (True, "Rejected")

    answered = told(
        store,
        clock,
        generic_event("started", -4000, "M1", **{"from": CALLER, "to": FRONT_DESK}),
        generic_event("answered", -3980, "M2", parent="M1"),
    )
    assert caller.post(f"/sessions/{answered}/reject").status_code == 409


def test_a_recording_is_begun(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)

    assert caller.post(f"/sessions/{session_id}/record").status_code == 204

    line = log_of(caller, session_id)[-1]
    assert line.startswith("Recording ")
    assert line.endswith(" began")


def test_a_session_becomes_a_conference_and_members_are_held_and_muted(
    caller: Caller, store: Store, clock: Clock
) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)

    meeting = caller.post(f"/sessions/{session_id}/conference").json()
    again = caller.post(f"/sessions/{session_id}/conference").json()
    joined = caller.post(f"/sessions/{session_id}/conference/members", json={"destination": "+18145550177"}).json()

    assert meeting["conferenceSid"] == again["conferenceSid"] == joined["conferenceSid"]
    new = joined["members"][-1]
    assert (new["identity"], new["callState"]) == ("+18145550177", "Ringing")
    path = f"/sessions/{session_id}/conference/members/L2"
    assert caller("PATCH", path, json={"muted": True}).json()["members"][1]["muted"] is True
    assert caller("PATCH", path, json={"hold": True}).json()["members"][1]["callState"] == "Hold"
    assert caller("PATCH", path, json={}).status_code == 400


def test_messages_go_into_a_chat_and_open_one(caller: Caller, store: Store, clock: Clock) -> None:
    given = {"endpointId": "e1", "toAddress": "+18145550100", "body": "Hello"}
    first = caller.post("/messages", json=given).json()
    clock.pass_by(minutes=5)

    second = caller.post(f"/sessions/{first['sessionId']}/messages", json={"body": "Still there?"}).json()

    assert second["sessionId"] == first["sessionId"]
    assert (first["direction"], first["otherAddress"], first["text"]) == ("Outgoing", "+18145550100", "Hello")
    assert first["endpointDisplayName"] == "Front desk"
    texts = [each.facts.text for each in store.messages(first["sessionId"])]
    assert texts == ["Hello", "Still there?"]
    shown = caller.get(f"/sessions/{first['sessionId']}").json()
    assert (shown["channel"], shown["callState"], shown["customerId"]) == ("Chat", "Connected", "c2")
    assert all("Hello" not in line["message"] for line in shown["log"])


def test_a_chat_takes_guests_and_is_ended(caller: Caller, clock: Clock) -> None:
    sent = caller.post("/messages", json={"endpointId": "e1", "toAddress": "+18145550100", "body": "Hello"}).json()
    path = f"/sessions/{sent['sessionId']}"

    invited = caller.post(f"{path}/members", json={"memberToAdd": "+1 503 555 1235"}).json()
    assert (invited["members"][-1]["identity"], invited["members"][-1]["endpointId"]) == ("+15035551235", "e2")
    clock.pass_by(microseconds=1)
    left = caller("DELETE", f"{path}/members/+15035551235").json()
    assert len(left["members"]) == len(invited["members"]) - 1
    assert caller("DELETE", f"{path}/members/+15035551235").status_code == 400

    clock.pass_by(minutes=1)
    assert caller("DELETE", path).status_code == 204
    shown = caller.get(path).json()
    assert (shown["ended"], shown["outcome"]) == (True, "Completed")
    assert caller.post(f"{path}/messages", json={"body": "Too late"}).status_code == 409
    assert caller.post(f"{path}/members", json={"memberToAdd": "x@example.org"}).status_code == 409


ACTS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("DELETE", "", {}),
    ("POST", "/hold", {}),
    ("POST", "/redirect", {"destination": "+18145550177"}),
    ("POST", "/reject", {}),
    ("POST", "/record", {}),
    ("POST", "/conference", {}),
    ("POST", "/conference/members", {"destination": "+18145550177"}),
    ("PATCH", "/conference/members/CA1", {"muted": True}),
    ("POST", "/messages", {"body": "Hello"}),
    ("POST", "/members", {"memberToAdd": "+18145550177"}),
)


@pytest.mark.parametrize(("verb", "path", "body"), ACTS, ids=lambda part: str(part))
def test_what_a_carrier_has_is_not_acted_on_here(
    caller: Caller, store: Store, clock: Clock, verb: str, path: str, body: dict[str, Any]
) -> None:
    session_id = of_carrier(store, clock)
    before, entries = caller.get(f"/sessions/{session_id}").json(), len(store.entries(session_id))

    answer = caller(verb, f"/sessions/{session_id}{path}", json=body)

    assert answer.status_code == 501
    assert answer.json()["responseStatus"]["errorCode"] == "NotImplementedException"
    assert "carrier" in answer.json()["responseStatus"]["message"]
    assert caller.get(f"/sessions/{session_id}").json() == before
    assert len(store.entries(session_id)) == entries


def test_no_call_is_placed_without_a_carrier(caller: Caller) -> None:
    assert caller.post("/sessions/outgoing", json={"numberToDial": "+18145550100"}).status_code == 501
    assert caller.post("/sessions/outgoing", json={}).status_code == 400
    assert caller.get("/sessions").json()["totalCount"] == 0


def test_what_came_whole_is_not_acted_on(caller: Caller, store: Store) -> None:
    keep(store, session(1))

    assert caller.post(f"/sessions/{1:024x}/hold", json={}).status_code == 501


def test_acts_are_journalled_audited_and_fold_to_the_same(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)
    caller.post(f"/sessions/{session_id}/hold", json={})
    clock.pass_by(seconds=2)
    caller("PATCH", f"/sessions/{session_id}", json={"callState": "Connected", "consoleData": "secret words"})
    caller.post(f"/sessions/{session_id}/log", json={"text": "noted"})
    before = caller.get(f"/sessions/{session_id}").json()

    changed = Recorder(store).refold(session_id).result()

    assert changed is False
    assert caller.get(f"/sessions/{session_id}").json() == before
    assert len(store.entries(session_id)) == len(ANSWERED) + 3
    _, lines = store.audited(AuditQuery(accounts=frozenset({"a1"}), record="session"))
    assert [each.operation for each in lines] == ["AppendSessionLog", "PatchSession", "HoldSession"]
    assert all(b"secret" not in (each.after or b"") + (each.before or b"") for each in lines)


def test_an_act_on_another_version_changes_nothing(caller: Caller, store: Store, clock: Clock) -> None:
    clock.pass_by(days=2)
    session_id = told(store, clock, *ANSWERED)
    tag = caller.get(f"/sessions/{session_id}").headers["etag"]
    caller.post(f"/sessions/{session_id}/log", json={"text": "noted"})

    for verb, path, body in (*ACTS[:5], ("PATCH", "", {"consoleData": "x"})):
        if path == "/reject":
            continue
        answer = caller(verb, f"/sessions/{session_id}{path}", json=body, headers={"If-Match": tag})
        assert answer.status_code == 412, path

    fresh = caller.get(f"/sessions/{session_id}").headers["etag"]
    assert caller.post(f"/sessions/{session_id}/hold", json={}, headers={"If-Match": fresh}).status_code == 200


@pytest.mark.parametrize(
    ("role", "limits"),
    [
        (Role.Manager, {"accounts": frozenset({"a2"})}),
        (Role.User, {"endpoints": frozenset({"e2"})}),
        (Role.Manager, {"accounts": frozenset({"a1"}), "customers": frozenset({"c4"})}),
    ],
)
def test_nothing_outside_the_scope_is_acted_on(
    caller: Caller, store: Store, clock: Clock, role: Role, limits: dict[str, Any]
) -> None:
    session_id = made(caller)["id"]
    before = caller.get(f"/sessions/{session_id}").json()
    other = Caller(application(store, clock))
    other.headers.update(bearer(put_key(store, role, **limits)))

    for verb, path, body in (*ACTS, ("PATCH", "", {"consoleData": "x"}), ("POST", "/log", {"text": "x"})):
        assert other(verb, f"/sessions/{session_id}{path}", json=body).status_code == 404, path

    assert caller.get(f"/sessions/{session_id}").json() == before


def test_a_customer_may_look_and_note_but_not_act(caller: Caller, store: Store, clock: Clock) -> None:
    session_id = made(caller)["id"]
    customer = Caller(application(store, clock))
    customer.headers.update(bearer(put_key(store, Role.Customer, customers=frozenset({"c1"}))))

    assert customer.post(f"/sessions/{session_id}/hold", json={}).status_code == 403
    assert customer.post(f"/sessions/{session_id}/log", json={"text": "seen"}).status_code == 200
