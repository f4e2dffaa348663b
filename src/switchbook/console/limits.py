"""What users and keys may see: their limits as a page shows them, and as a form sets and lifts them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import msgspec

from switchbook.api.granting import GRANTED, NO_LIMIT
from switchbook.api.types import UserInfo
from switchbook.api.types_keys import KeyInfo, PatchKey
from switchbook.api.types_users import PatchUser
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, choosing, named
from switchbook.console.forms import Form
from switchbook.console.roles import MEANINGS, NAMES

P = TypeVar("P", PatchUser, PatchKey)

_MOST_NAMED = 3
# What can be chosen, the field it is chosen in, and the field whose choice narrows it.
_FIELDS = (
    ("accounts", "accountIds", ""),
    ("customers", "customerIds", "accountIds"),
    ("endpoints", "endpointIds", "accountIds"),
)


def limits_of(limited: UserInfo | KeyInfo) -> str:
    """What somebody may see, in a few words."""
    accounts = "Everything" if limited.all_accounts else _listed(limited.account_names)
    further = [
        f"only {len(ids)} {one if len(ids) == 1 else many}"
        for ids, one, many in (
            (limited.customer_ids, "customer", "customers"),
            (limited.endpoint_ids, "endpoint", "endpoints"),
        )
        if ids is not None
    ]
    return ", ".join([accounts or "Nothing", *further])


def shown_limits(book: Book, limited: UserInfo | KeyInfo) -> Mapping[str, object]:
    """What `limits.html` is given to write them out, each with the way to its page."""
    pairs = () if limited.all_accounts else list(zip(limited.account_ids, limited.account_names, strict=True))
    return {
        "limited": limited,
        "accounts": pairs,
        "customers": None if limited.customer_ids is None else named(book, "customers", limited.customer_ids),
        "endpoints": None if limited.endpoint_ids is None else named(book, "endpoints", limited.endpoint_ids),
    }


def limit_fields(book: Book, form: Form) -> Mapping[str, object]:
    """What a form is given to choose a role and limits: no more than the visitor may give."""
    accounts = form.values.get("accountIds", ())
    limits = {
        kind: choosing(
            book,
            Choosing(kind=kind, field=field, many=True, within=within),
            form.values.get(field, ()),
            accounts=accounts if within else (),
        )
        for kind, field, within in _FIELDS
    }
    given = [role for role in NAMES if role in GRANTED[book.actor.role]]
    return {
        **limits,
        "roles": [(role.value, NAMES[role]) for role in given],
        "meanings": [(NAMES[role], MEANINGS[role]) for role in given],
        "may_lift": book.actor.scope.platform_wide,
    }


def lifting(asked: P) -> P:
    """The change with each list of limits from which everything was taken as one that lifts the limit."""
    lists = ("account_ids", "customer_ids", "endpoint_ids")
    return msgspec.structs.replace(asked, **{name: (NO_LIMIT,) for name in lists if getattr(asked, name) == ()})


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MOST_NAMED])
    return f"{shown} and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else shown
