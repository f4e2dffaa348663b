"""Accounts over HTTP: listed, shown, made, changed and deleted, within scope, safely, and audited without secrets."""

from __future__ import annotations

from typing import Any

import pytest
from support.calling import START, Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from support.sessions import keep, session

from switchbook import settings
from switchbook.api.account_removal import delete_account
from switchbook.api.context import Context
from switchbook.api.types_accounts import DeleteAccount
from switchbook.errors import Conflict
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.model.audit import AuditQuery
from switchbook.model.directory import Account
from switchbook.model.query import Shelf
from switchbook.patience import Patience
from switchbook.stores.contract import Store
from switchbook.stores.contract_people import Hook

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "a-constructed-auth-token"


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory and one account more."""
    put_directory(store)
    store.write(lambda ledger: ledger.put_account(Account(id="a3", name="Cäsar", parent_account_id="a2"))).result()
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def limited(store: Store, clock: Clock, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits."""
    made = Caller(application(store, clock))
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def put_hook(store: Store, hook_id: str, account_id: str) -> None:
    """A hook of an account."""
    hook = Hook(id=hook_id, source="generic", account_id=account_id, secrets=("s",))
    store.write(lambda ledger: ledger.put_hook(hook)).result()


def ids(caller: Caller, query: str = "") -> list[str]:
    """The ids of a list of accounts."""
    return [each["id"] for each in caller.get(f"/accounts?{query}").json()["items"]]


def fault(answer: Any) -> str:
    """The first field at fault."""
    field: str = answer.json()["responseStatus"]["errors"][0]["fieldName"]
    return field


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["a1", "a2", "a3"]),
        ("nameFilter=CÄ", ["a3"]),
        ("parentAccountIds=a1", ["a2", "a3"]),
        ("parentAccountIds=a1&shallowParent=true", ["a2"]),
        ("parentAccountIds=a9", []),
        ("specificIds=a3,a1&sortField=parentAccountId&sortOrder=Descend", ["a3", "a1"]),
        ("sortField=isBYOA&sortOrder=Descend", ["a3", "a2", "a1"]),
        ("countPerPage=2&page=1", ["a3"]),
        ("referenceIds=none", []),
    ],
)
def test_a_list_is_filtered_and_sorted(caller: Caller, query: str, found: list[str]) -> None:
    assert ids(caller, query) == found


def test_an_account_shows_those_above_it_from_the_root_down(caller: Caller) -> None:
    assert caller.get("/accounts/a3").json()["ancestorIds"] == ["a1", "a2"]
    assert caller.get("/accounts/a1").json() == {"name": "Acme", "ancestorIds": [], "isBYOA": False, "id": "a1"}


def test_an_account_is_made_changed_and_deleted(caller: Caller, store: Store) -> None:
    made = caller.post("/accounts", json={"name": " New ", "parentAccountId": "a2", "referenceId": "R"}).json()
    assert (made["name"], made["ancestorIds"], made["isBYOA"]) == ("New", ["a1", "a2"], False)
    assert made["dateCreated"] == "2026-11-22T05:00:00.000Z"
    assert store.hooks() == []

    change = {
        "name": "Newer",
        "maxPhoneNumbers": 5,
        "billingSettings": {"base": {"unitCost": 1.5}},
        "parentAccountId": "",
        "retentionDays": 30,
        "trustHubProfileSid": "BU1",
    }
    patched = caller("PATCH", f"/accounts/{made['id']}", json=change).json()
    assert patched.items() >= {"name": "Newer", "maxPhoneNumbers": 5, "retentionDays": 30, "referenceId": "R"}.items()
    assert (patched["ancestorIds"], patched["billingSettings"]["base"]["unitCost"]) == ([], 1.5)
    assert patched["trustHubProfileSid"] == "BU1"
    assert ids(caller, "referenceIds=R") == [made["id"]]
    assert caller.get(f"/accounts/{made['id']}").json() == patched

    gone = caller("DELETE", f"/accounts/{made['id']}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert caller.get(f"/accounts/{made['id']}").status_code == 404
    _, lines = store.audited(AuditQuery(accounts=None, record_id=made["id"]))
    assert [each.operation for each in lines] == ["DeleteAccount", "PatchAccount", "NewAccount"]
    assert lines[1].before is not None
    assert b'"name":"New"' in lines[1].before
    assert b'"maxPhoneNumbers":5' in (lines[1].after or b"")


def test_a_twilio_account_brings_a_hook_and_its_token_is_never_told(caller: Caller, store: Store) -> None:
    answer = caller.post("/accounts", json={"name": "Own", "twilioAccountSid": SID, "twilioAuthToken": TOKEN})

    account = answer.json()
    assert (account["isBYOA"], account["twilioAccountSid"]) == (True, SID)
    (hook,) = store.hooks()
    assert (hook.source, hook.account_id, hook.secrets) == ("twilio", account["id"], (TOKEN,))
    _, lines = store.audited(AuditQuery(accounts=None))
    assert {(each.record, each.record_id) for each in lines} == {("hook", hook.id), ("account", account["id"])}
    assert TOKEN not in repr(lines) + answer.text + caller.get("/accounts").text


@pytest.mark.parametrize(
    ("verb", "path", "body", "field"),
    [
        ("POST", "", {"name": ""}, "name"),
        ("POST", "", {"name": "N", "parentAccountId": "a9"}, "parentAccountId"),
        ("POST", "", {"name": "N", "twilioAccountSid": SID}, "twilioAuthToken"),
        ("POST", "", {"name": "N", "twilioAuthToken": TOKEN}, "twilioAccountSid"),
        ("POST", "", {"name": "N", "twilioAccountSid": "AC12", "twilioAuthToken": TOKEN}, "twilioAccountSid"),
        ("POST", "", {"name": "N", "maxPhoneNumbers": 5}, "maxPhoneNumbers"),
        ("PATCH", "/a1", {"maxPhoneNumbers": -1}, "maxPhoneNumbers"),
        ("PATCH", "/a1", {"retentionDays": 36501}, "retentionDays"),
        ("PATCH", "/a1", {"logoId": "5"}, "logoId"),
        ("PATCH", "/a1", {"name": " "}, "name"),
        ("PATCH", "/a1", {"parentAccountId": "a9"}, "parentAccountId"),
        ("PATCH", "/a1", {"billingSettings": {"base": {"unitCost": "much"}}}, "billingSettings.base.unitCost"),
        ("PATCH", "/a1", {"twilioAuthToken": TOKEN}, "twilioAuthToken"),
        ("DELETE", "/a3?froce=true", None, "froce"),
    ],
)
def test_what_is_wrong_is_named_and_changes_nothing(
    caller: Caller, verb: str, path: str, body: dict[str, Any] | None, field: str
) -> None:
    before = caller.get("/accounts").json()

    answer = caller(verb, f"/accounts{path}", json=body)

    assert (answer.status_code, fault(answer)) == (400, field)
    assert TOKEN not in answer.text
    assert caller.get("/accounts").json() == before


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [
        ("PATCH", "/a1", {"parentAccountId": "a3"}),
        ("PATCH", "/a1", {"parentAccountId": "a1"}),
        ("PATCH", "/a1", {"referenceId": "R"}),
        ("POST", "", {"name": "N", "referenceId": "R"}),
        ("POST", "", {"name": "N", "twilioAccountSid": SID, "twilioAuthToken": TOKEN}),
        ("DELETE", "/a2", None),
        ("DELETE", "/a2?force=true", None),
    ],
)
def test_what_stands_against_it_is_a_conflict(
    caller: Caller, store: Store, verb: str, path: str, body: dict[str, Any] | None
) -> None:
    taken = Account(id="a4", name="Taken", reference_id="R", twilio_account_sid=SID)
    store.write(lambda ledger: ledger.put_account(taken)).result()
    before = caller.get("/accounts").json()

    answer = caller(verb, f"/accounts{path}", json=body)

    assert answer.status_code == 409
    assert caller.get("/accounts").json() == before
    assert store.hooks() == []


def test_an_account_that_holds_anything_is_not_deleted(caller: Caller, store: Store) -> None:
    caller("PATCH", "/accounts/a3", json={"parentAccountId": ""})
    put_hook(store, "h1", "a2")
    keep(store, session(1, "a2"), shelf=Shelf.archive)

    answer = caller("DELETE", "/accounts/a2")

    assert answer.status_code == 409
    message = answer.json()["responseStatus"]["message"]
    assert "1 sessions, 1 hooks, 1 customers, 1 endpoints" in message


def test_a_forced_deletion_takes_all_that_is_in_it_and_nothing_else(caller: Caller, store: Store) -> None:
    caller("PATCH", "/accounts/a3", json={"parentAccountId": ""})
    put_hook(store, "h1", "a2")
    put_hook(store, "h2", "a1")
    keep(store, *(session(number, "a2") for number in range(1, 45)), log=["secret words"])
    keep(store, *(session(number, "a2") for number in range(45, 50)), shelf=Shelf.archive)
    keep(store, session(50, "a1"))

    gone = caller("DELETE", "/accounts/a2?force=true")

    assert gone.status_code == 204
    assert list(store.session_ids()) == [session(50).id]
    assert [each.id for each in store.hooks()] == ["h2"]
    directory = store.directory()
    assert (set(directory.accounts), set(directory.endpoints)) == ({"a1", "a3"}, {"e1", "e2"})
    assert set(directory.customers) == {"c1", "c2", "c3", "c4"}
    assert list(store.check()) == []
    _, lines = store.audited(AuditQuery(accounts=frozenset({"a2"}), operation="DeleteAccount"))
    kinds = [each.record for each in lines]
    assert {kind: kinds.count(kind) for kind in kinds} == {
        "account": 1, "customer": 1, "endpoint": 1, "session": 49, "hook": 1
    }  # fmt: skip


def test_a_forced_deletion_sent_again_is_answered_as_the_first(caller: Caller, store: Store) -> None:
    keep(store, session(1, "a3"))
    headers = {"Idempotency-Key": "k"}

    first = caller("DELETE", "/accounts/a3?force=true", headers=headers)
    again = caller("DELETE", "/accounts/a3?force=true", headers=headers)
    new = caller("DELETE", "/accounts/a3?force=true")

    assert (first.status_code, again.status_code, new.status_code) == (204, 204, 404)


def test_what_takes_longer_than_a_request_goes_on_when_asked_again(store: Store) -> None:
    put_directory(store)
    keep(store, session(1, "a2"))
    owner = Actor(kind="user", id="u", name="Owner", role=Role.SystemAdministrator, scope=EVERYTHING)

    def ask(patience: Patience) -> object:
        request = DeleteAccount("a2", force=True)
        return delete_account(request, Context(owner, store, settings.load({}), START, patience))

    with pytest.raises(Conflict, match="1 sessions left"):
        ask(Patience(0.0))
    assert set(store.directory().accounts) == {"a1", "a2"}

    ask(Patience())
    assert set(store.directory().accounts) == {"a1"}
    assert list(store.session_ids()) == []


def test_a_write_of_another_version_changes_nothing(caller: Caller) -> None:
    tag = caller.get("/accounts/a3").headers["etag"]
    assert caller("PATCH", "/accounts/a3", json={"name": "One"}, headers={"If-Match": tag}).status_code == 200

    stale = {"If-Match": tag}
    assert caller("PATCH", "/accounts/a3", json={"name": "Two"}, headers=stale).status_code == 412
    assert caller("DELETE", "/accounts/a3", headers=stale).status_code == 412
    assert caller("DELETE", "/accounts/a3?force=true", headers=stale).status_code == 412
    assert caller.get("/accounts/a3").json()["name"] == "One"


def test_who_is_limited_to_accounts_hears_nothing_of_others(caller: Caller, store: Store, clock: Clock) -> None:
    caller("PATCH", "/accounts/a2", json={"maxPhoneNumbers": 3})
    own = limited(store, clock, Role.SystemAdministrator, accounts=frozenset({"a2"}))

    assert ids(own) == ["a2"]
    assert ids(own, "parentAccountIds=a1") == []
    shown = own.get("/accounts/a2").json()
    assert shown["maxPhoneNumbers"] == 3
    assert (shown["ancestorIds"], "parentAccountId" in shown) == ([], False)
    for outside in ("a1", "a3", "a9"):
        assert own.get(f"/accounts/{outside}").status_code == 404
        assert own("PATCH", f"/accounts/{outside}", json={"name": "Mine"}).status_code == 404
        assert own("DELETE", f"/accounts/{outside}").status_code == 404


def test_who_is_limited_to_accounts_changes_and_makes_below_them_alone(
    caller: Caller, store: Store, clock: Clock
) -> None:
    own = limited(store, clock, Role.SystemAdministrator, accounts=frozenset({"a2"}))

    assert own("PATCH", "/accounts/a2", json={"name": "Mine"}).json()["name"] == "Mine"
    made = own.post("/accounts", json={"name": "Below", "parentAccountId": "a2"})
    assert (made.status_code, made.json()["parentAccountId"]) == (200, "a2")
    refused = [
        own.post("/accounts", json={"name": "N"}),
        own.post("/accounts", json={"name": "N", "parentAccountId": "a1"}),
        own.post("/accounts", json={"name": "N", "parentAccountId": "a9"}),
        own.post("/accounts", json={"name": "N", "parentAccountId": "a2", "referenceId": "R"}),
        own("PATCH", "/accounts/a2", json={"parentAccountId": ""}),
        own("PATCH", "/accounts/a2", json={"parentAccountId": "a1"}),
        own("PATCH", "/accounts/a2", json={"referenceId": "R"}),
        own("DELETE", "/accounts/a2?force=true"),
    ]
    assert [each.status_code for each in refused] == [403] * 8
    assert len(ids(caller)) == 4


@pytest.mark.parametrize(
    ("role", "limits"),
    [
        (Role.Manager, {"accounts": frozenset({"a1"}), "customers": frozenset({"c1"})}),
        (Role.Customer, {"customers": frozenset({"c1"})}),
        (Role.User, {"endpoints": frozenset({"e1"})}),
        (Role.SystemAdministrator, {"customers": frozenset({"c1"})}),
    ],
    ids=["part of an account", "customer", "user", "administrator of a customer"],
)
def test_who_sees_a_part_of_an_account_is_told_its_name_and_changes_nothing(
    caller: Caller, store: Store, clock: Clock, role: Role, limits: dict[str, Any]
) -> None:
    caller("PATCH", "/accounts/a1", json={"maxPhoneNumbers": 3, "billingSettings": {}, "referenceId": "R"})
    part = limited(store, clock, role, **limits)

    shown = part.get("/accounts/a1").json()
    assert shown["name"] == "Acme"
    assert shown.keys().isdisjoint({"maxPhoneNumbers", "billingSettings", "referenceId", "twilioAccountSid"})
    assert ids(part, "referenceIds=R") == []
    assert part("PATCH", "/accounts/a1", json={"name": "Mine"}).status_code == 403
    assert part("DELETE", "/accounts/a1").status_code == 403
    assert part.post("/accounts", json={"name": "N", "parentAccountId": "a1"}).status_code == 403


def test_a_manager_sees_and_changes_no_account(caller: Caller, store: Store, clock: Clock) -> None:
    caller("PATCH", "/accounts/a2", json={"maxPhoneNumbers": 3})
    manager = limited(store, clock, Role.Manager, accounts=frozenset({"a2"}))

    assert manager.get("/accounts/a2").json()["maxPhoneNumbers"] == 3
    assert manager("PATCH", "/accounts/a2", json={"name": "Mine"}).status_code == 403
    assert manager.post("/accounts", json={"name": "N", "parentAccountId": "a2"}).status_code == 403
    assert manager("DELETE", "/accounts/a2").status_code == 403


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_an_account_and_the_list(caller: Caller, suffix: str) -> None:
    caller("PATCH", "/accounts/a3", json={"billingSettings": {"base": {"unitCost": 1}}})

    for path in (f"/accounts.{suffix}", f"/accounts/a3.{suffix}"):
        answer = caller.get(path)
        assert answer.status_code == 200
        assert "Cäsar" in answer.text
