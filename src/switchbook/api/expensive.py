"""What to say of a question that is too heavy: which fields to fill, or to fill with more, so that it is not."""

from __future__ import annotations

from switchbook.errors import FieldError, QueryTooExpensive
from switchbook.model.matching import LONG_NEEDLE
from switchbook.model.query import SessionQuery

# From so many letters on a needle is as good as a longer one.
_ENOUGH = 5


def too_expensive(query: SessionQuery, seconds: float | None) -> QueryTooExpensive:
    """The error for a question whose time was up; each field that would help is named with what to do."""
    told = [FieldError(QueryTooExpensive.code, field, message) for field, message in _advice(query)]
    limit = "" if seconds is None else f" in {seconds:g} seconds"
    advice = "; ".join(error.message for error in told)
    return QueryTooExpensive(f"Too much to look through{limit}. What helps: {advice}", errors=told)


def _advice(query: SessionQuery) -> list[tuple[str, str]]:
    needles = (
        ("log", query.log_needle),
        ("from", query.from_needle and query.from_needle.folded),
        ("to", query.to_needle and query.to_needle.folded),
        ("number", query.either_needle and query.either_needle.folded),
        ("text", query.text and query.text.folded),
    )
    found = [(field, f"a longer text in {field}") for field, needle in needles if needle and len(needle) < _ENOUGH]
    # Every log that may hold such a text is read; of addresses the text alone is looked at, which is soon done.
    found += [
        (field, f"a shorter text in {field}, of at most {LONG_NEEDLE} letters")
        for field, needle in needles
        if field in ("log", "text") and needle and len(needle) > LONG_NEEDLE
    ]
    if query.start is None or query.end is None:
        found.append(("startDate", "fewer days, from startDate to endDate"))
    if query.accounts is None:
        found.append(("accountIds", "some accounts in accountIds"))
    by_date = query.sort.field.name == "dateCreated"
    # In any other order, and for all of them, every match is read whether it is counted or not.
    if query.with_total and by_date and query.limit is not None:
        found.append(("simplifiedPaging", "no total, with simplifiedPaging=true"))
    if not by_date:
        found.append(("sortField", "the order of dateCreated"))
    return found or [("startDate", "a shorter time from startDate to endDate")]
