"""Lists of records that are all at hand: filtered before, here sorted and cut into pages as ListSessions does it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Protocol

import msgspec
from msgspec import inspect

from switchbook.api.context import Context
from switchbook.api.sessions import DEFAULT_COUNT_PER_PAGE, count_per_page
from switchbook.api.types import ListRequest, SortOrders
from switchbook.errors import BadRequest
from switchbook.model.answer import ListAnswer
from switchbook.model.matching import fold
from switchbook.model.wire_json import encode


class Record(Protocol):
    """A record as it goes out: a struct with an id."""

    @property
    def id(self) -> str | None: ...


def listed(
    request: ListRequest,
    context: Context,
    found: Iterable[Any],
    of: type[msgspec.Struct],
    sort: str = "name",
    *,
    shown: Callable[[Any], Any] | None = None,
    value: Callable[[Any, str], Any] = getattr,
) -> ListAnswer:
    """A page of these records, which are of type `of`; `sort` is the wire name of the field sorted by by default.

    With `shown` they become that only where they are on the page; `value` is then what such a record has as an
    attribute of `of`.
    Text sorts by folded code points, nulls last in both directions, and the id breaks ties in the same direction.
    Raises BadRequest naming what cannot be understood.
    """
    wanted = frozenset(request.specific_ids)
    records = [each for each in found if not wanted or each.id in wanted]
    descending = _descending(request)
    attribute = _attribute(request, of, sort)
    keyed = [(value(each, attribute), each.id, each) for each in records]
    present = sorted(((_sortable(told), key, each) for told, key, each in keyed if told is not None), key=_by_key)
    absent = sorted((each for each in keyed if each[0] is None), key=lambda each: each[1])
    parts = (reversed(present), reversed(absent)) if descending else (present, absent)
    records = [each for part in parts for _, _, each in part]
    told = 0 if request.simplified_paging else len(records)
    if request.all:
        documents = _documents(records, shown)
        return ListAnswer((documents,), of, told, min(told, 1), has_more_pages=False)
    if request.page < 0:
        raise BadRequest.of_field("page", f"page is 0 or more, not {request.page}")
    count = count_per_page(request.count_per_page, context.settings.max_count_per_page, DEFAULT_COUNT_PER_PAGE)
    first = request.page * count
    documents = _documents(records[first : first + count], shown)
    return ListAnswer((documents,), of, told, -(-told // count), has_more_pages=first + count < len(records))


def _documents(records: Iterable[Any], shown: Callable[[Any], Any] | None) -> list[bytes]:
    return [encode(each if shown is None else shown(each)) for each in records]


def _by_key(keyed: tuple[Any, Any, Any]) -> tuple[Any, Any]:
    return keyed[0], keyed[1]


def _descending(request: ListRequest) -> bool:
    if request.sort_order is not None and request.sort_order not in tuple(SortOrders):
        raise BadRequest.of_field("sortOrder", f"sortOrder is Ascend or Descend, not {request.sort_order}")
    return request.sort_order == SortOrders.Descend


def _attribute(request: ListRequest, of: type[msgspec.Struct], default: str) -> str:
    known = _sort_fields(of)
    name = (request.sort_field or "").strip() or default
    if name.lower() not in known:
        raise BadRequest.of_field(
            "sortField", f"cannot sort by '{name}'; sortField is one of {', '.join(sorted(_wire_names(of)))}"
        )
    return known[name.lower()]


@cache
def _sort_fields(of: type[msgspec.Struct]) -> Mapping[str, str]:
    """The attribute of each scalar member, by its wire name in lower case."""
    attributes = dict(zip(of.__struct_encode_fields__, of.__struct_fields__, strict=True))
    return {name.lower(): attributes[name] for name in _wire_names(of)}


def _wire_names(of: type[msgspec.Struct]) -> list[str]:
    described = inspect.type_info(of)
    assert isinstance(described, inspect.StructType)  # noqa: S101 - the signature says so
    return [field.encode_name for field in described.fields if _is_scalar(field.type)]


def _is_scalar(kind: inspect.Type) -> bool:
    if isinstance(kind, inspect.Metadata):
        return _is_scalar(kind.type)
    if isinstance(kind, inspect.UnionType):
        return all(_is_scalar(each) for each in kind.types)
    scalars = inspect.StrType | inspect.IntType | inspect.FloatType | inspect.BoolType | inspect.EnumType
    return isinstance(kind, scalars | inspect.NoneType)


def _sortable(value: Any) -> Any:
    return fold(value) if isinstance(value, str) else value
