"""Every store: saving sessions, works that fail, futures, readers beside a writer, closing."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from support.sessions import (
    NOON,
    asked,
    by,
    found,
    keep,
    messages,
    numbered,
    page,
    save,
    session,
    shown,
    stamped,
    state_of,
)

from switchbook.errors import StoreClosed, StoreError
from switchbook.model import document
from switchbook.model.directory import Account
from switchbook.model.matching import AddressNeedle
from switchbook.model.quarantine import QuarantineQuery
from switchbook.model.query import Shelf
from switchbook.model.session import (
    CallState,
    Channel,
    DialState,
    Direction,
    HoldReason,
    Member,
    MemberCallState,
    MemberRole,
    QueueState,
    Session,
)
from switchbook.stores.contract import Kept, Ledger, Store

WHOLE = Session(
    dial_state=DialState.Active,
    call_state=CallState.Hold,
    queue_state=QueueState.Hold,
    account_id="a1",
    customer_id="c1",
    endpoint_id="e1",
    date_completed=NOON + timedelta(minutes=5),
    destination="+4930222",
    to_address="+4930222",
    from_address="+4930111",
    from_name='Änne "Ä" \\ <b>\x7f\x85',
    answered_by_name="Desk",
    queue_member_id="q1",
    channel=Channel.Fax,
    ended=True,
    outcome="Answered",
    call_sid="CA1",
    console_data="nul\0line\n\u2028",
    hold_queue_name="hold",
    held_by_user_id="u1",
    hold_reason=HoldReason.Transferring,
    conference_sid="CF1",
    display_name="\U0001f600",
    members=(
        Member(identity="x", is_original_member=True, application_data={"k": "v", "é": "\0"}, role=MemberRole.Caller),
        Member(endpoint_id="e2", call_state=MemberCallState.Hold, role=MemberRole.Transfer, muted=True),
    ),
    callback_number="+4930333",
    answered_by_id="e1",
    direction=Direction.Outgoing,
    from_phone_number="+4930444",
    most_recent_participant_call_sid="CA2",
    was_missed=True,
    ring_queue_id="rq",
    id=numbered(1),
    date_created=NOON,
    date_last_modified=NOON + timedelta(milliseconds=1),
    created_by="u1",
    last_modified_by="u2",
    parent_session_id=numbered(7),
)
BARE = Session(account_id="a1", id=numbered(1), date_created=NOON)


@pytest.mark.parametrize("ended", [False, True], ids=["open", "ended"])
@pytest.mark.parametrize("whole", [WHOLE, BARE], ids=["whole", "bare"])
def test_a_session_is_shown_byte_for_byte_as_its_document_is_written(store: Store, whole: Session, ended: bool) -> None:
    whole = msgspec.structs.replace(whole, ended=ended)
    lines = stamped(["one", 'two "quoted" \\ \0 \x7f', ""])

    save(store, whole, lines)

    expected = document.splice(document.write(whole, [line.line() for line in lines]), store.directory())
    assert list(store.find(asked()).documents) == [expected]
    assert [list(batch) for batch in store.stream(asked())[1]] == [[expected]]


def test_a_saved_session_is_loaded_with_its_state(store: Store) -> None:
    save(store, WHOLE)

    kept = store.write(lambda ledger: ledger.load(WHOLE.id)).result()

    assert kept == Kept(session_id=WHOLE.id, account_id="a1", shelf=Shelf.live, state=state_of(WHOLE))
    assert store.write(lambda ledger: ledger.load(numbered(2))).result() is None


def test_a_new_session_is_live_and_a_kept_one_stays_on_its_shelf(store: Store) -> None:
    keep(store, session(1), shelf=Shelf.archive)

    save(store, session(1, outcome="late"))
    save(store, session(2))

    assert found(store) == [2]
    assert found(store, shelf=Shelf.archive) == [1]
    assert shown(store, 1, Shelf.archive)["outcome"] == "late"


@pytest.mark.parametrize("shelf", list(Shelf), ids=lambda shelf: shelf.name)
def test_a_session_kept_without_its_state_is_only_saved_whole(store: Store, shelf: Shelf) -> None:
    keep(store, session(1), log=["one"], shelf=shelf)
    kept = store.write(lambda ledger: ledger.load(numbered(1))).result()
    assert kept is not None
    if kept.state is not None:
        return  # this store keeps it

    more = session(1, outcome="more")
    refused = store.write(lambda ledger: ledger.save(more, state_of(more), stamped(["two"]), whole=False))

    assert isinstance(refused.exception(), StoreError)
    assert "outcome" not in shown(store, 1, shelf)
    assert messages(shown(store, 1, shelf)) == ["one"]


def test_a_session_saved_again_is_found_by_what_it_is_now(store: Store) -> None:
    save(store, WHOLE)
    now = msgspec.structs.replace(
        BARE,
        customer_id="c2",
        endpoint_id="e2",
        answered_by_id="e3",
        parent_session_id=numbered(8),
        date_created=NOON - timedelta(days=3),
        outcome="Missed",
        from_address="anna",
    )

    save(store, now)

    before: dict[str, Any] = {
        "customers": frozenset({"c1"}),
        "endpoints": frozenset({"e1"}),
        "parent": numbered(7),
        "start": NOON,
        "from_needle": AddressNeedle.of("4930"),
        "to_needle": AddressNeedle.of("4930"),
    }
    after: dict[str, Any] = {
        "customers": frozenset({"c2"}),
        "endpoints": frozenset({"e2"}),
        "parent": numbered(8),
        "end": NOON,
        "from_needle": AddressNeedle.of("anna"),
    }
    assert all(found(store, **{name: value}) == [] for name, value in before.items())
    assert all(found(store, **{name: value}) == [1] for name, value in after.items())
    for accounts in (None, frozenset({"a1"})):
        assert page(store, 0, 1, accounts=accounts).total == 1
        assert page(store, 0, 1, accounts=accounts, start=NOON - timedelta(days=1)).total == 0
        assert page(store, 0, 1, accounts=accounts, end=NOON - timedelta(days=1)).total == 1


def test_a_session_that_moves_in_time_moves_in_every_order(store: Store) -> None:
    keep(store, session(2), session(3))
    save(store, session(1, outcome="z"))
    assert found(store) == [3, 2, 1]

    save(store, session(1, outcome="z", date_created=NOON + timedelta(days=40)))

    assert found(store) == [1, 3, 2]
    assert found(store, accounts=frozenset({"a1"})) == [1, 3, 2]
    assert found(store, sort=by("dateCreated")) == [2, 3, 1]
    assert found(store, sort=by("outcome")) == [1, 2, 3]


def test_a_work_that_raises_changes_nothing_and_its_future_raises_the_same(store: Store) -> None:
    keep(store, session(1, outcome="before", from_address="+4930111"), log=["a line"])
    failure = ValueError("no")

    def work(ledger: Ledger) -> None:
        ledger.put_account(Account(id="a1", name="One"))
        ledger.save(session(1, outcome="after"), state_of(session(1)), stamped(["new"]), whole=True)
        ledger.save(session(2), state_of(session(2)), (), whole=False)
        ledger.bind_leg("a1", "test", "leg", numbered(2))
        ledger.absorb(numbered(1), numbered(2))
        raise failure

    future = store.write(work)

    assert future.exception() is failure
    assert found(store) == [1]
    assert (shown(store, 1)["outcome"], messages(shown(store, 1))) == ("before", ["a line"])
    assert found(store, log_needle="new") == []
    assert found(store, log_needle="line") == found(store, from_needle=AddressNeedle.of("111")) == [1]
    assert page(store, 0, 1).total == 1
    assert dict(store.directory().accounts) == {}
    assert store.write(lambda ledger: ledger.session_of_leg("a1", "test", "leg")).result() is None
    assert store.write(lambda ledger: ledger.directory().accounts.get("a1")).result() is None
    assert list(store.check()) == []


def test_a_failing_work_takes_no_other_with_it(store: Store) -> None:
    futures = []
    for number in range(40):

        def work(ledger: Ledger, number: int = number) -> int:
            ledger.import_sessions([])
            ledger.save(session(number), state_of(session(number)), (), whole=False)
            if number % 3 == 0:
                raise ValueError(number)
            return number

        futures.append(store.write(work))

    expected = [number for number in range(40) if number % 3]
    assert [future.result() for future in futures if future.exception() is None] == expected
    assert found(store) == expected[::-1]


def test_a_work_returns_what_it_returns_and_sees_its_own_changes(store: Store) -> None:
    def work(ledger: Ledger) -> tuple[bool, bool]:
        before = ledger.load(numbered(1)) is None
        ledger.save(session(1), state_of(session(1)), (), whole=False)
        return before, ledger.load(numbered(1)) is not None

    assert store.write(work).result() == (True, True)


def test_what_a_future_has_resolved_is_seen_by_all_readers(store: Store) -> None:
    for number in range(1, 30):
        keep(store, session(number))
        assert page(store, 0, 1).total == number


def test_writers_of_many_threads_run_alone(store: Store) -> None:
    def count(ledger: Ledger) -> None:
        known = ledger.directory().accounts.get("a1")
        ledger.put_account(Account(id="a1", name=str(int(known.name) + 1 if known else 1)))

    def many() -> None:
        for future in [store.write(count) for _ in range(25)]:
            future.result()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert store.directory().accounts["a1"].name == "100"


def test_a_reader_sees_whole_works_only_and_is_not_kept_waiting(store: Store) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def work(ledger: Ledger) -> None:
        ledger.save(session(1), state_of(session(1)), (), whole=False)
        ledger.put_account(Account(id="a1", name="One"))
        inside.set()
        assert go_on.wait(30)
        ledger.save(session(2), state_of(session(2)), (), whole=False)

    writer = threading.Thread(target=lambda: store.write(work).result())
    writer.start()
    assert inside.wait(30)
    during = (found(store), page(store, 0, 1).total, dict(store.directory().accounts))
    go_on.set()
    writer.join()

    assert during == ([], 0, {})
    assert found(store) == [2, 1]


def test_a_closed_store_says_so(store: Store) -> None:
    keep(store, session(1))

    store.close()

    later: list[Callable[[], object]] = [
        lambda: store.find(asked()),
        lambda: store.stream(asked()),
        lambda: store.write(lambda ledger: None).result(),
        store.directory,
        lambda: store.entries(numbered(1)),
        lambda: store.quarantine(QuarantineQuery(accounts=None)),
        lambda: list(store.session_ids()),
        lambda: store.user("a@example.org"),
        lambda: store.user_by_id("u"),
        lambda: store.key(b""),
        lambda: store.hook("h"),
        lambda: store.login(b""),
        store.has_users,
        lambda: list(store.check()),
    ]
    for call in later:
        with pytest.raises(StoreClosed):
            call()


def test_closing_finishes_what_was_accepted_and_twice_is_no_error(store: Store) -> None:
    def put(number: int) -> Callable[[Ledger], None]:
        return lambda ledger: ledger.put_account(Account(id=f"a{number}", name=""))

    futures = [store.write(put(number)) for number in range(50)]

    store.close()
    store.close()

    assert all(future.exception() is None for future in futures)


def test_documents_are_json_without_white_space(store: Store) -> None:
    save(store, BARE, stamped(["x"]))

    (shown_bytes,) = store.find(asked()).documents

    assert json.dumps(json.loads(shown_bytes), separators=(",", ":"), ensure_ascii=False).encode() == shown_bytes
