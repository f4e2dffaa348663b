"""Lists of what has positions, which grow by arrival: pages of a stretch, or all of it, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar

import msgspec

from switchbook.api.context import Context
from switchbook.api.sessions import DEFAULT_COUNT_PER_PAGE, count_per_page
from switchbook.api.types import ListRequest, SortOrders
from switchbook.errors import BadRequest
from switchbook.model.answer import ListAnswer
from switchbook.model.stretch import Stretch

_BATCH = 500


class Placed(Protocol):
    """Whatever has a position."""

    @property
    def position(self) -> int: ...


P = TypeVar("P", bound=Placed)
S = TypeVar("S", bound=Stretch)


def stretched(
    request: ListRequest,
    context: Context,
    query: S,
    found: Callable[[S], tuple[int, Sequence[P]]],
    shown: Callable[[P], bytes],
    of: type[msgspec.Struct],
) -> ListAnswer:
    """A page of what `found` finds, or all of it, as documents of the type `of`. Raises BadRequest naming the field."""
    if request.all:
        return _everything(request, query, found, shown, of)
    if request.page < 0:
        raise BadRequest.of_field("page", f"page is 0 or more, not {request.page}")
    count = count_per_page(request.count_per_page, context.settings.max_count_per_page, DEFAULT_COUNT_PER_PAGE)
    offset = request.page * count
    total, page = found(msgspec.structs.replace(query, offset=offset, limit=count))
    told = 0 if request.simplified_paging else total
    return ListAnswer(([shown(each) for each in page],), of, told, -(-told // count), offset + count < total)


def ascending(request: ListRequest, by: str, *, oldest_first: bool = False) -> bool:
    """Whether the oldest come first, `oldest_first` where nothing is asked; a field without an order ascends.

    It can be sorted by the field `by` alone.

    Raises BadRequest naming what cannot be understood.
    """
    if request.sort_order is not None and request.sort_order not in tuple(SortOrders):
        raise BadRequest.of_field("sortOrder", f"sortOrder is Ascend or Descend, not {request.sort_order}")
    name = (request.sort_field or "").strip()
    if name.lower() not in ("", by.lower()):
        raise BadRequest.of_field("sortField", f"cannot sort by '{name}'; sortField is {by}")
    if request.sort_order is None:
        return oldest_first or bool(name)
    return request.sort_order == SortOrders.Ascend


def positions(ids: Sequence[str]) -> frozenset[int] | None:
    """The positions that these ids stand for, None where there are none; unknown ones are of none."""
    return frozenset(int(each) for each in ids if each.isascii() and each.isdigit() and len(each) < 19) if ids else None


def _everything(
    request: ListRequest,
    query: S,
    found: Callable[[S], tuple[int, Sequence[P]]],
    shown: Callable[[P], bytes],
    of: type[msgspec.Struct],
) -> ListAnswer:
    """All up to the newest of now."""
    total, newest = found(msgspec.structs.replace(query, ascending=False, limit=1))
    bounded = msgspec.structs.replace(query, last=newest[0].position if newest else 0, limit=_BATCH, counted=False)

    def batches() -> Iterator[Sequence[bytes]]:
        place, batch = bounded, found(bounded)[1]
        while batch:
            yield [shown(each) for each in batch]
            # From where the batch ended, not so many on: to pass over all before it takes longer with each.
            end = batch[-1].position
            place = msgspec.structs.replace(place, **({"first": end + 1} if place.ascending else {"last": end - 1}))
            batch = found(place)[1]

    told = 0 if request.simplified_paging else total
    return ListAnswer(batches(), of, told, min(told, 1), has_more_pages=False)
