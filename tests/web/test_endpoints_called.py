"""What is done to endpoints over HTTP counts for the very next call: who it is for, what it is called in lists."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from stores.conftest import STORES
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from twilio.request_validator import RequestValidator

from switchbook.stores.contract import Store
from switchbook.stores.contract_people import Hook

PUBLIC = "https://calls.example.com"
OUTSIDE = "+18145550100"
Call = Callable[..., dict[str, Any]]


class Line:
    """An application over the small directory, with a hook for each of two sources, that calls come in by."""

    def __init__(self, store: Store, **changed: str) -> None:
        self.store = store
        put_directory(store)
        for source in ("generic", "twilio"):
            hook = Hook(id=source, source=source, account_id="a1", secrets=("word",))
            store.write(lambda ledger, hook=hook: ledger.put_hook(hook)).result()  # type: ignore[misc] # bound early
        self.caller = Caller(application(store, Clock(), public_url=PUBLIC, **changed))
        self.key = bearer(put_key(store))
        self._calls = count(1)

    def __call__(self, verb: str, path: str, **members: Any) -> dict[str, Any]:
        """An administrator's request, which is allowed; its answer."""
        answer = self.caller(verb, path, json=members or None, headers=self.key)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else {}

    def generic(self, to: str, from_: str = OUTSIDE, **more: Any) -> dict[str, Any]:
        """A call that begins now, told as a generic event (constructed); the session as it is listed."""
        leg = f"g{next(self._calls)}"
        event = {"version": 1, "type": "started", "leg": leg, "at": "2026-11-22T04:59:58Z", "from": from_, "to": to}
        sent = self.caller.post(
            "/hooks/generic/generic", json={"direction": "Incoming", **event, **more}, headers=bearer("word")
        )
        assert sent.status_code < 300, sent.text
        return self._last()

    def twilio(self, to: str, from_: str = OUTSIDE, **more: str) -> dict[str, Any]:
        """The same as Twilio's status callback (constructed)."""
        fields = {
            "AccountSid": "AC" + "0" * 32,
            "CallSid": f"CA{next(self._calls):032x}",
            "CallStatus": "ringing",
            "CallbackSource": "call-progress-events",
            "Direction": "inbound",
            "From": from_,
            "SequenceNumber": "0",
            "Timestamp": "Sun, 22 Nov 2026 04:59:58 +0000",
            "To": to,
            **more,
        }
        signature = RequestValidator("word").compute_signature(f"{PUBLIC}/hooks/twilio/twilio", fields)
        headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
        sent = self.caller.post("/hooks/twilio/twilio", content=urlencode(fields), headers=headers)
        assert sent.status_code == 204, sent.text
        return self._last()

    def _last(self) -> dict[str, Any]:
        items = self.caller.get("/sessions?all=true", headers=self.key).json()["items"]
        known = getattr(self, "_known", set())
        (new,) = [each for each in items if each["id"] not in known]
        self._known = {each["id"] for each in items}
        return dict(new)


@pytest.fixture(params=list(STORES))
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """A line into each kind of store."""
    store = STORES[request.param](tmp_path / "book")
    yield Line(store)
    store.close()


def placed(session: dict[str, Any]) -> tuple[str | None, str | None, str | None]:
    """The endpoint, its name and the customer of a session."""
    return session.get("endpointId"), session.get("endpointName"), session.get("customerId")


@pytest.mark.parametrize("source", ["generic", "twilio"])
def test_a_number_counts_from_when_it_is_made_until_it_is_deleted(line: Line, source: str) -> None:
    call: Call = getattr(line, source)
    number = "+15035557777"
    assert placed(call(number)) == (None, None, None)

    made = line("POST", "/endpoints/phone-numbers", accountId="a1", number=number, customerId="c3")["id"]
    assert placed(call(number)) == (made, number, "c3")

    line("PATCH", f"/endpoints/{made}", customerId="c4", displayName="Sales")
    assert placed(call(number)) == (made, "Sales", "c4")

    line("PATCH", f"/endpoints/{made}", phoneNumber="+15035557778")
    assert placed(call(number)) == (None, None, None)
    assert placed(call("(503) 555-7778"))[0] is None
    assert placed(call("+1 503 555 7778")) == (made, "Sales", "c4")

    line("DELETE", f"/endpoints/{made}")
    assert placed(call("+15035557778")) == (None, None, None)


@pytest.mark.parametrize("source", ["generic", "twilio"])
def test_a_user_is_called_by_every_address_it_has(line: Line, source: str) -> None:
    call: Call = getattr(line, source)
    addresses = {
        "address": "client:anna",
        "otherAddresses": ["sip:anna@gw.example.com"],
        "sipUserName": "anna@pbx.example.com",
        "userEmailAddress": "anna@example.com",
        "phoneNumber": "+442079460000",
        "mobilePhoneNumber": "+442079460001",
    }
    anna = line("POST", "/endpoints/users", accountId="a1", displayName="Anna", customerId="c2", **addresses)["id"]
    told = (
        *("client:anna", "sip:anna@gw.example.com:5061", "sips:anna@PBX.example.com;transport=tls"),
        *("ANNA@example.com", "+442079460000", "+442079460001"),
    )

    for address in told:
        assert placed(call(address)) == (anna, "Anna", "c2"), address
    for address in ("client:Anna", "sip:anna@elsewhere.example.com"):
        assert placed(call(address))[0] is None, address

    line("PATCH", f"/endpoints/{anna}", otherAddresses=[], sipUserName="", mobilePhoneNumber="")
    found = [placed(call(address))[0] for address in told]
    assert found == [anna, None, None, anna, anna, None]


def test_a_user_who_calls_out_or_answers_is_found_by_any_address(line: Line) -> None:
    anna = line("POST", "/endpoints/users", accountId="a1", displayName="Anna", sipUserName="anna@pbx.example.com")[
        "id"
    ]

    out = line.twilio(OUTSIDE, "sip:anna@pbx.example.com", Direction="outbound-dial")
    assert placed(out)[:2] == (anna, "Anna")

    parent = line.generic("+15035551234")
    legs = {"version": 1, "leg": "child", "parent": "g2", "to": "sip:anna@pbx.example.com"}
    for kind, second in (("started", 59), ("answered", 59)):
        event = {**legs, "type": kind, "at": f"2026-11-22T04:59:{second}Z"}
        line.caller.post("/hooks/generic/generic", json=event, headers=bearer("word"))
    answered = line("GET", f"/sessions/{parent['id']}")
    assert (answered["endpointId"], answered["answeredById"], answered["answeredByName"]) == ("e1", anna, "Anna")


def test_a_rename_shows_at_once_and_a_deletion_leaves_the_id(line: Line) -> None:
    call = line.generic("+15035551234")
    assert placed(call) == ("e1", "Front desk", "c2")

    line("PATCH", "/endpoints/e1", displayName="Reception", customerId="c4")
    assert placed(line("GET", f"/sessions/{call['id']}")) == ("e1", "Reception", "c2")

    line("DELETE", "/endpoints/e1")
    assert placed(line("GET", f"/sessions/{call['id']}")) == ("e1", None, "c2")
    (listed,) = line("GET", "/sessions?endpointIds=e1")["items"]
    assert listed["id"] == call["id"]


def test_what_was_learnt_is_what_is_made_of_it(tmp_path: Path) -> None:
    store = STORES["sqlite"](tmp_path / "book")
    line = Line(store, learn_endpoints="on")
    first = line.generic("+15035557777")
    assert placed(first)[1:] == ("+15035557777", None)

    made = line("POST", "/endpoints/phone-numbers", accountId="a1", number="+15035557777", displayName="Sales")
    second = line.twilio("+15035557777")
    deleted = line("DELETE", f"/endpoints/{made['id']}")
    third = line.twilio("+15035557777")

    assert (made["id"], made["learnt"], deleted) == (first["endpointId"], False, {})
    assert placed(second)[:2] == (made["id"], "Sales")
    assert placed(third)[:2] == (made["id"], "+15035557777")
    assert line("GET", f"/endpoints/{made['id']}")["learnt"] is True
    store.close()
