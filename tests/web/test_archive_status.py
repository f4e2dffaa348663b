"""How the archive stands, over HTTP: by account, within the scope, and what the last run did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest
from support.calling import START, Caller, Clock, application, bearer, put_key
from support.directory import put_directory
from support.sessions import keep, session

from switchbook.archivist import Archivist, Terms
from switchbook.model.actor import Role
from switchbook.model.query import Shelf
from switchbook.model.session import Session
from switchbook.stores.contract import Store
from switchbook.stores.contract_sessions import ArchiveRun

DAY = timedelta(days=1)


@pytest.fixture
def caller(store: Store, clock: Clock, key: str) -> Caller:
    """An administrator over the small directory."""
    put_directory(store)
    made = Caller(application(store, clock))
    made.headers.update(bearer(key))
    return made


def asked(caller: Caller, query: str = "") -> httpx.Response:
    """How the archive stands."""
    return caller.get(f"/archive/status{query}")


def aged(number: int, days: float, account_id: str = "a1", *, ended: bool = True) -> Session:
    """A session that was created, and is over, so many days ago."""
    when = START - days * DAY
    return session(number, account_id, date_created=when, date_completed=when if ended else None, ended=ended)


def test_sessions_are_told_by_account_and_what_is_due(caller: Caller, store: Store) -> None:
    keep(store, aged(1, 1), aged(2, 20), aged(3, 20, ended=False), aged(4, 20, "a2"), aged(5, 1, "unrecorded"))
    keep(store, aged(6, 40), aged(7, 400), shelf=Shelf.archive)
    caller("PATCH", "/accounts/a1", json={"retentionDays": 30})

    told = asked(caller).json()

    accounts = {each["accountId"]: each for each in told["accounts"]}
    assert accounts["a1"] == {
        "accountId": "a1",
        "accountName": "Acme",
        "live": 3,
        "archived": 2,
        "due": 1,
        "retentionDays": 30,
        "ownRetention": True,
        "overdue": 2,
    }
    assert (accounts["a2"]["due"], accounts["a2"]["ownRetention"], "retentionDays" in accounts["a2"]) == (
        1,
        False,
        False,
    )
    assert (accounts["unrecorded"]["live"], "accountName" in accounts["unrecorded"]) == (1, False)
    assert [told[name] for name in ("live", "archived", "due", "overdue")] == [5, 2, 2, 2]
    assert (told["archiveAfterDays"], told["running"], "lastRun" in told) == (15, False, False)


def test_nothing_outside_the_scope_is_counted(caller: Caller, store: Store) -> None:
    keep(store, aged(1, 20), aged(2, 20, "a2"))
    store.write(lambda ledger: ledger.keep_archive_run(ArchiveRun(began=START, ended=START, archived=9))).result()
    caller.headers.update(bearer(put_key(store, Role.Manager, accounts=frozenset({"a2"}))))

    told = asked(caller).json()

    assert ([each["accountId"] for each in told["accounts"]], told["live"], told["due"]) == (["a2"], 1, 1)
    assert told["lastRun"] == {
        "began": "2026-11-22T05:00:00.000Z",
        "ended": "2026-11-22T05:00:00.000Z",
        "failed": False,
    }
    assert asked(caller, "?accountIds=a1").status_code == 403


def test_who_sees_a_part_of_an_account_or_is_no_staff_is_refused(caller: Caller, store: Store) -> None:
    parts = {"accounts": frozenset({"a1"}), "customers": frozenset({"c1"})}
    for role in (Role.Manager, Role.Customer):
        caller.headers.update(bearer(put_key(store, role, **parts)))
        assert asked(caller).status_code == 403


def test_a_run_is_told_while_it_is_under_way_and_when_it_has_ended(caller: Caller, store: Store) -> None:
    keep(store, aged(1, 20), aged(2, 20))
    seen: list[dict[str, Any]] = []

    Archivist(store, Terms(live=15 * DAY, kept=None, news=DAY)).run(
        START, told=lambda _: seen.append(asked(caller).json())
    )

    assert [each["running"] for each in seen] == [True] * len(seen)
    assert "ended" not in seen[0]["lastRun"]
    told = asked(caller).json()
    assert (told["running"], told["lastRun"]["archived"], told["lastRun"]["deleted"]) == (False, 2, 0)
    assert told["lastRun"]["ended"] >= told["lastRun"]["began"] == "2026-11-22T05:00:00.000Z"


def test_a_run_that_an_error_ends_is_told_to_have_failed(caller: Caller, store: Store) -> None:
    keep(store, aged(1, 20))

    def told(_: object) -> None:
        raise RuntimeError("the terminal is gone")

    with pytest.raises(RuntimeError, match="terminal"):
        Archivist(store, Terms(live=15 * DAY, kept=None, news=DAY)).run(START, told=told)

    run = asked(caller).json()
    assert (run["running"], run["lastRun"]["failed"], run["lastRun"]["archived"]) == (False, True, 1)
