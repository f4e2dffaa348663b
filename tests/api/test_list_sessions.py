"""ListSessions: paging, totals, order and scope."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from support.sessions import NOON, keep, numbers, session

from switchbook.api.context import Context
from switchbook.api.sessions import list_sessions
from switchbook.api.types import ListSessions, SortOrders
from switchbook.errors import BadRequest, Forbidden
from switchbook.model.actor import EVERYTHING, Scope
from switchbook.model.answer import ListAnswer
from switchbook.model.query import SORT_FIELDS, Shelf
from switchbook.stores.contract import Store

Asking = Callable[..., Context]


def listed(answer: ListAnswer) -> list[int]:
    """The numbers of the sessions in an answer, in order."""
    return [number for documents in answer.batches for number in numbers(documents)]


def test_a_page_is_25_of_the_newest_unless_asked_otherwise(store: Store, asking: Asking) -> None:
    keep(store, *(session(number) for number in range(30)))

    answer = list_sessions(ListSessions(), asking())

    assert listed(answer) == list(range(29, 4, -1))
    assert (answer.total_count, answer.total_pages, answer.has_more_pages) == (30, 2, True)


@pytest.mark.parametrize(
    ("page", "count", "expected", "pages", "more"),
    [
        (0, 2, [4, 3], 3, True),
        (1, 2, [2, 1], 3, True),
        (2, 2, [0], 3, False),
        (3, 2, [], 3, False),
        (0, 5, [4, 3, 2, 1, 0], 1, False),
        (0, 10_000, [4, 3, 2, 1, 0], 1, False),
        (2**31 - 1, 10_000, [], 1, False),
    ],
)
def test_pages_are_counted_from_0(
    store: Store, asking: Asking, page: int, count: int, expected: list[int], pages: int, more: bool
) -> None:
    keep(store, *(session(number) for number in range(5)))

    answer = list_sessions(ListSessions(page=page, count_per_page=count), asking())

    assert listed(answer) == expected
    assert (answer.total_count, answer.total_pages, answer.has_more_pages) == (5, pages, more)


def test_an_empty_book_has_no_page(asking: Asking) -> None:
    answer = list_sessions(ListSessions(), asking())

    assert listed(answer) == []
    assert (answer.total_count, answer.total_pages, answer.has_more_pages) == (0, 0, False)


@pytest.mark.parametrize(("page", "more"), [(0, True), (1, False), (2, False)])
def test_simplified_paging_tells_no_totals_but_whether_there_is_more(
    store: Store, asking: Asking, page: int, more: bool
) -> None:
    keep(store, *(session(number) for number in range(4)))

    answer = list_sessions(ListSessions(page=page, count_per_page=2, simplified_paging=True), asking())

    assert (answer.total_count, answer.total_pages, answer.has_more_pages) == (0, 0, more)


def test_all_is_everything_in_one_page_whatever_the_page(store: Store, asking: Asking) -> None:
    keep(store, *(session(number) for number in range(30)))

    answer = list_sessions(ListSessions(all=True, page=-7, count_per_page=10**9), asking())

    assert listed(answer) == list(range(29, -1, -1))
    assert (answer.total_count, answer.total_pages, answer.has_more_pages) == (30, 1, False)


def test_all_of_nothing_is_no_page(asking: Asking) -> None:
    answer = list_sessions(ListSessions(all=True), asking())

    assert (listed(answer), answer.total_count, answer.total_pages, answer.has_more_pages) == ([], 0, 0, False)


@pytest.mark.parametrize(
    ("request_", "field", "message"),
    [
        (ListSessions(page=-1), "page", "0 or more"),
        (ListSessions(count_per_page=-1), "countPerPage", "from 0 (the default) to 10000"),
        (ListSessions(count_per_page=10_001), "countPerPage", "from 0 (the default) to 10000"),
        (ListSessions(sort_field="colour"), "sortField", "accountId, accountName, answeredById"),
        (ListSessions(sort_field="took"), "sortField", "direction, displayName, duration, ended"),
        (ListSessions(sort_field="log"), "sortField", "cannot sort by 'log'"),
        (ListSessions(sort_order=7), "sortOrder", "Ascend or Descend, not 7"),  # type: ignore[arg-type]
        (ListSessions(start_date="soon"), "startDate", "not 'soon'"),
        (ListSessions(end_date="2026-02-30"), "endDate", "not '2026-02-30'"),
    ],
)
def test_what_is_not_allowed_is_refused_with_its_field(
    asking: Asking, request_: ListSessions, field: str, message: str
) -> None:
    with pytest.raises(BadRequest) as refusal:
        list_sessions(request_, asking())

    assert [error.field for error in refusal.value.errors] == [field]
    assert message in refusal.value.message


def test_the_limit_of_a_page_is_a_setting(store: Store, asking: Asking) -> None:
    keep(store, *(session(number) for number in range(5)))
    context = asking(max_count_per_page="3")

    assert listed(list_sessions(ListSessions(), context)) == [4, 3, 2]
    with pytest.raises(BadRequest, match="to 3, not 4"):
        list_sessions(ListSessions(count_per_page=4), context)


@pytest.mark.parametrize(
    ("sort_field", "sort_order", "expected"),
    [
        (None, None, [2, 1, 0]),
        (" ", None, [2, 1, 0]),
        (None, SortOrders.Ascend, [0, 1, 2]),
        (None, SortOrders.Descend, [2, 1, 0]),
        ("dateCreated", None, [0, 1, 2]),
        ("ToAddress", None, [1, 2, 0]),
        ("TOADDRESS", SortOrders.Ascend, [1, 2, 0]),
        ("toAddress", SortOrders.Descend, [0, 2, 1]),
        ("duration", None, [2, 0, 1]),
        ("DURATION", SortOrders.Descend, [0, 2, 1]),
    ],
)
def test_an_order_without_a_field_is_one_of_date_created_and_a_field_without_an_order_ascends(
    store: Store, asking: Asking, sort_field: str | None, sort_order: SortOrders | None, expected: list[int]
) -> None:
    addresses_and_ends = (("c", 5), ("a", None), ("b", 3))
    for number, (address, minutes) in enumerate(addresses_and_ends):
        over = None if minutes is None else NOON + timedelta(minutes=minutes)
        keep(store, session(number, to_address=address, date_completed=over))

    answer = list_sessions(ListSessions(sort_field=sort_field, sort_order=sort_order), asking())

    assert listed(answer) == expected


@pytest.mark.parametrize("field", sorted(each.name for each in SORT_FIELDS.values()))
def test_every_sort_field_sorts(store: Store, asking: Asking, field: str) -> None:
    keep(store, session(1), session(2))

    assert sorted(listed(list_sessions(ListSessions(sort_field=field), asking()))) == [1, 2]


SCOPED = Scope(accounts=frozenset({"a1", "a2"}))


@pytest.mark.parametrize(
    ("scope", "account_ids", "expected"),
    [
        (EVERYTHING, (), [3, 2, 1]),
        (EVERYTHING, ("a1", "a3"), [3, 1]),
        (EVERYTHING, ("unknown",), []),
        (EVERYTHING, (None,), []),
        (SCOPED, (), [2, 1]),
        (SCOPED, ("a2",), [2]),
        (SCOPED, ("a2", None), [2]),
        (SCOPED, (None,), []),
        (Scope(accounts=frozenset()), (), []),
    ],
)
def test_accounts_are_those_asked_for_within_the_scope(
    store: Store, asking: Asking, scope: Scope, account_ids: tuple[str | None, ...], expected: list[int]
) -> None:
    keep(store, session(1, "a1"), session(2, "a2"), session(3, "a3"))

    assert listed(list_sessions(ListSessions(account_ids=account_ids), asking(scope))) == expected


def test_an_account_outside_the_scope_is_refused_like_an_unknown_one(store: Store, asking: Asking) -> None:
    keep(store, session(3, "a3"))
    refusals = []
    for account_id in ("a3", "zz"):
        with pytest.raises(Forbidden) as refusal:
            list_sessions(ListSessions(account_ids=("a1", account_id)), asking(SCOPED))
        refusals.append(refusal.value)

    assert refusals[0].message == "You may not see the account 'a3'"
    assert refusals[0].message.replace("a3", "zz") == refusals[1].message
    assert [error.field for error in refusals[0].errors] == ["accountIds"]


def test_the_archive_is_searched_instead_of_the_live_ones(store: Store, asking: Asking) -> None:
    keep(store, session(1))
    keep(store, session(2), shelf=Shelf.archive)

    assert listed(list_sessions(ListSessions(search_archive=True), asking())) == [2]
    assert listed(list_sessions(ListSessions(search_archive=False), asking())) == [1]
