"""The audit trail over HTTP: filtered, paged, and shown as far as whole accounts are in scope."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from support.calling import Caller, Clock, application, bearer, put_key, put_person
from support.directory import put_directory

from switchbook.api import stretches
from switchbook.model.actor import Role
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.stores.contract import Store

A1 = frozenset({"a1"})


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory who has changed this and that, an hour after the other."""
    put_directory(store)
    caller = Caller(application(store, clock))
    caller.headers.update(bearer(key))
    boss = put_person(store, "Boss1", Role.SystemAdministrator, accounts=A1)
    both = put_person(store, "Both", Role.Manager, accounts=frozenset({"a1", "a2"}))
    for verb, path, body in (
        ("PATCH", "/customers/c1", {"name": "North"}),
        ("PATCH", "/customers/c3", {"name": "Lab"}),
        ("PATCH", "/customers/c5", {"name": "Foods"}),
        ("PATCH", f"/users/{boss.id}", {"firstName": "Boss"}),
        ("PATCH", f"/users/{both.id}", {"firstName": "Both"}),
        ("DELETE", "/customers/c4", None),
    ):
        assert caller(verb, path, json=body).status_code in (200, 204)
        clock.pass_by(hours=1)
    return caller


def limited(caller: Caller, store: Store, role: Role, **limits: Any) -> Caller:
    """Somebody of this role and these limits, at the same server."""
    made = Caller(caller.app)
    made.headers.update(bearer(put_key(store, role, **limits)))
    return made


def ids(caller: Caller, query: str = "") -> list[int]:
    """The positions of a list of lines."""
    return [int(each["id"]) for each in caller.get(f"/audit?{query}").json()["items"]]


def test_a_line_says_who_changed_what_when_and_from_where(caller: Caller) -> None:
    line = caller.get("/audit?recordId=c3").json()["items"][0]

    assert (line["operation"], line["record"], line["recordId"]) == ("PatchCustomer", "customer", "c3")
    assert line["description"] == "PatchCustomer customer c3"
    assert (line["accountId"], line["accountName"]) == ("a1", "Acme")
    assert (line["actorKind"], line["userName"], line["address"]) == ("key", "reports", "203.0.113.7")
    assert (line["dateCreated"], line["createdBy"]) == ("2026-11-22T06:00:00.000Z", line["actorId"])
    assert (line["before"]["name"], line["after"]["name"]) == ("Acme Dental Lab", "Lab")
    assert "after" not in caller.get("/audit?operation=DeleteCustomer").json()["items"][0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [6, 5, 4, 3, 2, 1]),
        ("accountIds=a2", [3]),
        ("accountIds=a1,a2", [6, 3, 2, 1]),
        ("accountIds=a9", []),
        ("record=user", [5, 4]),
        ("record=user&operation=PatchCustomer", []),
        ("recordId=c4", [6]),
        ("actorId=nobody", []),
        ("description=CUSTOMER%20c", [6, 3, 2, 1]),
        ("customerIds=c1", [2, 1]),
        ("customerIds=c4", [6]),
        ("startDate=2026-11-22T06:00:00Z&endDate=2026-11-22T08:00:00Z", [3, 2]),
        ("startDate=2026-11-23", []),
        ("endDate=2026-11-22", [6, 5, 4, 3, 2, 1]),
        ("specificIds=2,4,x,99999999999999999999", [4, 2]),
        ("sortField=datecreated", [1, 2, 3, 4, 5, 6]),
        ("sortField=dateCreated&sortOrder=Descend&countPerPage=2&page=1", [4, 3]),
        ("countPerPage=4&page=1", [2, 1]),
        ("all=true&sortOrder=Ascend", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_the_trail_is_filtered_sorted_and_paged(caller: Caller, query: str, found: list[int]) -> None:
    assert ids(caller, query) == found


def test_a_page_tells_how_many_there_are(caller: Caller) -> None:
    page = caller.get("/audit?countPerPage=4").json()
    simple = caller.get("/audit?countPerPage=4&page=1&simplifiedPaging=true").json()

    assert (page["totalCount"], page["totalPages"], page["hasMorePages"]) == (6, 2, True)
    assert (simple["totalCount"], simple["totalPages"], simple["hasMorePages"]) == (0, 0, False)
    assert caller.get("/audit?all=true").json()["totalCount"] == 6


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("startDate=soon", "startDate"),
        ("endDate=2026-13-01", "endDate"),
        ("sortField=record", "sortField"),
        ("sortOrder=7", "sortOrder"),
        ("page=-1", "page"),
        ("countPerPage=-1", "countPerPage"),
    ],
)
def test_what_cannot_be_understood_is_named(caller: Caller, query: str, field: str) -> None:
    answer = caller.get(f"/audit?{query}")

    assert answer.status_code == 400
    assert answer.json()["responseStatus"]["errors"][0]["fieldName"] == field


@pytest.mark.parametrize(
    ("role", "limits", "found"),
    [
        (Role.SystemAdministrator, {}, [6, 5, 4, 3, 2, 1]),
        (Role.SystemAdministrator, {"accounts": A1}, [6, 2, 1]),
        (Role.Manager, {"accounts": A1}, [6, 2, 1]),
        (Role.Manager, {"accounts": frozenset({"a2"})}, [3]),
        (Role.Manager, {"accounts": frozenset({"a1", "a2"})}, [6, 3, 2, 1]),
        (Role.Manager, {}, []),
    ],
)
def test_lines_of_whole_accounts_in_scope_are_seen(
    caller: Caller, store: Store, role: Role, limits: dict[str, Any], found: list[int]
) -> None:
    asker = limited(caller, store, role, **limits)

    assert ids(asker) == ids(asker, "all=true") == found
    for query in ("record=user", "customerIds=c5", "specificIds=3,4", "description=user"):
        assert set(ids(asker, query)) <= set(found)
    assert asker.get("/audit").json()["totalCount"] == len(found)


def test_who_sees_a_part_of_an_account_sees_no_trail(caller: Caller, store: Store) -> None:
    for limits in ({"customers": frozenset({"c1"})}, {"endpoints": frozenset({"e1"})}):
        asker = limited(caller, store, Role.Manager, accounts=A1, **limits)
        assert asker.get("/audit").status_code == 403
    for role in (Role.Customer, Role.User):
        assert limited(caller, store, role, accounts=A1).get("/audit").status_code == 403
    manager = limited(caller, store, Role.Manager, accounts=A1)
    assert [manager.get(f"/audit?accountIds={each}").status_code for each in ("a2", "a9")] == [403, 403]


@pytest.mark.parametrize("query", ["", "&sortOrder=Ascend", "&record=customer"])
def test_the_whole_trail_comes_in_batches_none_of_which_looks_at_those_before(
    caller: Caller, store: Store, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr(stretches, "_BATCH", 2)
    paged = ids(caller, query)
    asked: list[AuditQuery] = []
    kept = store.audited

    def heard(query: AuditQuery) -> tuple[int, Sequence[AuditLine]]:
        asked.append(query)
        return kept(query)

    monkeypatch.setattr(store, "audited", heard)

    assert ids(caller, f"all=true{query}") == paged
    assert len(asked) > 3
    assert {each.offset for each in asked} == {0}
    assert [each.counted for each in asked] == [True, *[False] * (len(asked) - 1)]


def test_the_trail_of_an_account_does_not_tell_what_is_above_it(caller: Caller, store: Store) -> None:
    caller("PATCH", "/accounts/a2", json={"name": "Beta & Sons"})

    for accounts, above in (({"a2"}, []), ({"a1", "a2"}, ["a1"])):
        manager = limited(caller, store, Role.Manager, accounts=frozenset(accounts))
        for query in ("record=account", "record=account&all=true"):
            (line,) = manager.get(f"/audit?{query}").json()["items"]
            for told in (line["before"], line["after"]):
                assert told["ancestorIds"] == above
                assert [told["parentAccountId"]] == above if above else "parentAccountId" not in told
    (line,) = caller.get("/audit?record=account").json()["items"]
    assert line["after"]["parentAccountId"] == "a1"


@pytest.mark.parametrize("path", ["/json/reply/ListLogEntries", "/api/ListLogEntries", "/log-entries"])
def test_the_original_name_answers_the_same(caller: Caller, path: str) -> None:
    assert caller.get(f"{path}?customerIds=c1").json() == caller.get("/audit?customerIds=c1").json()


@pytest.mark.parametrize("suffix", ["json", "xml", "csv", "jsv", "jsonl", "html"])
def test_every_format_shows_the_trail(caller: Caller, suffix: str) -> None:
    answer = caller.get(f"/audit.{suffix}")

    assert answer.status_code == 200
    assert "Acme Dental Lab" in answer.text
