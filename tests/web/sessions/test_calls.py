"""Calls under way, in the carrier's shape: what is told of each line, and what nobody told is absent."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from support.callbacks import (
    ACCOUNT_SID,
    ANNA,
    CALLER,
    CHILD,
    FRONT_DESK,
    NINE,
    PARENT,
    child_callback,
    parent_callback,
)
from support.calling import Caller
from support.sessions import NOON, keep, session

from switchbook.ingest.twilio import Twilio
from switchbook.model.actor import Role
from switchbook.model.directory import Account
from switchbook.model.event import Facts, LegAnswered, LegEnded, LegJoinedConference, LegRang, LegStarted
from switchbook.model.session import CallState, Channel, Direction, Member, MemberCallState
from switchbook.recorder import Recorder
from switchbook.stores.contract import Store

Limited = Callable[..., Caller]
Tell = Callable[..., str]


def calls(caller: Caller, query: str = "") -> list[dict[str, Any]]:
    """The calls of an answer."""
    answer = caller.get(f"/calls/active?{query}")
    assert answer.status_code == 200
    return list(answer.json()["calls"])


def deliver(store: Store, *payloads: bytes) -> None:
    """Take constructed callbacks of Twilio in."""
    for payload in payloads:
        Recorder(store).take(Twilio(), "a1", payload, "", NINE).result()


@pytest.fixture
def ringing(store: Store) -> Store:
    """An incoming call of an account that has a Twilio SID, whose flow dials Anna."""
    account = Account(id="a1", name="Acme", twilio_account_sid=ACCOUNT_SID)
    store.write(lambda ledger: ledger.put_account(account)).result()
    deliver(store, parent_callback("ringing", 0, 0, CallerName="DOE JANE"), parent_callback("in-progress", 2, 1))
    deliver(store, child_callback("initiated", 5, 0), child_callback("ringing", 6, 1))
    return store


def test_every_line_that_is_not_over_is_a_call(ringing: Store, caller: Caller) -> None:
    first, second = calls(caller, "accountId=a1")

    assert first == {
        "accountSid": ACCOUNT_SID,
        "callerName": "DOE JANE",
        "dateCreated": "2026-11-23T09:00:00.000Z",
        "dateUpdated": "2026-11-23T09:00:02.000Z",
        "direction": "inbound",
        "from": CALLER,
        "fromFormatted": "(814) 555-0100",
        "sid": PARENT,
        "startTime": "2026-11-23T09:00:00.000Z",
        "status": "in-progress",
        "to": FRONT_DESK,
        "toFormatted": "(503) 555-1234",
        "uri": f"/2010-04-01/Accounts/{ACCOUNT_SID}/Calls/{PARENT}.json",
    }
    assert (second["sid"], second["parentCallSid"], second["direction"]) == (CHILD, PARENT, "outbound-dial")
    assert (second["status"], second["to"], second["startTime"]) == ("ringing", ANNA, "2026-11-23T09:00:05.000Z")


def test_a_line_that_is_over_is_no_call_any_more(ringing: Store, caller: Caller) -> None:
    deliver(ringing, child_callback("no-answer", 30, 2))
    assert [each["sid"] for each in calls(caller)] == [PARENT]

    deliver(ringing, parent_callback("completed", 40, 2, CallDuration=38))
    assert calls(caller) == []


def test_other_sources_name_their_lines_themselves(caller: Caller, tell: Tell) -> None:
    facts = Facts(direction=Direction.Outgoing, from_address="sip:ann@pbx", to_address="+4930901820")
    tell(LegStarted(leg="chan-1", at=NOON, facts=facts))

    (call,) = calls(caller)

    assert (call["sid"], call["status"], call["direction"]) == ("chan-1", "queued", "outbound-api")
    assert (call["fromFormatted"], call["toFormatted"]) == ("sip:ann@pbx", "+49 30 901820")
    assert {"accountSid", "uri", "startTime", "parentCallSid", "duration", "price", "endTime"}.isdisjoint(call)


def test_a_party_known_from_a_conference_alone_is_in_progress_until_it_leaves(caller: Caller, tell: Tell) -> None:
    tell(LegStarted(leg="one", at=NOON), LegAnswered(leg="one", at=NOON))
    tell(LegJoinedConference(leg="one", at=NOON, conference="room"))
    tell(LegJoinedConference(leg="two", at=NOON + timedelta(seconds=1), conference="room"))

    assert [(each["sid"], each["status"]) for each in calls(caller)] == [("one", "in-progress"), ("two", "in-progress")]


def test_an_import_tells_of_its_parties(store: Store, caller: Caller) -> None:
    parties = (
        Member(identity="+18145550100", call_sid="CA1", call_state=MemberCallState.Connected),
        Member(identity="+15035550111", call_sid="CA2", call_state=MemberCallState.Ringing),
        Member(identity="+15035550112", call_sid="CA3"),
    )
    keep(
        store, session(1, from_address="+18145550100", call_sid="CA1", call_state=CallState.Connected, members=parties)
    )

    told = [(each["sid"], each["status"], each.get("parentCallSid")) for each in calls(caller)]

    assert told == [("CA1", "in-progress", None), ("CA2", "ringing", "CA1")]


def test_chats_and_faxes_are_no_calls(caller: Caller, tell: Tell, store: Store) -> None:
    tell(LegStarted(leg="fax", at=NOON, facts=Facts(channel=Channel.Fax)))
    keep(store, session(1, channel=Channel.Chat, call_state=CallState.Connected))

    assert calls(caller) == []


def test_calls_of_the_newest_session_come_first_and_an_account_narrows(caller: Caller, tell: Tell) -> None:
    tell(LegRang(leg="old", at=NOON), LegRang(leg="new", at=NOON + timedelta(hours=1)))
    tell(LegRang(leg="other", at=NOON), account_id="a2")

    assert [each["sid"] for each in calls(caller, "accountId=a1")] == ["new", "old"]
    assert [each["sid"] for each in calls(caller, "accountId=a2")] == ["other"]
    assert len(calls(caller)) == 3
    assert calls(caller, "accountId=a9") == []


def test_calls_are_kept_to_the_scope(caller: Caller, tell: Tell, limited: Limited) -> None:
    tell(LegRang(leg="one", at=NOON, facts=Facts(customer_id="c3")), LegRang(leg="two", at=NOON))
    tell(LegRang(leg="three", at=NOON), LegEnded(leg="three", at=NOON, ending="busy"), account_id="a2")
    manager = limited(Role.Manager, accounts=frozenset({"a1"}))
    part = limited(Role.Manager, accounts=frozenset({"a1"}), customers=frozenset({"c2"}))

    assert sorted(each["sid"] for each in calls(manager)) == ["one", "two"]
    assert [each["sid"] for each in calls(part)] == ["one"]
    for account_id in ("a2", "a9"):
        answer = manager.get(f"/calls/active?accountId={account_id}")
        assert answer.status_code == 403
        assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == "accountId"


def test_the_twilio_account_is_told_to_who_sees_the_whole_account(ringing: Store, limited: Limited) -> None:
    whole = limited(Role.Manager, accounts=frozenset({"a1"}))
    part = limited(Role.Manager, accounts=frozenset({"a1"}), customers=frozenset({"c2"}))

    assert [each["accountSid"] for each in calls(whole)] == [ACCOUNT_SID] * 2
    assert [each["sid"] for each in calls(part)] == [PARENT, CHILD]
    assert ACCOUNT_SID not in part.get("/calls/active").text


@pytest.mark.parametrize("role", [Role.Customer, Role.User])
def test_calls_are_for_staff(limited: Limited, role: Role) -> None:
    assert (
        limited(role, customers=frozenset({"c2"}), endpoints=frozenset({"e1"})).get("/calls/active").status_code == 403
    )


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_calls(ringing: Store, caller: Caller, suffix: str) -> None:
    answer = caller.get(f"/calls/active.{suffix}")

    assert answer.status_code == 200
    assert CHILD in answer.text
