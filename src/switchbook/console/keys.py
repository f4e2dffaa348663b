"""The pages of API keys: the list of them, and one key with what it may do and see and until when."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from switchbook.api.binding import bind
from switchbook.api.types_audit import ListAuditLines
from switchbook.api.types_keys import DeleteKey, GetKey, KeyInfo, ListKeys, NewKey, PatchKey, RevokeKey, RotateKey
from switchbook.console.book import Book
from switchbook.console.choosing import Choosing, chips, choosing
from switchbook.console.forms import Form, form_with
from switchbook.console.limits import limits_of, shown_limits
from switchbook.console.page import Page, Shown, Visit
from switchbook.console.paging import kept_filters, paging_of
from switchbook.console.roles import MEANINGS, NAMES
from switchbook.console.words import read
from switchbook.model.actor import Role

PATH = "/console/keys"
_PER_PAGE = 50
_FILTERS = ("nameFilter", "accountIds")
_SOON = timedelta(days=7)


def show_keys(book: Book, visit: Visit) -> Shown:
    """The keys that pass the filters of the address. Raises as ListKeys does."""
    asked = bind(ListKeys, "ListKeys", visit.query)
    address = kept_filters(visit.address, (*_FILTERS, "page", "sortField", "sortOrder"))
    listed = book.list(msgspec.structs.replace(asked, count_per_page=_PER_PAGE, all=False), KeyInfo)
    accounts = [each for each in asked.account_ids if each]
    values = {
        "keys": [(each, state_of(each, visit.now)) for each in listed.items],
        "paging": paging_of(address, listed, asked.page, _PER_PAGE),
        "chosen": chips(book, address, [("accounts", "accountIds", "Account", asked.account_ids)]),
        "form": form_with(),
        "accounts": choosing(book, Choosing(kind="accounts", field="accountIds", many=True), accounts),
        "filtered": kept_filters(address, _FILTERS) != PATH,
        "words": asked.name_filter or "",
        "role_of": role_of,
        "limits_of": limits_of,
        "may_make": book.may(NewKey),
    }
    if visit.part:
        return Shown(template="keys_found.html", values=values, moved_to=address)
    return Shown(template="keys.html", values=values)


def show_key(book: Book, visit: Visit, *, problem: str = "", status: int = 200) -> Shown:
    """The page of one key. Raises NotFound."""
    record = book.record(GetKey(visit.path["record_id"]), KeyInfo)
    key = record.value
    values = {
        "key": key,
        "state": state_of(key, visit.now),
        "role": role_of(key),
        "meaning": MEANINGS[Role(key.role or Role.User)],
        **shown_limits(book, key),
        "form": Form(version=record.version),
        "may_change": book.may(PatchKey),
        "may_rotate": book.may(RotateKey) and not key.revoked,
        "may_revoke": book.may(RevokeKey) and not key.revoked,
        "may_delete": book.may(DeleteKey),
        "may_see_changes": book.may(ListAuditLines),
        "problem": problem,
    }
    return Shown(template="key.html", values=values, status=status)


def role_of(key: KeyInfo) -> str:
    """What the role of a key is called."""
    return NAMES[Role(key.role or Role.User)]


def state_of(key: KeyInfo, now: datetime) -> str:
    """Whether a key works: `revoked`, `expired`, `soon` while it works for some days more, else `works`."""
    expires = read(key.expires)
    if key.revoked:
        return "revoked"
    if expires is None:
        return "works"
    return "expired" if expires <= now else "soon" if expires <= now + _SOON else "works"


KEYS: tuple[Page, ...] = (
    Page(name="KeysPage", path=PATH, show=show_keys, needs=(ListKeys,), label="Keys", group="Administration"),
)
KEY: tuple[Page, ...] = (Page(name="KeyPage", path=f"{PATH}/{{record_id}}", show=show_key, needs=(GetKey,)),)
