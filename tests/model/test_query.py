"""The question as a value: its sort fields and what it may see."""

from __future__ import annotations

from datetime import datetime
from typing import get_args, get_type_hints

import pytest

from switchbook.model.actor import EVERYTHING, NOBODY, Scope
from switchbook.model.query import (
    COMPUTED,
    DIRECTORY_NAMES,
    SORT_FIELDS,
    SessionQuery,
    Shelf,
    Sort,
    SortField,
    SortKind,
)
from switchbook.model.session import Session

# Not scalars, or not shown.
NOT_SORTED = {"members", "parentSessionId"}


def test_every_scalar_of_a_session_is_a_sort_field_and_so_is_what_is_computed_from_them() -> None:
    shown = set(Session.__struct_encode_fields__) - NOT_SORTED

    assert {field.name for field in SORT_FIELDS.values()} == shown | DIRECTORY_NAMES | COMPUTED
    assert not COMPUTED & (shown | DIRECTORY_NAMES)


def test_sort_fields_are_found_by_their_names_in_lower_case() -> None:
    assert all(name == field.name.lower() for name, field in SORT_FIELDS.items())


@pytest.mark.parametrize(
    "field",
    [field for field in SORT_FIELDS.values() if field.name not in DIRECTORY_NAMES | COMPUTED],
    ids=lambda field: field.name,
)
def test_a_sort_field_names_an_attribute_of_its_kind(field: SortField) -> None:
    hinted = get_type_hints(Session)[field.attribute]
    (kind,) = {*(get_args(hinted) or (hinted,))} - {type(None)}

    if field.kind is SortKind.number:
        assert issubclass(kind, int)
    else:
        assert kind is {SortKind.text: str, SortKind.instant: datetime}[field.kind]


def test_a_query_without_more_is_the_newest_25_live_sessions_in_scope() -> None:
    query = SessionQuery(scope=EVERYTHING)

    assert (query.shelf, query.offset, query.limit, query.with_total) == (Shelf.live, 0, 25, True)
    assert query.sort == Sort(field=SORT_FIELDS["datecreated"], descending=True)


def test_a_query_without_a_scope_cannot_be_built() -> None:
    with pytest.raises(TypeError, match="scope"):
        SessionQuery()  # type: ignore[call-arg] # that is the point


@pytest.mark.parametrize(
    ("scope", "asked", "visible"),
    [
        (None, None, None),
        (None, {"a1"}, {"a1"}),
        (None, set(), set()),
        ({"a1", "a2"}, None, {"a1", "a2"}),
        ({"a1", "a2"}, {"a2", "a3"}, {"a2"}),
        ({"a1"}, {"a3"}, set()),
        (set(), None, set()),
        (set(), {"a1"}, set()),
    ],
)
def test_visible_accounts_are_those_asked_for_that_are_in_scope(
    scope: set[str] | None, asked: set[str] | None, visible: set[str] | None
) -> None:
    query = SessionQuery(
        scope=Scope(accounts=None if scope is None else frozenset(scope)),
        accounts=None if asked is None else frozenset(asked),
    )

    assert query.visible_accounts == visible


def test_only_a_scope_of_every_account_is_platform_wide() -> None:
    assert EVERYTHING.platform_wide
    assert not Scope(accounts=frozenset({"a1"})).platform_wide
    assert not NOBODY.scope.platform_wide
