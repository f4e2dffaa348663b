"""Every store: pages, totals, whether there is more, and streams."""

from __future__ import annotations

from typing import Any

import pytest
from support.sessions import NOON, asked, by, found, keep, numbered, numbers, page, session

from switchbook.model.actor import Scope
from switchbook.model.query import Shelf
from switchbook.stores.contract import Ledger, Store


def test_the_newest_session_comes_first(store: Store) -> None:
    keep(store, session(2), session(3), session(1))

    assert found(store) == [3, 2, 1]


def test_sessions_of_one_instant_are_ordered_by_id_in_the_direction_of_the_sort(store: Store) -> None:
    keep(store, *(session(number, date_created=NOON) for number in (2, 3, 1)))

    assert found(store) == [3, 2, 1]
    assert found(store, sort=by("dateCreated")) == [1, 2, 3]


def test_an_empty_store_answers_an_empty_page(store: Store) -> None:
    answer = page(store, 0, 25)

    assert (list(answer.documents), answer.total, answer.has_more) == ([], 0, False)


@pytest.mark.parametrize(
    ("offset", "limit", "expected", "more"),
    [
        (0, 2, [5, 4], True),
        (2, 2, [3, 2], True),
        (4, 2, [1], False),
        (3, 2, [2, 1], False),
        (0, 5, [5, 4, 3, 2, 1], False),
        (0, None, [5, 4, 3, 2, 1], False),
        (5, 2, [], False),
        (500_000, 10_000, [], False),
    ],
)
@pytest.mark.parametrize("with_total", [True, False])
def test_a_page_is_a_slice_and_says_truthfully_whether_there_is_more(
    store: Store, offset: int, limit: int | None, expected: list[int], more: bool, with_total: bool
) -> None:
    keep(store, *map(session, range(1, 6)))

    answer = page(store, offset, limit, with_total=with_total)

    assert numbers(answer.documents) == expected
    assert answer.has_more is more
    assert answer.total == (5 if with_total else None)


@pytest.mark.parametrize("parts", [{}, {"accounts": frozenset({"a1"})}, {"log_needle": "hello"}], ids=str)
@pytest.mark.parametrize("name", ["dateCreated", "fromAddress", "consoleData", "accountName"])
@pytest.mark.parametrize("descending", [True, False])
def test_pages_joined_are_the_whole(store: Store, parts: dict[str, Any], name: str, descending: bool) -> None:
    sessions = [session(n, f"a{n % 3}", from_address=f"+4930{n % 4}", console_data=None) for n in range(1, 24)]
    keep(store, *sessions, log=["hello"])
    sort = by(name, descending=descending)

    pages = [page(store, offset, 5, sort=sort, **parts) for offset in range(0, 25, 5)]

    whole = found(store, sort=sort, **parts)
    assert [number for answer in pages for number in numbers(answer.documents)] == whole
    assert {answer.total for answer in pages} == {len(whole)}


def test_total_counts_what_matches_and_not_what_is_kept(store: Store) -> None:
    keep(store, session(1), session(2, "a2"), session(3))
    keep(store, session(4), shelf=Shelf.archive)

    assert page(store, 0, 1, accounts=frozenset({"a1"})).total == 2


def test_a_stream_is_everything_that_matches_in_order_whatever_page_was_asked(store: Store) -> None:
    keep(store, *map(session, range(1, 8)), session(8, "a2"))

    total, batches = store.stream(asked(accounts=frozenset({"a1"}), offset=2, limit=3, sort=by("id")))

    assert total == 7
    assert [number for batch in batches for number in numbers(batch)] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("name", ["dateCreated", "fromAddress", "consoleData", "endpointName"])
def test_a_long_stream_comes_in_batches_and_agrees_with_a_page_of_all(store: Store, name: str) -> None:
    keep(store, *(session(n, from_address=f"+49{n % 7}", console_data=f"c{n % 5}") for n in range(1, 1203)))
    sort = by(name, descending=True)

    total, batches = store.stream(asked(sort=sort))
    streamed = [numbers(batch) for batch in batches]

    assert total == 1202
    assert len(streamed) > 1
    assert [number for batch in streamed for number in batch] == found(store, sort=sort)


def test_a_stream_leaves_out_what_came_later_and_skips_what_went(store: Store) -> None:
    keep(store, *map(session, range(1, 1203)))
    _, batches = store.stream(asked(sort=by("id")))
    first = numbers(next(batches))

    keep(store, session(5000), session(1203))
    store.write(lambda ledger: ledger.absorb(numbered(1200), numbered(1))).result()
    rest = [number for batch in batches for number in numbers(batch)]

    assert first + rest == [number for number in range(1, 1203) if number != 1200]


def test_a_session_that_went_is_not_mistaken_for_one_that_came_in_its_place(store: Store) -> None:
    keep(store, *map(session, range(1, 1203)))
    _, batches = store.stream(asked(Scope(accounts=frozenset({"a1"})), sort=by("id")))
    next(batches)

    def absorb(ledger: Ledger) -> None:
        for number in range(1150, 1203):
            ledger.absorb(numbered(number), numbered(1))

    store.write(absorb).result()
    keep(store, *(session(number, "a2") for number in range(2000, 2053)))

    rest = [number for batch in batches for number in numbers(batch)]
    assert not [number for number in rest if number >= 1150]


def test_an_empty_stream_has_no_documents(store: Store) -> None:
    total, batches = store.stream(asked())

    assert total == 0
    assert [document for batch in batches for document in batch] == []


def test_writing_goes_on_while_a_stream_is_half_read(store: Store) -> None:
    keep(store, *map(session, range(1, 1203)))
    _, batches = store.stream(asked())
    next(batches)

    assert keep(store, session(2000)) == 1
