"""Sessions found by the Call SID that their own page shows, whatever their source calls its legs."""

from __future__ import annotations

from support.callbacks import RECEIVED, as_json, generic_event
from support.calling import Caller

from switchbook.ingest.generic import Generic
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store

SID, OTHER = "CA" + "1" * 32, "CA" + "2" * 32


def told(store: Store, *events: dict[str, object]) -> list[str]:
    """The sessions of generic events, each a delivery of its own."""
    recorder, source = Recorder(store), Generic()
    taken = [recorder.take(source, "a1", as_json(each), "application/json", RECEIVED).result() for each in events]
    return [receipts[0].session_id or "" for receipts in taken]


def found(caller: Caller, call_sid: str) -> set[str]:
    return {each["id"] for each in caller.get(f"/sessions?searchAll=true&callSid={call_sid}").json()["items"]}


def test_a_session_is_found_by_the_sid_it_shows_and_by_the_name_of_its_leg(caller: Caller, store: Store) -> None:
    session_id, _, _ = told(
        store,
        generic_event("started", 0, "q1", callSid=SID),
        generic_event("ringing", 1, "q1", callSid=SID),
        generic_event("ringing", 2, "q2", parent="q1", callSid=OTHER),
    )

    assert caller.get(f"/sessions/{session_id}").json()["callSid"] == SID
    assert found(caller, SID) == found(caller, OTHER) == found(caller, "q1") == {session_id}


def test_a_sid_that_is_the_name_of_another_leg_makes_no_two_sessions_one(caller: Caller, store: Store) -> None:
    one, two, three = told(
        store,
        generic_event("started", 0, SID),
        generic_event("started", 0, "q1", callSid=SID),
        generic_event("started", 0, "q2", callSid=SID),
    )

    assert len({one, two, three}) == 3
    assert found(caller, SID) == {one, two, three}


def test_the_sid_of_a_leg_that_is_told_of_later_leads_to_its_own_session_too(caller: Caller, store: Store) -> None:
    one, two = told(store, generic_event("started", 0, "q1", callSid=SID), generic_event("started", 0, SID))

    assert one != two
    assert found(caller, SID) == {one, two}


def test_a_session_that_went_into_another_is_found_there(caller: Caller, store: Store) -> None:
    child, _, root = told(
        store,
        generic_event("started", 1, "child", callSid=OTHER),
        generic_event("started", 0, "root", callSid=SID),
        generic_event("ringing", 2, "child", parent="root"),
    )

    assert child != root
    assert found(caller, SID) == found(caller, OTHER) == {root}
