"""Every store: every sort field, both ways."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import Any, get_type_hints

import pytest
from support.sessions import NOON, asked, by, found, keep, numbers, page, session

from switchbook.errors import BadRequest
from switchbook.model.directory import Account, Customer, Endpoint
from switchbook.model.query import (
    COMPUTED,
    DIRECTORY_NAMES,
    SORT_FIELDS,
    SORTED_LETTERS,
    UNCOLUMNED_SORT_LIMIT,
    Place,
    Shelf,
    SortField,
    SortKind,
)
from switchbook.model.session import Session
from switchbook.stores.contract import Ledger, Store
from switchbook.stores.sqlite import pages

# In this order only when folded: by raw code points "B" would come before "a".
TEXTS = ["", "+4930", "a", "B", "ba", "É", "éa", "日本", "😀"]
IN_SESSION = [field for field in SORT_FIELDS.values() if field.name not in DIRECTORY_NAMES | COMPUTED | {"id"}]
TYPES = get_type_hints(Session)


def ascending(field: SortField) -> list[Any]:
    """Values of a field in ascending order; None last, where the field can be without a value."""
    if field.kind is SortKind.text:
        # An empty id is no id.
        values: list[Any] = [text for text in TEXTS if text or not field.name.endswith("Id")]
    elif field.kind is SortKind.instant:
        offsets = (-86_400_000 * 30_000, -86_400_000, -1, 0, 1, 1000, 86_400_000)  # the first is before 1970
        values = [NOON + timedelta(milliseconds=offset) for offset in offsets]
    elif TYPES[field.attribute] is bool:
        values = [False, True]
    else:
        assert issubclass(TYPES[field.attribute], IntEnum)
        values = sorted(TYPES[field.attribute])
    optional = type(None) in getattr(TYPES[field.attribute], "__args__", ())
    return [*values, None] if optional else values


def expected_order(numbers_by_value: list[list[int]], *, nulls: list[int], descending: bool) -> list[int]:
    groups = reversed(numbers_by_value) if descending else numbers_by_value
    return [number for group in [*groups, nulls] for number in sorted(group, reverse=descending)]


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("field", IN_SESSION, ids=lambda field: field.name)
def test_sessions_are_sorted_by_the_field_then_by_id_with_nulls_last(
    store: Store, field: SortField, descending: bool
) -> None:
    values = ascending(field)
    groups = [[1 + place, 101 + place] for place in range(len(values))]
    sessions = [
        session(number, **{field.attribute: value})
        for value, numbers in zip(values, groups, strict=True)
        for number in numbers
    ]
    keep(store, *sorted(sessions, key=lambda one: one.id[::-1]))
    nulls = groups.pop() if values[-1] is None else []

    assert found(store, sort=by(field.name, descending=descending)) == expected_order(
        groups, nulls=nulls, descending=descending
    )


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
def test_sessions_are_sorted_by_id(store: Store, descending: bool) -> None:
    wanted = [0x9, 0xA, 0x10, 0xFF, 0xFFFFFFFFFFFFFFFFFFFFFFFF]
    keep(store, *(session(number, date_created=NOON) for number in (0x10, 0xA, wanted[-1], 0x9, 0xFF)))

    assert found(store, sort=by("id", descending=descending)) == (wanted[::-1] if descending else wanted)


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("name", sorted(DIRECTORY_NAMES))
def test_sessions_are_sorted_by_the_directorys_names(store: Store, name: str, descending: bool) -> None:
    names = ["a", "B", "É", "日本"]

    def fill(ledger: Ledger) -> None:
        for place, text in enumerate(names):
            ledger.put_account(Account(id=f"acc{9 - place}", name=text))
            ledger.put_customer(Customer(id=f"cus{9 - place}", account_id="acc0", name=text))
            ledger.put_endpoint(Endpoint(id=f"end{9 - place}", account_id="acc0", name=text))

    store.write(fill).result()
    groups = [[1 + place, 101 + place] for place in range(len(names))]
    for place, group in enumerate(groups):
        ids = {"customer_id": f"cus{9 - place}", "endpoint_id": f"end{9 - place}"}
        keep(store, *(session(number, f"acc{9 - place}", **ids) for number in group))
    keep(store, session(50, "unknown"), session(40, "unknown", customer_id="unknown", endpoint_id="unknown"))

    assert found(store, sort=by(name, descending=descending)) == expected_order(
        groups, nulls=[40, 50], descending=descending
    )


# In whole milliseconds: the microseconds of both ends are cut off before one is taken from the other.
LASTED = [
    (timedelta(), timedelta(milliseconds=-1)),
    (timedelta(), timedelta(microseconds=999)),
    (timedelta(microseconds=999), timedelta(milliseconds=1)),
    (timedelta(), timedelta(milliseconds=2, microseconds=1)),
    (timedelta(days=-30_000), timedelta(days=-30_000, seconds=1)),  # before 1970
    (timedelta(hours=1), timedelta(hours=1, seconds=9)),
    (timedelta(hours=-1), timedelta(seconds=10)),
]


def lasting(store: Store) -> list[list[int]]:
    """Keep two sessions for each of LASTED, on different shelves; their numbers, those of sessions alike together."""
    groups = [[1 + place, 101 + place] for place in range(len(LASTED))]
    for (begins, ends), (live, archived) in zip(LASTED, groups, strict=True):
        dates = {"date_created": NOON + begins, "date_completed": NOON + ends}
        keep(store, session(live, **dates))
        keep(store, session(archived, ended=True, **dates), shelf=Shelf.archive)
    return groups


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
def test_sessions_are_sorted_by_how_long_they_lasted_those_not_completed_last(store: Store, descending: bool) -> None:
    groups = lasting(store)
    keep(store, session(50, date_created=NOON - timedelta(days=9)), session(40, ended=True))

    assert found(store, sort=by("duration", descending=descending), both_shelves=True) == expected_order(
        groups, nulls=[40, 50], descending=descending
    )


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
def test_a_walk_by_how_long_they_lasted_meets_each_once(store: Store, descending: bool) -> None:
    groups = lasting(store)
    keep(store, session(40), session(50))
    order = {"sort": by("duration", descending=descending), "both_shelves": True, "limit": 1}
    met: list[int] = []
    last: Place | None = None

    while one := found(store, **order, after=last):
        met += one
        last = store.find(asked(**order, after=last)).last

    assert met == expected_order(groups, nulls=[40, 50], descending=descending)


@pytest.mark.parametrize("name", ["fromAddress", "outcome", "consoleData"])
def test_texts_that_fold_alike_are_equal_and_ordered_by_id(store: Store, name: str) -> None:
    attribute = SORT_FIELDS[name.lower()].attribute
    texts = ["ÉA", "e\u0301a", "éA", "Éa"]
    keep(store, *(session(number, **{attribute: text}) for number, text in enumerate(texts, start=1)))

    assert found(store, sort=by(name)) == [1, 2, 3, 4]
    assert found(store, sort=by(name, descending=True)) == [4, 3, 2, 1]


def test_text_is_sorted_by_code_points_beyond_the_basic_plane_too(store: Store) -> None:
    # UTF-16 order would put U+1F600 before U+FF21.
    keep(store, session(1, outcome="\U0001f600"), session(2, outcome="\uff21"), session(3, outcome="\ud7a3"))

    assert found(store, sort=by("outcome")) == [3, 2, 1]


# In ascending order by the first 200 letters. Texts of one group begin alike so far, but whole they stand otherwise.
LONG_TEXTS = [
    ["", ""],
    ["b" * 199],
    ["b" * 200 + "z" * 3_000, "B" * 200, "b" * 201, "b" * 200],
    ["b" * 199 + "c" + "z", "b" * 199 + "c"],
    ["c"],
    ["é" * 199 + "日"],
    ["é" * 199 + "\U0001f600\U0001f601", "e\u0301" * 199 + "\U0001f600a", "É" * 199 + "\U0001f600"],
    ["\uff21" * 300],
]
LONG_GROUPS = [[10 * place + each for each in range(len(texts))] for place, texts in enumerate(LONG_TEXTS, start=1)]
WITHOUT = [1, 2]


@pytest.fixture(params=["fromAddress", "toAddress", "answeredByName", "outcome", "consoleData", "customerName"])
def long_sorted(store: Store, request: pytest.FixtureRequest) -> SortField:
    """A field in which both shelves have long texts."""
    field = SORT_FIELDS[request.param.lower()]
    texts = {
        n: text for texts, ns in zip(LONG_TEXTS, LONG_GROUPS, strict=True) for n, text in zip(ns, texts, strict=True)
    }
    if field.name in DIRECTORY_NAMES:
        customers = [Customer(id=f"c{n}", account_id="a1", name=text) for n, text in texts.items()]
        store.write(lambda ledger: [ledger.put_customer(each) for each in customers]).result()
        kept = [session(n, customer_id=f"c{n}") for n in texts]
    else:
        kept = [session(n, **{field.attribute: text}) for n, text in texts.items()]
    keep(store, *kept[::3], session(WITHOUT[0]), shelf=Shelf.archive)
    keep(store, *kept[1::3], *kept[2::3], session(WITHOUT[1]))
    return field


@pytest.mark.parametrize("descending", [False, True], ids=["up", "down"])
@pytest.mark.parametrize("large", [0, 1_000], ids=["address after address", "sorted"])
def test_long_texts_are_ordered_by_their_first_letters_on_every_way_through_them(
    store: Store, long_sorted: SortField, descending: bool, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LARGE", large)
    parts: dict[str, Any] = {"sort": by(long_sorted.name, descending=descending), "both_shelves": True}
    expected = expected_order(LONG_GROUPS, nulls=WITHOUT, descending=descending)

    assert found(store, **parts) == expected
    assert [each for batch in store.stream(asked(**parts))[1] for each in numbers(batch)] == expected
    for limit in (1, 2, 3, 4, len(expected)):
        by_number = [page(store, offset, limit, **parts) for offset in range(0, len(expected), limit)]
        assert [each for answer in by_number for each in numbers(answer.documents)] == expected, limit
        assert walked(store, limit, **parts) == expected, limit


def walked(store: Store, limit: int, **parts: Any) -> list[int]:
    """What there is from place to place, so many on a page."""
    told: list[int] = []
    answer = page(store, 0, limit, **parts)
    while answer.has_more:
        told += numbers(answer.documents)
        assert answer.last is not None
        assert len(str(answer.last.value)) <= SORTED_LETTERS
        answer = page(store, 0, limit, after=answer.last, **parts)
    return told + numbers(answer.documents)


def test_a_sort_only_orders_what_matches(store: Store) -> None:
    keep(store, session(1, outcome="b", parent_session_id="p"), session(2, outcome="a"))
    keep(store, session(3, outcome="a", parent_session_id="p"))

    assert found(store, sort=by("outcome"), parent="p") == [3, 1]


@pytest.mark.slow
def test_a_field_without_a_column_sorts_up_to_a_limit_and_then_says_so(store: Store) -> None:
    for start in range(1, UNCOLUMNED_SORT_LIMIT, 10_000):
        keep(store, *map(session, range(start, start + 10_000)))
    at_limit = asked(sort=by("consoleData"), limit=1)
    assert store.find(at_limit).total == UNCOLUMNED_SORT_LIMIT

    keep(store, session(UNCOLUMNED_SORT_LIMIT + 1, "a2"))

    with pytest.raises(BadRequest) as refused:
        store.find(at_limit)
    assert [error.field for error in refused.value.errors] == ["sortField"]
    with pytest.raises(BadRequest):
        store.stream(at_limit)
    assert store.find(asked(sort=by("consoleData"), limit=1, accounts=frozenset({"a2"}))).total == 1
    assert store.find(asked(sort=by("outcome"), limit=1)).total == UNCOLUMNED_SORT_LIMIT + 1
