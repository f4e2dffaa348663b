"""Every operation, asked by every role in every scope about every place: nothing outside the scope shows or changes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import msgspec
import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.scope_world import CUSTOMERS, PLACES, World, hidden_words, holds, nowhere, world

from switchbook.api.call_control import CALL_CONTROL
from switchbook.api.chat_writes import CHAT_WRITES
from switchbook.api.operation import Operation
from switchbook.api.operations import OPERATIONS
from switchbook.api.session_writes import SESSION_WRITES
from switchbook.model.actor import EVERYTHING, Role, Scope
from switchbook.model.audit import AuditQuery
from switchbook.model.wire_json import encode

OWN = frozenset({"account-own"})
ACTORS: tuple[tuple[Role, Scope], ...] = (
    (Role.SystemAdministrator, EVERYTHING),
    (Role.SystemAdministrator, Scope(accounts=OWN)),
    (Role.Manager, Scope(accounts=OWN)),
    (Role.Manager, Scope(accounts=frozenset({"account-own", "account-child"}))),
    (Role.Manager, Scope(accounts=OWN, customers=frozenset({"own-top"}))),
    (Role.Manager, Scope(accounts=OWN, endpoints=frozenset({"own-beside-line"}))),
    (Role.Customer, Scope(accounts=OWN, customers=frozenset({"own-below"}))),
    (Role.Customer, Scope(accounts=OWN, customers=frozenset({"own-top", "other-top"}))),
    (Role.User, Scope(accounts=OWN, endpoints=frozenset({"own-top-line"}))),
    (Role.User, Scope(accounts=OWN, endpoints=frozenset())),
    (Role.Customer, Scope(accounts=frozenset(), customers=frozenset())),
)
# Within the account that most actors have a part of, every customer; of the others one.
SPOTS = (*(("own", customer) for customer in CUSTOMERS), *((place, "top") for place in PLACES if place != "own"))
# What changes nothing, though the original has it posted.
ONLY_LOOKS = frozenset({"CheckAccount"})
FORMATS = ("json", "json", "xml", "csv", "jsv", "jsonl", "html")
# What members of requests are given, by their names on the wire; ids come from the target.
VALUES: Mapping[str, object] = {
    "name": "New one",
    "isStaging": True,
    "consoleData": "kept",
    "text": "noted",
    "destination": "+18145550177",
    "toAddress": "+18145550178",
    "numberToDial": "+18145550177",
    "body": "Hello",
    "memberToAdd": "guest@example.org",
    "muted": True,
    "emailAddress": "new@example.org",
    "password": "a long pass phrase",
    "newPassword": "another pass phrase",
    "firstName": "New",
    "reason": "Transferring",
    "nameFilter": "zq",
    "number": "+18145550199",
    "startDateTime": "2026-01-01T00:00:00Z",
    "endDateTime": "2027-01-01T00:00:00Z",
    "source": "generic",
    "sipUserName": "newsip",
    "displayName": "New one",
    "isFax": True,
    "role": "User",
    "secret": "a secret of the source",
    "userEmailAddress": "new@example.org",
    "accounts": [{"referenceId": "new", "name": "New one"}],
    "content": "R0lGODlhAQABAAAAACw=",
}
MANY = {"accountIds": "accountId", "customerIds": "customerId", "endpointIds": "endpointId"}
# What is not there for anybody, even where all is well: a chat of a call, a guest who is none, a leg that answered.
MAY_FAIL: Mapping[str, frozenset[int]] = {
    "InviteChatMember": frozenset({409}),
    "DeleteChatMember": frozenset({400}),
    "SendMessage": frozenset({409}),
    "RejectSession": frozenset({409}),
    "NewOutgoingSession": frozenset({501}),
    "DeleteCustomer": frozenset({409}),
    "DeleteAccount": frozenset({409}),
    "FinishHookRotation": frozenset({400}),
    "ChangePassword": frozenset({400, 403}),
    # A key has none.
    "GetPreferences": frozenset({403}),
    "PutPreference": frozenset({403}),
}


def asked(operation: Operation, target: Mapping[str, str], *, named: bool) -> tuple[str, dict[str, Any]]:
    """Path and parts of a request of this operation about this target; `named` fills in all that it can be told."""
    members = set(operation.request.__struct_encode_fields__)
    in_path = re.findall(r"\{(\w+)\}", operation.route)
    given: dict[str, Any] = {}
    for member in members - set(in_path):
        if member in target and (named or operation.verb != "GET"):
            given[member] = target[member]
        elif member in MANY and named:
            given[member] = [target[MANY[member]]]
        elif member in VALUES and (named or operation.verb != "GET"):
            given[member] = VALUES[member]
    if operation.name == "ImportDirectory":
        given = {"customers": [{"accountId": target["accountId"], "referenceId": "R", "name": "New one"}]}
    values = {**target, "callSid": f"leg-{target['customerId']}-2", "memberId": "nobody@example.org"}
    path = re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], "unknown"), operation.route)
    if operation.verb in ("GET", "DELETE"):
        return path, {"params": {name: ",".join(v) if isinstance(v, list) else v for name, v in given.items()}}
    return path, {"json": given}


def state(made: World, scope: Scope) -> Iterator[bytes]:
    """Every record that the scope does not hold, as bytes."""
    book = made.store
    directory = book.directory()
    outside = [place for place in PLACES if scope.accounts is not None and f"account-{place}" not in scope.accounts]
    for place in outside:
        yield encode([each for each in directory.customers.values() if each.account_id == f"account-{place}"])
        yield encode([each for each in directory.endpoints.values() if each.account_id == f"account-{place}"])
        yield encode(directory.accounts[f"account-{place}"])
        yield msgspec.json.encode(book.user_by_id(made.users[place].id))
        yield msgspec.json.encode(book.hook(made.hooks[place]))
        yield msgspec.json.encode(book.key(made.keys[place].digest))
    for session_id, spot in made.sessions.items():
        customer_id = f"{spot.place}-{spot.customer}"
        if spot.place in outside or not holds(made, scope, customer_id, f"{customer_id}-line"):
            yield str(len(book.entries(session_id))).encode()
            yield encode(directory.customers[customer_id])
            yield encode(directory.endpoints[f"{customer_id}-line"])


@pytest.fixture(scope="module")
def made() -> World:
    """The world."""
    return world()


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_nothing_outside_the_scope_shows_or_changes(made: World, operation: Operation) -> None:
    luck = Random(operation.name)
    clock = Clock()
    whole = made.store._book
    for role, scope in ACTORS:
        made.store._book = whole
        limits = {"accounts": scope.accounts, "customers": scope.customers, "endpoints": scope.endpoints}
        secret = put_key(made.store, role, **limits)
        begun = made.store._book
        caller = Caller(application(made.store, clock))
        caller.headers.update(bearer(secret))
        for place, customer in SPOTS:
            for named in (True, False):
                made.store._book = begun
                _try(made, caller, operation, scope, made.target(place, customer), named=named, luck=luck)
    made.store._book = whole


def _try(
    made: World,
    caller: Caller,
    operation: Operation,
    scope: Scope,
    target: Mapping[str, str],
    *,
    named: bool,
    luck: Random,
) -> None:
    before = list(state(made, scope))
    audited, _ = made.store.audited(AuditQuery(accounts=None))
    path, parts = asked(operation, target, named=named)
    parts["params"] = {**parts.get("params", {}), "format": luck.choice(FORMATS)}

    answer = caller(operation.verb, path, **parts)

    told = f"{operation.name} {path} {parts} of {scope}: {answer.status_code}"
    assert answer.status_code < 500 or answer.status_code == 501, told
    for hidden in hidden_words(made, scope):
        assert hidden not in answer.text, f"{told} shows {hidden}: {answer.text[:2000]}"
    assert list(state(made, scope)) == before, told
    if operation.lists and answer.is_success and answer.headers["content-type"].startswith("application/json"):
        listed = answer.json()
        assert listed["totalCount"] == len(listed["items"]), f"{told} counts what it does not show"
    if operation.verb != "GET" and answer.is_success and operation.name not in ONLY_LOOKS:
        now, lines = made.store.audited(AuditQuery(accounts=None))
        assert now > audited, f"{told}: no line in the audit trail"
        assert lines[0].operation == operation.name


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
def test_every_operation_is_done_for_who_may_do_it(made: World, operation: Operation) -> None:
    whole = made.store._book
    caller = Caller(application(made.store, Clock()))
    caller.headers.update(bearer(put_key(made.store)))
    path, parts = asked(operation, made.target("own"), named=True)
    journal = sum(len(made.store.entries(each)) for each in made.sessions)

    answer = caller(operation.verb, path, **parts)

    after = sum(len(made.store.entries(each)) for each in made.store.session_ids())
    made.store._book = whole
    assert answer.is_success or answer.status_code in MAY_FAIL.get(operation.name, ()), answer.text
    if operation in (*SESSION_WRITES, *CALL_CONTROL, *CHAT_WRITES) and answer.is_success:
        assert after > journal, "no event in the journal"


NAMING = [row for row in OPERATIONS if {*nowhere(), *MANY} & set(row.request.__struct_encode_fields__)]


@pytest.mark.parametrize("operation", NAMING, ids=lambda operation: operation.name)
def test_what_is_not_seen_answers_as_what_is_not_there(made: World, operation: Operation) -> None:
    whole = made.store._book
    for role, scope in ACTORS:
        caller = Caller(application(made.store, Clock()))
        limits = {"accounts": scope.accounts, "customers": scope.customers, "endpoints": scope.endpoints}
        secret = put_key(made.store, role, **limits)
        caller.headers.update(bearer(secret))
        for place in PLACES:
            if scope.accounts is None or f"account-{place}" in scope.accounts:
                continue
            told = []
            for target in (made.target(place), nowhere()):
                path, parts = asked(operation, target, named=True)
                answer = caller(operation.verb, path, **parts)
                text = answer.text
                for known in sorted(target.values(), key=len, reverse=True):
                    text = text.replace(known, "X")
                told.append((answer.status_code, re.sub(r"[0-9a-f]{24}", "ID", text)))
            assert told[0] == told[1], f"{operation.name} of {scope} about {place}"
    made.store._book = whole
