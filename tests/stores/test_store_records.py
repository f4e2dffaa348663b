"""Every store: records dropped from the directory, the audit trail, and answers kept for who asks twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from support.directory import put_directory
from support.sessions import NOON, asked, keep, numbered, session

from switchbook.model.audit import AuditLine, AuditQuery
from switchbook.model.picture import Picture
from switchbook.model.query import Shelf
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.contract_people import Hook
from switchbook.stores.contract_records import KeptAnswer

ALL = AuditQuery(accounts=None)


def line(number: int, **changed: object) -> AuditLine:
    """A constructed line of the trail."""
    told: dict[str, object] = {
        "at": NOON + timedelta(hours=number),
        "actor_kind": "user",
        "actor_id": "u1",
        "actor_name": "Ann",
        "address": "203.0.113.7",
        "operation": "PatchCustomer",
        "record": "customer",
        "record_id": f"c{number}",
        "account_id": "a1",
        "before": b'{"id":"c"}',
    }
    return AuditLine(**{**told, **changed})  # type: ignore[arg-type] # any member


LINES = (
    line(1),
    line(2, actor_id="k1", actor_kind="key"),
    line(3, account_id="a2", record="endpoint"),
    line(4, account_id=None, record="user", operation="NewUser", record_id="c1"),
)


@pytest.fixture
def audited(store: Store) -> Store:
    """A store with these lines."""

    def work(ledger: Ledger) -> None:
        for each in LINES:
            ledger.audit(each)

    store.write(work).result()
    return store


def test_a_dropped_record_is_known_no_more_and_others_stay(store: Store) -> None:
    put_directory(store)

    store.write(lambda ledger: ledger.drop_customer("c2")).result()
    store.write(lambda ledger: ledger.drop_endpoint("e1")).result()
    store.write(lambda ledger: ledger.drop_account("a2")).result()

    directory = store.directory()
    assert set(directory.customers) == {"c1", "c3", "c4", "c5"}
    assert set(directory.endpoints) == {"e2", "e3"}
    assert set(directory.accounts) == {"a1"}


def test_a_dropped_record_can_come_again(store: Store) -> None:
    put_directory(store)
    kept = store.directory().customers["c2"]
    store.write(lambda ledger: ledger.drop_customer("c2")).result()

    store.write(lambda ledger: ledger.put_customer(kept)).result()

    assert store.directory().customers["c2"] == kept


def test_unknown_records_are_dropped_without_an_error(store: Store) -> None:
    store.write(lambda ledger: ledger.drop_account("nobody")).result()

    assert not store.directory().accounts


def test_sessions_of_an_account_are_counted_on_both_shelves(store: Store) -> None:
    keep(store, session(1, account_id="a1"))

    assert (store.session_count("a1"), store.session_count("a2")) == (1, 0)


def test_the_trail_is_read_newest_first_with_positions(audited: Store) -> None:
    total, lines = audited.audited(ALL)

    assert total == 4
    assert [each.record_id for each in lines] == ["c1", "c3", "c2", "c1"]
    assert [each.position for each in lines] == [4, 3, 2, 1]
    assert (lines[-1].before, lines[-1].after, lines[-1].at) == (b'{"id":"c"}', None, NOON + timedelta(hours=1))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (AuditQuery(accounts=frozenset({"a1"})), [2, 1]),
        (AuditQuery(accounts=frozenset()), []),
        (AuditQuery(accounts=None, record="user"), [4]),
        (AuditQuery(accounts=None, record_id="c1"), [4, 1]),
        (AuditQuery(accounts=None, actor_id="k1"), [2]),
        (AuditQuery(accounts=None, operation="NewUser"), [4]),
        (AuditQuery(accounts=None, positions=frozenset({1, 4, 9})), [4, 1]),
        (AuditQuery(accounts=None, last=2), [2, 1]),
        (AuditQuery(accounts=None, about=frozenset({("customer", "c1"), ("endpoint", "c3")})), [3, 1]),
        (AuditQuery(accounts=None, about=frozenset()), []),
        (AuditQuery(accounts=None, text="PATCHcustomer end"), [3]),
        (AuditQuery(accounts=None, text="%"), []),
        (AuditQuery(accounts=None, text=""), [4, 3, 2, 1]),
        (AuditQuery(accounts=None, ascending=True), [1, 2, 3, 4]),
        (AuditQuery(accounts=None, start=NOON + timedelta(hours=2), end=NOON + timedelta(hours=4)), [3, 2]),
    ],
)
def test_the_trail_is_filtered(audited: Store, query: AuditQuery, found: list[int]) -> None:
    total, lines = audited.audited(query)

    assert [each.position for each in lines] == found
    assert total == len(found)


@pytest.mark.parametrize(("ascending", "found"), [(True, [2, 3]), (False, [3, 2])])
def test_a_part_of_the_trail_is_read_without_counting(audited: Store, ascending: bool, found: list[int]) -> None:
    total, lines = audited.audited(AuditQuery(accounts=None, first=2, last=3, ascending=ascending, counted=False))

    assert (total, [each.position for each in lines]) == (0, found)


def test_the_trail_comes_in_pages(audited: Store) -> None:
    total, lines = audited.audited(AuditQuery(accounts=None, offset=1, limit=2))

    assert (total, [each.position for each in lines]) == (4, [3, 2])


def test_an_answer_is_kept_until_it_is_old(store: Store) -> None:
    first = KeptAnswer(key=b"k" * 16, request=b"r" * 16, document=b"{}", at=NOON)
    second = KeptAnswer(key=b"l" * 16, request=b"r" * 16, document=b"", at=NOON + timedelta(days=1))
    store.write(lambda ledger: ledger.keep_answer(first, NOON - timedelta(days=1))).result()
    assert store.write(lambda ledger: ledger.kept_answer(first.key)).result() == first

    store.write(lambda ledger: ledger.keep_answer(second, NOON + timedelta(seconds=1))).result()

    assert store.write(lambda ledger: ledger.kept_answer(first.key)).result() is None
    assert store.write(lambda ledger: ledger.kept_answer(second.key)).result() == second
    assert store.write(lambda ledger: ledger.forget_answers(second.at + timedelta(seconds=1))).result() == 1
    assert store.write(lambda ledger: ledger.kept_answer(second.key)).result() is None


def test_what_was_answered_of_a_session_goes_with_it(store: Store) -> None:
    keep(store, session(1), session(2))
    told = [
        KeptAnswer(key=bytes([number]) * 16, request=b"r" * 16, document=b"{}", at=NOON, session_id=numbered(number))
        for number in (1, 2)
    ]
    for each in told:
        store.write(lambda ledger, each=each: ledger.keep_answer(each, NOON)).result()

    store.write(lambda ledger: ledger.delete(numbered(1))).result()

    first, second = (store.write(lambda ledger, key=each.key: ledger.kept_answer(key)).result() for each in told)
    assert first is not None
    assert (first.document, first.request) == (b"", b"r" * 16)
    assert second == told[1]


def test_a_work_counts_sessions_and_sees_hooks_as_it_has_written_them(store: Store) -> None:
    hooks = [Hook(id=name, source="generic", account_id="a1", secrets=("s",)) for name in ("h2", "h1")]
    keep(store, session(1, "a1"), session(2, "a2"))

    def work(ledger: Ledger) -> tuple[int, list[str]]:
        for hook in hooks:
            ledger.put_hook(hook)
        ledger.delete(session(1).id)
        return ledger.session_count("a1"), [each.id for each in ledger.hooks()]

    assert store.write(work).result() == (0, ["h1", "h2"])


def test_a_transaction_sees_the_document_of_a_session_as_it_goes_out(store: Store) -> None:
    put_directory(store)
    keep(store, session(1, account_id="a1", customer_id="c2"), log=["one"])
    keep(store, session(2, account_id="a1"), shelf=Shelf.archive)

    for number in (1, 2):
        shelf = Shelf.live if number == 1 else Shelf.archive
        (found,) = store.find(asked(ids=frozenset({numbered(number)}), shelf=shelf)).documents
        assert store.write(lambda ledger, n=number: ledger.document(numbered(n))).result() == found  # type: ignore[misc]
    assert store.write(lambda ledger: ledger.document(numbered(3))).result() is None


def test_a_picture_is_kept_until_it_is_dropped(store: Store) -> None:
    picture = Picture(id="p1", account_id="a1", content_type="image/png", content=b"\x89PNG\x00")

    store.write(lambda ledger: ledger.put_picture(picture)).result()
    assert store.picture("p1") == picture
    assert store.picture("p2") is None

    store.write(lambda ledger: ledger.drop_picture("p1")).result()
    assert store.picture("p1") is None
