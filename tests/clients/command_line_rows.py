"""What the vendor's command line sends for each command and needs in the answer: its table, row by row.

Its rows for reports have no operation here, and are left out; so are those for flows and integrations, the numbers that
a carrier sells and checks, and the testing of opening hours.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any, NamedTuple

from clients.command_line import CommandLine, within

CALLER, OURS = "+18145550100", "+15035550142"


class Needs(Enum):
    """What must be in an answer."""

    page = "an object with a list of items"
    sessions = "an object with a list of sessions"
    calls = "an object with a list of calls"
    messages = "an object with a list of messages"
    record = "an object"
    nothing = "no body"


class Row(NamedTuple):
    """A command, its request, and what it needs."""

    command: str
    verb: str
    path: str
    needs: Needs
    query: Mapping[str, Any] = {}
    body: Mapping[str, Any] | None = None


class World(NamedTuple):
    """Records for one row: an account with a hook, a customer, a number, a call and a chat, and an empty account."""

    account: str
    empty_account: str
    customer: str
    number: str
    call: str
    call_sid: str
    chat: str
    guest: str


def new_world(ann: CommandLine) -> World:
    """Make the records, by the same command line."""

    def made(path: str, **body: Any) -> dict[str, Any]:
        said = ann.write("POST", path, body)
        assert said.status == 200, said
        return dict(said.data)

    account = made("/accounts", name="Acme & Söhne")["id"]
    made("/hooks", source="generic", accountId=account, secret="a secret of its own")
    customer = made("/customers", accountId=account, name="Zahnärzte")["id"]
    number = made("/endpoints/phone-numbers", accountId=account, number=OURS)["id"]
    for path in (within("customers", customer), within("endpoints", number)):
        assert ann.write("PATCH", path, {"schedule": {"days": ["Monday"]}}).status == 200
    call_sid = "CA" + "7" * 32
    parties = {"direction": "Incoming", "fromAddress": CALLER, "toAddress": OURS}
    call = made("/sessions", accountId=account, endpointId=number, callSid=call_sid, **parties)["id"]
    assert ann.write("POST", within("sessions", call, "record")).status == 204
    chat = made("/messages", endpointId=number, toAddress=CALLER, body="Hello")["sessionId"]
    guest = made(f"/sessions/{chat}/members", memberToAdd="jane+1@example.org")["members"][-1]["identity"]
    return World(
        account=account,
        empty_account=made("/accounts", name="Nobody yet")["id"],
        customer=customer,
        number=number,
        call=call,
        call_sid=call_sid,
        chat=chat,
        guest=guest,
    )


def rows(w: World) -> Sequence[Row]:
    """The whole table, for these records."""
    return (*_of_accounts(w), *_of_sessions_read(w), *_of_sessions_written(w), *_of_customers(w), *_of_endpoints(w))


def _of_accounts(w: World) -> Sequence[Row]:
    account, empty = within("accounts", w.account), within("accounts", w.empty_account)
    paging = {"page": "0", "countPerPage": "10", "sortField": "name", "sortOrder": "Ascend"}
    return (
        Row("account list", "GET", "/auth/status", Needs.record),
        Row("account get", "GET", account, Needs.record),
        Row("account search", "GET", "/accounts", Needs.page, {"nameFilter": "& Söhne", **paging}),
        Row("account create", "POST", "/accounts", Needs.record, body={"name": "Beta"}),
        Row("account patch", "PATCH", account, Needs.record, body={"name": "Acme", "maxPhoneNumbers": 5}),
        Row("account check", "POST", f"{account}/check", Needs.record),
        Row("account regenerate-tokens", "POST", f"{account}/tokens", Needs.record),
        Row("account delete", "DELETE", empty, Needs.nothing),
    )


def _of_sessions_read(w: World) -> Sequence[Row]:
    call, chat = within("sessions", w.call), within("sessions", w.chat)
    one = {"specificIds": [w.call], "countPerPage": 1, "simplifiedPaging": True, "searchArchive": None}
    every = {
        "accountIds": [w.account],
        "page": "0",
        "countPerPage": "25",
        "all": None,
        "simplifiedPaging": True,
        "sortField": "dateCreated",
        "sortOrder": "Descend",
        "startDate": "2020-01-01",
        "endDate": "2099-12-31",
        "customerIds": None,
        "endpointIds": [w.number, "none"],
        "from": "+1814",
        "to": OURS,
        "log": "received",
        "parentSessionId": "",
        "specificIds": [w.call, w.chat],
    }
    return (
        Row("session list", "GET", "/sessions", Needs.page, every),
        Row("session get", "GET", call, Needs.record),
        Row("session log", "GET", "/sessions", Needs.page, one),
        Row("session active", "GET", "/calls/active", Needs.calls, {"accountId": w.account}),
        Row("session active-mine", "GET", "/sessions/active", Needs.sessions),
        Row("session mine", "GET", "/sessions/my", Needs.sessions),
        Row("session transcript", "GET", f"{chat}/transcript", Needs.messages, {"includeHistorical": True}),
        Row("file list --session-id", "GET", "/files", Needs.page, {"accountIds": [w.account], "sessionId": w.call}),
    )


def _of_sessions_written(w: World) -> Sequence[Row]:
    call, chat = within("sessions", w.call), within("sessions", w.chat)
    new = {"accountId": w.account, "channel": "Voice", "destination": CALLER}
    joining = {"callSid": w.call_sid, "destination": "4001", "fromNumber": OURS}
    span = {"accountId": w.account, "startDateTime": "2026-05-01T00:00:00Z", "endDateTime": "2026-06-01T00:00:00Z"}
    member = call + within("conference", "members", w.call_sid)
    return (
        Row("session patch", "PATCH", call, Needs.record, body={"consoleData": '{"a":"ü"}', "callState": "Connected"}),
        Row("session delete", "DELETE", "/sessions", Needs.nothing, span),
        Row("session create", "POST", "/sessions", Needs.record, body=new),
        Row("session end", "DELETE", call, Needs.nothing),
        Row("session end --call-sid", "DELETE", call, Needs.nothing, {"callSid": w.call_sid}),
        Row(
            "session hold", "POST", f"{call}/hold", Needs.record, body={"callSid": w.call_sid, "reason": "Transferring"}
        ),
        Row(
            "session redirect",
            "POST",
            f"{call}/redirect",
            Needs.nothing,
            body={"destination": "4001", "callerId": OURS},
        ),
        Row("session add-log", "POST", f"{call}/log", Needs.record, body={"text": "seen"}),
        Row("session message", "POST", f"{chat}/messages", Needs.record, body={"body": "Still there?"}),
        Row("session invite-member", "POST", f"{chat}/members", Needs.record, body={"memberToAdd": "+1 503 555 0199"}),
        Row("session conference", "POST", f"{call}/conference", Needs.record, body={}),
        Row("session add-conference-member", "POST", f"{call}/conference/members", Needs.record, body=joining),
        Row("session reject", "POST", f"{call}/reject", Needs.nothing),
        Row("session record", "POST", f"{call}/record", Needs.nothing),
        Row("session remove-member", "DELETE", chat + within("members", w.guest), Needs.record),
        Row("session patch-conference-member", "PATCH", member, Needs.record, body={"hold": True, "muted": True}),
    )


def _of_customers(w: World) -> Sequence[Row]:
    customer = within("customers", w.customer)
    listed = {
        "accountIds": [w.account],
        "nameFilter": "ZAHN",
        "parentCustomerIds": [],
        "shallowParent": None,
        "page": "0",
    }
    given = {
        "name": "Acme",
        "parentCustomerId": w.customer,
        "accountId": w.account,
        "data": {"a": {"stringValue": "b"}},
    }
    return (
        Row("customer list", "GET", "/customers", Needs.page, listed),
        Row("customer get", "GET", customer, Needs.record),
        Row("customer create", "POST", "/customers", Needs.record, body=given),
        Row("customer patch", "PATCH", customer, Needs.record, body={"referenceId": "R 1", "tagIds": ["t1"]}),
        Row("customer delete", "DELETE", customer, Needs.nothing),
        Row("customer inherited-schedule", "GET", f"{customer}/inherited-schedule", Needs.record),
        Row("customer set-staging", "POST", f"{customer}/staging", Needs.record, body={"isStaging": True}),
    )


def _of_endpoints(w: World) -> Sequence[Row]:
    endpoint, account = within("endpoints", w.number), {"accountId": w.account}
    listed = {"accountIds": [w.account], "types": ["PhoneNumber", "User"], "phoneNumberFilter": "0142", "all": True}
    user = {**account, "displayName": "Jane", "userMode": "SoftPhone", "userEmailAddress": "jane@example.org"}
    trunk = {**account, "displayName": "Trunk", "sipUserName": "trunk@sip.example.org"}
    new, is_fax = "/endpoints", within("phone-numbers", w.number, "fax")
    return (
        Row("endpoint list", "GET", "/endpoints", Needs.page, listed),
        Row("endpoint get", "GET", endpoint, Needs.record),
        Row("endpoint patch", "PATCH", endpoint, Needs.record, body={"displayName": "Desk", "customerId": w.customer}),
        Row("endpoint create user", "POST", f"{new}/users", Needs.record, body=user),
        Row("endpoint create team", "POST", f"{new}/team", Needs.record, body={**account, "displayName": "Sales"}),
        Row(
            "endpoint create email",
            "POST",
            f"{new}/email",
            Needs.record,
            body={**account, "emailAddress": "a@b.example"},
        ),
        Row("endpoint create sip-trunk", "POST", f"{new}/sip-trunk", Needs.record, body=trunk),
        Row(
            "endpoint create assistant",
            "POST",
            f"{new}/assistant",
            Needs.record,
            body={**account, "displayName": "Bot"},
        ),
        Row(
            "endpoint create phone-number",
            "POST",
            f"{new}/phone-numbers",
            Needs.record,
            body={**account, "number": CALLER},
        ),
        Row("endpoint set-fax", "PATCH", is_fax, Needs.record, body={"isFax": True}),
        Row("endpoint inherited-schedule", "GET", f"{endpoint}/inherited-schedule", Needs.record),
        Row("endpoint delete", "DELETE", endpoint, Needs.nothing),
    )
