"""Deleting the ended sessions of an account and a time: for good, on both shelves, told of, and never too many."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from support.calling import START, Caller
from support.sessions import NOON, asked, found, keep, numbered, session

from switchbook import settings
from switchbook.api.context import Context
from switchbook.api.deleting import Range, delete_range
from switchbook.errors import GivenUp
from switchbook.model.actor import EVERYTHING, Actor, Role
from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.event import Facts, LegEnded, LegStarted
from switchbook.model.query import Shelf
from switchbook.stores.contract import Store
from switchbook.stores.contract_sessions import STEP

Limited = Callable[..., Caller]
Tell = Callable[..., str]
HOUR = "accountId=a1&startDateTime=2026-05-09T12:00:00Z&endDateTime=2026-05-09T13:00:00Z"


@pytest.fixture
def book(store: Store) -> Store:
    """An hour of account a1 on both shelves, some of it running, with sessions around it and of another account."""
    keep(store, session(0, ended=True), session(1, ended=True), session(2), session(59, ended=True))
    keep(store, session(60, ended=True), session(999, date_created=NOON - timedelta(minutes=1), ended=True))
    keep(store, session(5, "a2", ended=True))
    keep(store, session(10, ended=True), session(11, ended=True), session(61, ended=True), shelf=Shelf.archive)
    return store


def left(store: Store) -> list[int]:
    """The numbers of the sessions there are, in order."""
    return sorted(found(store, both_shelves=True))


def trail(store: Store) -> list[AuditLine]:
    """The lines of the audit trail that are about sessions, the oldest first."""
    _, lines = store.audited(AuditQuery(accounts=None, record="session"))
    return list(reversed(lines))


def test_ended_sessions_of_the_time_go_and_all_others_stay(book: Store, caller: Caller) -> None:
    answer = caller("DELETE", f"/sessions?{HOUR}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert left(book) == [2, 5, 60, 61, 999]
    assert caller.get(f"/sessions/{numbered(10)}").status_code == 404
    assert list(book.check()) == []


def test_it_is_told_once_with_range_counts_and_who(book: Store, caller: Caller) -> None:
    caller("DELETE", f"/sessions?{HOUR}")

    (line,) = trail(book)
    assert (line.operation, line.account_id, line.actor_name) == ("DeleteSessions", "a1", "reports")
    assert (line.address, line.at) == ("203.0.113.7", START)
    assert line.record_id == "2026-05-09T12:00:00.000Z/2026-05-09T13:00:00.000Z"
    assert line.before == b'{"matching":5,"deleted":0,"leftRunning":1}'
    assert line.after == b'{"matching":5,"deleted":5,"leftRunning":1}'


def test_the_feed_tells_of_each(book: Store, caller: Caller) -> None:
    after = caller.get("/sessions/changes").json()["next"]
    caller("DELETE", f"/sessions?{HOUR}")

    told = caller.get(f"/sessions/changes?after={after}").json()["items"]

    assert sorted((each["kind"], int(each["sessionId"], 16)) for each in told) == [
        ("deleted", number) for number in (0, 1, 10, 11, 59)
    ]


def test_nothing_of_them_is_left_in_the_book(store: Store, caller: Caller, tell: Tell) -> None:
    told = Facts(from_address="+15035559999")
    session_id = tell(LegStarted(leg="l", at=NOON, facts=told), LegEnded(leg="l", at=NOON, ending="completed"))
    assert store.entries(session_id)

    caller("DELETE", f"/sessions?{HOUR}")

    assert (store.entries(session_id), store.state(session_id), left(store)) == ([], None, [])
    assert list(store.check()) == []


def test_a_dry_run_counts_and_deletes_nothing(book: Store, caller: Caller) -> None:
    before = left(book)

    answer = caller("DELETE", f"/sessions?{HOUR}&dryRun=true")

    assert (answer.status_code, answer.json()) == (200, {"matching": 5, "deleted": 0, "leftRunning": 1})
    assert left(book) == before
    assert trail(book) == []


def test_who_says_that_it_is_no_dry_run_is_told_what_was_done(book: Store, caller: Caller) -> None:
    assert caller("DELETE", f"/sessions?{HOUR}&dryRun=false").json() == {"matching": 5, "deleted": 5, "leftRunning": 1}
    assert caller("DELETE", f"/sessions?{HOUR}&dryRun=false").json() == {"matching": 0, "deleted": 0, "leftRunning": 1}


def test_many_go_in_steps_with_a_line_at_the_beginning_and_one_at_the_end(store: Store, caller: Caller) -> None:
    keep(store, *(session(number, ended=True) for number in range(2 * STEP + 3)))
    day = "accountId=a1&startDateTime=2026-05-09&endDateTime=2026-05-10"

    assert caller("DELETE", f"/sessions?{day}&dryRun=false").json()["deleted"] == 2 * STEP + 3

    first, last = trail(store)
    assert (first.before, first.after) == (b'{"matching":43,"deleted":0,"leftRunning":0}', None)
    assert (last.before, last.after) == (None, b'{"matching":43,"deleted":43,"leftRunning":0}')
    assert first.record_id == last.record_id == "2026-05-09T00:00:00.000Z/2026-05-10T00:00:00.000Z"
    assert left(store) == []


def test_a_day_is_its_beginning(store: Store, caller: Caller) -> None:
    keep(store, session(1, ended=True))

    answer = caller("DELETE", "/sessions?accountId=a1&startDateTime=2026-05-08&endDateTime=2026-05-09&dryRun=false")

    assert answer.json()["deleted"] == 0


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ("", ["accountId", "startDateTime", "endDateTime"]),
        ("accountId=a1", ["startDateTime", "endDateTime"]),
        ("accountId=a1&startDateTime=2026-01-01T00:00:00Z", ["endDateTime"]),
        ("startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-07-01T00:00:00Z", ["accountId"]),
        ("accountId=a1&startDateTime=January&endDateTime=2026-07-01", ["startDateTime"]),
        ("accountId=a1&startDateTime=2026-01-01&endDateTime=2026-02-30", ["endDateTime"]),
        ("accountId=a1&startDateTime=2026-07-01&endDateTime=2026-01-01", ["endDateTime"]),
        ("accountId=a1&startDateTime=2026-07-01&endDateTime=2026-07-01", ["endDateTime"]),
        ("accountId=a9&startDateTime=2026-01-01&endDateTime=2026-07-01", ["accountId"]),
        (f"{HOUR}&dryRun=perhaps", ["dryRun"]),
        (f"{HOUR}&dryRn=true", ["dryRn"]),
    ],
)
def test_what_is_wrong_is_named_and_nothing_deleted(book: Store, caller: Caller, query: str, fields: list[str]) -> None:
    before = left(book)

    answer = caller("DELETE", f"/sessions?{query}")

    assert answer.status_code == 400
    assert [each["fieldName"] for each in answer.json()["responseStatus"]["errors"]] == fields
    assert left(book) == before


@pytest.mark.parametrize("limits", [{"customers": frozenset({"c1"})}, {"endpoints": frozenset({"e1"})}])
def test_who_sees_a_part_of_an_account_deletes_nothing(book: Store, limited: Limited, limits: Any) -> None:
    before = left(book)

    answer = limited(Role.Manager, accounts=frozenset({"a1"}), **limits)("DELETE", f"/sessions?{HOUR}")

    assert answer.status_code == 403
    assert left(book) == before


@pytest.mark.parametrize("account_id", ["a1", "a9"])
def test_other_accounts_and_unknown_ones_are_refused_alike(book: Store, limited: Limited, account_id: str) -> None:
    query = f"accountId={account_id}&startDateTime=2026-01-01&endDateTime=2026-07-01"

    answer = limited(Role.Manager, accounts=frozenset({"a2"}))("DELETE", f"/sessions?{query}&dryRun=true")

    assert answer.status_code == 403
    assert answer.json()["responseStatus"]["message"] == f"You may not see the account '{account_id}'"


@pytest.mark.parametrize("role", [Role.Customer, Role.User])
def test_deleting_is_for_staff(book: Store, limited: Limited, role: Role) -> None:
    before = left(book)

    assert limited(role, accounts=frozenset({"a1"}))("DELETE", f"/sessions?{HOUR}").status_code == 403
    assert left(book) == before


def test_a_get_of_the_predefined_route_deletes_nothing(book: Store, caller: Caller) -> None:
    before = left(book)

    assert caller.get(f"/json/reply/DeleteSessions?{HOUR}").status_code in (404, 405)
    assert left(book) == before


def test_it_is_given_up_between_two_steps_when_nobody_waits_and_goes_on_when_asked_again(store: Store) -> None:
    keep(store, *(session(number, ended=True) for number in range(2 * STEP)))
    actor = Actor(kind="user", id="u1", name="Ann", role=Role.Manager, scope=EVERYTHING)
    context = Context(actor, store, settings.load({}), START, operation="DeleteSessions")
    day = Range("a1", NOON, NOON + timedelta(days=1))

    with pytest.raises(GivenUp):
        delete_range(day, context, lambda _: context.patience.give_up())

    assert store.find(asked(both_shelves=True)).total == STEP
    first, last = trail(store)
    assert first.before is not None
    assert msgspec.json.decode(last.after or b"")["deleted"] == STEP
    again = Context(actor, store, settings.load({}), START, operation="DeleteSessions")
    assert delete_range(day, again).deleted == STEP
