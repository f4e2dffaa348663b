"""Which of the things that lie in order of their positions are wanted: a stretch of them, from which end, how many."""

from __future__ import annotations

import msgspec


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a question about what has positions, which grow by arrival.

    `positions` are those wanted alone, None is no limit; `first` and `last` are the lowest and the highest, inclusive.
    Of what is found, in the order said, `limit` from `offset` on. `counted` False: nobody wants to know how many match.
    """

    positions: frozenset[int] | None = None
    first: int | None = None
    last: int | None = None
    ascending: bool = False
    counted: bool = True
    offset: int = 0
    limit: int | None = None
