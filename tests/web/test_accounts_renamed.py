"""After a change of an account over HTTP, sessions are listed, counted, scoped and sorted by it at once, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.calling import Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from support.sessions import keep, session

from switchbook.model.actor import Role
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store
from switchbook.stores.memory import MemoryStore
from switchbook.stores.sqlite import open_store

QUESTIONS = (
    "sortField=accountName",
    "sortField=accountName&sortOrder=Descend&countPerPage=3&page=1",
    "searchArchive=true&sortField=accountName",
    "searchAll=true&sortField=accountName&sortOrder=Descend",
    "searchAll=true&accountIds=a1",
    "searchAll=true&accountIds=a1&includeSubaccounts=true&sortField=accountName",
    "searchArchive=true&accountIds=a2&countPerPage=1",
    "customerIds=c1&sortField=accountName",
)


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[tuple[Store, Store]]:
    """The book on a disk and the oracle, which hold the same directory, and sessions on both shelves."""
    both: tuple[Store, Store] = (open_store(tmp_path), MemoryStore())
    for store in both:
        put_directory(store)
        for first, shelf in ((0, Shelf.live), (20, Shelf.archive)):
            keep(
                store,
                *(session(first + n, f"a{n % 2 + 1}", customer_id="c2" if n % 2 == 0 else "c5") for n in range(1, 9)),
                shelf=shelf,
            )
    yield both
    for store in both:
        store.close()


def answers(stores: tuple[Store, Store], clock: Clock, role: Role, account: str | None) -> list[list[object]]:
    """What each store answers to every question, asked by somebody of this role and account."""
    told = []
    for store in stores:
        limit = {} if account is None else {"accounts": frozenset({account})}
        caller = Caller(application(store, clock))
        caller.headers.update(bearer(put_key(store, role, **limit)))
        told.append([caller.get(f"/sessions?{question}").json() for question in QUESTIONS])
    return told


@pytest.mark.parametrize(
    ("path", "change"),
    [
        ("/accounts/a1", {"name": "Zulu"}),
        ("/accounts/a2", {"name": "Aachen"}),
        ("/accounts/a2", {"name": "acme"}),
        ("/accounts/a2", {"parentAccountId": ""}),
    ],
    ids=["last", "first", "the same in another case", "no longer below"],
)
def test_both_shelves_follow_at_once(
    stores: tuple[Store, Store], clock: Clock, path: str, change: dict[str, str]
) -> None:
    askers: list[tuple[Role, str | None]] = [(Role.SystemAdministrator, None), (Role.Manager, "a1")]
    before = [answers(stores, clock, *asker) for asker in askers]
    for store in stores:
        caller = Caller(application(store, clock))
        caller.headers.update(bearer(put_key(store)))
        assert caller("PATCH", path, json=change).status_code == 200

    after = [answers(stores, clock, *asker) for asker in askers]

    assert before[0] != after[0]
    for on_disk, oracle in [*before, *after]:
        assert on_disk == oracle
    if "name" in change:
        names = {
            item["accountId"]: item["accountName"]
            for answer in after[0][0]
            for item in answer["items"]  # type: ignore[index] # JSON
        }
        assert names[path[-2:]] == change["name"]


def test_a_forced_deletion_leaves_the_same_on_disk_as_in_the_oracle(stores: tuple[Store, Store], clock: Clock) -> None:
    for store in stores:
        caller = Caller(application(store, clock))
        caller.headers.update(bearer(put_key(store)))
        assert caller("DELETE", "/accounts/a2?force=true").status_code == 204

    on_disk, oracle = answers(stores, clock, Role.SystemAdministrator, None)

    assert on_disk == oracle
    assert [answer["totalCount"] for answer in on_disk] == [4, 4, 4, 8, 8, 8, 0, 4]  # type: ignore[index] # JSON
    assert list(stores[0].check()) == []
